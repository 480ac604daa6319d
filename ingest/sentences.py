"""Text is cut into sentences and clauses; joined again, they are the text."""

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""Start and end of a part of a text, in characters; the end is not included."""

COLON = r"(?:[：:](?!\d|//)|(?<!\d)[：:](?!//))"
"""A colon that is none of a time's (8:30) nor of an address's (https://)."""

# In an address (a.html?id=3) a question mark ends nothing.
_STOP = r"(?:[。！？…]|[!?](?![A-Za-z0-9])|(?<![A-Za-z0-9/])[!?])"
_CLOSING = r"[”’」』）)》】\"]*\n?"
_SENTENCE_END = re.compile(rf"(?:{_STOP}+|\n){_CLOSING}")
_CLAUSE_END = re.compile(
    rf"(?:(?:[；;]|{_STOP})+|(?<!\d)[，,]|[，,](?!\d{{3}})|[：:](?!\d|//)|\n){_CLOSING}"
)
_BRACKETS = r"[（(](?:[^（()）]|[（(][^（()）]*[)）])*[)）]|《[^《》]*》"
_QUOTATION = "|".join(
    rf"{left}[^{left}{right}\n]{{1,60}}?(?=[。！？!?；;…]*{right})"
    for left, right in ("“”", "「」")
)  # up to the stop that ends it, for that ends the sentence as well
_IN_BRACKETS = re.compile(_BRACKETS)
_ENCLOSED = re.compile(f"{_BRACKETS}|{_QUOTATION}")


def sentences(text: str) -> list[Span]:
    """Return the sentences' spans in order; they touch, and cover the whole text.

    What stands in brackets, a book title or a short quotation stays whole.
    """
    return list(_spans(text, unenclosed(text, _SENTENCE_END)))


def clauses(text: str) -> list[Span]:
    """Return the clauses' spans in order, cut at commas, colons and semicolons as well.

    What stands in brackets or a book title stays whole, and so does a figure such as 1,000.
    """
    return list(_spans(text, _outside(text, _CLAUSE_END, _IN_BRACKETS)))


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


def unenclosed(text: str, wanted: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield what is found outside of brackets, book titles and short quotations."""
    return _outside(text, wanted, _ENCLOSED)


def _outside(
    text: str, wanted: re.Pattern[str], enclosed: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    spans = [match.span() for match in enclosed.finditer(text)]
    for match in wanted.finditer(text):
        if not any(left < match.start() < right - 1 for left, right in spans):
            yield match


def _spans(text: str, ends: Iterable[re.Match[str]]) -> Iterator[Span]:
    start = 0
    for match in ends:
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
