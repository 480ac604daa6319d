"""Fit what the ranking and the refusals rest on, and write index/models/ranking.json.

    python tools/fit_ranking.py tests/questions/seed.jsonl=corpus/interviews [QUESTIONS=CORPUS …]

Only questions of the split `dev` are read, and the hosts' own questions with them. Those of a
corpus with wordings are asked twice, once as if it had none. In turn:

- the weights of the grains, and what the reranker's log-odds count for beside them, by
  softmax over a question's passages: the right exchange's passages that hold what the answer must
  are to have the most of it (Cao et al., "Learning to rank: from pairwise approach to listwise
  approach", ICML 2007, with a top-one model);
- what a passage counts for among the passages of its answer, in the same way;
- the probability that a quote is of the exchange that answers the question, by logistic regression;
- the threshold's curve of risk and coverage, from probabilities that were predicted for each
  question by a model fitted on the other nine tenths (El-Yaniv & Wiener, "On the foundations of
  noise-free selective classification", JMLR 2010).

Printed: the weights, and for each the figure on the questions left out in five folds. Needs
scikit-learn and scipy (extra `fangtan[train]`); takes about a minute.
"""

import argparse
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from chat.best_passage import passage_features
from chat.bot import Bot
from chat.evaluation.judge import fold, is_right
from chat.evaluation.questions import read_questions
from chat.evaluation.records import EvalQuestion
from chat.evidence import Evidence
from chat.followup import complete
from chat.parts import split_parts
from chat.wanted import Wanted
from index.embed import load_embedder, shipped_models
from index.grains import Grain
from index.lexicon import Lexicon, shipped_lists
from index.ranking import (
    NAME,
    AnswerModel,
    LogisticModel,
    RankingModel,
    RiskPoint,
    comparable,
    shipped_ranking,
)
from index.reading import Reader, Reading
from index.records import Reranker
from index.reranker import RememberingReranker, load_reranker
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus
from ingest.records import Exchange

Table = NDArray[np.float64]
_L2 = 0.01  # of the softmax models: little, but enough to keep a grain that never decides near 0
_C = 0.1  # of the logistic regression, over standardised features
_FOLDS = 5
FEATURES = {
    "cosine": 1,
    "sentence_cosine": 1,
    "coverage": 1,
    "support": 1,
    "asked_support": 1,
    "typed": -1,
    "typed_unsupported": -1,
    "typed_lack": -1,
    "lacks_type": -1,
    "lacks_measure": -1,
    "english": -1,
    "instruction": -1,
    "rank": -1,
    "evidence": 1,
    "answer_evidence": 1,
    "wording": 1,
    "quote_wording": 1,
    "worded": -1,
}
"""What the probability rests on, and whether it speaks for an answer or against it. What was read
as a mistake, English words in no list, and the cosine of the host's question got weight 0."""
PASSAGE_FEATURES = (
    "fused",
    "words",
    "heading",
    "sentence",
    "evidence",
    "wording",
    "length",
    "first",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question's passages: their features, shape (passages, features), and which are right."""

    features: Table
    right: NDArray[np.bool_]
    """Holds what the answer must."""
    of_exchange: NDArray[np.bool_]
    """Belongs to the right exchange."""
    question: str
    """Its id: a question that is asked twice belongs to one fold."""


def fit_softmax(examples: Sequence[Example]) -> Table:
    """Return the non-negative weights that give the right passages the most of the softmax."""
    n = examples[0].features.shape[1]

    def loss(weights: Table) -> tuple[float, Table]:
        total, gradient = _L2 * weights @ weights, 2 * _L2 * weights
        for example in examples:
            scores = example.features @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            of_right = share * example.right
            mass = of_right.sum()
            total -= np.log(mass) / len(examples)
            gradient += example.features.T @ (share - of_right / mass) / len(examples)
        return float(total), gradient

    start = np.full(n, 0.2)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * n)
    return np.asarray(fitted.x)


