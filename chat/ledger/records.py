"""The nouns of the ledger: what was asked, what became of it, and what the staff must close."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from chat.records import Status
from ingest.records import FangtanError

LOCAL_TIME = timezone(timedelta(hours=8), "UTC+8")
"""The clock that days are counted by: the mainland's and Taiwan's, the same all year."""


class LedgerError(FangtanError):
    """The database can't be used; the message says why and what to do."""


class Feedback(StrEnum):
    """What a citizen thought of an answer."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as it is stored, and what became of it."""

    id: str
    """Unguessable; who has it may rate the answer or leave the question."""
    asked_at: datetime
    """Aware, in UTC."""
    question: str
    """Masked; a follow-up is completed from the conversation."""
    status: Status
    answer: str
    """The quotes that were shown; empty if refused."""
    citations: tuple[str, ...]
    """Passage ids."""
    confidence: float
    language: str
    """zh-CN, zh-TW or en."""
    build: str
    """The index build that answered."""
    feedback: Feedback | None
    reason: str
    """Masked; why the answer was rated so, or empty."""
    left: bool
    """Whether the citizen left the question to the staff."""
    contact: str
    """How to reach the citizen; empty unless it was given and the operator keeps contacts."""
    task_id: int | None
    """The task it belongs to."""

    @property
    def day(self) -> date:
        """The local day on which it was asked."""
        return day_of(self.asked_at)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are meant; None or an empty text means any."""

    text: str = ""
    """Stands in the question or the reason, in whatever case."""
    status: Status | None = None
    feedback: Feedback | None = None
    since: date | None = None
    """The first local day, included."""
    until: date | None = None
    """The last local day, included."""
    left: bool | None = None


EVERYTHING = Filter()
"""Leaves no entry out."""


@dataclass(frozen=True, slots=True)
class Task:
    """A gap that a department must close by a day."""

    id: int
    question: str
    department: str
    due: date
    opened: date
    closed_by: str
    """The id of the interview that closed it; empty while it is open, and if it was withdrawn."""
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions alike in meaning that were refused, disliked or left to the staff."""

    question: str
    """The most central of them."""
    entries: tuple[Entry, ...]
    """Newest first."""
    weeks: tuple[int, ...]
    """How many were asked in each of the last 8 weeks, the oldest week first."""
    task: Task | None


@dataclass(frozen=True, slots=True)
class Day:
    """The sums of one local day."""

    day: date
    asked: int
    answered: int
    refused: int
    helpful: int
    unhelpful: int


def day_of(moment: datetime) -> date:
    """Return the local day of an aware moment."""
    return moment.astimezone(LOCAL_TIME).date()


def start_of(day: date) -> datetime:
    """Return the moment in UTC at which a local day begins."""
    return datetime.combine(day, time(), LOCAL_TIME).astimezone(UTC)
