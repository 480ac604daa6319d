"""A hit becomes a candidate: the words to quote, what speaks against them, and how probable it is
that they answer the question."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from chat.answer_types import AnswerType, answer_type, answers_type, has_type
from chat.asking import YES_NO
from chat.evidence import BOUND, Evidence, bounded
from chat.guard import conflicts
from chat.instructions import is_instruction
from chat.quote import answering_spans
from chat.records import Conflict, ConflictKind
from chat.support import Rarity, Synonyms, support
from chat.wanted import Wanted
from index.normalise import normalise
from index.ranking import AnswerModel, Limits
from index.reading import Reading
from index.records import Hit
from ingest.records import Passage
from ingest.sentences import Span

_MARKS = " ?!.,;:。、"
_NEAR = 1.0  # nearness of a wording from which it asks for much the same


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may answer a question.

    `probability` is that of their answering it: 0 where they disagree with what the question
    names, or where they hold nothing of the sort that it asks for. Until they are read by
    themselves it is the greatest that may come of that.
    """

    hit: Hit
    span: Span
    conflicts: tuple[Conflict, ...]
    features: Mapping[str, float]
    probability: float
    fits: bool
    """Whether they hold the sort of thing that is asked for."""

    @property
    def read_alone(self) -> bool:
        """Whether the words were read by themselves."""
        return "alone" in self.features


Alone = Callable[[str, str], float]
"""The log-odds that a question is answered by some words, read by themselves."""


@dataclass(frozen=True, slots=True)
class Weigher:
    """What hits are weighed with: the corpus' words, the reranker, and the fitted model."""

    rarity: Rarity
    synonyms: Synonyms
    alone: Alone
    model: AnswerModel
    limits: Limits

    def wanted(self, question: str) -> Wanted:
        """Return what a question looks for."""
        return Wanted.of(question, self.rarity, self.synonyms)

    def weigh(
        self, reading: Reading, wanted: Wanted, hit: Hit, passages: Sequence[Passage], rank: int
    ) -> Candidate:
        """Choose the words to quote, and tell how probable it is that they answer.

        :param reading: How the question was read, completed from the conversation.
        :param wanted: What it looks for.
        :param passages: The passages of the answer that the hit stands in, in order.
        :param rank: Of the hit's exchange, from 0.
        """
        evidence = Evidence.of(hit, passages)
        spans = answering_spans(wanted, hit, passages, evidence, self.model.passage)
        tried = [(span, self._conflicts(reading.text, span, hit, passages)) for span in spans]
        span, found = min(tried, key=lambda one: bool(one[1]))  # the first without, else the first
        quote = hit.exchange.answer[slice(*span)]
        features = {
            **self._features(reading.text, quote, hit),
            "asked_by_host": float(_same_words(reading.text, hit.exchange.asked)),
            "instruction": float(is_instruction(reading.text)),
            "lacks_measure": float(not wanted.measures(quote)),
            "rank": math.log1p(rank),
            "evidence": evidence.at(*span),
            "answer_evidence": evidence.best,
        }
        fits = answers_type(reading.text, quote, _passage_at(passages, span))
        may_answer = fits and not found and not self._is_left_open(hit)
        at_best = self._probability({**features, "alone": BOUND})
        return Candidate(hit, span, found, features, at_best if may_answer else 0.0, fits)

    def read_alone(self, reading: Reading, candidate: Candidate) -> Candidate:
        """Read the words to quote by themselves, without what stands around them."""
        quote = candidate.hit.exchange.answer[slice(*candidate.span)]
        features = {**candidate.features, "alone": bounded(self.alone(reading.text, quote))}
        probability = self._probability(features) if candidate.probability else 0.0
        return replace(candidate, features=features, probability=probability)

    def likeness(self, candidate: Candidate) -> float:
        """Return how probable it would be that the words answer, were there no conflict and nothing
        noted as left open: how near a near miss is."""
        return self._probability({**candidate.features, "left_open": 0.0}) * candidate.fits

    def _is_left_open(self, hit: Hit) -> bool:
        """Tell whether the staff noted that the interview leaves open just what is asked."""
        features = hit.features
        enough = features.left_open >= self.limits.left_open
        return enough and features.left_open > features.wording

    def _conflicts(
        self, question: str, span: Span, hit: Hit, passages: Sequence[Passage]
    ) -> tuple[Conflict, ...]:
        """Return in what a question and the words disagree, but for what the staff says is meant.

        Where a near wording that asks for the words names the same, it is right however the
        official says it: 建国花市 is in 台北. Who asks whether it is so
        many (过200个了吗) may suppose too much, and what a list is of is named by whoever asks.
        """
        quote = hit.exchange.answer[slice(*span)]
        passage = _passage_at(passages, span)
        found = conflicts(question, quote, passage, hit.exchange, hit.interview, self.synonyms)
        asking = [one for one in hit.wordings if one.start < span[1] and span[0] < one.end]
        named = [normalise(one.text) for one in asking if found and one.nearness >= _NEAR]

        def is_meant(one: Conflict) -> bool:
            supposing = one.kind is ConflictKind.QUANTITY
            return any(one.asked in t and not (supposing and YES_NO.search(t)) for t in named)

        return tuple(one for one in found if one.kind is ConflictKind.MEMBERS or not is_meant(one))

    def _probability(self, features: Mapping[str, float]) -> float:
        """Return the fitted probability; the host's own question is answered for certain."""
        return 1.0 if features["asked_by_host"] else self.model.answer.probability(features)

    def _features(self, question: str, quote: str, hit: Hit) -> dict[str, float]:
        """Return what the probability rests on; shares from 0 to 1, the rest as the index gives."""
        wanted = answer_type(question)
        near = max(hit.wordings, key=lambda one: one.nearness, default=None)
        said = (hit.exchange, self.rarity, self.synonyms, near.text if near else "")
        typed = float(wanted is not AnswerType.ANY)
        return {
            **asdict(hit.features),
            "support": support(question, *said),
            "typed": typed,
            "lacks_type": float(not has_type(quote, wanted)),
        }


def _same_words(question: str, asked: str) -> bool:
    """Tell whether two questions are the same, letter for letter, but for marks at their ends."""
    return normalise(question).strip(_MARKS) == normalise(asked).strip(_MARKS) != ""


def _passage_at(passages: Sequence[Passage], span: Span) -> Passage:
    return next(one for one in passages if one.start <= span[0] < one.end)
