"""Verdicts become figures: each question is judged first, all are averaged second.

The denominator is every question that was asked and that the figure is about: a question that
found nothing counts as 0, it is never left out. What each figure is about:

    accuracy            all: answered and right, or rightly refused
    answered            answerable: answered at all
    answered_accuracy   answered: right (an answer to an unanswerable question is wrong)
    right_first         answerable, right exchange named: it is the one cited first
    holds               answerable, words required: all stand in the answer
    hit1 … ndcg10       answerable, right exchange named: its rank among all that was found
    refusal_precision   refused: unanswerable; refusal_recall: unanswerable: refused
                        (of neither is anything said where no question is unanswerable)
    quote_ok            answered: the quotes stand at their offsets in the collection
    length_ratio        answered, right length known: characters shown per character needed

The intervals are percentile bootstrap intervals (Efron & Tibshirani 1993, chapter 13): whole
questions are drawn with replacement, so that a ratio's numerator and denominator vary together.

Ranking measures come from ir-measures (MacAvaney et al., ECIR 2022) by its pytrec_eval provider,
which is trec_eval itself and installs as a wheel. Not from ranx: it compiles with numba when
first used, for seconds, and what it adds (fusing and testing many runs) is not needed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chat.evaluation.records import (
    Estimate,
    Figures,
    Interval,
    Latency,
    Measure,
    RiskPoint,
    Summary,
    Verdict,
)

N_RESAMPLES = 2_000
SEED = 20210712
N_BINS = 10
_CHUNK = 1_000_000  # draws held in memory at once
_CURVE_MAX = 200  # points of the risk-coverage curve that are kept
_MIDDLE = (2.5, 97.5)

Values = NDArray[np.float64]


def summarise(
    verdicts: Sequence[Verdict],
    cold_start_ms: float | None = None,
    n_planned: int | None = None,
    setup: Mapping[str, str] | None = None,
) -> Summary:
    """Sum a run up, as a whole and by kind.

    :param cold_start_ms: From opening the index to the first answer; None if not measured.
    :param n_planned: How many questions there were to ask; as many as verdicts if None.
    :param setup: What answered.
    """
    by_kind: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_kind.setdefault(verdict.asked.kind, []).append(verdict)
    kinds = {kind: _figures(own) for kind, own in by_kind.items()}
    return Summary(
        overall=_figures(verdicts),
        kinds=kinds,
        curve=_thinned(risk_coverage(verdicts)),
        cold_start_ms=cold_start_ms,
        n_planned=len(verdicts) if n_planned is None else n_planned,
        setup=dict(setup or {}),
    )


def as_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as summary.json has it."""
    return {
        "n_planned": summary.n_planned,
        "interrupted": summary.interrupted,
        "setup": dict(summary.setup),
        "cold_start_ms": summary.cold_start_ms,
        "overall": asdict(summary.overall),
        "kinds": {kind: asdict(figures) for kind, figures in summary.kinds.items()},
        "risk_coverage": [asdict(point) for point in summary.curve],
    }


def risk_coverage(verdicts: Sequence[Verdict]) -> tuple[RiskPoint, ...]:
    """Return the risk-coverage curve of selective answering, most confident first.

    Coverage is the share of all questions asked that are answered at a confidence or above, risk
    the share of these answers that are wrong (El-Yaniv & Wiener, JMLR 2010). A refused question
    shows no answer that could be wrong, so the curve ends at the share that was answered. Equal
    confidences can't be told apart by any threshold: they make one point.
    """
    answered = sorted((v for v in verdicts if v.is_answered), key=lambda v: -v.confidence)
    points = []
    n_wrong = 0
    for n_covered, verdict in enumerate(answered, 1):
        n_wrong += not verdict.correct
        is_last = n_covered == len(answered)
        if is_last or answered[n_covered].confidence < verdict.confidence:
            point = RiskPoint(verdict.confidence, n_covered / len(verdicts), n_wrong / n_covered)
            points.append(point)
    return tuple(points)


