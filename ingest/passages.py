"""An exchange's answer is cut into passages: list items, enumerated parts, groups of sentences.

The cut follows the official's own structure, coarse to fine: paragraphs; inside a paragraph the
members of an enumeration (其一, 一是, ①) or the clauses of a list between semicolons; inside
what is still longer than `max_chars`, groups of whole sentences. Nothing is dropped: the passages
of an answer, joined, are the answer.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Exchange, Passage
from ingest.sentences import Span, group_sentences, sentences

_NUMBER = "[一二三四五六七八九十]"
_ITEM = re.compile(
    rf"\s*(?:[—–\-]{{1,3}}|\d{{1,2}}\s*[.、．)）]|[（(](?:\d{{1,2}}|{_NUMBER}{{1,3}})[)）]|"
    rf"{_NUMBER}{{1,3}}、|[①-⑳]|(?=第{_NUMBER}{{1,3}}(?:部分|方面|[，,、是]))|(?={_NUMBER}是)|(?=其{_NUMBER}))\s*"
)
_SERIES = (
    re.compile(rf"其{_NUMBER}[，,是：:]"),
    re.compile(rf"第{_NUMBER}{{1,3}}(?:个方面|方面)?[，,、是：:]"),
    re.compile(rf"{_NUMBER}(?:是|要)(?=[^，。；])"),
    re.compile(rf"[（(](?:\d{{1,2}}|{_NUMBER}{{1,3}})[)）]"),
    re.compile(r"[①-⑳]"),
    re.compile(r"(?:另)?一方面[，,是]?"),
    re.compile(r"(?:首先|其次|再次|再者|最后)[，,是]"),
)
_BEFORE_MEMBER = "。；;！!？?：:\n"  # a member of an enumeration opens a sentence or a clause
_TITLE = re.compile(r"(?P<title>[^。：:（(，,；;！!？?]{2,20})[。：:（(]")
_LIST_CLAUSE = re.compile(r"[；;]")
_MIN_LIST = 3  # clauses between semicolons: two are a sentence, three are a list
_HEADING_MAX = 60  # characters of the sentence that introduces a list


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    heading: str


def passages_of(exchange: Exchange, max_chars: int = 450) -> list[Passage]:
    """Cut an exchange's answer into passages.

    :param max_chars: A list item longer than this is cut again; a single sentence never is.
    :return: Passages in order whose texts, joined, are `exchange.answer`.
    """
    answer = exchange.answer
    parts = [
        part
        for start, end in _paragraphs(answer)
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


def _paragraphs(answer: str) -> Iterator[Span]:
    """Yield the paragraphs, each with the newline that ends it."""
    for match in re.finditer(r"[^\n]*\n|[^\n]+", answer):
        yield match.span()


def _parts_of_paragraph(answer: str, start: int, end: int, max_chars: int) -> Iterator[_Part]:
    text = answer[start:end]
    marker = _ITEM.match(text)
    if marker and marker.end() < len(text.rstrip()):
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


def _members(answer: str, part: _Part) -> list[_Part]:
    """Cut where an enumeration counts on; empty where nothing is enumerated."""
    text = answer[part.start : part.end]
    for series in _SERIES:
        starts = [
            match.start()
            for match in series.finditer(text)
            if match.start() == 0 or text[match.start() - 1] in _BEFORE_MEMBER
        ]
        if len(starts) < 2:
            continue
        bounds = sorted({0, *starts, len(text)})
        introduced = part.heading or _introduced(text[: starts[0]])
        return [
            _Part(
                part.start + left,
                part.start + right,
                _own_title(series, text[left:right])
                or (introduced if left in starts else part.heading),
            )
            for left, right in itertools.pairwise(bounds)
        ]
    return []


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
        stops = [match.end() for match in _LIST_CLAUSE.finditer(sentence)]
        if len(stops) < _MIN_LIST - 1:
            continue
        colon = re.search(r"[：:]", sentence[: stops[0]])
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
