"""Held-out interviews become corpora and questions to them."""

import json
from pathlib import Path

from index.training.question_sets import INVENTED, part_of
from index.training.records import Part
from ingest.collection import collect
from ingest.corpus import load_corpus
from tools.invented_questions import longer_clauses, questions, write


def test_the_longer_clauses_tell_something() -> None:
    words = "其中，总投资2488亿元，“十四五”期间计划投资1446亿元。"
    assert longer_clauses(words) == ("总投资2488亿元", "十四五”期间计划投资1446亿元")


def test_a_corpus_is_written_with_its_questions_and_without_wordings(tmp_path: Path) -> None:
    collection = collect(load_corpus(INVENTED / "interviews"))
    name = next(one.id for one in collection.interviews if part_of(one.id) is Part.DEV)
    n = write(collection, [name], tmp_path / "one", 2)
    lines = (tmp_path / "one" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == n == len(list(questions(collection, name, 2)))
    own = collect(load_corpus(tmp_path / "one" / "interviews"))
    assert not own.wordings
    answers = {one.id: one.answer for one in own.substantive}
    assert {row["answerable"] for row in rows} == {True, False}
    for row in rows:
        assert row["exchange_id"] is None or all(
            any(words in answers[row["exchange_id"]] for words in alternatives)
            for alternatives in row["contains"]
        )
