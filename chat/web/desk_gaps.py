"""What citizens ask and no official has answered: gaps, given to a department and closed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np

from chat.ledger.grouping import N_WEEKS, gaps
from chat.ledger.records import LOCAL_TIME, Entry, Feedback, Gap, Task, day_of
from chat.ledger.store import Ledger
from chat.records import Status
from index.records import Vectors

_BARS = "▁▂▃▄▅▆▇█"
_REMEMBERED = 20_000  # vectors of 2 KB each

Embed = Callable[[Sequence[str]], Vectors]


class State(StrEnum):
    """How far a gap is from being closed; the value is what it is called."""

    NEW = "未交办"
    GIVEN = "已交办"
    OVERDUE = "已超期"


class Memory:
    """Embeds questions, and remembers the vectors: the same are grouped again and again."""

    def __init__(self, embed: Embed) -> None:
        """Take what computes a unit vector for each text."""
        self._embed = embed
        self._vectors: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each text, shape (len(texts), dimension); not for no text."""
        known = self._vectors
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known = {**known, **dict(zip(new, self._embed(new), strict=True))}
            self._vectors = known if len(known) <= _REMEMBERED else {}
        return np.stack([known[text] for text in texts])


class GapBook:
    """The gaps of a ledger, and what is done about them."""

    def __init__(self, ledger: Ledger, embed: Embed) -> None:
        """Take the ledger, and what computes a unit vector for each text."""
        self._ledger = ledger
        self._embed = Memory(embed)

    def open(self, now: datetime) -> list[Gap]:
        """Return the gaps that are not closed, the biggest first.

        Last come the tasks whose questions have expired: they can only be closed.
        """
        tasks = self._ledger.tasks()
        found = gaps(self._ledger.open_entries(), tasks, self._embed, now)
        held = {gap.task.id for gap in found if gap.task}
        empty = [task for task in tasks if task.closed_on is None and task.id not in held]
        return [*found, *(Gap(task.question, (), (0,) * N_WEEKS, task) for task in empty)]

    def closed(self) -> list[Task]:
        """Return the tasks that an interview closed, the last closed first; none withdrawn."""
        done = [
            (task.closed_on, task.id, task)
            for task in self._ledger.tasks()
            if task.closed_on and task.closed_by
        ]
        return [task for _, _, task in sorted(done, key=lambda one: one[:2], reverse=True)]

    def departments(self) -> list[str]:
        """Return the departments that tasks were given to, in the order of their names."""
        return sorted({task.department for task in self._ledger.tasks()})

    def assign(self, gap: Gap, department: str, due: date, today: date) -> None:
        """Give a gap to a department, or another day to the department that has it already.

        What another department was given before is withdrawn from it.
        """
        task = gap.task
        if task and task.department == department:
            self._ledger.reschedule(task.id, due)
            return
        ids = [entry.id for entry in gap.entries]
        self._ledger.assign(ids, gap.question, department, due, today)
        if task:
            self._ledger.close(task.id, "", today)

    def close(self, gap: Gap, interview_id: str, today: date) -> None:
        """Close a gap by the interview that answers it.

        :raises ValueError: If it was not given to a department.
        """
        task = gap.task
        if task is None:
            raise ValueError(f"no task for {gap.question}")
        later = [entry.id for entry in gap.entries if entry.task_id != task.id]
        if later:  # asked since the task was given: closed with it, or they would come back
            added = self._ledger.assign(later, gap.question, task.department, task.due, today)
            self._ledger.close(added.id, interview_id, today)
        self._ledger.close(task.id, interview_id, today)


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as it is listed."""

    key: str
    """By which it is chosen; stays the same while more is asked."""
    question: str
    reasons: str
    """How often it was refused, disliked and left."""
    n: int
    spark: str
    weeks: str
    last: str
    state: State
    about: str
    """To whom it is given, and when it is due."""


def row_of(gap: Gap, today: date) -> GapRow:
    """Return what is listed of a gap."""
    return GapRow(
        key=key_of(gap),
        question=gap.question,
        reasons=reasons_of(gap.entries),
        n=len(gap.entries),
        spark=sparkline(gap.weeks),
        weeks=" ".join(map(str, gap.weeks)),
        last=f"{day_of(gap.entries[0].asked_at)}" if gap.entries else "提问记录已过保留期",
        state=state_of(gap, today),
        about=about(gap.task, today) if gap.task else "还没有交给任何部门",
    )


def key_of(gap: Gap) -> str:
    """Return a name for a gap: its task's, or that of its first question."""
    return f"task:{gap.task.id}" if gap.task else f"entry:{gap.entries[-1].id}"


def find(open_gaps: Iterable[Gap], key: str) -> Gap | None:
    """Return the gap of a name, also if a question more or a task has come to it since."""
    kind, _, name = key.partition(":")
    for gap in open_gaps:
        if key == key_of(gap):
            return gap
        if kind == "entry" and any(entry.id == name for entry in gap.entries):
            return gap
    return None


def state_of(gap: Gap, today: date) -> State:
    """Return how far a gap is from being closed."""
    if gap.task is None:
        return State.NEW
    return State.OVERDUE if gap.task.due < today else State.GIVEN


def about(task: Task, today: date) -> str:
    """Say to whom a task is given and when it is due, in words that tell what is overdue."""
    days = (task.due - today).days
    if days < 0:
        return f"已超期 {-days} 天：{task.department}，期限是 {task.due}"
    left = f"还有 {days} 天" if days else "今天到期"
    return f"已交给{task.department}，期限 {task.due}（{left}）"


def reasons_of(entries: Iterable[Entry]) -> str:
    """Say how many were refused, disliked and left; one may be all of it."""
    entries = list(entries)
    counts = {
        "没有官员回答过": sum(entry.status is Status.REFUSED for entry in entries),
        "评价“没帮助”": sum(entry.feedback is Feedback.UNHELPFUL for entry in entries),
        "留给工作人员": sum(entry.left for entry in entries),
    }
    return "，".join(f"{name} {count} 次" for name, count in counts.items() if count)


def sparkline(counts: Sequence[int]) -> str:
    """Return a bar for each count, the tallest for the greatest."""
    most = max(counts, default=0) or 1
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def summary_of(rows: Sequence[GapRow]) -> str:
    """Say how many gaps there are, and how many of them nobody has taken up or are overdue."""
    if not rows:
        return "现在没有未答的问题。"
    counts = {state: sum(row.state is state for row in rows) for state in State}
    told = "，".join(f"{state.value} {count} 个" for state, count in counts.items() if count)
    return f"{len(rows)} 个问题，共问过 {sum(row.n for row in rows)} 次：{told}。"


def local_time(moment: datetime) -> str:
    """Return a moment by the local clock, to the minute."""
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"
