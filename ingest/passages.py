"""An exchange's answer is cut into passages: list items, enumerated parts, groups of sentences.

The cut follows the official's own structure, coarse to fine: paragraphs; inside a paragraph the
members of an enumeration (其一, 一是, ①) or the clauses of a list between semicolons; inside
what is still longer than `max_chars`, groups of whole sentences. Nothing is dropped: the passages
of an answer, joined, are the answer.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.records import Exchange, Passage
from ingest.sentences import COLON, Span, group_sentences, sentences, unenclosed

_NUMBER = "[一二三四五六七八九十]"
# Neither 3.5万元 nor 1、2号线, but 1.2024年
_FIGURE = r"\d{1,2}\s*(?:[)）]|[.、．](?!\d(?!\d{3}年)))"
_BRACKETED = rf"[（(](?:\d{{1,2}}|{_NUMBER}{{1,3}})[)）]"
_ITEM = re.compile(
    rf"\s*(?:[—–\-]{{1,3}}|{_FIGURE}|{_BRACKETED}|{_NUMBER}{{1,3}}、|[①-⑳]|"
    rf"(?=第{_NUMBER}{{1,3}}(?:部分|方面|[，,、是]))|(?={_NUMBER}是)|(?=其{_NUMBER}))\s*"
)
_SERIES = (
    re.compile(rf"其{_NUMBER}[，,是：:]"),
    re.compile(rf"第{_NUMBER}{{1,3}}(?:[个個]?方面)?[，,、是：:]"),
    re.compile(rf"第{_NUMBER}{{1,3}}(?:部分|阶段|階段|[类類篇])(?:[—–]+|[，,、是：:])"),
    re.compile(rf"{_NUMBER}(?:是|要)(?=[^，。；])"),
    re.compile(rf"{_NUMBER}{{1,3}}、"),
    re.compile(_BRACKETED),
    re.compile(_FIGURE),
    re.compile(r"[①-⑳]"),
    re.compile(r"(?:另)?一方面[，,是]?"),
    re.compile(r"(?:首先|其次|再次|再者|最后|最後)[，,是]"),
)
_BEFORE_MEMBER = "。；;！!？?：:\n"  # a member of an enumeration opens a sentence or a clause
_PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
_SECTION_NUMBER = re.compile(rf"\s*{_NUMBER}{{1,3}}、")
_SECTION_TITLE = re.compile(
    rf"{_SECTION_NUMBER.pattern}(?P<title>[^。：:，,；;！!？?\n]{{2,20}})[：:]?\s*$"
)
"""A line that says what those below it are about: 一、适用对象."""
_TITLE = re.compile(rf"(?P<title>[^。：:（(，,；;！!？?]{{2,20}})(?:[。（(]|{COLON})")
_LIST_CLAUSE = re.compile(r"[；;]")
_COLON = re.compile(COLON)
_MIN_LIST = 3  # clauses between semicolons: two are a sentence, three are a list
_HEADING_MAX = 60  # characters of the sentence that introduces a list


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class _Enumeration:
    series: re.Pattern[str]
    starts: list[int]
    """Where its members start in the text."""


def passages_of(exchange: Exchange, max_chars: int = 450) -> list[Passage]:
    """Cut an exchange's answer into passages.

    :param max_chars: A list item longer than this is cut again; a single sentence never is.
    :return: Passages in order whose texts, joined, are `exchange.answer`.
    """
    answer = exchange.answer
    parts = [
        replace(part, heading=part.heading or section)
        for turn in _turns(exchange)
        for (start, end), section in _paragraphs(answer, turn)
        for part in _parts_of_paragraph(answer, start, end, max_chars)
    ]
    return [
        Passage(
            id=f"{exchange.id}p{number:02d}",
            exchange_id=exchange.id,
            start=part.start,
            end=part.end,
            text=answer[part.start : part.end],
            heading=part.heading,
        )
        for number, part in enumerate(parts, 1)
    ]


def _turns(exchange: Exchange) -> Iterator[Span]:
    """Yield the spans of the answer turns, each with the newline that joins it to the next."""
    start = 0
    for turn in exchange.answers:
        yield start, start + len(turn.text) + 1
        start += len(turn.text) + 1


def _paragraphs(answer: str, turn: Span) -> Iterator[tuple[Span, str]]:
    """Yield a turn's paragraphs, each with the newline that ends it, and their section's title."""
    section, in_row = "", False
    for match in _PARAGRAPH.finditer(answer, *turn):
        if _SECTION_NUMBER.match(match[0]):
            section = ""
        yield match.span(), section
        title = _SECTION_TITLE.match(match[0])
        if title and not in_row:  # such lines in a row are a list, without text below them
            section = title["title"].strip()
        in_row = title is not None


def _parts_of_paragraph(answer: str, start: int, end: int, max_chars: int) -> Iterator[_Part]:
    text = answer[start:end]
    marker = _ITEM.match(text)
    if marker and marker.end() < len(text.rstrip()) and not _opens_enumeration(text):
        yield from _fitted(answer, _Part(start, end, _title(text[marker.end() :])), max_chars)
        return
    for part in _members(answer, _Part(start, end, "")) or _list_clauses(answer, start, end):
        yield from _fitted(answer, part, max_chars)


def series_of(text: str) -> re.Pattern[str] | None:
    """Return how the members of the enumeration begin that a text opens with; None for none."""
    return next((series for series in _SERIES if series.match(text.lstrip())), None)


def _fitted(answer: str, part: _Part, max_chars: int) -> Iterator[_Part]:
    """Yield a part as it is if it fits, else its members, clauses or sentences."""
    if part.end - part.start <= max_chars:
        yield part
        return
    members = _members(answer, part)
    if members:
        for member in members:
            yield from _fitted(answer, member, max_chars)
        return
    for left, right in group_sentences(answer[part.start : part.end], max_chars):
        yield _Part(part.start + left, part.start + right, part.heading)


def _opens_enumeration(text: str) -> bool:
    """Tell whether a text opens with a member of an enumeration that counts on."""
    enumeration = _enumeration(text)
    return enumeration is not None and enumeration.starts[0] == 0


def _enumeration(text: str) -> _Enumeration | None:
    """Return the outermost enumeration of a text, whose first member is the earliest, if any."""
    found = (_Enumeration(series, _starts(series, text)) for series in _SERIES)
    several = [one for one in found if len(one.starts) > 1]
    return min(several, key=lambda one: one.starts[0], default=None)


def _starts(series: re.Pattern[str], text: str) -> list[int]:
    return [
        match.start()
        for match in unenclosed(text, series)
        if match.start() == 0 or text[match.start() - 1] in _BEFORE_MEMBER
    ]


def _members(answer: str, part: _Part) -> list[_Part]:
    """Cut where an enumeration counts on; empty where nothing is enumerated."""
    text = answer[part.start : part.end]
    enumeration = _enumeration(text)
    if not enumeration:
        return []
    series, starts = enumeration.series, enumeration.starts
    introduced = part.heading or _introduced(text[: starts[0]])
    spans = list(itertools.pairwise(sorted({0, *starts, len(text)})))
    titles = [_own_title(series, text[left:right]) for left, right in spans]
    if sum(map(bool, titles)) == 1:  # short as it is, it is the member itself: 五是体检。
        titles = [""] * len(titles)
    return [
        _Part(
            part.start + left,
            part.start + right,
            title or (introduced if left in starts else part.heading),
        )
        for (left, right), title in zip(spans, titles, strict=True)
    ]


def _introduced(before: str) -> str:
    """Return what introduces an enumeration, where the words before it end in a colon."""
    if not before.endswith(("：", ":")):
        return ""
    start, end = sentences(before)[-1]
    return _introduction(before[:start], before[start:end])


def _own_title(series: re.Pattern[str], member: str) -> str:
    marker = series.match(member)
    return _title(member[marker.end() :]) if marker else ""


def _title(text: str) -> str:
    """Return the words before the first full stop, colon or bracket, if they are few."""
    match = _TITLE.match(text.lstrip())
    return match["title"].strip() if match else ""


def _list_clauses(answer: str, start: int, end: int) -> list[_Part]:
    """Cut a sentence that lists, between semicolons; the rest of the paragraph stays together."""
    bounds: dict[int, str] = {start: ""}
    for left, right in sentences(answer[start:end]):
        sentence = answer[start + left : start + right]
        stops = [match.end() for match in unenclosed(sentence, _LIST_CLAUSE)]
        if len(stops) < _MIN_LIST - 1:
            continue
        colon = next(unenclosed(sentence[: stops[0]], _COLON), None)
        first = colon.end() if colon else 0
        heading = _introduction(answer[start : start + left], sentence[:first])
        for stop in (first, *stops):
            bounds[start + left + stop] = heading
        if right < end - start:
            bounds[start + right] = ""
    starts = sorted(bounds)
    ends = [*starts[1:], end]
    return [_Part(a, b, bounds[a]) for a, b in zip(starts, ends, strict=True) if a < b]


def _introduction(before: str, opening: str) -> str:
    """Return the words that introduce a list: up to its colon, else the sentence before it."""
    if not opening:
        return ""
    words = opening.rstrip("：:")
    if len(words) > 4:  # more than 其中 or 包括
        return words[-_HEADING_MAX:]
    spans = sentences(before)
    return before[slice(*spans[-1])].strip("。 \n")[:_HEADING_MAX] if spans else ""