def first_right(examples: Sequence[Example], weights: Table) -> NDArray[np.float64]:
    """Return the shares of questions whose first passage is of the right exchange, and is right."""
    best = [int(np.argmax(example.features @ weights)) for example in examples]
    pairs = list(zip(examples, best, strict=True))
    return np.array(
        [
            np.mean([example.of_exchange[at] for example, at in pairs]),
            np.mean([example.right[at] for example, at in pairs]),
        ]
    )


def held_out(examples: Sequence[Example]) -> str:
    """Say how often the first passage is right where the weights were fitted on other folds."""
    figures, n = np.zeros(2), 0
    for fold_ in range(_FOLDS):
        own = [example for example in examples if fold_of(example.question) == fold_]
        rest = [example for example in examples if fold_of(example.question) != fold_]
        figures += len(own) * first_right(own, fit_softmax(rest))
        n += len(own)
    exchange, passage = figures / n
    return f"exchange {exchange:.3f}, passage {passage:.3f} of {n}"


def fold_of(question_id: str, n_folds: int = _FOLDS) -> int:
    """Return the fold of a question."""
    return zlib.crc32(question_id.encode()) % n_folds


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the split `dev`, how it was read, and what it was asked of."""

    question: EvalQuestion
    reading: Reading
    searcher: Searcher

    def is_right(self, exchange: Exchange, text: str) -> bool:
        """Tell whether a text of the exchange holds all that the answer must."""
        folded = fold(text)
        return is_right(self.question, exchange) and all(
            any(fold(word) in folded for word in alternatives)
            for alternatives in self.question.contains
        )


def open_set(questions: Path, corpus: Path, reranker: Reranker | None) -> list[Asked]:
    """Index a corpus, with and without its wordings, and read its questions."""
    collection = collect(load_corpus(corpus))
    reader = Reader.build(collection, Lexicon.read(shipped_lists(), corpus.parent))
    bare = replace(collection, wordings=())
    asked = []
    for own in [collection, bare] if collection.wordings else [bare]:
        searcher = Searcher.build(own, load_embedder(), reranker=reranker, reader=reader)
        bot = Bot(searcher, 0.5)
        asked += [
            Asked(one, reader.read(complete(one.question, one.history, bot.knows).text), searcher)
            for one in read_questions([questions], "dev")
        ]
    return asked


def official(asked: Sequence[Asked]) -> list[Asked]:
    """Return the hosts' own questions of every corpus, each answered by its exchange."""
    searchers = {id(one.searcher): one.searcher for one in asked}
    return [
        Asked(
            EvalQuestion(exchange.id, "host", exchange.asked, (), True, exchange_id=exchange.id),
            Reading(exchange.asked),
            searcher,
        )
        for searcher in searchers.values()
        for exchange in searcher.collection.substantive
        if exchange.asked
    ]


def example(one: Asked, features: Table, numbers: NDArray[np.int64]) -> Example | None:
    """Return the example of a question over some passages; None where none of them is right."""
    collection = one.searcher.collection
    passages = [collection.passages[at] for at in numbers]
    exchanges = [collection.exchange(passage.exchange_id) for passage in passages]
    of_exchange = np.array([is_right(one.question, exchange) for exchange in exchanges])
    right = np.array(
        [
            one.is_right(exchange, f"{passage.heading}\n{passage.text}")
            for passage, exchange in zip(passages, exchanges, strict=True)
        ]
    )
    right = right if right.any() else of_exchange
    return Example(features, right, of_exchange, one.question.id) if right.any() else None


def fusion_examples(asked: Sequence[Asked], names: Sequence[str]) -> list[Example]:
    """Return what the grains say of every passage of every answerable question."""
    examples = []
    for one in asked:
        found = one.searcher.found(one.reading.text, one.reading.synonyms)
        features = np.stack([comparable(name, found.tables[name]) for name in names], axis=1)
        examples.append(example(one, features, np.arange(len(features))))
    return [one for one in examples if one]


