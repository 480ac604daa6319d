"""Fit the confidence model's three numbers on the dev half of the project's own questions.

Command: python -m tests.benchmarks.fit_confidence (about ten seconds). Near misses are left out:
cosine and coverage can't tell another year or place from the right one. Printed: the numbers,
and on both halves and for each kind the share told right at a probability of 0.5.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.embed import load_embedder
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus

ROOT = Path(__file__).parents[2]
NEAR_MISS = "refuse-nearmiss"


def main() -> None:
    lines = (ROOT / "tests/questions/seed.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    entries = [e for e in entries if not e["history"] and e["kind"] != NEAR_MISS]
    searcher = Searcher.build(collect(load_corpus(ROOT / "corpus/interviews")), load_embedder())
    x = np.array([features(searcher, entry["question"]) for entry in entries])
    y = np.array([entry["answerable"] for entry in entries])
    dev = np.array([entry["split"] == "dev" for entry in entries])
    fitted = LogisticRegression(C=100, class_weight="balanced").fit(x[dev], y[dev])
    (intercept,), ((cosine, coverage),) = fitted.intercept_, fitted.coef_
    print(f"intercept {intercept:.2f}  cosine {cosine:.2f}  coverage {coverage:.2f}")
    right = fitted.predict(x) == y
    print(f"told right: dev {right[dev].mean():.3f} of {dev.sum()}", end=", ")
    print(f"test {right[~dev].mean():.3f} of {(~dev).sum()}")
    for kind in sorted({entry["kind"] for entry in entries}):
        of_kind = np.array([entry["kind"] == kind for entry in entries])
        print(f"    {kind}: {right[of_kind].mean():.2f} of {of_kind.sum()}")


def features(searcher: Searcher, question: str) -> list[float]:
    _, first = searcher.ranking(question)[0]
    return [first.cosine, first.coverage]


if __name__ == "__main__":
    main()
