"""The nouns of answering: a citation that can be checked, and an answer made of citations."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.records import Exchange, Interview, Passage, Turn


class MisquoteError(Exception):
    """A quote does not stand at its offsets: an internal fault, never shown as an answer."""


class Status(StrEnum):
    """Whether an official's words answer the question."""

    ANSWERED = "answered"
    REFUSED = "refused"


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: the official's words, or that there are none.

    No citation means that the question is refused. `ranking` holds the exchanges that were
    found, best first; `related` are the first of them that ask something and are not cited.
    """

    question: str
    citations: tuple[Citation, ...]
    ranking: tuple[Exchange, ...]
    related: tuple[Exchange, ...]
    confidence: float
    """Estimated probability that the best hit answers the question, whether shown or refused."""
    took_ms: float

    @property
    def status(self) -> Status:
        """Answered where there is a citation, else refused."""
        return Status.ANSWERED if self.citations else Status.REFUSED

    @property
    def text(self) -> str:
        """The quoted official words that are shown first; empty when refused."""
        return self.citations[0].quote if self.citations else ""

    def as_json(self) -> dict[str, object]:
        """Return the answer as the README documents it."""
        return {
            "question": self.question,
            "status": self.status.value,
            "answer": self.text,
            "citations": [citation.as_json() for citation in self.citations],
            "related": [
                {"question": exchange.asked, "exchange_id": exchange.id}
                for exchange in self.related
            ],
            "took_ms": round(self.took_ms, 1),
        }
