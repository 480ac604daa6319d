"""Several interviews that answer the same become editions: the newest first, differences said."""

import re
from collections.abc import Sequence

from chat.records import Citation
from index.normalise import normalise

_FIGURES = re.compile(r"\d+(?:\.\d+)?(?:万亿|亿|万)?(?:元|个|项|家|人|%|公里|亩|次)?")
_YEAR = re.compile(r"(?:19|20)\d\d年?")


def newest_first(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Order citations by the interview's date, the newest first; of one day as they come."""
    return tuple(sorted(citations, key=lambda one: -one.interview.date.toordinal()))


def differing(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the later of the citations whose figures are not those of the first.

    Years don't count; nor do citations without figures.
    """
    if not citations:
        return ()
    first = _figures(citations[0].quote)
    return tuple(one for one in citations[1:] if first and _figures(one.quote) - first)


def _figures(quote: str) -> set[str]:
    return set(_FIGURES.findall(_YEAR.sub("", normalise(quote))))
