import json
from pathlib import Path

import pytest

from chat.evaluation.records import ResultsError
from chat.evaluation.run import evaluate, read_results
from tests.data.eval_fakes import COLLECTION, TIMES, Told, question, reply, verdict

QUESTIONS = (
    question("q1", question="编制？", time=TIMES[0]),
    question("q2", question="GDP？", history=("编制？",), time=TIMES[1]),
    question("q3", question="天气？", answerable=False),
    question("q4", question="项目？", exchange_id="e3", contains=(("165个",),)),
)
ANSWERS = {
    "编制？": reply("历时一年", ["e1"], took_ms=1.0),
    "GDP？": reply("年均增长7%", ["e2"], took_ms=2.0),
    "项目？": reply("共有165个项目", ["e3"], took_ms=3.0),
}


def run(folder: Path, asker: Told, **options: bool | dict[str, str]) -> str:
    evaluate(QUESTIONS, asker, COLLECTION, folder, **options)  # type: ignore[arg-type]
    return (folder / "results.jsonl").read_text(encoding="utf-8")


def test_each_question_is_asked_once_with_its_history(tmp_path: Path) -> None:
    asker = Told(ANSWERS)
    run(tmp_path, asker)
    assert asker.was_asked == [
        ("编制？", ()),
        ("GDP？", ("编制？",)),
        ("天气？", ()),
        ("项目？", ()),
    ]


def test_results_have_one_row_for_each_question_in_order(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(tmp_path, Told(ANSWERS)).splitlines()]
    assert [(row["id"], row["answer"], row["correct"]) for row in rows] == [
        ("q1", "历时一年", True),
        ("q2", "年均增长7%", True),
        ("q3", "", True),
        ("q4", "共有165个项目", True),
    ]


def without_times(results: str) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in results.splitlines()]
    return [{key: value for key, value in row.items() if key != "took_ms"} for row in rows]


def test_two_runs_give_equal_bytes_but_for_the_times(tmp_path: Path) -> None:
    slower = {asked: reply(a.text, [a.ranking[0].id], took_ms=99.0) for asked, a in ANSWERS.items()}
    first, second = run(tmp_path / "a", Told(ANSWERS)), run(tmp_path / "b", Told(slower))
    assert first != second
    assert without_times(first) == without_times(second)
    assert first == run(tmp_path / "c", Told(ANSWERS))


def test_a_verdict_is_on_disk_before_the_next_question_is_asked(tmp_path: Path) -> None:
    seen = []

    def look(_done: int, _total: int) -> None:
        seen.append(len((tmp_path / "results.jsonl").read_text().splitlines()))

    evaluate(QUESTIONS, Told(ANSWERS), COLLECTION, tmp_path, on_question=look)
    assert seen == [1, 2, 3, 4]


def test_ctrl_c_keeps_what_there_is(tmp_path: Path) -> None:
    ran = evaluate(QUESTIONS, Told(ANSWERS, stops_at="天气？"), COLLECTION, tmp_path)
    assert [v.asked.id for v in ran.verdicts] == ["q1", "q2"]
    assert read_results(tmp_path) == ran.verdicts


def test_a_resumed_run_gives_the_file_of_an_uninterrupted_one(tmp_path: Path) -> None:
    whole = run(tmp_path / "whole", Told(ANSWERS))
    run(tmp_path / "parts", Told(ANSWERS, stops_at="天气？"))
    second = Told(ANSWERS)
    assert run(tmp_path / "parts", second, resume=True) == whole
    assert [asked for asked, _ in second.was_asked] == ["天气？", "项目？"]


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_torn_last_line_is_dropped_and_asked_again(tmp_path: Path, cut: int) -> None:
    whole = run(tmp_path, Told(ANSWERS))
    path = tmp_path / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    asker = Told(ANSWERS)
    assert run(tmp_path, asker, resume=True) == whole
    assert [asked for asked, _ in asker.was_asked] == ["项目？"]


def test_a_question_that_was_changed_is_asked_again_in_its_place(tmp_path: Path) -> None:
    run(tmp_path, Told(ANSWERS))
    changed = (QUESTIONS[0], question("q2", question="GDP？", time=TIMES[0]), *QUESTIONS[2:])
    asker = Told(ANSWERS)
    ran = evaluate(changed, asker, COLLECTION, tmp_path, resume=True)
    assert asker.was_asked == [("GDP？", ())]
    assert ran.n_kept == 3
    assert [(v.asked.id, v.correct) for v in read_results(tmp_path)] == [
        ("q1", True),
        ("q2", False),
        ("q3", True),
        ("q4", True),
    ]


def test_another_setup_keeps_no_verdicts(tmp_path: Path) -> None:
    run(tmp_path, Told(ANSWERS), setup={"索引": "a"})
    asker = Told(ANSWERS)
    run(tmp_path, asker, setup={"索引": "b"}, resume=True)
    assert len(asker.was_asked) == 4
    asker = Told(ANSWERS)
    run(tmp_path, asker, setup={"索引": "b"}, resume=True)
    assert asker.was_asked == []


def test_without_resume_everything_is_asked_again(tmp_path: Path) -> None:
    run(tmp_path, Told(ANSWERS))
    asker = Told({})
    run(tmp_path, asker)
    assert len(asker.was_asked) == 4
    assert [v.is_answered for v in read_results(tmp_path)] == [False] * 4


def test_progress_counts_what_was_kept(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    run(tmp_path, Told(ANSWERS, stops_at="项目？"))
    evaluate(
        QUESTIONS,
        Told(ANSWERS),
        COLLECTION,
        tmp_path,
        resume=True,
        on_question=lambda done, total: calls.append((done, total)),
    )
    assert calls == [(3, 4), (4, 4)]


def test_the_first_time_is_that_of_the_first_question_asked_now(tmp_path: Path) -> None:
    ran = evaluate(QUESTIONS, Told(ANSWERS, stops_at="GDP？"), COLLECTION, tmp_path)
    assert ran.first_ms == 1.0
    assert evaluate(QUESTIONS, Told(ANSWERS), COLLECTION, tmp_path, resume=True).first_ms == 2.0
    assert evaluate(QUESTIONS, Told({}), COLLECTION, tmp_path, resume=True).first_ms is None


def test_results_that_are_missing_or_broken_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"没有这个文件；请指明以前一次评测的输出文件夹"):
        read_results(tmp_path / "none")
    row = json.dumps(verdict(QUESTIONS[0], reply()).as_json())
    (tmp_path / "results.jsonl").write_text(f'{row}\n{{"id": "q1"}}\n')
    with pytest.raises(ResultsError, match=r"results.jsonl:2: 不是评测结果的一行；请重跑那次评测"):
        read_results(tmp_path)
