"""The nouns of answering: a citation that can be checked, and an answer made of citations."""

import itertools
from dataclasses import dataclass
from enum import StrEnum

from index.reading import Reading
from ingest.records import Exchange, FangtanError, Interview, Passage, Turn


class MisquoteError(FangtanError):
    """A quote does not stand at its offsets: an internal fault, never shown as an answer."""


class Status(StrEnum):
    """Whether an official's words answer the question."""

    ANSWERED = "answered"
    REFUSED = "refused"
    REPLIED = "replied"
    """It was small talk: nothing was looked up."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an official, and where they stand.

    `start` and `end` are character offsets of the quote in the exchange's whole answer.

    :raises MisquoteError: When made, if the quote is empty or not what stands there.
    """

    quote: str
    start: int
    end: int
    passage: Passage
    exchange: Exchange
    interview: Interview
    score: float

    def __post_init__(self) -> None:
        """Refuse a quote that is not at its offsets."""
        there = self.exchange.answer[self.start : self.end] if self.start >= 0 else ""
        if not self.quote or there != self.quote:
            raise MisquoteError(
                f"{self.passage.id}: {self.start}-{self.end} reads {there[:40]!r}, "
                f"not {self.quote[:40]!r}"
            )

    @property
    def turn(self) -> Turn:
        """The turn in which the quote begins."""
        return self.exchange.turn_at(self.start)

    @property
    def office(self) -> str:
        """The speaker's office as published, or empty."""
        return self.interview.office_of(self.turn.speaker)

    def as_json(self) -> dict[str, object]:
        """Return the citation as the README documents it."""
        return {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "passage_id": self.passage.id,
            "exchange_id": self.exchange.id,
            "question": self.exchange.asked,
            "speaker": self.turn.speaker,
            "office": self.office,
            "time": f"{self.turn.time:%Y-%m-%d %H:%M:%S}",
            "interview": {
                "id": self.interview.id,
                "title": self.interview.title,
                "date": self.interview.date.isoformat(),
                "source": self.interview.source,
            },
            "score": round(self.score, 4),
        }


class ConflictKind(StrEnum):
    """In what a question and the quoted words disagree."""

    PLACE = "place"
    YEAR = "year"
    PLAN = "plan"
    DATE = "date"
    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    ASPECT = "aspect"
    CONTRAST = "contrast"
    CLASS = "class"
    PERSON = "person"
    NAME = "name"
    NEGATION = "negation"
    LIST = "list"
    MEMBERS = "members"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the question names, and what the official's words name instead (perhaps nothing)."""

    kind: ConflictKind
    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Words that would answer a question but for what it names: another year, place, number."""

    citation: Citation
    conflicts: tuple[Conflict, ...]
    """What the words do not agree with; at least one."""

    def as_json(self) -> dict[str, object]:
        """Return the citation as the README documents it, and what it does not agree with."""
        differs = [
            {"kind": one.kind.value, "asked": one.asked, "said": one.said} for one in self.conflicts
        ]
        return {**self.citation.as_json(), "differs": differs}


@dataclass(frozen=True, slots=True)
class Part:
    """What is said to one of the things that were asked.

    No citation means that it is refused. The first citation is shown; the others are what was
    said to the same in other interviews, the newest first.
    """

    question: str
    """The part, standing alone, as it was typed or completed from the conversation."""
    reading: Reading
    """How it was understood."""
    citations: tuple[Citation, ...]
    ranking: tuple[Exchange, ...]
    """The exchanges that were found, best first."""
    confidence: float
    """Estimated probability that the best quote answers the part, whether shown or refused."""
    near_miss: NearMiss | None = None
    """What comes nearest where the part is refused; None where nothing is as near."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: the official's words, or that there are none, part by part.

    `related` are the nearest exchanges that ask something and are not cited.
    """

    question: str
    parts: tuple[Part, ...]
    related: tuple[Exchange, ...]
    carried: str
    """What was taken over from the conversation; empty if nothing."""
    reply: str
    """The answer to small talk; empty for any question."""
    problem: str
    """Why the input can't be read as a question; empty if it can."""
    took_ms: float

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all parts: those that are shown first, then the others."""
        shown = [part.citations[0] for part in self.parts if part.citations]
        others = [citation for part in self.parts for citation in part.citations[1:]]
        return tuple(dict.fromkeys([*shown, *others]))

    @property
    def ranking(self) -> tuple[Exchange, ...]:
        """The exchanges found for the parts, the best of each first."""
        columns = itertools.zip_longest(*(part.ranking for part in self.parts))
        found = [exchange for row in columns for exchange in row if exchange]
        return tuple({exchange.id: exchange for exchange in found}.values())

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """What comes nearest to the parts that are refused."""
        return tuple(dict.fromkeys(part.near_miss for part in self.parts if part.near_miss))

    @property
    def confidence(self) -> float:
        """The greatest of the parts' probabilities."""
        return max((part.confidence for part in self.parts), default=0.0)

    @property
    def status(self) -> Status:
        """Answered where there is a citation; small talk is replied to, all else refused."""
        if self.reply:
            return Status.REPLIED
        return Status.ANSWERED if self.citations else Status.REFUSED

    @property
    def text(self) -> str:
        """The quoted official words that are shown first, a line for each part; else empty."""
        shown = [part.citations[0].quote for part in self.parts if part.citations]
        return "\n".join(dict.fromkeys(shown))

    def as_json(self) -> dict[str, object]:
        """Return the answer as the README documents it."""
        return {
            "question": self.question,
            "status": self.status.value,
            "answer": self.text,
            "reply": self.reply or self.problem,
            "citations": [citation.as_json() for citation in self.citations],
            "understood": [
                {
                    "question": part.question,
                    "searched": part.reading.text,
                    "changes": [
                        {"kind": note.kind.value, "from": note.original, "to": note.replacement}
                        for note in part.reading.notes
                    ],
                    "citations": [citation.passage.id for citation in part.citations],
                }
                for part in self.parts
            ],
            "carried": self.carried,
            "near_misses": [one.as_json() for one in self.near_misses],
            "related": [
                {"question": exchange.asked, "exchange_id": exchange.id}
                for exchange in self.related
            ],
            "took_ms": round(self.took_ms, 1),
        }
