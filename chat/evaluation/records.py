"""The nouns of evaluation: what is asked, how it went, and the figures that sum it up."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from chat.records import Status
from ingest.records import FangtanError

TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


class ResultsError(FangtanError):
    """The results of an earlier run can't be read; the message says why and what to do."""


class Measure(StrEnum):
    """A share or a mean over questions; the value is its key in summary.json and gate files."""

    ACCURACY = "accuracy"
    ANSWERED = "answered"
    ANSWERED_ACCURACY = "answered_accuracy"
    RIGHT_FIRST = "right_first"
    HOLDS = "holds"
    HIT1 = "hit1"
    HIT5 = "hit5"
    MRR = "mrr"
    NDCG10 = "ndcg10"
    REFUSAL_PRECISION = "refusal_precision"
    REFUSAL_RECALL = "refusal_recall"
    REFUSAL_F1 = "refusal_f1"
    QUOTE_OK = "quote_ok"
    LENGTH_RATIO = "length_ratio"


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question whose right answer is known.

    `time` (of an answer turn) and `exchange_id` name the right exchange; where both are None it
    is not judged. Each entry of `contains` must stand in the answer, by one of its alternatives.
    """

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    time: datetime | None = None
    exchange_id: str | None = None
    contains: tuple[tuple[str, ...], ...] = ()
    split: str | None = None

    @property
    def names_exchange(self) -> bool:
        """Whether it says which exchange is right."""
        return self.time is not None or self.exchange_id is not None

    def as_json(self) -> dict[str, Any]:
        """Return the question as a row of a questions file."""
        return {
            "id": self.id,
            "kind": self.kind,
            "split": self.split,
            "question": self.question,
            "history": list(self.history),
            "answerable": self.answerable,
            "time": f"{self.time:{TIME_FORMAT}}" if self.time else None,
            "exchange_id": self.exchange_id,
            "contains": [list(alternatives) for alternatives in self.contains],
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the question that `as_json` wrote."""
        return cls(
            id=row["id"],
            kind=row["kind"],
            question=row["question"],
            history=tuple(row["history"]),
            answerable=row["answerable"],
            time=datetime.strptime(row["time"], TIME_FORMAT) if row["time"] else None,
            exchange_id=row["exchange_id"],
            contains=tuple(tuple(alternatives) for alternatives in row["contains"]),
            split=row["split"],
        )


