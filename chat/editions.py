"""Several interviews that answer the same become editions: the newest first, differences said."""

import re
from collections.abc import Mapping, Sequence

from chat.answer_types import without_dates
from chat.records import Citation
from index.normalise import normalise

_FIGURE = re.compile(
    r"(?<![\d.])(?P<number>\d+(?:\.\d+)?(?:万亿|亿|万)?)"
    r"(?P<unit>元|个|项|家|人|户|所|套|条|名|位|%|公里|平方米|亩|吨|次|天|岁)"
)


def newest_first(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Order citations by the interview's date, the newest first; of one day as they come."""
    return tuple(sorted(citations, key=lambda one: -one.interview.date.toordinal()))


def differing(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the later of the citations that give none of the first's figures in the same unit.

    Days and years don't count; nor do figures in units that the first has none of.
    """
    if not citations:
        return ()
    first = _figures(citations[0].quote)
    return tuple(one for one in citations[1:] if _contradict(first, _figures(one.quote)))


def _contradict(first: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> bool:
    return any(not first[unit] & other[unit] for unit in first.keys() & other.keys())


def _figures(quote: str) -> dict[str, set[str]]:
    """Return the figures of some words, by their unit."""
    found: dict[str, set[str]] = {}
    for match in _FIGURE.finditer(without_dates(normalise(quote))):
        found.setdefault(match["unit"], set()).add(match["number"])
    return found
