"""How many mistyped questions the speller mends, how many right ones it spoils, and how fast.

Command: nice -n 5 python -m tests.benchmarks.spelling_speed ../shared/data [--show]
(about two minutes on 2 cores). Corpora: the interviews of corpus/, and the documents of BEIR
folders; questions are the folders' own, and for the interviews clauses of what was said. One
content word of the corpus in each question is mistyped by rule, with a fixed seed: a character
that sounds the same (kept apart: the mistake is itself a dictionary's word), one that nearly
does, one missing, doubled, or two swapped, the word in pinyin, or all of the question.
Mended: the question comes back as it was before the mistake; spoilt: it comes back as neither.
Right questions of every folder are asked of each corpus; any change counts against the speller.
"""

import argparse
import json
import random
import re
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pypinyin import lazy_pinyin

from index.pinyin import fold_sound
from index.spelling import Speller
from index.tokens import content_tokens, dictionary
from ingest.corpus import load_corpus

ROOT = Path(__file__).parents[2]
FOLDERS = ["gov_letters", "mfa_remarks", "covid_policy_answers"]
N_MISTAKES, N_RIGHT = 200, 300
KINDS = ["same", "same, a word", "near", "missing", "doubled", "swapped", "pinyin", "all pinyin"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the BEIR folders")
    parser.add_argument("--show", action="store_true", help="list what was not mended")
    options = parser.parse_args()
    questions = {name: short_questions(options.data / name) for name in FOLDERS}
    texts = {"interviews": said(), **{name: documents(options.data / name) for name in FOLDERS}}
    dictionary()
    print("| corpus | kind | mistakes | mended | spoilt |\n|---|---|--:|--:|--:|")
    spellers = {name: Speller.build(texts[name]) for name in texts}
    for name, speller in spellers.items():
        sources = questions.get(name) or clauses(texts[name])
        report_mistakes(name, speller, "\n".join(texts[name]), sources, options.show)
    print("\n| corpus | right questions of | asked | changed |\n|---|---|--:|--:|")
    for name, speller in spellers.items():
        for source, asked in questions.items():
            report_right(name, speller, source, asked[:N_RIGHT], options.show)
    everything = [text for some in texts.values() for text in some]
    asked = [question for some in questions.values() for question in some[:N_RIGHT]]
    report_speed("interviews", texts["interviews"], asked)
    report_speed("all together", everything, asked)


def report_mistakes(
    name: str, speller: Speller, corpus: str, sources: Sequence[str], show: bool
) -> None:
    made: dict[str, list[tuple[str, str]]] = defaultdict(list)
    dice = random.Random(7)
    for question in sources:
        words = [word for word in content_tokens(question) if len(word) > 1 and word in corpus]
        words = [word for word in words if re.fullmatch("[\u4e00-\u9fff]+", word)]
        for kind in KINDS if words else []:
            wrong = mistyped(kind, question, dice.choice(words), dice)
            if wrong and len(made[kind]) < N_MISTAKES:
                made[kind].append((question, wrong))
    for kind in KINDS:
        pairs = made[kind]
        came = [speller.correct(wrong).text for _, wrong in pairs]
        mended = sum(text == right for text, (right, _) in zip(came, pairs, strict=True))
        spoilt = sum(text not in pair for text, pair in zip(came, pairs, strict=True))
        n = max(len(pairs), 1)
        print(f"| {name} | {kind} | {len(pairs)} | {mended / n:.3f} | {spoilt / n:.3f} |")
        for text, (right, wrong) in zip(came, pairs, strict=True):
            if show and text != right:
                print("    SPOILT" if text != wrong else "    left", wrong, "→", text, "≠", right)


def report_right(name: str, speller: Speller, source: str, asked: list[str], show: bool) -> None:
    corrections = [speller.correct(question) for question in asked]
    changed = [correction for correction in corrections if correction.changes]
    print(f"| {name} | {source} | {len(asked)} | {len(changed) / len(asked):.4f} |")
    for correction in changed if show else []:
        print(
            "   ", [(one.original, one.replacement) for one in correction.changes], correction.text
        )


def report_speed(name: str, texts: Sequence[str], asked: Sequence[str]) -> None:
    n_chars = sum(map(len, texts))
    began = time.perf_counter()
    state = json.dumps(Speller.build(texts).as_state(), ensure_ascii=False)
    built = time.perf_counter()
    speller = Speller.from_state(json.loads(state))
    loaded = time.perf_counter()
    took = []
    for question in asked:
        start = time.perf_counter()
        speller.correct(question)
        took.append((time.perf_counter() - start) * 1000)
    took.sort()
    print(
        f"\n{name}: {n_chars} characters, {len(speller.words)} words, build {built - began:.1f} s, "
        f"load {(loaded - built) * 1000:.0f} ms, {len(state) / 2**20:.1f} MiB; a question "
        f"{statistics.median(took):.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms; "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"
    )


def mistyped(kind: str, question: str, word: str, dice: random.Random) -> str:
    """Return a question with a mistake in one word, or nothing where that can't be made."""
    at = dice.randrange(len(word))
    wrong = ""
    if kind in ("same", "same, a word", "near"):
        options = alike(word, at, near=kind == "near")
        known = dictionary()[0]
        real = kind == "same, a word"
        options = [one for one in options if (known.get(one, 0) > 0) == real]
        wrong = dice.choice(options) if options else ""
    elif kind == "missing" and len(word) > 3:
        wrong = word[:at] + word[at + 1 :]
    elif kind == "doubled":
        wrong = word[: at + 1] + word[at:]
    elif kind == "swapped" and len(word) > 2 and at + 1 < len(word) and word[at] != word[at + 1]:
        wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == "pinyin":
        wrong = "".join(lazy_pinyin(word))
    elif kind == "all pinyin":
        return in_pinyin(question)
    return question.replace(word, wrong, 1) if wrong else ""


def in_pinyin(question: str) -> str:
    """Return a short question in pinyin with a space between syllables; digits stay."""
    if re.fullmatch("[\u4e00-\u9fff]{4,20}", question):
        return " ".join(lazy_pinyin(question))
    return ""


def alike(word: str, at: int, *, near: bool) -> list[str]:
    """Return the word with a common character in one place that sounds (nearly) the same."""
    sound = lazy_pinyin(word)[at]
    characters = by_sound(near=near).get(fold_sound(sound) if near else sound, [])
    return [
        word[:at] + one + word[at + 1 :]
        for one in characters
        if one != word[at] and (not near or lazy_pinyin(one)[0] != sound)
    ]


_TABLES: dict[bool, dict[str, list[str]]] = {}


def by_sound(*, near: bool) -> dict[str, list[str]]:
    if near not in _TABLES:
        table: dict[str, list[str]] = defaultdict(list)
        for one, count in dictionary()[0].items():
            if len(one) == 1 and count >= 500 and "\u4e00" <= one <= "\u9fff":
                sound = lazy_pinyin(one)[0]
                table[fold_sound(sound) if near else sound].append(one)
        _TABLES[near] = table
    return _TABLES[near]


def said() -> list[str]:
    corpus = load_corpus(ROOT / "corpus" / "interviews")
    return [
        text
        for interview in corpus.interviews
        for text in [interview.title, *(turn.text for turn in interview.turns)]
    ]


def clauses(texts: Sequence[str]) -> list[str]:
    pieces = [piece for text in texts for piece in re.split(r"[,。;:、!?\n]", text)]
    return [piece for piece in pieces if 6 <= len(piece) <= 30]


def documents(folder: Path) -> list[str]:
    return [record["text"] for record in records(folder / "corpus.jsonl")]


def short_questions(folder: Path) -> list[str]:
    """Return the questions of up to 60 characters, in an order of chance."""
    asked = [record["text"] for record in records(folder / "queries.jsonl")]
    asked = [question for question in asked if 5 <= len(question) <= 60]
    random.Random(1).shuffle(asked)
    return asked


def records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
