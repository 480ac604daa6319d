"""A question becomes hits: words and vectors of five grains, fused, the first of them reranked."""

from collections import defaultdict
from collections.abc import Collection as Items
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.fields import InterviewNames
from index.grains import (
    OF_EXCHANGES,
    Grain,
    Grains,
    exchange_of_passages,
    first_sentences,
    passage_of_wordings,
    quote_of_wordings,
)
from index.normalise import normalise
from index.ranking import AnswerModel, RankingModel, fuse, shipped_ranking
from index.reading import Reader
from index.records import (
    NOTHING,
    WINDOW,
    Embedder,
    Features,
    Hit,
    NearWording,
    Progress,
    Reranker,
    Scores,
)
from index.tokens import Tokeniser, telling
from index.wordings import OpenQuestions, nearness_of_wordings, without_here
from ingest.collection import Collection
from ingest.records import Exchange, Passage, Wording
from ingest.sentences import Span, clauses_of_sentences

N_CANDIDATES = 8
"""Passages that the reranker reads for one question: of 291 questions to invented interviews of the
part `dev` the right passage came first in .811 with four read, in .835 with eight."""

_NAMED = 100.0  # puts an interview that the question names before all others
_OF_YEAR = 1.0
"""Puts an interview of a year that the question names before another as good: the year may as well
be that of what is told, so what is found counts more."""
_ASKED = 50.0  # puts what the host was told when he asked the same before other exchanges
_ASKED_WORDS = 3  # of a question, at least: fewer are a subject, not a question
_ASKED_SHARE = 0.95  # of them, weighed by what they tell, in the host's question
_PROMOTED = 1000.0  # puts the candidates before all other passages
_NOT_LEFT_OPEN = (0.0, "")

Order = NDArray[np.int64]
"""Shape (n,): numbers of passages, best first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the grains say of every passage, each score in the order of the collection."""

    tables: Mapping[str, Scores]
    """For each grain `<grain>_words` (BM25) and `<grain>_vectors` (cosine, or nearness)."""
    sentence_cosines: Scores
    """Of every sentence of every passage."""
    nearness: Scores
    """Of every wording, as `nearness_of_wordings` gives it."""
    left_open: Mapping[str, tuple[float, str]]
    """The same of the nearest open question, by the id of the interview that leaves it open; and
    that question."""
    fused: Scores


@dataclass(frozen=True, slots=True)
class Ranking:
    """The passages by number, best first, and how good each is, in the order of the collection."""

    order: Order
    scores: Scores
    evidence: Mapping[int, Scores]
    """Of each passage that the reranker has read, the log-odds of its clauses."""
    found: Found


