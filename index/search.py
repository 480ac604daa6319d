"""A question becomes hits: words and vectors, on passages and on exchanges, in one ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.records import Embedder, Hit, Progress, Scores, Vectors
from index.tokens import content_tokens, tokenise
from ingest.collection import Collection
from ingest.records import Exchange, Passage


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What each ranking counts for, after its scores are standardised over all passages.

    Chosen on the `dev` half of tests/questions/seed.jsonl, for hit@1 of the exchange.
    """

    passage_words: float = 0.5
    question_words: float = 0.3
    exchange_words: float = 0.3
    passage_vectors: float = 0.6
    question_vectors: float = 0.1


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence that an exchange answers a question rests on.

    `cosine` is the question's best with the exchange's passages and the host's question;
    `coverage` is the share of the question's words, weighed by rarity, that the exchange has.
    """

    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Logistic model of the probability that an exchange answers a question.

    Fitted by `python -m tests.benchmarks.fit_confidence` on the `dev` half of
    tests/questions/seed.jsonl without its near misses, which these two features can't tell.
    """

    intercept: float = -9.84
    cosine: float = 14.54
    coverage: float = 13.04

    def probability(self, features: Features) -> float:
        """Return a probability from 0 to 1."""
        logit = self.intercept + self.cosine * features.cosine + self.coverage * features.coverage
        return float(1 / (1 + np.exp(-logit)))


@dataclass(frozen=True, slots=True)
class Indexes:
    """The five rankings' indexes, over the passages or over the substantive exchanges."""

    passage_words: LexicalIndex
    question_words: LexicalIndex
    exchange_words: LexicalIndex
    passage_vectors: DenseIndex
    question_vectors: DenseIndex


class Searcher:
    """A collection, its indexes, and the model that embeds questions."""

    def __init__(
        self,
        collection: Collection,
        indexes: Indexes,
        embedder: Embedder,
        weights: FusionWeights | None = None,
        confidence: ConfidenceModel | None = None,
    ) -> None:
        self.collection = collection
        self.indexes = indexes
        self.embedder = embedder
        self._weights = weights or FusionWeights()
        self._confidence = confidence or ConfidenceModel()
        place = {exchange.id: at for at, exchange in enumerate(collection.substantive)}
        self._exchange_of = np.array(
            [place[passage.exchange_id] for passage in collection.passages], dtype=np.int64
        )

    @classmethod
    def build(
        cls, collection: Collection, embedder: Embedder, on_batch: Progress | None = None
    ) -> Self:
        """Tokenise and embed a collection."""
        return cls(collection, build_indexes(collection, embedder, on_batch), embedder)

    def search(self, question: str, k: int = 5) -> list[Hit]:
        """Return at most `k` hits, best first, ties broken by passage id.

        A collection without passages gives an empty list.
        """
        return [
            self._hit(at, self._confidence.probability(features))
            for at, features in self.ranking(question)[:k]
        ]

    def ranking(self, question: str) -> list[tuple[int, Features]]:
        """Return every passage's number, best first, and what the confidence in it rests on."""
        passages = self.collection.passages
        if not passages:
            return []
        cosines, asked = self._cosines(question)
        fused = self._fuse(question, cosines, asked)
        best = np.maximum(self.best_of_exchanges(cosines), asked)
        coverage = self._coverage(content_tokens(question))
        order = np.lexsort((np.arange(len(passages)), -fused))
        places = self._exchange_of[order]
        return [
            (int(at), Features(float(best[place]), float(coverage[place])))
            for at, place in zip(order, places, strict=True)
        ]

    def scores(self, question: str) -> Scores:
        """Return every passage's score in the ranking, in the order of the collection."""
        return self._fuse(question, *self._cosines(question))

    def best_of_exchanges(self, scores: Scores) -> Scores:
        """Return, for each substantive exchange, the best of its passages' scores.

        An exchange without passages has minus infinity.
        """
        best = np.full(len(self.collection.substantive), -np.inf)
        np.maximum.at(best, self._exchange_of, scores)
        return best

    def _cosines(self, question: str) -> tuple[Scores, Scores]:
        """Return a question's cosine with each passage, and with each exchange's own question."""
        vector = self.embedder.embed_questions([question])
        indexes = self.indexes
        return indexes.passage_vectors.scores(vector), indexes.question_vectors.scores(vector)

    def _fuse(self, question: str, cosines: Scores, asked: Scores) -> Scores:
        tokens = tokenise(question)
        w, of = self._weights, self._exchange_of
        return (
            w.passage_words * standardise(self.indexes.passage_words.scores(tokens))
            + w.question_words * standardise(self.indexes.question_words.scores(tokens)[of])
            + w.exchange_words * standardise(self.indexes.exchange_words.scores(tokens)[of])
            + w.passage_vectors * standardise(cosines)
            + w.question_vectors * standardise(asked[of])
        )

    def _coverage(self, words: Sequence[str]) -> Scores:
        """Return, for each exchange, the share of the words that it has, weighed by rarity."""
        index = self.indexes.exchange_words
        covered = np.zeros(index.n_documents)
        rarity = {word: index.idf(word) for word in words}
        for word, value in rarity.items():
            covered[index.contains(word)] += value
        return covered / (sum(rarity.values()) or 1.0)

    def _hit(self, at: int, score: float) -> Hit:
        passage = self.collection.passages[at]
        exchange = self.collection.exchange(passage.exchange_id)
        return Hit(passage, exchange, self.collection.interview(exchange.interview_id), score)


def standardise(scores: Scores) -> Scores:
    """Return z-scores: mean 0, standard deviation 1; equal scores all become 0."""
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def build_indexes(
    collection: Collection, embedder: Embedder, on_batch: Progress | None = None
) -> Indexes:
    """Tokenise and embed a collection; `on_batch` follows the passages' embedding."""
    exchanges, passages = collection.substantive, collection.passages
    of = {exchange.id: exchange for exchange in exchanges}
    contexts = [_with_context(passage, of[passage.exchange_id]) for passage in passages]
    return Indexes(
        passage_words=LexicalIndex.build([tokenise(f"{p.heading}\n{p.text}") for p in passages]),
        question_words=LexicalIndex.build([tokenise(e.asked) for e in exchanges]),
        exchange_words=LexicalIndex.build([tokenise(f"{e.asked}\n{e.answer}") for e in exchanges]),
        passage_vectors=DenseIndex.build(embedder.embed_passages(contexts, on_batch)),
        question_vectors=DenseIndex.build(_asked_vectors(exchanges, embedder)),
    )


def _asked_vectors(exchanges: Sequence[Exchange], embedder: Embedder) -> Vectors:
    """Return a vector for each exchange's question; all zeros where nothing was asked."""
    vectors = np.zeros((len(exchanges), embedder.dimension), dtype=np.float32)
    asked = [at for at, exchange in enumerate(exchanges) if exchange.asked]
    vectors[asked] = embedder.embed_passages([exchanges[at].asked for at in asked])
    return vectors


def _with_context(passage: Passage, exchange: Exchange) -> str:
    """Return what is embedded for a passage: the host's question, the heading and the text."""
    return "\n".join(part for part in (exchange.asked, passage.heading, passage.text) if part)
