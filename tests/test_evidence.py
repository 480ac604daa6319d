"""What the reranker found in an answer decides between clauses that are alike in words."""

from collections.abc import Mapping
from itertools import chain

import pytest

from chat.bot import Bot
from chat.evidence import Evidence, bounded
from chat.quote import answering_spans
from chat.wanted import Wanted
from index.grains import Grain
from index.reading import Reading
from index.records import Embedder, Features, Hit
from index.reranker import load_reranker
from index.search import Searcher
from ingest.collection import Collection
from ingest.records import Passage
from ingest.sentences import clauses_of_sentences


def read(collection: Collection, turn: str, odds: Mapping[str, float]) -> tuple[Hit, list[Passage]]:
    """Return a hit in the first passage of a turn, of which the passages that hold the words of
    `odds` were read: a clause with such words has those log-odds, any other minus 9."""
    found = next(e for e in collection.exchanges if e.id.endswith(turn))
    passages = list(collection.passages_of(found))
    evidence = tuple(
        tuple(
            max((value for words, value in odds.items() if words in passage.text[a:b]), default=-9)
            for a, b in chain.from_iterable(clauses_of_sentences(passage.text))
        )
        if any(words in passage.text for words in odds)
        else ()
        for passage in passages
    )
    hit = Hit(
        passages[0],
        found,
        collection.interview(found.interview_id),
        1.0,
        Features(0.0, 0.0, 0.0, 0.0),
        (),
        (0.0,) * len(passages),
        evidence,
    )
    return hit, passages


def test_evidence_is_that_of_the_best_clause_a_span_has_a_part_of(
    collection: Collection,
) -> None:
    hit, passages = read(collection, "#t007", {"第一部分": 2.0, "共十四章": 40.0})
    evidence = Evidence.of(hit, passages)
    answer = hit.exchange.answer
    at = answer.index("第一部分")
    assert evidence.at(at, at + 4) == 2.0
    assert evidence.best == 6.0  # beyond it log-odds say no more
    assert evidence.at(0, len(answer)) == evidence.best


def test_what_was_not_read_counts_as_far_from_an_answer(collection: Collection) -> None:
    hit, passages = read(collection, "#t007", {})
    assert Evidence.of(hit, passages).best == -6.0


@pytest.mark.parametrize("words", ["第一章至第二章", "第三章至第十三章", "第十四章"])
def test_of_clauses_alike_in_words_the_one_with_evidence_is_quoted(
    collection: Collection, searcher: Searcher, words: str
) -> None:
    hit, passages = read(collection, "#t007", {words: 5.0})
    rarity = searcher.grains.words[Grain.PASSAGE].idf
    wanted = Wanted.of("这部分从第几章到第几章？", rarity, lambda _: ())
    (start, end), *_ = answering_spans(
        wanted, hit, passages, Evidence.of(hit, passages), searcher.answering.passage
    )
    assert words in hit.exchange.answer[start:end]


def test_what_is_shown_was_read_by_itself_too(
    collection: Collection, toy_embedder: Embedder
) -> None:
    searcher = Searcher.build(collection, toy_embedder, reranker=load_reranker())
    bot, reading = Bot(searcher), Reading("规划有几章？")
    found = [one for one in bot.candidates(reading, None)[1] if one.probability]
    read = [bot.read_alone(reading, one) for one in found]
    for before, after in zip(found, read, strict=True):
        odds = searcher.alone(reading.text, after.hit.exchange.answer[slice(*after.span)])
        assert after.features["alone"] == bounded(odds)
        assert 0 < after.probability <= before.probability
    confidence = bot.ask(reading.text).parts[0].confidence
    assert confidence == max(one.probability for one in read)


def test_words_that_cannot_be_the_most_probable_are_not_read_by_themselves(
    collection: Collection, toy_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = Searcher.build(collection, toy_embedder, reranker=load_reranker())
    texts: list[str] = []
    alone = searcher.alone
    monkeypatch.setattr(
        searcher, "alone", lambda question, text: texts.append(text) or alone(question, text)
    )
    bot = Bot(searcher)
    [part] = bot.ask("规划有几章？").parts
    found = bot.candidates(part.reading, None)[1]
    assert part.citations[0].quote in texts
    assert len(texts) < sum(one.probability > 0 for one in found)
