"""How well logits tell answers from what is none: AUC of each kind of negative, and calibration."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.training.records import Judged

_BINS = 10


def discrimination(logit: NDArray[np.float64], rows: Sequence[Judged]) -> dict[str, object]:
    """Return the AUC of answers against each kind of negative, over all sets and for each."""
    from sklearn.metrics import roc_auc_score

    label = np.array([row.label for row in rows])
    kind = np.array([row.kind for row in rows])
    near = ~np.isin(kind, ["answer", "mined", "random"])
    groups = {"all": label < 1, "near misses": near}
    groups |= {name: kind == name for name in sorted({row.kind for row in rows} - {"answer"})}
    result: dict[str, object] = {}
    for name, negative in groups.items():
        # Only questions that have such a negative: else easy sets would count as hard ones.
        asked = {row.set for row, own in zip(rows, negative, strict=True) if own}
        used = negative | ((label > 0) & np.array([row.set in asked for row in rows]))
        if negative.any():
            auc = roc_auc_score(label[used], logit[used])
            result[name] = {"n_negatives": int(negative.sum()), "auc": round(float(auc), 4)}
    for name in sorted({row.set for row in rows}):
        own = np.array([row.set == name for row in rows])
        result[f"set {name}"] = {
            "n": int(own.sum()),
            "auc": round(float(roc_auc_score(label[own], logit[own])), 4),
        }
    return result


def calibration_error(probability: NDArray[np.float64], label: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten bins of equal width.

    Guo et al., "On calibration of modern neural networks", ICML 2017.
    """
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(probability[bins == at].mean() - label[bins == at].mean()) * (bins == at).mean()
        for at in range(_BINS)
        if (bins == at).any()
    ]
    return float(sum(gaps))
