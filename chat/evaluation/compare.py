"""Two runs become what was won, lost and reworded, and whether the difference is more than luck."""

from collections.abc import Mapping, Sequence

import numpy as np

from chat.evaluation.records import Change, Comparison, Interval, Verdict

N_RESAMPLES = 10_000
SEED = 20210712
SIGNIFICANCE = 0.05
_CHANGED_MIN = 6
"""Fewer changed questions, even all in one direction, can't be told from chance: a fair coin
falls five times on the same side in 2 * 0.5**5 = 6% of trials (McNemar's exact test)."""


def compare(current: Sequence[Verdict], baseline: Sequence[Verdict]) -> Comparison:
    """Compare a run with an earlier one, on the questions that both asked in the same way.

    The test is a paired bootstrap test of the difference in accuracy (Efron & Tibshirani 1993,
    chapter 16; for retrieval, Sakai, SIGIR 2006): how often would resampled differences, centred
    on none, be at least as large as the one seen?
    """
    before = {verdict.asked.id: verdict for verdict in baseline}
    changes = [
        Change(before[after.asked.id], after)
        for after in current
        if _asked_alike(before.get(after.asked.id), after)
    ]
    common = {change.after.asked.id for change in changes}
    won = tuple(c for c in changes if c.after.correct and not c.before.correct)
    lost = tuple(c for c in changes if c.before.correct and not c.after.correct)
    interval, p_value = _paired_bootstrap(changes)
    return Comparison(
        n_common=len(changes),
        before=_share([c.before.correct for c in changes]),
        after=_share([c.after.correct for c in changes]),
        interval=interval,
        p_value=p_value,
        won=won,
        lost=lost,
        reworded=tuple(
            c
            for c in changes
            if c.before.correct == c.after.correct and c.before.answer != c.after.answer
        ),
        added=tuple(v.asked.id for v in current if v.asked.id not in common),
        removed=tuple(v.asked.id for v in baseline if v.asked.id not in common),
        sentence=_sentence(len(changes), len(won), len(lost), p_value),
    )


def as_json(comparison: Comparison) -> Mapping[str, object]:
    """Return the comparison as summary.json has it."""
    interval = comparison.interval
    return {
        "n_common": comparison.n_common,
        "accuracy_before": comparison.before,
        "accuracy_after": comparison.after,
        "difference": comparison.difference,
        "interval": {"low": interval.low, "high": interval.high} if interval else None,
        "p_value": comparison.p_value,
        "won": [change.after.asked.id for change in comparison.won],
        "lost": [change.after.asked.id for change in comparison.lost],
        "reworded": [change.after.asked.id for change in comparison.reworded],
        "added": list(comparison.added),
        "removed": list(comparison.removed),
        "sentence": comparison.sentence,
    }


def _asked_alike(before: Verdict | None, after: Verdict) -> bool:
    return before is not None and before.asked == after.asked


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _paired_bootstrap(changes: Sequence[Change]) -> tuple[Interval | None, float | None]:
    """Return the 95% interval of the difference, and the p-value (two-sided)."""
    n = len(changes)
    if not n:
        return None, None
    n_won = sum(c.after.correct and not c.before.correct for c in changes)
    n_lost = sum(c.before.correct and not c.after.correct for c in changes)
    # A question adds 1, -1 or 0, so drawing n questions is drawing how many of each there are.
    drawn = np.random.default_rng(SEED).multinomial(
        n, [n_won / n, n_lost / n, 1 - (n_won + n_lost) / n], size=N_RESAMPLES
    )
    sums = drawn[:, 0] - drawn[:, 1]
    low, high = np.percentile(sums / n, (2.5, 97.5))
    n_as_large = int((np.abs(sums - (n_won - n_lost)) >= abs(n_won - n_lost)).sum())
    return Interval(float(low), float(high)), (n_as_large + 1) / (N_RESAMPLES + 1)


def _sentence(n_common: int, n_won: int, n_lost: int, p_value: float | None) -> str:
    if not n_common or p_value is None:
        return "两次评测没有共同的题，无法比较。"
    if not n_won and not n_lost:
        return f"{n_common} 道共同的题，对错都没有变。"
    direction = "变好了" if n_won > n_lost else "变差了" if n_won < n_lost else "对的一样多"
    start = f"{n_common} 道共同的题中，{n_won} 道由错变对，{n_lost} 道由对变错：{direction}"
    if n_won == n_lost:
        return f"{start}。"
    if n_won + n_lost < _CHANGED_MIN:
        return f"{start}，但有变化的题太少，差异可能只是偶然。"
    if p_value >= SIGNIFICANCE:
        return f"{start}，但差异可能只是偶然（p = {p_value:.2g}）。"
    return f"{start}，差异不像是偶然（p = {p_value:.2g}）。"