@dataclass(frozen=True, slots=True)
class CitedWords:
    """Where the words that were shown first stand."""

    speaker: str
    office: str
    time: str
    exchange_id: str
    passage_id: str
    start: int
    end: int
    asked: str
    """The host's question."""
    title: str
    """The interview's title."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question went: a row of results.jsonl.

    None stands for "does not apply": `rank`, `right_first` where no exchange is named as right
    (`rank` also where it was not found), `holds` where nothing is required, `quote_ok` where
    nothing is quoted, `length_ratio` where no right length is known or nothing is shown.
    """

    asked: EvalQuestion
    status: Status
    answer: str
    cited: CitedWords | None
    rank: int | None
    right_first: bool | None
    holds: bool | None
    missing: tuple[tuple[str, ...], ...]
    """The entries of `contains` that the answer lacks."""
    quote_ok: bool | None
    length_ratio: float | None
    """Characters shown, divided by those of the shortest run of clauses that would have done."""
    correct: bool
    confidence: float
    took_ms: float

    @property
    def is_answered(self) -> bool:
        """Whether an official's words were shown."""
        return self.status is Status.ANSWERED

    def as_json(self) -> dict[str, Any]:
        """Return the row; `took_ms`, the only time, is its last key."""
        return {
            **self.asked.as_json(),
            "status": self.status.value,
            "answer": self.answer,
            "citation": asdict(self.cited) if self.cited else None,
            "rank": self.rank,
            "right_first": self.right_first,
            "holds": self.holds,
            "missing": [list(alternatives) for alternatives in self.missing],
            "quote_ok": self.quote_ok,
            "length_ratio": self.length_ratio,
            "correct": self.correct,
            "confidence": self.confidence,
            "took_ms": self.took_ms,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the verdict that `as_json` wrote.

        :raises KeyError, TypeError, ValueError: If the row is not one.
        """
        return cls(
            asked=EvalQuestion.from_json(row),
            status=Status(row["status"]),
            answer=row["answer"],
            cited=CitedWords(**row["citation"]) if row["citation"] else None,
            rank=row["rank"],
            right_first=row["right_first"],
            holds=row["holds"],
            missing=tuple(tuple(alternatives) for alternatives in row["missing"]),
            quote_ok=row["quote_ok"],
            length_ratio=row["length_ratio"],
            correct=row["correct"],
            confidence=row["confidence"],
            took_ms=row["took_ms"],
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95% of what resampling the questions gives."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or a mean over `n` questions; without any, there is no value."""

    value: float | None
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Latency:
    """How long answers took, in milliseconds; each is a time that one question did take."""

    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one group of questions: all of them, or those of one kind."""

    n: int
    n_correct: int
    measures: Mapping[Measure, Estimate]
    aurc: float | None
    ece: float | None
    latency: Latency | None


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Were only the `coverage` most confident answers shown, the share `risk` were wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to; `kinds` is in the order in which they were first asked."""

    overall: Figures
    kinds: Mapping[str, Figures]
    curve: tuple[RiskPoint, ...]
    cold_start_ms: float | None
    n_planned: int
    """Questions in the files; more than were asked if the run was interrupted."""
    setup: Mapping[str, str]
    """What answered: index, model, options; as the caller named it."""

    @property
    def interrupted(self) -> bool:
        """Whether some questions were not asked."""
        return self.overall.n < self.n_planned


@dataclass(frozen=True, slots=True)
class Change:
    """One question in two runs."""

    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since an earlier run, on the questions that both asked in the same way."""

    n_common: int
    before: float | None
    """Accuracy of the earlier run on the common questions."""
    after: float | None
    interval: Interval | None
    """Of the difference, after minus before."""
    p_value: float | None
    won: tuple[Change, ...]
    lost: tuple[Change, ...]
    reworded: tuple[Change, ...]
    """As right or as wrong as before, but something else is shown."""
    added: tuple[str, ...]
    """Ids of the questions that the earlier run did not ask, or asked otherwise."""
    removed: tuple[str, ...]
    sentence: str
    """What this means, in plain Chinese."""

    @property
    def difference(self) -> float | None:
        """Accuracy after minus before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure must reach, or, where `is_ceiling`, must not exceed."""

    key: str
    kind: str | None
    wanted: float
    is_ceiling: bool


@dataclass(frozen=True, slots=True)
class BrokenFloor:
    """A floor that the run did not meet; `got` is None where the figure can't be told."""

    floor: Floor
    got: float | None

    def __str__(self) -> str:
        """Name the figure, what was wanted and what came out, in Chinese."""
        name = f"kind.{self.floor.kind}.{self.floor.key}" if self.floor.kind else self.floor.key
        relation = "不高于" if self.floor.is_ceiling else "不低于"
        got = "没有相应的题，算不出来" if self.got is None else f"实际 {self.got:.4g}"
        return f"{name}：应{relation} {self.floor.wanted:g}，{got}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that a run came to."""

    summary: Summary
    verdicts: tuple[Verdict, ...]
    comparison: Comparison | None = None
    """None where no baseline was given."""
    broken: tuple[BrokenFloor, ...] | None = None
    """The floors that were not met; None where no gate was given."""
    doubts: tuple[str, ...] = ()
    """What may be wrong with the questions themselves, in Chinese."""
    n_kept: int = 0
    """Questions whose verdicts were taken over from an interrupted run."""