class Searcher:
    """A collection, its indexes, and the models that read questions."""

    def __init__(
        self,
        collection: Collection,
        grains: Grains,
        embedder: Embedder,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
        model: RankingModel | None = None,
    ) -> None:
        """Take finished parts; without a reranker the fused ranking is final.

        :param reader: Whose words the passages were cut with; None: the dictionary's alone.
        """
        self.collection = collection
        self.grains = grains
        self.embedder = embedder
        self.reranker = reranker
        self.reader = reader
        self.tokeniser = reader.tokeniser if reader else Tokeniser()
        self.model = model or shipped_ranking()
        self.names = InterviewNames(collection.interviews)
        self._exchange_of = exchange_of_passages(collection)
        self._passages_of = _grouped(self._exchange_of, len(collection.searched))
        self._first_sentence = first_sentences(collection.passages)
        self._passage_of_wordings = passage_of_wordings(collection)
        self._quote_of_wordings = quote_of_wordings(collection)
        self._wordings_of = _numbers_by_exchange(collection.wordings)
        self._worded = {collection.exchange(one).interview_id for one in self._wordings_of}
        self._open_questions = OpenQuestions(collection.open_questions, grains.open_questions)
        self._place = {passage.id: at for at, passage in enumerate(collection.passages)}

    @classmethod
    def build(
        cls,
        collection: Collection,
        embedder: Embedder,
        on_batch: Progress | None = None,
        *,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
        model: RankingModel | None = None,
    ) -> Self:
        """Tokenise and embed a collection."""
        tokeniser = reader.tokeniser if reader else Tokeniser()
        grains = Grains.build(collection, tokeniser, embedder, on_batch)
        return cls(collection, grains, embedder, reranker, reader, model)

    @property
    def answering(self) -> AnswerModel:
        """What answers are chosen by: another model where there is a reranker."""
        return self.model.reread if self.reranker else self.model.plain

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        synonyms: Mapping[str, float] | None = None,
        within: Items[str] | None = None,
        named: Items[str] = (),
    ) -> list[Hit]:
        """Return at most `k` hits, best first, ties broken by passage id.

        A collection without passages gives an empty list.

        :param synonyms: Further words to look for, and what each counts beside the question's.
        :param within: The ids of the exchanges to search; None: all.
        :param named: The ids of interviews that come first, besides those that the question names.
        """
        if not self.collection.passages:
            return []
        ranking = self.ranking(question, synonyms or {}, within, named)
        wanted = [at for at in ranking.order[:k] if np.isfinite(ranking.scores[at])]
        return [self._hit(int(at), ranking) for at in wanted]

    def ranking(
        self,
        question: str,
        synonyms: Mapping[str, float] | None = None,
        within: Items[str] | None = None,
        named: Items[str] = (),
        n_candidates: int = N_CANDIDATES,
    ) -> Ranking:
        """Rank all passages; those of other exchanges than `within` score minus infinity.

        :param n_candidates: How many the reranker reads, where there is one.
        """
        found = self.found(question, synonyms)
        scores = found.fused
        if of_year := self.names.of_year(question):
            scores = scores + _OF_YEAR * self._of_interviews(of_year)
        if first := self.names.named(question) | frozenset(named):
            scores = np.where(self._of_interviews(first), scores + _NAMED, scores)
        scores = scores + _ASKED * self._asked_alike(question)[self._exchange_of]
        if within is not None:
            inside = np.array([exchange.id in within for exchange in self.collection.searched])
            scores = np.where(inside[self._exchange_of], scores, -np.inf)
        order = _best_first(scores)
        evidence: dict[int, Scores] = {}
        if self.reranker:
            candidates = [int(at) for at in order[:n_candidates] if np.isfinite(scores[at])]
            evidence = self._evidence(question, candidates, found.sentence_cosines)
            weights = self.answering.rerank
            scores = scores.copy()
            for at, read in evidence.items():
                scores[at] = (
                    _PROMOTED + weights["fused"] * scores[at] + weights["evidence"] * read.max()
                )
            order = _best_first(scores)
        return Ranking(order, scores, evidence, found)

    def found(self, question: str, synonyms: Mapping[str, float] | None = None) -> Found:
        """Score every passage by every grain, and fuse the scores."""
        counts: dict[str, float] = {}
        for token in self.tokeniser.tokenise(question):
            counts[token] = counts.get(token, 0.0) + 1.0
        for word, weight in (synonyms or {}).items():
            tokens = self.tokeniser.tokenise(word)
            for token in tokens:
                counts[token] = max(counts.get(token, 0.0), weight / len(tokens))
        text = normalise(question)
        vector = self.embedder.embed_questions([text])
        shorter = without_here(text)
        here = vector if shorter == text else self.embedder.embed_questions([shorter])
        asked = self.grains.asking.place(here)
        cosines = {
            grain: self.grains.vectors[grain].scores(asked if grain is Grain.WORDING else vector)
            for grain in Grain
        }
        of_quotes = self.grains.quotes.scores(asked)[self._quote_of_wordings]
        cosines[Grain.WORDING] = nearness_of_wordings(cosines[Grain.WORDING], of_quotes)
        tables = {}
        for grain in Grain:
            words = self.grains.words[grain].weighted_scores(counts)
            if grain is Grain.WORDING:
                words = words[self._quote_of_wordings]
            tables[f"{grain}_words"] = self._of_passages(grain, words)
            tables[f"{grain}_vectors"] = self._of_passages(grain, cosines[grain])
        fused = fuse(tables, self.model.fusion)
        left_open = self._open_questions.nearest(question, asked)
        return Found(tables, cosines[Grain.SENTENCE], cosines[Grain.WORDING], left_open, fused)

    def similarity(self, one: Hit, other: Hit) -> float:
        """Return the cosine of two passages."""
        vectors = self.grains.vectors[Grain.PASSAGE]
        return vectors.similarity(self._place[one.passage.id], self._place[other.passage.id])

    def best_of_exchanges(self, scores: Scores) -> Scores:
        """Return, for each exchange that is searched, the best of its passages' scores.

        An exchange without passages has minus infinity.
        """
        best = np.full(len(self.collection.searched), -np.inf)
        np.maximum.at(best, self._exchange_of, scores)
        return best

    def _of_passages(self, grain: Grain, scores: Scores) -> Scores:
        """Give every passage its score: its exchange's, its own, or its best sentence's."""
        if grain in OF_EXCHANGES:
            return scores[self._exchange_of]
        if grain is Grain.SENTENCE and len(scores):
            return np.asarray(np.maximum.reduceat(scores, self._first_sentence[:-1]))
        if grain is Grain.WORDING:
            best = np.zeros(len(self.collection.passages))
            np.maximum.at(best, self._passage_of_wordings, scores)
            return best
        return scores

    def _evidence(
        self, question: str, numbers: Sequence[int], cosines: Scores
    ) -> dict[int, Scores]:
        """Return for each passage the log-odds of its clauses; what is not read has `NOTHING`.

        Of a long passage the sentences about the one nearest to the question are read.
        """
        assert self.reranker
        texts, windows = [], []
        for at in numbers:
            passage = self.collection.passages[at]
            nearest = int(np.argmax(cosines[slice(*self._first_sentence[at : at + 2])]))
            spans = clauses_of_sentences(passage.text)
            window = _about(nearest, [(one[0][0], one[-1][1]) for one in spans])
            read = list(chain.from_iterable(spans[window]))
            before = sum(map(len, spans[: window.start]))
            windows.append((slice(before, before + len(read)), sum(map(len, spans))))
            texts.append(_as_read(passage, read))
        evidence = {}
        odds_of = self.reranker.evidence(normalise(question), texts)
        for at, (window, n_clauses), odds in zip(numbers, windows, odds_of, strict=True):
            evidence[at] = np.full(n_clauses, NOTHING)
            evidence[at][window] = odds
        return evidence

    def alone(self, question: str, text: str) -> float:
        """Return the log-odds that a text answers, read by itself; `NOTHING` if nobody reads.

        Of a long text its beginning is read: no more than of a passage.
        """
        if not self.reranker:
            return NOTHING
        (odds,) = self.reranker.evidence(normalise(question), [[normalise(text)[:WINDOW]]])
        return float(odds[0])

    def _of_interviews(self, interviews: Items[str]) -> NDArray[np.bool_]:
        """Tell of which passages the interview is one of these, by its id."""
        exchanges = self.collection.searched
        inside = np.array([exchange.interview_id in interviews for exchange in exchanges])
        return inside[self._exchange_of]

    def _asked_alike(self, question: str) -> NDArray[np.bool_]:
        """Tell of which exchange the host asked with the same words; of none where several did."""
        alike = self._coverage(question) >= _ASKED_SHARE
        telling_words = set(self.tokeniser.content_tokens(question))
        if alike.sum() != 1 or len(telling_words) < _ASKED_WORDS:
            return np.zeros_like(alike)
        return alike

    def _coverage(self, question: str) -> Scores:
        """Return, for each exchange, the share of the words that the host's question has.

        They are weighed by what each tells: how rare it is here, and in general.
        """
        index = self.grains.words[Grain.QUESTION]
        covered = np.zeros(index.n_documents)
        words = self.tokeniser.content_tokens(question)
        rarity = {word: index.idf(word) * telling(word) for word in words}
        for word, value in rarity.items():
            covered[index.contains(word)] += value
        return covered / (sum(rarity.values()) or 1.0)

    def _hit(self, at: int, ranking: Ranking) -> Hit:
        passage = self.collection.passages[at]
        exchange = self.collection.exchange(passage.exchange_id)
        interview = self.collection.interview(exchange.interview_id)
        tables, own = ranking.found.tables, self._passages_of[self._exchange_of[at]]
        wordings = self._near_wordings(exchange, ranking.found.nearness)
        nearness_left_open, left_open = ranking.found.left_open.get(interview.id, _NOT_LEFT_OPEN)
        features = Features(
            cosine=float(tables["passage_vectors"][own].max()),
            sentence_cosine=float(tables["sentence_vectors"][at]),
            wording=max((one.nearness for one in wordings), default=0.0),
            worded=float(interview.id in self._worded),
            left_open=nearness_left_open,
        )
        own_sentences = slice(*self._first_sentence[at : at + 2])
        cosines = tuple(float(cosine) for cosine in ranking.found.sentence_cosines[own_sentences])
        return Hit(
            passage,
            exchange,
            interview,
            float(ranking.scores[at]),
            features,
            cosines,
            tuple(float(score) for score in ranking.found.fused[own]),
            tuple(
                tuple(float(one) for one in ranking.evidence.get(int(number), ())) for number in own
            ),
            wordings,
            left_open,
        )

    def _near_wordings(self, exchange: Exchange, nearness: Scores) -> tuple[NearWording, ...]:
        """Return the words of an answer that wordings near to the question ask for, in order."""
        found: dict[Span, NearWording] = {}
        for number in self._wordings_of.get(exchange.id, ()):
            one, value = self.collection.wordings[number], float(nearness[number])
            span = one.start, one.end
            if value > 0 and (span not in found or value > found[span].nearness):
                found[span] = NearWording(*span, one.text, value)
        return tuple(found[span] for span in sorted(found))


