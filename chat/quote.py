"""The span of an answer that is shown first: for a narrow question clauses, else passages.

A narrow question asks for one thing: the run of clauses that is worth most is quoted for a figure,
a day or a name, and for a yes or no the whole sentence, or its part between semicolons; a short
sentence (“可以。”) together with the next. A broad one
gets the passage that was found; one that asks for the members of a list, or which of them is the
most, gets the whole list, one that asks why the list of reasons; one as broad as the host's gets
the answer, or what sums it up.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chat.best_passage import best_passage
from chat.evidence import Evidence
from chat.lists import announced, asks_for_list, compared, reasons, whole_list
from chat.wanted import Wanted
from index.normalise import normalise
from index.records import Hit
from ingest.records import Passage
from ingest.sentences import Span, clauses, sentences

_OVERVIEW_SHARE = (
    0.8  # of the question's words in the host's question: it asks the same, as broadly
)
_OVERVIEW_MAX = 600  # characters of an answer that is shown whole
_LIST_MAX = 1200  # the same, where no words before the list sum it up
_CLAUSES_MAX = 4  # clauses that are shown for a narrow question
_HEADING = re.compile(
    r"\s*(?:\d+[.、]|其[一二三四五六七八九]|[一二三四五六七八九]是|第[一二三四五六七八九]|——)[,，、]?"
    r"[^,，。;；]{0,14}(?:方面|上看|来看|来说|来讲|而言)[。:：,，]?\s*"
)
"""A sentence that only says what the next ones are about: 其三,从问题上看。"""
COMPARES = re.compile(
    r"最(?:多(?!跑)|少|大|小|高|低|长|短)|"
    r"(?:哪|谁)[^,。?]{0,8}?(?<!多)(?:多|少|大|小|高|低)(?!少)[一些点]*\??$"
)
"""Asks which of several is the most, or more: 哪一类的数量最多."""
_SEMICOLON = re.compile("[;；]")
_WHOLE_MAX = 100  # characters of a sentence, or of its part between semicolons, that stays whole
_UNSURE = 3.0
_TOGETHER_MAX = 200  # characters
"""Of two runs of one passage whose worth differs by less than `_UNSURE` both are quoted, with what
stands between them, where it's no more: of 536 narrow `dev` questions 15 more were right, and the
quotes 10 characters longer."""
_LACKS = 1.5
"""Rarity of the best run's words of the question that the other may lack: the sum of all projects
does not stand beside the sum of one class. One `dev` question fewer was right for it."""
_SHORT = 30  # characters of a sentence that only tells what the next one says
_FAIR = 6.0  # how much less such a run may be worth than the best
_N_RUNS = 4  # of clauses that are tried, if what is quoted does not agree with the question
_BREVITY = 0.01  # what a character costs, in units of a word's rarity
_TYPE_BONUS = 2.0  # for a thing of the sort asked for that the question does not give itself
_MEASURE_BONUS = 3.0  # for the measure that the question asks in
_OPENING = 3.0  # for what the official said first to a host who asked the same
_PASSAGE_BONUS = 1.0  # for standing in the passage that was ranked first
_EVIDENCE = 1.0  # what log-odds that the answer begins in a clause count for
_WORDING = 3.0  # what the nearness of a wording that asks for the run counts for
_NEXT = 0.5
"""Nearness from which a wording asks the same: of 1,632 `dev` questions 4 more were right than with
1, roundabout ones."""
_MEANING = 4.0  # what a sentence's cosine with the question counts for


def answering_spans(
    wanted: Wanted,
    hit: Hit,
    passages: Sequence[Passage],
    evidence: Evidence,
    weights: Mapping[str, float],
) -> list[Span]:
    """Return what may be quoted of the answer that a hit stands in, best first, at least one.

    :param passages: The passages of the answer that the hit stands in, in order.
    :param evidence: What the reranker found in the answer.
    :param weights: Of the features that choose a passage (`chat.best_passage`).
    :return: Offsets in the exchange's answer, without white space at the ends; they don't overlap.
    """
    answer, asked_for = hit.exchange.answer, _asked_for(hit)
    if COMPARES.search(wanted.question):
        passage, _ = best_passage(wanted, passages, hit, evidence, weights)
        if listed := compared(passage, passages):
            return [_stripped(answer, *listed)]
    if wanted.narrow and (runs := _best_clauses(wanted, hit, passages, evidence)):
        if asked_for and not wanted.has_kind:
            runs = [asked_for, *runs]
        if not wanted.has_kind:
            runs = [
                _with_members(answer, run, passages) or _with_next(answer, run, passages)
                for run in runs
            ]
        return [_stripped(answer, *span) for span in _apart(runs)]
    passage, span = best_passage(wanted, passages, hit, evidence, weights)
    if wanted.narrow:
        span = (passage.start, passage.end)
    elif wanted.reason and (listed := reasons(passage, passages)):
        span = listed
    elif wanted.share(hit.exchange.asked) >= _OVERVIEW_SHARE:
        span = _overview(answer, opens_with_item=bool(passages[0].heading))
    elif asks_for_list(wanted, passage):
        span = whole_list(passage, passages)
    elif asked_for and passage.start <= asked_for[0] < passage.end:
        span = asked_for
    return [_stripped(answer, *(_with_members(answer, span, passages) or span))]


def _best_clauses(
    wanted: Wanted, hit: Hit, passages: Sequence[Passage], evidence: Evidence
) -> list[Span]:
    """Return the runs of whole clauses, each inside one sentence, that are worth most.

    Of clauses torn from a sentence a yes or no is seldom plain: there the runs are whole.

    Worth are the question's words, and a thing of the sort that it asks for. Where it asks for a
    figure and the best run has none, nothing is returned: a heading alone says nothing.
    """
    answer, passage, asked = hit.exchange.answer, hit.passage, hit.exchange.asked
    meaning = dict(_meanings(hit))
    asks_same = not wanted.has_kind and wanted.share(asked) >= _OVERVIEW_SHARE

    def worth(run: tuple[Span, Span]) -> float:
        sentence, (start, end) = run
        text = normalise(answer[start:end])
        value = wanted.overlap(text, asked) - _BREVITY * len(text) + meaning.get(sentence[0], 0.0)
        if wanted.answers_in_kind(text):
            value += _TYPE_BONUS
            value += _MEASURE_BONUS * (wanted.measure is not None and wanted.measures(text))
        if passage.start <= start < passage.end:
            value += _PASSAGE_BONUS
        if asks_same and start == 0:
            value += _OPENING
        value += _EVIDENCE * evidence.at(start, end)
        value += _WORDING * hit.asked_for(start, end)
        return value

    found = [(worth(run), run[1]) for run in _clause_runs(answer, whole=not wanted.has_kind)]
    found.sort(key=lambda one: (-one[0], one[1][0]))
    if wanted.figure and not wanted.has_figure(answer[slice(*found[0][1])]):
        return []
    best = found[0][0]
    named = wanted.overlap(answer[slice(*found[0][1])]) - _LACKS
    near = [
        run
        for value, run in found
        if best - value <= _UNSURE and wanted.overlap(answer[slice(*run)]) >= named
    ]
    both = _together(list(itertools.islice(_apart(near), 2)), passages)
    fair = [run for value, run in found if best - value <= _FAIR]
    return list(itertools.islice(_apart([*both, *fair]), _N_RUNS))


def _together(runs: Sequence[Span], passages: Sequence[Passage]) -> list[Span]:
    """Return the span from the first to the last of some runs, if it is short, in one passage."""
    start, end = min(run[0] for run in runs), max(run[1] for run in runs)
    one = any(passage.start <= start and end <= passage.end for passage in passages)
    return [(start, end)] if one and end - start <= _TOGETHER_MAX else []


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that overlap none of those before them."""
    kept: list[Span] = []
    for span in spans:
        if not any(_overlap(span, other) for other in kept):
            kept.append(span)
            yield span


