"""The ledger: stores each question with what became of it, and the staff's tasks."""

import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, case, delete, func, insert, or_, select, update

from chat.ledger.database import Database
from chat.ledger.masking import mask
from chat.ledger.records import EVERYTHING, Day, Entry, Feedback, Filter, Task, day_of
from chat.ledger.schema import conditions_of, entries, entry_of, tasks
from chat.records import Answer, Status

REASON_MAX = 1000
"""Characters: what goes beyond is cut off."""
CONTACT_MAX = 200
"""Characters: what goes beyond is cut off."""


class Ledger:
    """What was asked and what became of it; may be used from any thread.

    Questions are personal data: what could tell who asked is masked before it is stored. Every
    method raises LedgerError if the database fails.
    """

    def __init__(
        self, database: Database, retention_days: int | None, keeps_contacts: bool
    ) -> None:
        self._database = database
        self._retention_days = retention_days
        self.keeps_contacts = keeps_contacts
        self._purged_on: date | None = None

    @classmethod
    def open(
        cls, url: str, *, retention_days: int | None = 180, keeps_contacts: bool = False
    ) -> Self:
        """Open a ledger, and make or migrate its database.

        :param url: As SQLAlchemy has it, `sqlite:///var/ledger.sqlite3`.
        :param retention_days: How long `purge_expired` leaves an entry; None: for ever.
        :param keeps_contacts: Whether contacts are stored.
        :raises LedgerError: If the URL is none, the database can't be used, or it was made by a
            newer version of the program.
        """
        return cls(Database.open(url), retention_days, keeps_contacts)

    def record(self, answer: Answer, *, language: str, build: str, now: datetime) -> str:
        """Store a question and its answer; small talk and unreadable input are not stored.

        The first question of a day also deletes what has expired.

        :param language: zh-CN, zh-TW or en.
        :param build: The index build that answered.
        :param now: When it was asked, aware.
        :return: The id of the entry; empty if nothing was stored.
        """
        if answer.status is Status.REPLIED or answer.problem:
            return ""
        entry_id = secrets.token_urlsafe(16)
        values = {
            "id": entry_id,
            "asked_at": now,
            "day": day_of(now),
            "question": _masked(_asked(answer)),
            "status": answer.status.value,
            "answer": answer.text,
            "citations": list(dict.fromkeys(one.passage.id for one in answer.citations)),
            "confidence": answer.confidence,
            "language": language,
            "build": build,
            "reason": "",
            "left": False,
            "contact": "",
        }
        with self._database.connection() as connection:
            connection.execute(insert(entries).values(values))
        if self._purged_on != day_of(now):
            self._purged_on = day_of(now)
            self.purge_expired(now)
        return entry_id

    def rate(self, entry_id: str, feedback: Feedback, reason: str = "") -> None:
        """Store what a citizen thought of an answer; a later rating replaces an earlier one.

        :raises KeyError: If there is no such entry.
        """
        self._change(entry_id, feedback=feedback.value, reason=_masked(reason)[:REASON_MAX])

    def leave(self, entry_id: str, contact: str = "") -> None:
        """Leave a question to the staff; the contact is stored only if contacts are kept.

        :raises KeyError: If there is no such entry.
        """
        kept = _storable(contact, CONTACT_MAX) if self.keeps_contacts else ""
        self._change(entry_id, left=True, **({"contact": kept} if kept else {}))

    def entries(
        self, which: Filter = EVERYTHING, limit: int | None = None, offset: int = 0
    ) -> list[Entry]:
        """Return the entries that pass a filter, the newest first.

        :param limit: How many at most; None: all.
        :param offset: How many of the newest are left out.
        """
        return self._entries(*conditions_of(which), limit=limit, offset=offset)

    def count(self, which: Filter = EVERYTHING) -> int:
        """Return how many entries pass a filter."""
        counted = select(func.count()).select_from(entries).where(*conditions_of(which))
        with self._database.connection() as connection:
            return connection.execute(counted).scalar_one()

    def open_entries(self) -> list[Entry]:
        """Return what nobody has closed yet: refused, disliked or left; the newest first."""
        closed = select(tasks.c.id).where(tasks.c.closed_on.is_not(None))
        return self._entries(
            or_(
                entries.c.status == Status.REFUSED.value,
                entries.c.feedback == Feedback.UNHELPFUL.value,
                entries.c.left.is_(True),
            ),
            or_(entries.c.task_id.is_(None), entries.c.task_id.not_in(closed)),
        )

    def days(self, since: date, until: date) -> list[Day]:
        """Return the sums of every local day from the first to the last, both included."""
        sums = (
            select(
                entries.c.day,
                func.count(),
                _count(entries.c.status == Status.ANSWERED.value),
                _count(entries.c.status == Status.REFUSED.value),
                _count(entries.c.feedback == Feedback.HELPFUL.value),
                _count(entries.c.feedback == Feedback.UNHELPFUL.value),
            )
            .where(entries.c.day.between(since, until))
            .group_by(entries.c.day)
        )
        with self._database.connection() as connection:
            counted = {row[0]: Day(*row) for row in connection.execute(sums)}
        every = (since + timedelta(days=n) for n in range((until - since).days + 1))
        return [counted.get(day, Day(day, 0, 0, 0, 0, 0)) for day in every]

    def top_questions(self, since: date, limit: int = 10) -> list[tuple[str, int]]:
        """Return what was asked most since a local day, and how often.

        Questions that differ in punctuation, width or case only are one, in its commonest form.
        """
        counts = (
            select(entries.c.question, func.count())
            .where(entries.c.day >= since)
            .group_by(entries.c.question)
        )
        with self._database.connection() as connection:
            forms = sorted(connection.execute(counts), key=lambda row: (-row[1], row[0]))
        total: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for question, count in forms:
            total[_bare(question)] += count
            shown.setdefault(_bare(question), question)
        return [(shown[bare], count) for bare, count in total.most_common(limit)]

    def tasks(self) -> list[Task]:
        """Return all tasks: first the open ones, those due first before; then the closed ones."""
        with self._database.connection() as connection:
            found = [Task(**row) for row in connection.execute(select(tasks)).mappings()]
        return sorted(found, key=lambda one: (one.closed_on is not None, one.due, one.id))

    def assign(
        self, entry_ids: Sequence[str], question: str, department: str, due: date, now: date
    ) -> Task:
        """Open a task for entries, which leave any other task they were in.

        :param question: What the entries ask; masked like them.
        :param now: The day on which the task is opened.
        :raises KeyError: If one of the entries doesn't exist; no task is opened then.
        """
        values: dict[str, Any] = {
            "question": _masked(question),
            "department": department,
            "due": due,
            "opened": now,
            "closed_by": "",
            "closed_on": None,
        }
        ids = set(entry_ids)
        with self._database.connection() as connection:
            key: Any = connection.execute(insert(tasks).values(values)).inserted_primary_key
            chosen = update(entries).where(entries.c.id.in_(ids)).values(task_id=key.id)
            if connection.execute(chosen).rowcount < len(ids):
                raise KeyError(f"no such entry among {sorted(ids)}")
        return Task(id=key.id, **values)

    def reschedule(self, task_id: int, due: date) -> None:
        """Give a task another day by which it is due.

        :raises KeyError: If there is no such task.
        """
        self._change_task(task_id, due=due)

    def close(self, task_id: int, interview_id: str, on: date) -> None:
        """Close a task by the interview that answers it.

        :raises KeyError: If there is no such task.
        """
        self._change_task(task_id, closed_by=interview_id, closed_on=on)

    def purge(self, before: datetime) -> int:
        """Delete the entries asked before a moment, and tasks closed before it that have none left.

        Open tasks stay, also without entries.

        :return: How many entries were deleted.
        """
        forgotten = delete(tasks).where(
            tasks.c.closed_on < day_of(before),
            ~select(entries.c.id).where(entries.c.task_id == tasks.c.id).exists(),
        )
        with self._database.connection() as connection:
            purged = connection.execute(delete(entries).where(entries.c.asked_at < before))
            connection.execute(forgotten)
        return purged.rowcount

    def purge_expired(self, now: datetime) -> int:
        """Delete what is older than the retention, if there is one; return how many entries."""
        if self._retention_days is None:
            return 0
        return self.purge(now - timedelta(days=self._retention_days))

    def dispose(self) -> None:
        """Close the database."""
        self._database.dispose()

    def _entries(
        self, *conditions: ColumnElement[bool], limit: int | None = None, offset: int = 0
    ) -> list[Entry]:
        newest_first = (
            select(entries)
            .where(*conditions)
            .order_by(entries.c.asked_at.desc(), entries.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.connection() as connection:
            return [entry_of(row) for row in connection.execute(newest_first).mappings()]

    def _change(self, entry_id: str, **values: Any) -> None:
        changed = update(entries).where(entries.c.id == entry_id).values(values)
        with self._database.connection() as connection:
            if not connection.execute(changed).rowcount:
                raise KeyError(entry_id)

    def _change_task(self, task_id: int, **values: Any) -> None:
        changed = update(tasks).where(tasks.c.id == task_id).values(values)
        with self._database.connection() as connection:
            if not connection.execute(changed).rowcount:
                raise KeyError(task_id)


def _asked(answer: Answer) -> str:
    """Return the question, standing alone: completed where words were taken over."""
    if not answer.carried:
        return answer.question
    return " ".join(part.question for part in answer.parts)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _masked(text: str) -> str:
    # cut off behind all that is kept, lest a number lose the end that it is known by
    return mask(_storable(text, 2 * REASON_MAX))


def _storable(text: str, max_chars: int) -> str:
    """Return a text as any database takes it: no half surrogate pairs, no NUL, not endless."""
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    return encodable.replace("\0", "").strip()[:max_chars]


def _bare(question: str) -> str:
    folded = unicodedata.normalize("NFKC", question).casefold()
    return re.sub(r"\W+", "", folded) or folded
