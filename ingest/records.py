"""The nouns of the corpus: what an interview is made of. All are immutable values."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class FangtanError(Exception):
    """What ends a command with a line: the message says what is wrong, where, and the mend."""


class CorpusError(FangtanError):
    """A corpus file can't be used; the message names the file, the line and the mend."""


class Role(StrEnum):
    """What a speaker does in an interview."""

    HOST = "host"
    GUEST = "guest"
    PUBLIC = "public"


class Kind(StrEnum):
    """What an exchange is for."""

    GREETING = "greeting"
    SUBSTANTIVE = "substantive"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Guest:
    """An official who answers; `office` is the post and department as published, or empty."""

    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's words without interruption; `number` counts from 1 in page order."""

    number: int
    speaker: str
    role: Role
    time: datetime
    paragraphs: tuple[str, ...]
    line: int
    """Line of the turn's heading in the file, from 1."""

    @property
    def text(self) -> str:
        """The paragraphs, joined by a newline."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Interview:
    """One published interview page."""

    id: str
    title: str
    introduction: str
    date: date
    start: time | None
    end: time | None
    guests: tuple[Guest, ...]
    host: str
    source: str
    """The page's own heading: the column and the publisher, as published."""
    turns: tuple[Turn, ...]

    def office_of(self, speaker: str) -> str:
        """Return the office of a guest, or an empty string for anybody else."""
        return next((guest.office for guest in self.guests if guest.name == speaker), "")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question turn and the answer turns that follow it."""

    id: str
    interview_id: str
    kind: Kind
    question: Turn | None
    """None where an official speaks first, without being asked."""
    answers: tuple[Turn, ...]

    @property
    def asked(self) -> str:
        """The question's words, on one line; empty where nothing was asked, as in a closing."""
        if self.question is None or self.kind is Kind.CLOSING:
            return ""
        return " ".join(self.question.paragraphs)

    @property
    def answer(self) -> str:
        """The whole answer: the paragraphs of all answer turns, joined by a newline."""
        return "\n".join(turn.text for turn in self.answers)

    def turn_at(self, offset: int) -> Turn:
        """Return the answer turn that holds the character at `offset` of the answer.

        :raises IndexError: If the offset lies outside the answer.
        """
        if offset < 0:
            raise IndexError(f"offset {offset} is negative")
        end = 0
        for turn in self.answers:
            end += len(turn.text) + 1  # the newline that joins it to the next
            if offset < end:
                return turn
        raise IndexError(f"offset {offset} lies behind the answer of {self.id}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an exchange's answer; the passages of an answer, joined, are the answer.

    `start` and `end` are character offsets into the exchange's answer, `text` is what stands
    between them (with the newline that ends its paragraph), `heading` is the title that the
    text stands under, or empty.
    """

    id: str
    exchange_id: str
    start: int
    end: int
    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A way of asking for words of an official, written by the staff; it is never shown as theirs.

    `start` and `end` are character offsets into the exchange's answer.
    """

    text: str
    exchange_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that an interview leaves open, noted by the staff."""

    text: str
    interview_id: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All interviews of a folder, in the order of their ids, and what they were read from."""

    interviews: tuple[Interview, ...]
    fingerprint: str
    """SHA-256 over the names and bytes of the files, in hexadecimal."""
    wordings: tuple[Wording, ...] = ()
    """Of the interviews that have some, in the same order; so the open questions."""
    open_questions: tuple[OpenQuestion, ...] = ()