def _meanings(hit: Hit) -> Iterator[tuple[int, float]]:
    """Yield where each sentence of the passage starts, and how near to the question it is."""
    if not hit.sentence_cosines:
        return
    mean = sum(hit.sentence_cosines) / len(hit.sentence_cosines)
    spans = sentences(hit.passage.text)
    for (start, _), cosine in zip(spans, hit.sentence_cosines, strict=True):
        yield hit.passage.start + start, _MEANING * (cosine - mean)


def _clause_runs(text: str, whole: bool) -> Iterator[tuple[Span, Span]]:
    """Yield runs of clauses, each after the sentence that it stands in.

    What stands between semicolons belongs together, and is not torn where it is short.

    :param whole: Not even where it is long.
    """
    for left, right in sentences(text):
        if _HEADING.fullmatch(text, left, right):
            continue
        for first, last in _segments(text, left, right):
            if whole or last - first <= _WHOLE_MAX:
                yield (left, right), (first, last)
                continue
            spans = clauses(text[first:last])
            for one in range(len(spans)):
                for other in range(one, min(one + _CLAUSES_MAX, len(spans))):
                    yield (left, right), (first + spans[one][0], first + spans[other][1])


def _segments(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the parts of a sentence between its semicolons."""
    for match in _SEMICOLON.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end


def _asked_for(hit: Hit) -> Span | None:
    """Return the sentences, or their parts between semicolons, that a wording next to the question
    asks for; None where none is as near."""
    near = max(hit.wordings, key=lambda one: one.nearness, default=None)
    if not near or near.nearness < _NEXT:
        return None
    answer = hit.exchange.answer
    own = [
        part
        for sentence in sentences(answer)
        for part in _segments(answer, *sentence)
        if _overlap(part, (near.start, near.end))
    ]
    return own[0][0], own[-1][1]


def _with_next(answer: str, run: Span, passages: Sequence[Passage]) -> Span:
    """Return a run with the sentence behind it in its passage where it is a short one itself."""
    start, end = run
    passage = next(one for one in passages if one.start <= start < one.end)
    if end - start >= _SHORT or end >= passage.end:
        return run
    return start, next(right for _, right in sentences(answer) if right > end)


def _with_members(answer: str, run: Span, passages: Sequence[Passage]) -> Span | None:
    """Return a run that only announces a list together with the list, unless it is too long."""
    whole = announced(run, answer, passages)
    return whole if whole and whole[1] - whole[0] <= _LIST_MAX else None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


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
