"""What each part of the answering is worth: all questions asked with one part off at a time.

Command: nice -n 5 python -m tests.benchmarks.ablation \\
    tests/questions/seed.jsonl=corpus/interviews [QUESTIONS=CORPUS …] --refit
(about ten minutes on 2 cores; `--only NAME …` takes some parts, `--no-reranker` leaves the
reranker out of all). The figures are over the questions of `--split`, of all sets together;
the interval is that of a paired bootstrap over the questions, 2,000 draws with a fixed seed.

With `--refit` the probability and its threshold are fitted again for each row, on the split `dev`
and with the part off, as tools/fit_ranking.py does (scikit-learn is needed): what the answering
would be had it never had the part. Without it the shipped numbers stay, and a row says what comes
of losing the part; without the reranker, whose log-odds they count with, that says little.
The weights of the grains are never fitted again.

Off, `threshold` answers by whatever agrees with the question, however improbable, and `all
refusals` by whatever was found first, conflicts and the sort of thing asked for ignored.
"""

import argparse
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

import numpy as np

from chat.bot import Bot
from chat.evaluation.judge import fold, is_right, judge
from chat.evaluation.questions import read_questions
from chat.evaluation.records import EvalQuestion, Verdict
from chat.followup import complete_from
from chat.judgement import Candidate
from index.benchmark import _machine
from index.embed import load_embedder
from index.grains import Grain
from index.lexicon import Lexicon, shipped_lists
from index.ranking import RankingModel
from index.reading import Reader, Reading
from index.records import Hit, Reranker
from index.reranker import RememberingReranker, load_reranker
from index.search import Searcher
from index.spelling import Correction
from index.vector_cache import CachedEmbedder
from ingest.collection import collect
from ingest.corpus import load_corpus

ROOT = Path(__file__).parents[2]
N_DRAWS, SEED = 2000, 20210712


class WatchedBot(Bot):
    """A bot that keeps the first hit of each part of the question asked last."""

    first: list[Hit]

    def candidates(
        self, reading: Reading, within: Collection[str] | None
    ) -> tuple[list[Hit], list[Candidate]]:
        hits, weighed = super().candidates(reading, within)
        self.first += hits[:1]
        return hits, weighed


class NoSpeller:
    def correct(self, question: str) -> Correction:
        return Correction(question, ())


class NoEnglish:
    def read(self, question: str) -> None:
        """Find no English in any question."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The answering with a part off."""

    name: str
    change: Callable[[Searcher], Searcher] = copy
    """Makes a searcher without the part."""
    replaced: Mapping[str, Any] = field(default_factory=dict)
    """Functions by their full names, and what stands in for each."""
    min_score: float | None = None

    @contextmanager
    def off(self) -> Iterator[None]:
        """Keep the part off while inside."""
        with ExitStack() as stack:
            for name, value in self.replaced.items():
                stack.enter_context(patch(name, value))
            yield


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions to be asked, those that are fitted on, and the index of their corpus."""

    asked: tuple[EvalQuestion, ...]
    dev: tuple[EvalQuestion, ...]
    searcher: Searcher


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went, and whether the first passages found hold the right answer."""

    verdict: Verdict
    right_passage: bool


def variants() -> list[Variant]:
    """Return the full answering, and it with each part off."""
    any_type = resolve_name("chat.judgement:AnswerType").ANY
    agreeing = {"chat.judgement.conflicts": lambda *_: ()}
    of_sort = {"chat.judgement.answers_type": lambda *_: True}
    types: dict[str, Any] = {
        **of_sort,
        "chat.judgement.answer_type": lambda *_: any_type,
        "chat.wanted.answer_type": lambda *_: any_type,
    }
    same = dict.fromkeys(("index.search.telling", "chat.bot.telling"), lambda _: 1.0)
    alone = dict.fromkeys(("chat.quote._UNSURE", "chat.best_passage._UNSURE"), 0.0)
    behind = {"chat.bot.behind": lambda *_: None}
    whole = {"chat.bot.leaned_on": lambda *_: ""}
    grains = [(f"{grain}s as a grain", (f"{grain}_words", f"{grain}_vectors")) for grain in Grain]
    kinds = [(kind, tuple(f"{grain}_{kind}" for grain in Grain)) for kind in ("vectors", "words")]
    return [
        Variant("nothing"),
        Variant("spelling", lambda one: read_by(one, speller=NoSpeller())),
        Variant("English", lambda one: read_by(one, _english=NoEnglish())),
        Variant("synonyms", without_synonyms),
        Variant("follow-ups", replaced=whole),
        Variant("behind the subject", replaced=behind),
        Variant("words that answer the earlier question", without_unfit),
        Variant("splitting", replaced={"chat.bot.split_parts": lambda question, *_: (question,)}),
        Variant("conflicts", replaced=agreeing),
        Variant("answer types", replaced=types),
        Variant("passage of the answer", by_fused_score),
        Variant("near runs together", replaced=alone),
        Variant("reasons", replaced={"chat.quote.reasons": lambda *_: None}),
        Variant("what a word tells in general", replaced=same),
        Variant("reranker", without_reranker),
        Variant("wordings and open questions", without("wordings", "open_questions")),
        Variant("open questions", without("open_questions")),
        *(Variant(name, without_weights(off)) for name, off in (*kinds, *grains)),
        Variant("threshold", min_score=0.0),
        Variant("all refusals", replaced={**agreeing, **of_sort}, min_score=0.0),
    ]


