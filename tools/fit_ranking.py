"""Fit what the ranking and the refusals rest on, and write index/models/ranking.json.

    python -m tools.fit_ranking tests/questions/seed.jsonl=corpus/interviews [QUESTIONS=CORPUS …]

Only questions of the split `dev` are read, and the hosts' own questions with them. Those of a
corpus with wordings are asked twice, once as if it had none. In turn:

- the weights of the grains, and what the reranker's log-odds count for beside them
  (`tools.fitting.listwise`): the right exchange's passages that hold what the answer must are to
  come first; that of a wording's nearness is then chosen by how often they do;
- what a passage counts for among the passages of its answer, in the same way;
- the probability that a quote is of the exchange that answers the question, by logistic regression
  (`tools.fitting.probability`);
- the threshold's curve of risk and coverage, from probabilities that were predicted for each
  question by a model fitted on the other nine tenths.

Printed: the weights, and for each the figure on the questions left out in five folds. Needs
scikit-learn and scipy (extra `fangtan[train]`); takes about a minute.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from chat.parts import split_parts
from index.embed import shipped_models
from index.grains import Grain
from index.ranking import NAME, AnswerModel, RankingModel, shipped_ranking
from index.reranker import RememberingReranker, load_reranker
from tools.fitting.asked import (
    PASSAGE_FEATURES,
    Asked,
    fusion_examples,
    official,
    open_set,
    passage_examples,
    rerank_examples,
    with_model,
)
from tools.fitting.listwise import best_weight, first_right, fit_softmax, held_out
from tools.fitting.probability import fit_probability

_NEARNESS_WEIGHTS = (0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS=CORPUS")
    parser.add_argument("--out", type=Path, default=shipped_models() / NAME)
    parser.add_argument("--risk", type=float, help="default: where answers and refusals balance")
    parser.add_argument("--no-reranker", action="store_true")
    options = parser.parse_args()
    reranker = None if options.no_reranker else RememberingReranker(load_reranker())
    asked = [
        one
        for questions, _, corpus in (text.partition("=") for text in options.sets)
        for one in open_set(Path(questions), Path(corpus), reranker)
    ]
    model = fit(asked, options.sets, options.risk)
    text = json.dumps(model.as_json(), ensure_ascii=False, indent=1, sort_keys=True)
    options.out.write_text(text + "\n", encoding="utf-8")


def fit(asked: Sequence[Asked], sets: Sequence[str], risk: float | None) -> RankingModel:
    """Fit one after the other what each stage rests on, and say how good each is held out.

    What answers are chosen by is fitted without the reranker, and where there is one with it.
    """
    single = [one for one in asked if len(split_parts(one.question.question)) == 1]
    ranked = [one for one in single if one.question.answerable] + official(asked)
    names = sorted(f"{grain}_{kind}" for grain in Grain for kind in ("words", "vectors"))
    examples = fusion_examples(ranked, names)
    weights = fit_softmax(examples)
    print(f"fusion: {held_out(examples)}")
    nearness = names.index(f"{Grain.WORDING}_vectors")
    worded = [one for one in examples if one.features[:, nearness].any()]
    if worded:
        print(f"    of questions near to a wording: {first_right(worded, weights)}")
        weights = best_weight(worded, weights, nearness, _NEARNESS_WEIGHTS)
        print(f"    the nearness weighed otherwise: {first_right(worded, weights)}")
    fusion = dict(zip(names, (float(weight) for weight in weights), strict=True))
    print(rounded(fusion))
    for at, name in enumerate(names):
        kept = [number for number in range(len(names)) if number != at]
        fewer = [replace(one, features=one.features[:, kept]) for one in examples]
        print(f"    without {name}: {held_out(fewer)}", flush=True)
    fitted_on = {"questions": list(sets), "split": "dev", "n_questions": len(single)}
    model = replace(shipped_ranking(), fusion=fusion, fitted_on=fitted_on)
    print("\nwithout the reranker")
    start = replace(model.plain, rerank={"fused": 1.0, "evidence": 0.0})
    model = replace(model, plain=start, reread=start)
    model = replace(model, plain=fit_answering(ranked, single, model, risk, reread=False))
    if asked[0].searcher.reranker:
        print("\nwith the reranker")
        model = replace(model, reread=fit_answering(ranked, single, model, risk, reread=True))
    return model


def fit_answering(
    ranked: Sequence[Asked],
    single: Sequence[Asked],
    model: RankingModel,
    risk: float | None,
    *,
    reread: bool,
) -> AnswerModel:
    """Fit what answers are chosen by, and the threshold's curve.

    :param ranked: The questions that have an answer, and the hosts' own.
    :param single: The questions in one part, answerable or not.
    :param model: What was fitted so far; what it says of answering is where to start from.
    """
    answering = model.reread if reread else model.plain

    def asked_of(questions: Sequence[Asked], answering: AnswerModel) -> list[Asked]:
        changed = replace(model, reread=answering) if reread else replace(model, plain=answering)
        return with_model(questions, changed, reranked=reread)

    if reread:
        both = ["fused", "evidence"]
        examples = rerank_examples(asked_of(ranked, answering), both)
        weights = [float(weight) for weight in fit_softmax(examples)]
        print(f"reranked: {held_out(examples)}; {rounded(dict(zip(both, weights, strict=True)))}")
        fused = [replace(one, features=one.features[:, :1]) for one in examples]
        print(f"    without the reranker: {held_out(fused)}")
        answering = replace(answering, rerank=dict(zip(both, weights, strict=True)))
    names = list(PASSAGE_FEATURES)
    examples = passage_examples(asked_of(ranked, answering), names)
    weights = [float(weight) for weight in fit_softmax(examples)]
    answering = replace(answering, passage=dict(zip(names, weights, strict=True)))
    print(f"passage of the answer: {held_out(examples)}; {rounded(answering.passage)}")
    only = [replace(one, features=one.features[:, :1]) for one in examples]
    print(f"    by the fused score alone: {held_out(only)}", flush=True)
    fitted = fit_probability(asked_of(single, answering))
    print(f"answer: {rounded(fitted.model.weights)}")
    answering = replace(
        answering, answer=fitted.model, curve=fitted.curve, risk=risk or fitted.risk
    )
    print(
        f"most balanced at {fitted.balance:.3f}; threshold {answering.threshold()} "
        f"at risk {answering.risk}"
    )
    print(f"AUC of answerable against unanswerable {fitted.auc:.3f}")
    for point in fitted.curve[::4]:
        print(f"    {point}")
    return answering


def rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in weights.items()}


if __name__ == "__main__":
    main()
