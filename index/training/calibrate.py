"""The reranker's logits become probabilities, and its power to refuse is measured.

Platt scaling: probability = sigmoid(scale * logit + offset), fitted by logistic regression on
held-out questions (Platt, "Probabilistic outputs for support vector machines", 1999). Each
`dev` question counts once with its answer, once with one of its mined passages, once with a near
miss, and once with its passage without the answer, so far as these can be made of it.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.onnx_model import OnnxModel
from index.reranker import OnnxReranker
from index.training.discrimination import calibration_error, discrimination
from index.training.export import update_settings, write_checksums
from index.training.judged import PLAIN, Draw, Sources, judged
from index.training.records import Judged, Part, read_negatives, read_pairs, read_pieces

_ALL_NEGATIVES = Draw(mined=1, near=1, removed=1, made=0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The two numbers, and what they were fitted on."""

    scale: float
    offset: float
    n_pairs: int
    share_answered: float
    sets: tuple[str, ...]
    part: str

    def probability(self, logit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return sigmoid(scale * logit + offset)."""
        return np.asarray(1 / (1 + np.exp(-(self.scale * logit + self.offset))))


def fit(logit: NDArray[np.float64], rows: Sequence[Judged], part: Part) -> Calibration:
    """Fit both numbers."""
    from sklearn.linear_model import LogisticRegression

    label = np.array([row.label for row in rows])
    model = LogisticRegression(C=1e6).fit(logit.reshape(-1, 1), label)
    return Calibration(
        scale=float(model.coef_[0, 0]),
        offset=float(model.intercept_[0]),
        n_pairs=len(rows),
        share_answered=float(label.mean()),
        sets=tuple(sorted({row.set for row in rows})),
        part=part,
    )


def main() -> None:
    """Fit on `dev`, measure on `test`, and write the numbers into the model's config.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that mine wrote to")
    parser.add_argument("--models", type=Path, required=True, help="folder of shipped models")
    parser.add_argument("--questions", type=int, default=100, help="of each set and part, at most")
    options = parser.parse_args()
    folder = options.models / "reranker"
    write_checksums(options.models)
    reranker = OnnxReranker(OnnxModel.load(folder), "", scaled=False)
    pairs, negatives = read_pairs(options.data), read_negatives(options.data)
    pieces = read_pieces(options.data)
    found = {}
    for part in (Part.DEV, Part.TEST):
        own = [pair for pair in pairs if pair.part is part]
        own = [
            pair
            for name in sorted({pair.set for pair in own})
            for pair in [one for one in own if one.set == name][: options.questions]
        ]
        sources = Sources.of(own, negatives, pieces)
        rows = [row for pair in own for row in judged(pair, sources, _ALL_NEGATIVES, PLAIN)]
        logits = [reranker.evidence(row.question, [[row.passage]])[0][0] for row in rows]
        found[part] = rows, np.array(logits)
    calibration = fit(found[Part.DEV][1], found[Part.DEV][0], Part.DEV)
    rows, logit = found[Part.TEST]
    label = np.array([row.label for row in rows])
    error = calibration_error(calibration.probability(logit), label)
    measures = {
        "part": "test",
        "n_pairs": len(rows),
        "calibration_error": round(error, 4),
        "auc": discrimination(logit, rows),
    }
    update_settings(folder, {"calibration": asdict(calibration), "calibration_measures": measures})
    write_checksums(options.models)
    print(calibration)
    for name, value in measures.items():
        print(name, value)


if __name__ == "__main__":
    main()
