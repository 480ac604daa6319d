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


def clauses_of_sentences(text: str) -> list[list[Span]]:
    """Return the spans of each sentence's clauses, sentence by sentence, all within the text."""
    return [
        [(start + left, start + right) for left, right in clauses(text[start:end])]
        for start, end in sentences(text)
    ]


def group_sentences(text: str, max_chars: int) -> list[Span]:
    """Group whole sentences, as even in length as they allow, up to `max_chars` together.

    A single sentence that is longer stays whole. The spans touch, and cover the whole text.
    """
    if not text:
        return []
    spans = sentences(text)
    n_groups = -(-len(text) // max_chars)
    target = -(-len(text) // n_groups)
    groups: list[Span] = []
    start = 0
    for (_, right), following in zip(spans, [*spans[1:], None], strict=True):
        full = right - start >= target
        overflows = following is not None and following[1] - start > max_chars
        if following is None or full or overflows:
            groups.append((start, right))
            start = right
    return groups


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


def whole_sentences(text: str, room: int) -> str:
    """Return the sentences that end within the first `room` characters.

    Where not even one does, return those characters.
    """
    ends = [end for _, end in sentences(text) if end <= room]
    return text[: ends[-1] if ends else room]