def aurc(verdicts: Sequence[Verdict]) -> float | None:
    """Return the area under the risk-coverage curve: the mean, over the answered questions, of
    the risk at which each is covered (Geifman & El-Yaniv, NIPS 2017).

    None where nothing was answered. It says how well confidence sorts right from wrong answers
    and how many are wrong; 0 is best.
    """
    points = risk_coverage(verdicts)
    if not points:
        return None
    coverages = np.array([0.0, *(point.coverage for point in points)])
    risks = np.array([point.risk for point in points])
    return float(np.average(risks, weights=np.diff(coverages)))


def calibration_error(verdicts: Sequence[Verdict]) -> float | None:
    """Return the expected calibration error of the confidence (Guo et al., ICML 2017).

    The confidence estimates the probability that the exchange found first answers the question,
    whether it is shown or not. So it is compared with whether that exchange is the right one:
    over all questions that name theirs, and over the unanswerable, where none is. In each of 10
    bins of equal width, the distance between mean confidence and share right; their mean,
    weighed by how many questions a bin has.
    """
    told = [v for v in verdicts if v.asked.names_exchange or not v.asked.answerable]
    if not told:
        return None
    confidence = np.array([v.confidence for v in told])
    right = np.array([v.rank == 1 for v in told], dtype=np.float64)
    bins = np.clip((confidence * N_BINS).astype(int), 0, N_BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=N_BINS)
    return float(np.abs(gaps).sum() / len(told))


def latency(verdicts: Sequence[Verdict]) -> Latency | None:
    """Return percentiles by nearest rank: the least time that so many questions did not exceed."""
    if not verdicts:
        return None
    times = np.array([verdict.took_ms for verdict in verdicts])
    return Latency(*(float(t) for t in np.percentile(times, (50, 95, 99), method="inverted_cdf")))


def _figures(verdicts: Sequence[Verdict]) -> Figures:
    parts = _parts(verdicts)
    values, lows, highs = _ratios(parts)
    counted = (parts[1] > 0).sum(axis=1)
    measures = {
        measure: Estimate(
            value=float(values[row]) if counted[row] else None,
            interval=Interval(float(lows[row]), float(highs[row])) if counted[row] else None,
            n=int(counted[row]),
        )
        for row, measure in enumerate(Measure)
    }
    return Figures(
        n=len(verdicts),
        n_correct=sum(verdict.correct for verdict in verdicts),
        measures=measures,
        aurc=aurc(verdicts),
        ece=calibration_error(verdicts),
        latency=latency(verdicts),
    )


def _ratios(parts: Values) -> tuple[Values, Values, Values]:
    """Return each measure's value and the ends of its interval; NaN where nothing is counted."""
    numerators, denominators = parts.sum(axis=2)
    resampled = _resampled(parts)
    with np.errstate(invalid="ignore"):
        values = numerators / denominators
        ratios = resampled[:, 0] / resampled[:, 1]  # a draw may hold none that count: NaN
    lows, highs = np.full_like(values, np.nan), np.full_like(values, np.nan)
    for row in np.flatnonzero(denominators):
        lows[row], highs[row] = np.nanpercentile(ratios[:, row], _MIDDLE)
    return values, lows, highs


