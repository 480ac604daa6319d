"""Why a question is answered so: what each grain says of the hits, how probable each is, and what
speaks against it."""

from dataclasses import dataclass
from enum import StrEnum

from chat.bot import Bot
from chat.judgement import Candidate
from chat.records import Answer, Conflict, ConflictKind, Part
from index.grains import OF_EXCHANGES, Grain
from index.records import Hit, Scores
from index.search import Ranking, Searcher


class Verdict(StrEnum):
    """What became of words that might have been quoted."""

    SHOWN = "shown"
    """They are the answer."""
    OTHER = "other"
    """They are shown below it, as what another interview answers."""
    LESS = "less"
    """They would do, but others answer more probably."""
    UNSURE = "unsure"
    """It is not probable enough that they answer."""
    LACKS_KIND = "lacks_kind"
    """They hold nothing of the sort that is asked for."""
    VETOED = "vetoed"
    """They disagree with what the question names."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A hit's score in one table, and its place there.

    Exchanges are counted in the tables of the question and the exchange, passages elsewhere.
    """

    score: float
    rank: int | None
    """From 1, equal scores share it; None where no word matched."""
    weight: float = 0.0
    """What the table counts for in the fused ranking."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One exchange that was weighed, by its best hit."""

    hit: Hit
    quote: str
    words: dict[Grain, Standing]
    vectors: dict[Grain, Standing]
    fused: Standing
    is_named: bool
    """Whether the question names its interview, which is then ranked before all others."""
    evidence: float | None
    """The reranker's log-odds that the passage holds the answer; None where it has not read it."""
    probability: float
    conflicts: tuple[Conflict, ...]
    verdict: Verdict

    @property
    def left_open(self) -> str:
        """A question that the staff noted as left open, nearer than any wording of the answer's;
        empty where there is none."""
        features = self.hit.features
        return self.hit.left_open if features.left_open > features.wording else ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one part of a question is answered or refused."""

    part: Part
    threshold: float
    named: tuple[str, ...]
    """The titles of the interviews that the question names."""
    weighed: tuple[Weighed, ...]
    """In the order in which they were ranked."""


def explain(bot: Bot, answer: Answer) -> tuple[Explanation, ...]:
    """Tell part by part why a question got its answer; nothing for small talk.

    :param answer: What this bot said, asked of all interviews.
    """
    return tuple(_explanation(bot, part) for part in answer.parts)


def objection(conflict: Conflict) -> str:
    """Say in Chinese what a question and the quoted words disagree on."""
    name, asked, said = _KINDS[conflict.kind], conflict.asked, conflict.said
    if said == asked:  # other words of it differ
        return f"{name}对不上：“{asked}”"
    other = f"原话说的是“{said}”" if said else "原话没有说到"
    return f"{name}对不上：问的是“{asked}”，{other}"


_KINDS = {
    ConflictKind.PLACE: "地名",
    ConflictKind.YEAR: "年份",
    ConflictKind.PLAN: "规划期",
    ConflictKind.DATE: "日期",
    ConflictKind.QUANTITY: "数量",
    ConflictKind.ORDINAL: "届次",
    ConflictKind.ASPECT: "口径",
    ConflictKind.CONTRAST: "所指的事物",
    ConflictKind.CLASS: "类别",
    ConflictKind.PERSON: "人名",
    ConflictKind.NAME: "名称",
    ConflictKind.NEGATION: "肯定与否定",
    ConflictKind.LIST: "列举的项数",
    ConflictKind.MEMBERS: "列举的各项",
    ConflictKind.UNSAID: "没有说到的事",
}


def _explanation(bot: Bot, part: Part) -> Explanation:
    searcher, reading = bot.searcher, part.reading
    interviews = bot.searcher.names.named(reading.text) | reading.named
    candidates = [bot.read_alone(reading, one) for one in bot.candidates(reading, None)[1]]
    ranking = searcher.ranking(reading.text, reading.synonyms, named=reading.named)
    place = {passage.id: at for at, passage in enumerate(bot.collection.passages)}
    return Explanation(
        part=part,
        threshold=bot.min_score,
        named=tuple(one.title for one in bot.collection.interviews if one.id in interviews),
        weighed=tuple(
            Weighed(
                hit=one.hit,
                quote=one.hit.exchange.answer[slice(*one.span)],
                words=_standings(searcher, ranking, "words", place[one.hit.passage.id]),
                vectors=_standings(searcher, ranking, "vectors", place[one.hit.passage.id]),
                fused=_standing(ranking.found.fused, place[one.hit.passage.id]),
                is_named=one.hit.interview.id in interviews,
                evidence=_evidence(ranking, place[one.hit.passage.id]),
                probability=one.probability,
                conflicts=one.conflicts,
                verdict=_verdict(one, part, bot.min_score),
            )
            for one in candidates
        ),
    )


def _standings(searcher: Searcher, ranking: Ranking, what: str, at: int) -> dict[Grain, Standing]:
    """Return how a passage stands in the words or the vectors of each grain."""
    standings = {}
    for grain in Grain:
        name = f"{grain}_{what}"
        scores = ranking.found.tables[name]
        ranked = searcher.best_of_exchanges(scores) if grain in OF_EXCHANGES else scores
        score, weight = float(scores[at]), searcher.model.fusion.get(name, 0.0)
        matched = what == "vectors" or score > 0
        standings[grain] = Standing(score, _rank(ranked, score) if matched else None, weight)
    return standings


def _standing(scores: Scores, at: int) -> Standing:
    return Standing(float(scores[at]), _rank(scores, float(scores[at])))


def _rank(scores: Scores, score: float) -> int:
    return 1 + int((scores > score).sum())


def _evidence(ranking: Ranking, at: int) -> float | None:
    return float(ranking.evidence[at].max()) if at in ranking.evidence else None


def _verdict(candidate: Candidate, part: Part, threshold: float) -> Verdict:
    cited = [(one.exchange.id, one.start) for one in part.citations]
    own = (candidate.hit.exchange.id, candidate.span[0])
    if own in cited:
        return Verdict.OTHER if cited.index(own) else Verdict.SHOWN
    if candidate.conflicts:
        return Verdict.VETOED
    if not candidate.probability:
        return Verdict.LACKS_KIND
    return Verdict.UNSURE if candidate.probability < threshold else Verdict.LESS
