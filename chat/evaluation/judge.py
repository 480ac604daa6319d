"""An Answer is judged by its question: is it right, does it hold what it must, and if not, why."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from chat.evaluation.records import TIME_FORMAT, CitedWords, EvalQuestion, Verdict
from chat.records import Answer, Citation, Status
from index.normalise import normalise
from ingest.collection import Collection
from ingest.records import Exchange
from ingest.sentences import clauses

_EDGES = " \n\u3000,，;；:："  # what no quote begins or ends with, so no right one does


def judge(question: EvalQuestion, answer: Answer, collection: Collection) -> Verdict:
    """Judge one answer.

    An answerable question is correct where it was answered, from the right exchange if that is
    named, with all that `contains` asks for; another one where it was refused.
    """
    answered = answer.status is Status.ANSWERED
    named = question.answerable and question.names_exchange
    right_first = answered and is_right(question, answer.citations[0].exchange) if named else None
    missing = _missing(question.contains, fold(answer.text)) if question.answerable else ()
    holds = not missing if question.contains else None
    correct = (
        answered and right_first is not False and holds is not False
        if question.answerable
        else not answered
    )
    return Verdict(
        asked=question,
        status=answer.status,
        answer=answer.text,
        cited=_cited(answer.citations[0]) if answered else None,
        rank=_rank(question, answer.ranking) if named else None,
        right_first=right_first,
        holds=holds,
        missing=missing,
        quote_ok=all(_stands(c, collection) for c in answer.citations) if answered else None,
        length_ratio=_length_ratio(question, answer, collection),
        correct=correct,
        confidence=round(answer.confidence, 6),
        took_ms=round(answer.took_ms, 3),
    )


def is_right(question: EvalQuestion, exchange: Exchange) -> bool:
    """Return whether this is the exchange that the question names, by time, by id, or by both."""
    if question.exchange_id is not None and exchange.id != question.exchange_id:
        return False
    if question.time is None:
        return question.exchange_id is not None
    return any(turn.time.replace(microsecond=0) == question.time for turn in exchange.answers)


def why(verdict: Verdict) -> tuple[str, ...]:
    """Say in plain Chinese why a question failed; nothing where it did not."""
    if verdict.correct:
        return ()
    if not verdict.asked.answerable:
        return ("本应拒答，却给出了回答",)
    if not verdict.is_answered:
        place = f"（标准出处排在第 {verdict.rank} 位）" if verdict.rank else ""
        return (f"未回答：这题有答案，却被拒答{place}",)
    reasons = []
    if verdict.right_first is False:
        place = f"排在第 {verdict.rank} 位" if verdict.rank else "没有找到"
        reasons.append(f"引用的访谈问答不对：标准出处{place}")
    reasons += [f"答案里缺少{_either(alternatives)}" for alternatives in verdict.missing]
    return tuple(reasons)


def doubts(questions: Sequence[EvalQuestion], collection: Collection) -> tuple[str, ...]:
    """Say which questions can't be answered rightly from this collection, in Chinese.

    They name an exchange that it has not, or ask for words that do not stand in that exchange.
    """
    found = []
    for question in questions:
        if not question.names_exchange:
            continue
        exchanges = _right_exchanges(question, collection)
        if not exchanges:
            named = question.exchange_id or f"{question.time:{TIME_FORMAT}}"
            found.append(f"{question.id}：索引里没有题目所指的访谈问答（{named}）")
            continue
        texts = [_folded_clauses(exchange.answer)[1] for exchange in exchanges]
        lacking = min((_missing(question.contains, text) for text in texts), key=len)
        found += [
            f"{question.id}：题目所指的访谈问答里没有{_either(alternatives)}"
            for alternatives in lacking
        ]
    return tuple(found)


def fold(text: str) -> str:
    """Return the form in which answers and required words are compared: without any spaces."""
    return normalise(text).replace(" ", "")


def _missing(contains: Iterable[tuple[str, ...]], folded: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        alternatives
        for alternatives in contains
        if not any(_fold_word(word) in folded for word in alternatives)
    )


def _either(alternatives: Sequence[str]) -> str:
    return "或".join(f"“{words}”" for words in alternatives)


def _rank(question: EvalQuestion, ranking: Sequence[Exchange]) -> int | None:
    """Return the place of the right exchange, from 1."""
    places = (place for place, exchange in enumerate(ranking, 1) if is_right(question, exchange))
    return next(places, None)


def _right_exchanges(question: EvalQuestion, collection: Collection) -> list[Exchange]:
    return [exchange for exchange in collection.exchanges if is_right(question, exchange)]


def _cited(citation: Citation) -> CitedWords:
    return CitedWords(
        speaker=citation.turn.speaker,
        office=citation.office,
        time=f"{citation.turn.time:{TIME_FORMAT}}",
        exchange_id=citation.exchange.id,
        passage_id=citation.passage.id,
        start=citation.start,
        end=citation.end,
        asked=citation.exchange.asked,
        title=citation.interview.title,
    )


def _stands(citation: Citation, collection: Collection) -> bool:
    """Look the quote up in the collection itself, not in what the citation brings along."""
    try:
        published = collection.exchange(citation.exchange.id).answer
    except KeyError:
        return False
    return bool(citation.quote) and published[citation.start : citation.end] == citation.quote


def _length_ratio(question: EvalQuestion, answer: Answer, collection: Collection) -> float | None:
    if not (answer.text and question.contains and question.names_exchange):
        return None
    lengths = [
        length
        for exchange in _right_exchanges(question, collection)
        if (length := _shortest_run(exchange.answer, question.contains))
    ]
    return round(len(answer.text) / min(lengths), 4) if lengths else None


def _shortest_run(text: str, contains: Sequence[tuple[str, ...]]) -> int | None:
    """Return the length of the shortest run of whole clauses that holds every entry.

    Every run that begins at a clause ends, at the earliest, where the entry that is completed
    last is.
    """
    spans, folded, clause_of = _folded_clauses(text)
    places = [
        sorted(
            (clause_of[at], clause_of[at + len(word) - 1])
            for word in map(_fold_word, alternatives)
            for at in _occurrences(folded, word)
        )
        for alternatives in contains
    ]
    lengths = []
    for first, (start, _) in enumerate(spans):
        ends = [min((b for a, b in entry if a >= first), default=None) for entry in places]
        complete = [end for end in ends if end is not None]
        if len(complete) < len(ends):
            break
        lengths.append(len(text[start : spans[max(complete)][1]].strip(_EDGES)))
    return min(lengths, default=None)


def _occurrences(text: str, word: str) -> list[int]:
    found = []
    at = text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found


@lru_cache(maxsize=4096)
def _fold_word(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=512)
def _folded_clauses(text: str) -> tuple[list[tuple[int, int]], str, list[int]]:
    """Return the clauses' spans, the folded text, and for each of its characters the clause."""
    spans = clauses(text)
    parts = [fold(text[start:end]) for start, end in spans]
    clause_of = [number for number, part in enumerate(parts) for _ in part]
    return spans, "".join(parts), clause_of
