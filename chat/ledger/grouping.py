"""Open entries become gaps: questions alike in meaning, grouped by their vectors."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from chat.ledger.records import Entry, Gap, Task
from index.normalise import normalise
from index.records import Vectors

ALIKE = 0.67
"""The least mean cosine of a question to those of a group that it joins.

Chosen with the encoder that ships on the 111 questions of 57 meanings `CHOSEN_ON` in
`tests/test_grouping.py`, written for it: from 0.67 to 0.69 the F1 of pairs is best (0.76, mean
of 40 orders; 0.74 at 0.66, 0.75 at 0.70), and the lowest gathers most (precision 0.74, recall
0.78). On the 43 questions `HELD_OUT` it was only checked: precision 0.93, recall 0.82. What it
confuses is near: insurance that is joined with insurance that pays. An English question is near
no Chinese one.
"""

N_WEEKS = 8
"""How many weeks a gap's trend reaches back."""

_SATURDAY = 5


def gaps(
    entries: Sequence[Entry],
    tasks: Sequence[Task],
    embed: Callable[[Sequence[str]], Vectors],
    now: datetime,
) -> list[Gap]:
    """Group entries by what they ask; the biggest gap first.

    Questions of one task stay together, whatever they ask; a question belongs to the newest task
    that an entry with its words is in. The others, the most asked first, each join the group that
    they are most alike to, or begin one. The order of the entries doesn't matter.

    :param embed: Returns a unit vector for each text, such as an embedder's `embed_questions`.
    :param now: When the last of the weeks ends, aware.
    """
    asked: dict[str, list[Entry]] = {}
    for entry in _newest_first(entries):
        asked.setdefault(normalise(entry.question), []).append(entry)
    task_of = {text: max(entry.task_id or 0 for entry in asked[text]) for text in asked}
    texts = sorted(asked, key=lambda text: (not task_of[text], -len(asked[text]), text))
    if not texts:
        return []
    vectors = embed(texts)
    by_id = {task.id: task for task in tasks}
    found: list[Gap] = []
    for rows in _groups(vectors, [task_of[text] for text in texts]):
        alike = [asked[texts[row]] for row in rows]
        central = alike[_central(vectors[rows], [len(same) for same in alike])]
        together = _newest_first([entry for same in alike for entry in same])
        task = by_id.get(task_of[texts[rows[0]]])
        found.append(Gap(central[0].question, tuple(together), _weeks(together, now), task))
    return sorted(found, key=lambda gap: (-len(gap.entries), gap.question, gap.entries[0].id))


def due_on(day: date, working_days: int = 5) -> date:
    """Return the day that is so many working days later.

    Working days are Monday to Friday: public holidays, and the weekends that are worked for
    them, are not known.
    """
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < _SATURDAY
    return day


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-entry.asked_at.timestamp(), entry.id))


def _groups(vectors: Vectors, task_ids: Sequence[int]) -> list[list[int]]:
    """Return groups of rows; those of a task, which stand first, are one, the others join."""
    groups: list[list[int]] = []
    sums = np.zeros_like(vectors)  # of each group's vectors
    sizes = np.zeros(len(vectors), dtype=np.float32)
    begun: dict[int, int] = {}
    for row, task_id in enumerate(task_ids):
        if task_id:
            group = begun.setdefault(task_id, len(groups))
        else:
            group = _most_alike(vectors[row], sums[: len(groups)], sizes[: len(groups)])
        if group == len(groups):
            groups.append([])
        groups[group].append(row)
        sums[group] += vectors[row]
        sizes[group] += 1
    return groups


def _most_alike(vector: Vectors, sums: Vectors, sizes: Vectors) -> int:
    """Return the group of the greatest mean cosine; the next new one if none is alike enough."""
    if not len(sums):
        return 0
    cosines = sums @ vector / sizes
    best = int(cosines.argmax())
    return best if cosines[best] >= ALIKE else len(sums)


def _central(vectors: Vectors, counts: Sequence[int]) -> int:
    """Return the row that is most alike to all that were asked; the first of equals."""
    return int((vectors @ (np.array(counts, dtype=np.float32) @ vectors)).argmax())


def _weeks(entries: Sequence[Entry], now: datetime) -> tuple[int, ...]:
    """Return how many were asked in each of the weeks that end with now, the oldest first."""
    ages = [(now - entry.asked_at) // timedelta(weeks=1) for entry in entries]
    return tuple(ages.count(age) for age in reversed(range(N_WEEKS)))
