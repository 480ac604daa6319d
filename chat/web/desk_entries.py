"""Entries of the ledger become the rows of a table, page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chat.ledger.export import FEEDBACKS, STATUSES
from chat.ledger.records import Entry, Filter
from chat.ledger.store import Ledger
from chat.records import Citation
from chat.web.desk_gaps import local_time
from chat.web.transcript import address_of
from ingest.collection import Collection
from ingest.records import Passage

PAGE = 50
"""Rows of a page."""

ANY = "全部"


class DayError(Exception):
    """What was typed is no date; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of many entries."""

    entries: Sequence[Entry]
    number: int
    """From 1."""
    of: int
    """How many pages there are, at least 1."""
    n_entries: int
    """On all pages together."""

    def __str__(self) -> str:
        """Say in Chinese which page it is of how many entries."""
        which = f"，第 {self.number} 页（共 {self.of} 页）" if self.of > 1 else ""
        return f"共 {self.n_entries} 条{which}"


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that was cited, and where it can be read."""

    text: str
    """Who said it, and in the interview of which day; the passage's id if it is gone."""
    address: str
    """From the desk; empty if the corpus has the passage no more."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it is shown."""

    time: str
    question: str
    status: str
    answer: str
    cited: tuple[Cited, ...]
    confidence: str
    feedback: str
    reason: str
    left: str
    contact: str


def filter_of(
    text: str | None,
    status: str | None,
    feedback: str | None,
    since: str | None,
    until: str | None,
    left: bool,
) -> Filter:
    """Return the filter that the controls' values mean.

    :raises DayError: If a day is no date.
    """
    return Filter(
        text=(text or "").strip(),
        status={name: one for one, name in STATUSES.items()}.get(status or ""),
        feedback={name: one for one, name in FEEDBACKS.items()}.get(feedback or ""),
        since=day_in(since),
        until=day_in(until),
        left=True if left else None,
    )


def day_in(text: str | None) -> date | None:
    """Return the day that a text names, or None for an empty one.

    :raises DayError: If it names none.
    """
    text = (text or "").strip()
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise DayError(f"“{text}”不是日期，请写成 2026-01-31 这样") from error


def page_of(ledger: Ledger, which: Filter, number: int) -> Page:
    """Return a page of the entries that pass a filter; no others are read.

    :param number: From 1; one beyond the last is the last.
    """
    n_entries = ledger.count(which)
    of = max(1, -(-n_entries // PAGE))
    number = min(max(number, 1), of)
    return Page(ledger.entries(which, PAGE, (number - 1) * PAGE), number, of, n_entries)


def rows_of(entries: Iterable[Entry], collection: Collection) -> list[EntryRow]:
    """Return what is shown of entries."""
    passages = {passage.id: passage for passage in collection.passages}
    return [
        EntryRow(
            time=local_time(entry.asked_at),
            question=entry.question,
            status=STATUSES[entry.status],
            answer=entry.answer,
            cited=tuple(_cited(one, passages.get(one), collection) for one in entry.citations),
            confidence=f"{entry.confidence:.2f}",
            feedback=FEEDBACKS[entry.feedback] if entry.feedback else "",
            reason=entry.reason,
            left="已留给工作人员" if entry.left else "",
            contact=entry.contact,
        )
        for entry in entries
    ]


def _cited(passage_id: str, passage: Passage | None, collection: Collection) -> Cited:
    if passage is None:
        return Cited(passage_id, "")
    exchange = collection.exchange(passage.exchange_id)
    interview = collection.interview(exchange.interview_id)
    whole = Citation(passage.text, passage.start, passage.end, passage, exchange, interview, 0.0)
    return Cited(f"{whole.turn.speaker} {interview.date}", f"../{address_of(whole)}")
