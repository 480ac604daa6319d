"""Text is cut into sentences and clauses; joined again, they are the text."""

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Start and end of a part of a text, in characters; the end is not included."""

_SENTENCE_END = re.compile(r"(?:[。！？!?…]+|\n)[”’」』）)》】\"]*\n?")
_CLAUSE_END = re.compile(
    r"(?:[；;。！？!?…]+|(?<!\d)[，,]|[，,](?!\d{3})|[：:](?!\d)|\n)[”’」』）)》】\"]*\n?"
)
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]|《[^《》]*》")


def sentences(text: str) -> list[Span]:
    """Return the sentences' spans in order; they touch, and cover the whole text."""
    return list(_spans(text, _SENTENCE_END))


def clauses(text: str) -> list[Span]:
    """Return the clauses' spans in order, cut at commas, colons and semicolons as well.

    What stands in brackets or a book title stays whole, and so does a figure such as 1,000.
    """
    return list(_spans(text, _CLAUSE_END))


def _spans(text: str, ends: re.Pattern[str]) -> Iterator[Span]:
    enclosed = [match.span() for match in _BRACKETS.finditer(text)]
    start = 0
    for match in ends.finditer(text):
        if any(left < match.start() < right - 1 for left, right in enclosed):
            continue
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)
