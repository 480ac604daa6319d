"""Questions asked of corpora become the examples that a ranking is learned from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chat.best_passage import passage_features
from chat.bot import Bot
from chat.evaluation.judge import fold, is_right
from chat.evaluation.questions import read_questions
from chat.evaluation.records import EvalQuestion
from chat.evidence import Evidence
from chat.followup import complete
from chat.wanted import Wanted
from index.embed import load_embedder
from index.lexicon import Lexicon, shipped_lists
from index.ranking import RankingModel, comparable
from index.reading import Reader, Reading
from index.records import Reranker
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus
from ingest.records import Exchange
from tools.fitting.listwise import Example, Table

PASSAGE_FEATURES = (
    "fused",
    "words",
    "heading",
    "sentence",
    "evidence",
    "wording",
    "length",
    "first",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the split `dev`, how it was read, and what it was asked of."""

    question: EvalQuestion
    reading: Reading
    searcher: Searcher

    def is_right(self, exchange: Exchange, text: str) -> bool:
        """Tell whether a text of the exchange holds all that the answer must."""
        folded = fold(text)
        return is_right(self.question, exchange) and all(
            any(fold(word) in folded for word in alternatives)
            for alternatives in self.question.contains
        )


@cache
def open_corpus(corpus: Path, reranker: Reranker | None) -> tuple[Searcher, ...]:
    """Index a corpus, with and without its wordings, where it has some."""
    collection = collect(load_corpus(corpus))
    reader = Reader.build(collection, Lexicon.read(shipped_lists(), corpus.parent))
    bare = replace(collection, wordings=(), open_questions=())
    return tuple(
        Searcher.build(own, load_embedder(), reranker=reranker, reader=reader)
        for own in ([collection, bare] if collection.wordings else [bare])
    )


def open_set(questions: Path, corpus: Path, reranker: Reranker | None) -> list[Asked]:
    """Read the questions, of each index of the corpus."""
    asked = []
    for searcher in open_corpus(corpus, reranker):
        assert searcher.reader
        bot = Bot(searcher, 0.5)
        asked += [
            Asked(
                one,
                searcher.reader.read(complete(one.question, one.history, bot.knows).text),
                searcher,
            )
            for one in read_questions([questions], "dev")
        ]
    return asked


def official(asked: Sequence[Asked]) -> list[Asked]:
    """Return the hosts' own questions of every corpus, each answered by its exchange."""
    searchers = {id(one.searcher): one.searcher for one in asked}
    return [
        Asked(
            EvalQuestion(exchange.id, "host", exchange.asked, (), True, exchange_id=exchange.id),
            Reading(exchange.asked),
            searcher,
        )
        for searcher in searchers.values()
        for exchange in searcher.collection.substantive
        if exchange.asked
    ]


def example(one: Asked, features: Table, numbers: NDArray[np.int64]) -> Example | None:
    """Return the example of a question over some passages; None where none of them is right."""
    collection = one.searcher.collection
    passages = [collection.passages[at] for at in numbers]
    exchanges = [collection.exchange(passage.exchange_id) for passage in passages]
    of_exchange = np.array([is_right(one.question, exchange) for exchange in exchanges])
    right = np.array(
        [
            one.is_right(exchange, f"{passage.heading}\n{passage.text}")
            for passage, exchange in zip(passages, exchanges, strict=True)
        ]
    )
    right = right if right.any() else of_exchange
    return Example(features, right, of_exchange, one.question.id) if right.any() else None


def fusion_examples(asked: Sequence[Asked], names: Sequence[str]) -> list[Example]:
    """Return what the grains say of every passage of every answerable question."""
    examples = []
    for one in asked:
        found = one.searcher.found(one.reading.text, one.reading.synonyms)
        features = np.stack([comparable(name, found.tables[name]) for name in names], axis=1)
        examples.append(example(one, features, np.arange(len(features))))
    return [one for one in examples if one]


def rerank_examples(asked: Sequence[Asked], names: Sequence[str]) -> list[Example]:
    """Return what is known of the first candidates of every answerable question."""
    examples = []
    for one in asked:
        ranking = one.searcher.ranking(one.reading.text, one.reading.synonyms)
        numbers = np.array(sorted(ranking.evidence), dtype=np.int64)
        columns = {
            "fused": ranking.found.fused[numbers],
            "evidence": np.array([ranking.evidence[at].max() for at in sorted(ranking.evidence)]),
        }
        features = np.stack([columns[name] for name in names], axis=1)
        examples.append(example(one, features, numbers))
    return [one for one in examples if one]


def passage_examples(asked: Sequence[Asked], names: Sequence[str]) -> list[Example]:
    """Return what is known of the passages of the right answer, for questions that ask broadly."""
    examples = []
    for one in asked:
        bot = Bot(one.searcher, 0.5)
        wanted = Wanted.of(one.reading.text, bot.rarity, bot.synonyms)
        hits = bot.candidates(one.reading, None)[0]
        hit = next((hit for hit in hits if is_right(one.question, hit.exchange)), None)
        if wanted.narrow or not hit:
            continue
        passages = bot.collection.passages_of(hit.exchange)
        evidence = Evidence.of(hit, passages)
        columns = passage_features(wanted, passages, hit, evidence)
        features = np.stack([columns[name] for name in names], axis=1)
        texts = [f"{passage.heading}\n{passage.text}" for passage in passages]
        right = np.array([one.is_right(hit.exchange, text) for text in texts])
        if right.any() and not right.all():
            of_exchange = np.ones(len(passages), dtype=bool)
            examples.append(Example(features, right, of_exchange, one.question.id))
    return examples


def with_model(
    asked: Sequence[Asked], model: RankingModel, *, reranked: bool = True
) -> list[Asked]:
    """Return the questions, asked of searchers that rank by another model."""
    made: dict[int, Searcher] = {}
    for one in asked:
        old = one.searcher
        if id(old) not in made:
            made[id(old)] = Searcher(
                old.collection,
                old.grains,
                old.embedder,
                old.reranker if reranked else None,
                old.reader,
                model,
            )
    return [replace(one, searcher=made[id(one.searcher)]) for one in asked]
