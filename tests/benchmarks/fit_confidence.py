"""Fit the confidence model's three numbers on the dev half of the project's own questions.

Command: python -m tests.benchmarks.fit_confidence [--model FOLDER] (about half a minute).
Near misses are left out: cosine and coverage can't tell another year or place from the right one.
"""

import argparse
import json
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from index.embed import load_embedder
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=str(ROOT / "var/models/bge-small-zh-v1.5"))
    model = parser.parse_args().model
    corpus = load_corpus(ROOT / "corpus/interviews")
    searcher = Searcher.build(collect(corpus), load_embedder(model))
    rows, labels = [], []
    for line in (ROOT / "tests/questions/seed.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["split"] != "dev" or entry["history"] or entry["kind"] == "refuse-nearmiss":
            continue
        _, features = searcher.ranking(entry["question"])[0]
        rows.append([features.cosine, features.coverage])
        labels.append(entry["answerable"])
    fitted = LogisticRegression(C=100, class_weight="balanced").fit(rows, labels)
    (intercept,), ((cosine, coverage),) = fitted.intercept_, fitted.coef_
    right = (fitted.predict(rows) == labels).mean()
    print(f"intercept {intercept:.2f}  cosine {cosine:.2f}  coverage {coverage:.2f}")
    print(f"{len(labels)} dev questions, {sum(labels)} answerable; {right:.3f} told right")


if __name__ == "__main__":
    main()
