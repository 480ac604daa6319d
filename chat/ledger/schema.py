"""The ledger's two tables, as the newest migration leaves them, and how entries are read."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    TypeDecorator,
    or_,
)

from chat.ledger.records import Entry, Feedback, Filter
from chat.records import Status


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC without a zone: not every database has zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment as it is kept.

        :raises ValueError: If it has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the kept moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("due", Date, nullable=False),
    Column("opened", Date, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("closed_on", Date),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    # the local day of `asked_at`: databases have no common word to reckon it by
    Column("day", Date, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("answer", Text, nullable=False),
    Column("citations", JSON, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("language", String(16), nullable=False),
    Column("build", Text, nullable=False),
    Column("feedback", String(16)),
    Column("reason", Text, nullable=False),
    Column("left", Boolean, nullable=False),
    Column("contact", Text, nullable=False),
    Column("task_id", Integer, ForeignKey("tasks.id"), index=True),
)


def entry_of(row: RowMapping) -> Entry:
    """Return the entry of a row of `entries`."""
    values: dict[str, Any] = {name: row[name] for name in row if name != "day"}
    values["status"] = Status(row["status"])
    values["feedback"] = Feedback(row["feedback"]) if row["feedback"] else None
    values["citations"] = tuple(row["citations"])
    return Entry(**values)


def conditions_of(which: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions that a row of `entries` must meet to pass a filter."""
    column = entries.c
    conditions: list[ColumnElement[bool]] = []
    if which.text:
        texts = (column.question, column.reason)
        conditions.append(or_(*(text.icontains(which.text, autoescape=True) for text in texts)))
    if which.status is not None:
        conditions.append(column.status == which.status.value)
    if which.feedback is not None:
        conditions.append(column.feedback == which.feedback.value)
    if which.since is not None:
        conditions.append(column.day >= which.since)
    if which.until is not None:
        conditions.append(column.day <= which.until)
    if which.left is not None:
        conditions.append(column.left.is_(which.left))
    return conditions