def _resampled(parts: Values) -> Values:
    """Return the sums of the parts in each resample: (resample, part, measure)."""
    _, n_measures, n = parts.shape
    rng = np.random.default_rng(SEED)
    flat = parts.reshape(2 * n_measures, n).T
    sums = [
        _counts(rng, n, size) @ flat for size in _chunks(N_RESAMPLES, max(1, _CHUNK // max(n, 1)))
    ]
    return np.concatenate(sums).reshape(N_RESAMPLES, 2, n_measures)


def _counts(rng: np.random.Generator, n: int, size: int) -> Values:
    """Return how often each of n questions was drawn, in each of some resamples: (size, n)."""
    if not n:
        return np.zeros((size, 0))
    drawn = rng.integers(n, size=(size, n)) + n * np.arange(size)[:, np.newaxis]
    return np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)


def _chunks(total: int, size: int) -> list[int]:
    return [min(size, total - start) for start in range(0, total, size)]


def _parts(verdicts: Sequence[Verdict]) -> Values:
    """Return what each question adds to each measure: (numerator or denominator, measure, n)."""
    answerable = np.array([v.asked.answerable for v in verdicts], dtype=bool)
    answered = np.array([v.is_answered for v in verdicts], dtype=bool)
    correct = np.array([v.correct for v in verdicts], dtype=bool)
    named = np.array([v.asked.answerable and v.asked.names_exchange for v in verdicts], dtype=bool)
    required = np.array([v.holds is not None for v in verdicts], dtype=bool)
    measured = np.array([v.length_ratio is not None for v in verdicts], dtype=bool)
    refused_right = ~answered & ~answerable
    told = float(not answerable.all())  # 0 where nothing is to be refused
    every = np.ones_like(answered)
    ranked = _ranking_values(verdicts, named)
    parts: dict[Measure, tuple[NDArray[Any], NDArray[Any]]] = {
        Measure.ACCURACY: (correct, every),
        Measure.ANSWERED: (answered & answerable, answerable),
        Measure.ANSWERED_ACCURACY: (correct & answered, answered),
        Measure.RIGHT_FIRST: (np.array([v.right_first is True for v in verdicts]), named),
        Measure.HOLDS: (np.array([v.holds is True for v in verdicts]), required),
        **{measure: (values, named) for measure, values in ranked.items()},
        Measure.REFUSAL_PRECISION: (refused_right, told * ~answered),
        Measure.REFUSAL_RECALL: (refused_right, ~answerable),
        # F1 = 2 tp / (2 tp + fp + fn): each refused, and each unanswerable, counts once below
        Measure.REFUSAL_F1: (2.0 * refused_right, told * (1.0 * ~answered + ~answerable)),
        Measure.QUOTE_OK: (np.array([v.quote_ok is True for v in verdicts]), answered),
        Measure.LENGTH_RATIO: (np.array([v.length_ratio or 0.0 for v in verdicts]), measured),
    }
    return np.array([[parts[measure][part] for measure in Measure] for part in (0, 1)], np.float64)


def _ranking_values(verdicts: Sequence[Verdict], named: NDArray[np.bool_]) -> dict[Measure, Values]:
    """Return the ranking measures of each question; 0 where the right exchange was not found."""
    from ir_measures import RR, Qrel, ScoredDoc, Success, iter_calc, nDCG

    measure_of = {
        Success @ 1: Measure.HIT1,
        Success @ 5: Measure.HIT5,
        RR: Measure.MRR,
        nDCG @ 10: Measure.NDCG10,
    }
    values = {measure: np.zeros(len(verdicts)) for measure in measure_of.values()}
    rows = np.flatnonzero(named).tolist()
    judged = [Qrel(str(row), "right", 1) for row in rows]
    found = [
        ScoredDoc(str(row), "right" if place == rank else f"other{place}", -float(place))
        for row in rows
        if (rank := verdicts[row].rank)
        for place in range(1, rank + 1)  # what stands behind the right one changes nothing
    ]
    for metric in iter_calc(list(measure_of), judged, found) if judged else ():
        values[measure_of[metric.measure]][int(metric.query_id)] = metric.value
    return values


def _thinned(points: tuple[RiskPoint, ...]) -> tuple[RiskPoint, ...]:
    """Return at most `_CURVE_MAX` points, evenly chosen, with the first and the last."""
    if len(points) <= _CURVE_MAX:
        return points
    return tuple(points[at] for at in np.linspace(0, len(points) - 1, _CURVE_MAX).astype(int))
