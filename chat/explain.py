"""Why an answer was chosen: where each candidate stood in every ranking, what spoke against it."""

from dataclasses import dataclass

import numpy as np

from chat.bot import Bot
from chat.judgement import Candidate
from chat.parts import split_parts
from index.fields import named
from index.reading import Reading
from index.records import Scores


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a passage stands in one ranking of all passages."""

    ranking: str
    """`<grain>_words`, `<grain>_vectors` or `fused`."""
    rank: int
    """From 1; equal scores share the best rank."""
    score: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A candidate, and where its passage stands in each ranking."""

    candidate: Candidate
    standings: tuple[Standing, ...]
    named: bool
    """Whether the question names its interview, which puts it first."""

    @property
    def quote(self) -> str:
        """The words that would be shown."""
        start, end = self.candidate.span
        return self.candidate.hit.exchange.answer[start:end]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one part of a question was read, and its candidates in the order of the ranking."""

    question: str
    reading: Reading
    threshold: float
    """The least probability at which words are shown."""
    candidates: tuple[Explained, ...]

    @property
    def shown(self) -> Explained | None:
        """The most probable candidate, if it is probable enough; None: the part is refused."""
        best = max(self.candidates, key=lambda one: one.candidate.probability, default=None)
        return best if best and best.candidate.probability >= self.threshold else None


def explain(bot: Bot, question: str) -> tuple[Explanation, ...]:
    """Tell of each part of a question why it is answered as it is; without a conversation."""
    return tuple(_explanation(bot, part) for part in split_parts(question))


def _explanation(bot: Bot, question: str) -> Explanation:
    reading = bot.read(question)
    found = bot.searcher.found(reading.text, reading.synonyms)
    rankings = {**found.tables, "fused": found.fused}
    place = {passage.id: at for at, passage in enumerate(bot.collection.passages)}
    first = named(reading.text, bot.collection.interviews)
    candidates = tuple(
        Explained(
            one,
            tuple(
                _standing(name, scores, place[one.hit.passage.id])
                for name, scores in rankings.items()
            ),
            one.hit.interview.id in first,
        )
        for one in bot.candidates(reading, None)[1]
    )
    return Explanation(question, reading, bot.min_score, candidates)


def _standing(name: str, scores: Scores, at: int) -> Standing:
    return Standing(name, 1 + int(np.sum(scores > scores[at])), float(scores[at]))