def _about(nearest: int, spans: Sequence[Span]) -> slice:
    """Return which sentences to read: one, and those behind and before it that the window holds."""
    first, last = nearest, nearest + 1
    while last < len(spans) and spans[last][1] - spans[first][0] <= WINDOW:
        last += 1
    while first > 0 and spans[last - 1][1] - spans[first - 1][0] <= WINDOW:
        first -= 1
    return slice(first, last)


def _as_read(passage: Passage, spans: Sequence[Span]) -> list[str]:
    """Return clauses of a passage as the reranker reads them, the first after the heading."""
    texts = [normalise(passage.text[start:end]) for start, end in spans]
    if passage.heading:
        texts[0] = f"{normalise(passage.heading)}\n{texts[0]}"
    return texts


def _grouped(exchange_of: NDArray[np.int64], n_exchanges: int) -> list[NDArray[np.int64]]:
    """Return for each exchange the numbers of its passages, in order."""
    by_exchange = np.argsort(exchange_of, kind="stable")
    bounds = np.searchsorted(exchange_of[by_exchange], np.arange(1, n_exchanges))
    return np.split(by_exchange, bounds)


def _numbers_by_exchange(wordings: Sequence[Wording]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(wordings):
        grouped[one.exchange_id].append(number)
    return dict(grouped)


def _best_first(scores: Scores) -> Order:
    return np.lexsort((np.arange(len(scores)), -scores))
