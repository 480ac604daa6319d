"""The span of an answer that is shown first: clauses for a figure, passages for a broad one."""

import re
from collections.abc import Callable, Iterator, Sequence

from index.normalise import normalise
from index.records import Hit
from index.tokens import content_tokens, tokenise
from ingest.records import Passage
from ingest.sentences import Span, clauses, sentences

Rarity = Callable[[str], float]
"""How much a word says: its inverse document frequency."""

_FIGURE = re.compile(
    r"多少|几[个條条章项項次年月日人位家类類]|何时|何時|什么时候|什麼時候|哪年|哪一年|哪天|哪月|几月|幾|百分之几|多大|多久|"
    r"占比|比例|金额|how many|how much|when\b|what year",
    re.IGNORECASE,
)
_NARROW = re.compile(
    r"谁|誰|哪位|哪所|哪家|哪个|哪個|哪一|是不是|是否|有没有|有沒有|吗|嗎|叫什么|叫什麼|\bwho\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千万亿]+(?=[个条章项次年月])")
_ITEM_NUMBER = re.compile(r"^\d{1,2}\s*[.、)](?!\d)")
_MEASURE = re.compile(r"(?:多少|几|幾)(亿|億|万|萬|个|個|条|條|章|项|項|次|年|月|家|类|類|%|％)")
_OVERVIEW_SHARE = (
    0.8  # of the question's words in the host's question: it asks the same, as broadly
)
_OVERVIEW_MAX = 600  # characters of an answer that is shown whole
_LIST_MAX = 1200  # the same, where no words before the list sum it up
_CLAUSES_MAX = 4  # clauses that are shown for a narrow question
_BREVITY = 0.01  # what a character costs, in units of a word's rarity
_FIGURE_BONUS = (
    1.0  # for a figure that the question does not give itself, and again for its measure
)
_PASSAGE_BONUS = 1.0  # for standing in the passage that was ranked first


def answering_span(question: str, context: str, hit: Hit, first: Passage, rarity: Rarity) -> Span:
    """Choose what to quote of the answer that a hit stands in.

    :param question: The question as it was asked; its form tells how much it asks for.
    :param context: The question with what it leans on; its words are looked for.
    :param first: The first passage of the answer that the hit stands in.
    :return: Start and end offsets in the exchange's answer, without white space at the ends.
    """
    answer = hit.exchange.answer
    words = {word: rarity(word) for word in content_tokens(context)}
    if _FIGURE.search(question) or _NARROW.search(question):
        span = _best_clauses(question, words, hit)
    elif _share(words, tokenise(hit.exchange.asked)) >= _OVERVIEW_SHARE:
        span = _overview(answer, opens_with_item=bool(first.heading))
    else:
        span = (hit.passage.start, hit.passage.end)
    return _stripped(answer, *span)


def _best_clauses(question: str, words: dict[str, float], hit: Hit) -> Span:
    """Return the run of whole clauses, inside one sentence of the answer, that has most of the
    question's words, and the figure that it asks for; without a figure, the passage."""
    answer, passage = hit.exchange.answer, hit.passage
    given = _figures(question)
    measure = _MEASURE.search(normalise(question))
    measured = (
        re.compile(rf"\d\s*{measure[1]}|[一二三四五六七八九十]{measure[1]}") if measure else None
    )
    wants_figure = bool(_FIGURE.search(question))

    def worth(span: Span) -> tuple[float, int]:
        run = normalise(answer[slice(*span)])
        value = sum(words.get(token, 0.0) for token in set(tokenise(run))) - _BREVITY * len(run)
        if wants_figure and _figures(run) - given:
            value += _FIGURE_BONUS
            value += _FIGURE_BONUS if measured and measured.search(run) else 0.0
        if passage.start <= span[0] < passage.end:
            value += _PASSAGE_BONUS
        return value, -span[0]

    start, end = max(_clause_runs(answer), key=worth)
    if wants_figure and not _figures(answer[start:end]) - given:
        return passage.start, passage.end  # no clause stands out: a heading alone says nothing
    return start, end


def _figures(text: str) -> set[str]:
    """Return the figures of a text; the number of a list item is none."""
    return set(_FIGURES.findall(_ITEM_NUMBER.sub("", normalise(text))))


def _clause_runs(text: str) -> Iterator[Span]:
    for left, right in sentences(text):
        spans = clauses(text[left:right])
        for first in range(len(spans)):
            for last in range(first, min(first + _CLAUSES_MAX, len(spans))):
                yield left + spans[first][0], left + spans[last][1]


def _share(words: dict[str, float], tokens: Sequence[str]) -> float:
    """Return the share of the words, weighed by rarity, that stand among the tokens."""
    total = sum(words.values())
    return sum(r for word, r in words.items() if word in set(tokens)) / total if total else 0.0


def _overview(answer: str, opens_with_item: bool) -> Span:
    """Return the answer where it is short or all of it a list, else its first paragraph."""
    if len(answer) <= (_LIST_MAX if opens_with_item else _OVERVIEW_MAX):
        return 0, len(answer)
    return 0, answer.find("\n") if "\n" in answer else len(answer)


def _stripped(answer: str, start: int, end: int) -> Span:
    """Leave out white space at both ends, and the comma or semicolon that a run ends in."""
    words = answer[start:end]
    end -= len(words) - len(words.rstrip(" \n\u3000,，;；:："))
    start += len(words) - len(words.lstrip())
    return start, end
