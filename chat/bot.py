"""A question becomes an Answer: completed, searched, quoted, or refused."""

import time
from collections.abc import Sequence
from dataclasses import asdict

from chat.followup import standalone
from chat.quote import answering_span
from chat.records import Answer, Citation
from index.grains import Grain
from index.records import Hit
from index.search import Searcher
from ingest.collection import Collection
from ingest.records import Exchange

QUESTION_MAX = 500
"""Characters: a longer question is refused unread."""

_DEPTH = 50  # hits that the ranking of exchanges is drawn from


class Bot:
    """Answers questions from one index; holds no conversation, so users can't see each other's."""

    def __init__(self, searcher: Searcher, min_score: float = 0.5, n_related: int = 3) -> None:
        """Take an open index.

        :param min_score: An answer whose estimated probability of being right is lower is refused.
        :param n_related: How many near questions go with an answer.
        """
        self._searcher = searcher
        self._min_score = min_score
        self._n_related = n_related

    @property
    def collection(self) -> Collection:
        """What it answers from."""
        return self._searcher.collection

    @property
    def official_questions(self) -> tuple[str, ...]:
        """The questions that the hosts asked, in corpus order."""
        exchanges = self.collection.substantive
        return tuple(exchange.asked for exchange in exchanges if exchange.asked)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer one question.

        :param history: The earlier questions of the same conversation, oldest first.
        :return: An answer with the citation shown first, or refused: nothing fits, the question
            is empty, or it is longer than `QUESTION_MAX`.
        """
        began = time.perf_counter()
        question = _readable(question)
        context = standalone(question, [_readable(past) for past in history])
        askable = bool(question) and len(question) <= QUESTION_MAX
        hits = self._searcher.search(context, _DEPTH) if askable else []
        citations: tuple[Citation, ...] = ()
        confidence = self._confidence(hits[0]) if hits else 0.0
        if hits and confidence >= self._min_score:
            citations = (self._cite(question, context, hits[0], confidence),)
        ranking = tuple({hit.exchange.id: hit.exchange for hit in hits}.values())
        return Answer(
            question=question,
            citations=citations,
            ranking=ranking,
            related=self._related(ranking, citations),
            confidence=confidence,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def _confidence(self, hit: Hit) -> float:
        features = asdict(hit.features)
        features["best_cosine"] = max(features["cosine"], features["asked_cosine"])
        return self._searcher.model.answer.probability(features)

    def _cite(self, question: str, context: str, hit: Hit, score: float) -> Citation:
        collection, exchange = self.collection, hit.exchange
        first = collection.passage_at(exchange, 0)
        rarity = self._searcher.grains.words[Grain.PASSAGE].idf
        start, end = answering_span(question, context, hit, first, rarity)
        passage = collection.passage_at(exchange, start)
        quote = exchange.answer[start:end]
        return Citation(quote, start, end, passage, exchange, hit.interview, score)

    def _related(
        self, ranking: Sequence[Exchange], citations: Sequence[Citation]
    ) -> tuple[Exchange, ...]:
        cited = {citation.exchange.id for citation in citations}
        near = [exchange for exchange in ranking if exchange.asked and exchange.id not in cited]
        return tuple(near[: self._n_related])


def _readable(text: str) -> str:
    """Return a text without white space at its ends, half surrogate pairs replaced by “?”."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()