def read_by(searcher: Searcher, **parts: object) -> Searcher:
    """Return a searcher whose reader has other parts."""
    assert searcher.reader
    reader = copy(searcher.reader)
    for name, value in parts.items():
        assert hasattr(reader, name), f"Reader has no {name} any more"
        setattr(reader, name, value)
    other = copy(searcher)
    other.reader = reader
    return other


def without_synonyms(searcher: Searcher) -> Searcher:
    assert searcher.reader
    return read_by(searcher, lexicon=replace(searcher.reader.lexicon, synonyms={}))


def without_unfit(searcher: Searcher) -> Searcher:
    limits = replace(searcher.model.limits, unfit=-np.inf)
    return ranked_by(searcher, replace(searcher.model, limits=limits))


def without_reranker(searcher: Searcher) -> Searcher:
    other = copy(searcher)
    other.reranker = None
    return other


def without(*names: str) -> Callable[[Searcher], Searcher]:
    """Return what makes a searcher of a collection that lacks what the staff has written."""

    def change(searcher: Searcher) -> Searcher:
        return Searcher.build(
            replace(searcher.collection, **dict.fromkeys(names, ())),
            searcher.embedder,
            reranker=searcher.reranker,
            reader=searcher.reader,
            model=searcher.model,
        )

    return change


def by_fused_score(searcher: Searcher) -> Searcher:
    """Return a searcher of whose passages the one that ranks first is taken for the answer's."""
    return ranked_by(searcher, answered_by(searcher, passage={"fused": 1.0}))


def without_weights(names: Sequence[str]) -> Callable[[Searcher], Searcher]:
    """Return what makes a searcher in whose fused ranking these scores count nothing."""

    def change(searcher: Searcher) -> Searcher:
        fusion = {**searcher.model.fusion, **dict.fromkeys(names, 0.0)}
        return ranked_by(searcher, replace(searcher.model, fusion=fusion))

    return change


def answered_by(searcher: Searcher, **changes: Any) -> RankingModel:
    """Return a searcher's model with changes in what it chooses answers by."""
    changed = replace(searcher.answering, **changes)
    if searcher.reranker:
        return replace(searcher.model, reread=changed)
    return replace(searcher.model, plain=changed)


def ranked_by(searcher: Searcher, model: RankingModel) -> Searcher:
    other = copy(searcher)
    other.model = model
    return other


def open_set(text: str, split: str, limit: int | None, reranker: Reranker | None) -> QuestionSet:
    """Index the corpus of QUESTIONS=CORPUS; vectors are kept between runs."""
    path, _, folder = text.partition("=")
    collection = collect(load_corpus(Path(folder)))
    reader = Reader.build(collection, Lexicon.read(shipped_lists(), Path(folder).parent))
    embedder = CachedEmbedder(load_embedder(), ROOT / "var" / "vectors")
    searcher = Searcher.build(collection, embedder, reranker=reranker, reader=reader)
    asked, dev = (
        thinned(
            [question for question in read_questions([Path(path)]) if question.split == one], limit
        )
        for one in (split, "dev")
    )
    return QuestionSet(asked, dev, searcher)


