"""Invented interviews that were held out from training become corpora and questions to them.

    python -m tools.invented_questions dev --each 3 --every 5 --every-open 3 --out var/invented

Of the interviews of index/training/invented, those of a part (dev or test) are put into folders of
`--each` (0: all into one), each with `interviews/` (without wordings: these are the questions) and
`questions.jsonl`, in which a wording is a question that its words answer. An answer must have one
of their longer clauses. What an interview leaves open is to be refused. The wordings of a quote
come in fours, the first plain: with an even `--every` only some sorts are taken.
"""

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from chat.evaluation.records import EvalQuestion
from index.training.question_sets import INVENTED, part_of
from index.training.records import Part
from ingest.collection import Collection, collect
from ingest.corpus import SUFFIX, load_corpus
from ingest.sentences import clauses

_SPLIT = "dev"
_LONGER = 0.35  # of the longest clause: shorter ones lead to what is told
_MARKS = '，。；：、！？,;:!?“”" \n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", type=Part, choices=[Part.DEV, Part.TEST])
    parser.add_argument("--each", type=int, default=0, help="interviews of a corpus; 0: all")
    parser.add_argument("--every", type=int, default=1, help="take each so manieth wording only")
    parser.add_argument("--every-open", type=int, default=1, help="likewise of what is left open")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    collection = collect(load_corpus(INVENTED / "interviews"))
    own = [one.id for one in collection.interviews if part_of(one.id) is options.part]
    size = options.each or len(own)
    for number, first in enumerate(range(0, len(own), size), 1):
        folder = options.out / f"{options.part}-{size}-{number:02}"
        some = own[first : first + size]
        n = write(collection, some, folder, options.every, options.every_open)
        print(f"{folder}: {len(some)} interviews, {n} questions")


def write(
    collection: Collection,
    interviews: Sequence[str],
    folder: Path,
    every: int = 1,
    every_open: int = 1,
) -> int:
    """Write a corpus of some interviews and the questions to them; return how many."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "interviews").mkdir(parents=True)
    for name in interviews:
        shutil.copy(INVENTED / "interviews" / f"{name}{SUFFIX}", folder / "interviews")
    asked = [one for name in interviews for one in questions(collection, name, every)]
    rows = [
        one.as_json()
        for number, one in enumerate(asked)
        if one.answerable or number % every_open == 0
    ]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return len(rows)


def questions(collection: Collection, interview: str, every: int) -> Iterator[EvalQuestion]:
    """Yield what is asked of an interview: its wordings, and what it leaves open."""
    wordings = [
        one
        for one in collection.wordings
        if collection.exchange(one.exchange_id).interview_id == interview
    ]
    for number, one in enumerate(wordings[::every]):
        words = collection.exchange(one.exchange_id).answer[one.start : one.end]
        yield EvalQuestion(
            id=f"{interview}-{number}",
            kind="invented",
            question=one.text,
            history=(),
            answerable=True,
            exchange_id=one.exchange_id,
            contains=(longer_clauses(words),),
            split=_SPLIT,
        )
    for number, open_ in enumerate(collection.open_questions):
        if open_.interview_id == interview:
            yield EvalQuestion(
                f"{interview}-open-{number}", "refuse", open_.text, (), False, split=_SPLIT
            )


def longer_clauses(words: str) -> tuple[str, ...]:
    """Return the clauses of an official's words that tell something."""
    told = [words[start:end].strip(_MARKS) for start, end in clauses(words)]
    longest = max(map(len, told))
    return tuple(dict.fromkeys(one for one in told if len(one) >= _LONGER * longest))


if __name__ == "__main__":
    main()
