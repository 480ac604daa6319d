"""The sums of days become the columns of two charts, with the words that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from chat.ledger.records import Day

_N_LABELS = 6  # days that are named below a chart


@dataclass(frozen=True, slots=True)
class Column:
    """A day's column; heights are in per cent of the chart's."""

    day: str
    label: str
    """What stands below it: the day, or nothing where there is no room."""
    answered: float
    refused: float
    rate: float | None
    """The share of the questions that were refused, in per cent; None where none was asked."""
    told: str
    """The numbers, in words."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Some days' questions as they are drawn."""

    columns: tuple[Column, ...]
    top: int
    """How many questions the full height is."""
    summary: str


def chart_of(days: Sequence[Day]) -> Chart:
    """Return the chart of some days."""
    top = _round_up(max((day.asked for day in days), default=0))
    step = max(1, -(-len(days) // _N_LABELS))
    named = {len(days) - 1 - at for at in range(0, len(days), step)}  # the last day, and before it
    return Chart(
        columns=tuple(_column(day, top, at in named) for at, day in enumerate(days)),
        top=top,
        summary=_summary(days),
    )


def bar_widths(counts: Sequence[int]) -> list[float]:
    """Return how long the bars of counts are, in per cent of the longest."""
    return [100 * count / max(counts) for count in counts]


def _column(day: Day, top: int, is_named: bool) -> Column:
    rate = 100 * day.refused / day.asked if day.asked else None
    return Column(
        day=day.day.isoformat(),
        label=f"{day.day.month}/{day.day.day}" if is_named else "",
        answered=100 * day.answered / top,
        refused=100 * day.refused / top,
        rate=rate,
        told=f"{day.asked} 问，已回答 {day.answered}，没有官员回答过 {day.refused}",
    )


def _summary(days: Sequence[Day]) -> str:
    asked = sum(day.asked for day in days)
    if not asked:
        return f"最近 {len(days)} 天没有人提问。"
    refused = sum(day.refused for day in days)
    helpful, unhelpful = (sum(day.helpful for day in days), sum(day.unhelpful for day in days))
    most = max(days, key=lambda day: day.asked)
    return (
        f"最近 {len(days)} 天共 {asked} 问，平均每天 {asked / len(days):.1f} 问，"
        f"最多的一天是 {most.day}，{most.asked} 问。"
        f"没有官员回答过的 {refused} 问，拒答率 {100 * refused / asked:.1f}%。"
        f"评价“有帮助”{helpful} 次，“没帮助”{unhelpful} 次。"
    )


def _round_up(most: int) -> int:
    """Return the next even number that ends in zeros but for its first digit."""
    if most <= 10:
        return max(2, most + most % 2)
    unit = int(10 ** (len(str(most)) - 1))
    return -(-most // unit) * unit