def thinned(questions: Sequence[EvalQuestion], limit: int | None) -> tuple[EvalQuestion, ...]:
    """Return questions from all over a file, at most `limit`."""
    return tuple(questions[:: max(1, -(-len(questions) // limit))] if limit else questions)


def outcomes(variant: Variant, sets: Sequence[QuestionSet], refit: bool) -> list[Outcome]:
    """Ask all questions of all sets with a part off."""
    with variant.off():
        changed = [replace(one, searcher=variant.change(one.searcher)) for one in sets]
        if refit:
            model = refitted(changed)
            changed = [replace(one, searcher=ranked_by(one.searcher, model)) for one in changed]
        return [outcome for one in changed for outcome in ask(one, variant.min_score)]


def refitted(sets: Sequence[QuestionSet]) -> RankingModel:
    """Fit the probability and the threshold again, on the questions of the split `dev`."""
    from tools.fitting.asked import Asked
    from tools.fitting.probability import fit_probability

    asked = []
    for one in sets:
        bot, reader = Bot(one.searcher), one.searcher.reader
        for question in one.dev:
            earlier = resolve_name("chat.bot:leaned_on")(question.history, bot.knows)
            completed = complete_from(question.question, earlier, bot.knows)
            parts = resolve_name("chat.bot:split_parts")(completed.text)
            if reader and len(parts) == 1:
                asked.append(Asked(question, reader.read(parts[0]), one.searcher))
    fitted = fit_probability(asked)
    return answered_by(sets[0].searcher, answer=fitted.model, curve=fitted.curve, risk=fitted.risk)


def ask(questions: QuestionSet, min_score: float | None) -> Iterator[Outcome]:
    bot = WatchedBot(questions.searcher, min_score)
    for question in questions.asked:
        bot.first = []
        answer = bot.ask(question.question, question.history)
        verdict = judge(question, answer, bot.collection)
        yield Outcome(verdict, holds_answer(question, bot.first))


def holds_answer(question: EvalQuestion, hits: Sequence[Hit]) -> bool:
    """Tell whether a hit is of the right exchange, and the hits have all that is required."""
    text = fold("\n".join(f"{hit.passage.heading}\n{hit.passage.text}" for hit in hits))
    return any(is_right(question, hit.exchange) for hit in hits) and all(
        any(fold(words) in text for words in alternatives) for alternatives in question.contains
    )


def row(name: str, found: Sequence[Outcome], full: Sequence[Outcome]) -> str:
    """Return a row of the table; a share stands before what it is a share of."""
    verdicts = [one.verdict for one in found]
    answerable = [one for one in verdicts if one.asked.answerable]
    named = [one for one in found if one.verdict.asked.names_exchange]
    others = [one for one in verdicts if not one.asked.answerable]
    answered = [one for one in verdicts if one.is_answered]
    shares = [
        share([one.correct for one in verdicts]),
        share([one.right_passage for one in named]),
        share([not one.is_answered for one in others]),
        share([not one.is_answered for one in answerable]),
        share([not one.correct for one in answered]),
    ]
    return f"| {name} | {len(found)} | {' | '.join(shares)} | {difference(found, full)} |"


def share(flags: Sequence[bool]) -> str:
    return f"{sum(flags) / len(flags):.3f} ({sum(flags)} of {len(flags)})" if flags else "—"


def difference(found: Sequence[Outcome], full: Sequence[Outcome]) -> str:
    """Return the difference in accuracy to the full answering, and its 95% interval."""
    after, before = (np.array([one.verdict.correct for one in run]) for run in (found, full))
    gained = after.astype(float) - before
    n = len(gained)
    drawn = np.random.default_rng(SEED).integers(n, size=(N_DRAWS, n))
    low, high = np.percentile(gained[drawn].mean(axis=1), (2.5, 97.5))
    return f"{gained.mean():+.3f} ({low:+.3f} to {high:+.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS=CORPUS")
    parser.add_argument("--split", default="test")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="parts, by the table's names")
    parser.add_argument("--limit", type=int, help="questions of each set and split at most")
    parser.add_argument("--refit", action="store_true")
    parser.add_argument("--no-reranker", action="store_true")
    options = parser.parse_args()
    reranker = None if options.no_reranker else RememberingReranker(load_reranker())
    sets = [open_set(text, options.split, options.limit, reranker) for text in options.sets]
    print(f"machine: {_machine()}; sets: {', '.join(options.sets)}; split: {options.split}")
    print(f"reranker: {'yes' if reranker else 'no'}; fitted again: {options.refit}\n")
    print(
        "| off | n | accuracy | right passage first | unanswerable refused | wrongly refused "
        "| wrong among answers | accuracy − full (95%) |\n|---|--:|--:|--:|--:|--:|--:|--:|"
    )
    full, *rest = variants()
    base = outcomes(full, sets, options.refit)
    print(row(full.name, base, base), flush=True)
    for variant in rest:
        if not options.only or variant.name in options.only:
            print(row(variant.name, outcomes(variant, sets, options.refit), base), flush=True)


if __name__ == "__main__":
    main()