def rerank_examples(asked: Sequence[Asked], names: Sequence[str]) -> list[Example]:
    """Return what is known of the first candidates of every answerable question."""
    examples = []
    for one in asked:
        ranking = one.searcher.ranking(one.reading.text, one.reading.synonyms)
        numbers = np.array(sorted(ranking.evidence), dtype=np.int64)
        columns = {
            "fused": ranking.found.fused[numbers],
            "evidence": np.array([ranking.evidence[at].max() for at in sorted(ranking.evidence)]),
        }
        features = np.stack([columns[name] for name in names], axis=1)
        examples.append(example(one, features, numbers))
    return [one for one in examples if one]


def passage_examples(asked: Sequence[Asked], names: Sequence[str]) -> list[Example]:
    """Return what is known of the passages of the right answer, for questions that ask broadly."""
    examples = []
    for one in asked:
        bot = Bot(one.searcher, 0.5)
        wanted = Wanted.of(one.reading.text, bot.rarity, bot.synonyms)
        hits = bot.candidates(one.reading, None)[0]
        hit = next((hit for hit in hits if is_right(one.question, hit.exchange)), None)
        if wanted.narrow or not hit:
            continue
        passages = bot.collection.passages_of(hit.exchange)
        evidence = Evidence.of(hit, passages)
        columns = passage_features(wanted, passages, hit, evidence)
        features = np.stack([columns[name] for name in names], axis=1)
        texts = [f"{passage.heading}\n{passage.text}" for passage in passages]
        right = np.array([one.is_right(hit.exchange, text) for text in texts])
        if right.any() and not right.all():
            of_exchange = np.ones(len(passages), dtype=bool)
            examples.append(Example(features, right, of_exchange, one.question.id))
    return examples


def with_model(
    asked: Sequence[Asked], model: RankingModel, *, reranked: bool = True
) -> list[Asked]:
    """Return the questions, asked of searchers that rank by another model."""
    made: dict[int, Searcher] = {}
    for one in asked:
        old = one.searcher
        if id(old) not in made:
            made[id(old)] = Searcher(
                old.collection,
                old.grains,
                old.embedder,
                old.reranker if reranked else None,
                old.reader,
                model,
            )
    return [replace(one, searcher=made[id(one.searcher)]) for one in asked]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate for a question: its features, whether it is right, whether it may be served."""

    question: int
    features: dict[str, float]
    right: bool
    served: bool
    """False where a conflict or the wrong sort of thing refuses it already."""


def weigh(asked: Sequence[Asked]) -> list[Weighed]:
    """Weigh the first candidates of every question, answerable or not."""
    rows = []
    for number, one in enumerate(asked):
        bot = Bot(one.searcher, 0.5)
        for candidate in bot.candidates(one.reading, None)[1]:
            exchange = candidate.hit.exchange
            right = one.question.answerable and is_right(one.question, exchange)
            rows.append(Weighed(number, dict(candidate.features), right, candidate.probability > 0))
    return rows


def fit_answer(rows: Sequence[Weighed], names: Sequence[str]) -> LogisticModel:
    """Fit the probability that a candidate answers; its weights are those of the raw features.

    Each weight has the sign that FEATURES gives it or is 0. Left free, asked_cosine came out
    negative; with the signs the AUC on a corpus that was left out rose from .899 to .931 (press)
    and from .895 to .897 (taiwan).
    """
    table = np.array([[row.features[name] for name in names] for row in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = (table - mean) / spread
    label = np.array([row.right for row in rows], dtype=float)

    def loss(weights: Table) -> tuple[float, Table]:
        logits = weights[0] + scaled @ weights[1:]
        excess = 1 / (1 + np.exp(-logits)) - label
        total = _C * (np.logaddexp(0, logits) - label * logits).sum()
        gradient = _C * np.array([excess.sum(), *(scaled.T @ excess)])
        gradient[1:] += weights[1:]
        return float(total + weights[1:] @ weights[1:] / 2), gradient

    bounds = [(None, None), *((0, None) if FEATURES[n] > 0 else (None, 0) for n in names)]
    fitted = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = fitted[1:] / spread
    intercept = float(fitted[0] - weights @ mean)
    return LogisticModel(intercept, {n: float(w) for n, w in zip(names, weights, strict=True)})


def most_probable(rows: Sequence[Weighed], model: LogisticModel) -> dict[int, tuple[float, bool]]:
    """Return, for each question, the probability of the candidate shown, and whether it is right.

    Shown is the most probable of those that no conflict refuses.
    """
    found: dict[int, tuple[float, bool]] = {}
    for row in rows:
        probability = model.probability(row.features)
        if row.served and probability > found.get(row.question, (0.0, False))[0]:
            found[row.question] = probability, row.right
    return found


def curve(shown: Sequence[tuple[float, bool, bool]]) -> tuple[RiskPoint, ...]:
    """Return risk and coverage at each threshold from .02 to .98.

    The risk is the greatest at this threshold or any higher, so that it never rises with it.

    :param shown: For each question the probability, whether the exchange is the right one, and
        whether the question is answerable.
    """
    points: list[RiskPoint] = []
    n_answerable = sum(answerable for _, _, answerable in shown)
    for percent in range(98, 0, -2):
        given = [(right, answer) for p, right, answer in shown if p >= percent / 100]
        wrong = sum(not right for right, _ in given)
        answered = sum(answer for _, answer in given)
        risk = max([wrong / max(len(given), 1), *(point.risk for point in points[-1:])])
        points.append(RiskPoint(percent / 100, round(risk, 4), round(answered / n_answerable, 4)))
    return tuple(reversed(points))


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
    fusion = dict(zip(names, (float(w) for w in fit_softmax(examples)), strict=True))
    print(f"fusion: {held_out(examples)}\n{rounded(fusion)}")
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
        name = "reread" if reread else "plain"
        return with_model(questions, replace(model, **{name: answering}), reranked=reread)

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
    rows = weigh(asked_of(single, answering))
    names = list(FEATURES)
    answer = fit_answer(rows, names)
    print(f"answer: {rounded(answer.weights)}")
    shown = predicted(rows, [one.question.id for one in single], names)
    answerable = [one.question.answerable for one in single]
    points = curve([(*shown[at], answerable[at]) for at in range(len(single))])
    best = most_balanced([(shown[at][0], answerable[at]) for at in range(len(single))])
    chosen = min(points, key=lambda point: abs(point.threshold - best))
    answering = replace(answering, answer=answer, curve=points, risk=risk or chosen.risk)
    print(
        f"most balanced at {best:.3f}; threshold {answering.threshold()} at risk {answering.risk}"
    )
    auc = roc_auc_score(answerable, [shown[at][0] for at in range(len(single))])
    print(f"AUC of answerable against unanswerable {auc:.3f}")
    for point in points[::4]:
        print(f"    {point}")
    return answering


def most_balanced(shown: Sequence[tuple[float, bool]]) -> float:
    """Return the threshold at which as large a share of the answerable questions is answered and
    of the others refused as at any, both counting alike."""
    probability = np.array([p for p, _ in shown])
    answerable = np.array([answer for _, answer in shown])

    def balance(threshold: float) -> float:
        given = probability >= threshold
        return float(given[answerable].mean() + (~given)[~answerable].mean())

    return max(sorted(set(probability)), key=balance)


def predicted(
    rows: Sequence[Weighed], ids: Sequence[str], names: Sequence[str], n_folds: int = 10
) -> dict[int, tuple[float, bool]]:
    """Return what would be shown for each question by models fitted on the other questions."""
    shown: dict[int, tuple[float, bool]] = dict.fromkeys(range(len(ids)), (0.0, False))
    for part in range(n_folds):
        own = [row for row in rows if fold_of(ids[row.question], n_folds) == part]
        rest = [row for row in rows if fold_of(ids[row.question], n_folds) != part]
        shown |= most_probable(own, fit_answer(rest, names))
    return shown


def rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in weights.items()}


if __name__ == "__main__":
    main()
