import json
import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chat.evaluation.api import run_evaluation
from chat.evaluation.charts import draw_charts
from chat.evaluation.compare import compare
from chat.evaluation.gate import GateError
from chat.evaluation.metrics import summarise
from chat.evaluation.records import BrokenFloor, Evaluation, Floor, ResultsError, Verdict
from chat.evaluation.report import render, write_report
from tests.data.eval_fakes import COLLECTION, TIMES, Told, question, reply, verdict

ATTACK = "<script>alert(1)</script>"
QUESTIONS = (
    question("q1", question="编制？", time=TIMES[0], contains=(("一年",),)),
    question("q2", question="GDP？", history=("编制？",), time=TIMES[1], contains=(("440亿元",),)),
    question("q3", kind="refuse", question="天气？", answerable=False),
    question("q4", kind="refuse", question="股票？", answerable=False),
    question("q5", question="项目？", exchange_id="e3"),
)
ANSWERS = {
    "编制？": reply("历时一年", ["e1"]),
    "GDP？": reply("共有165个项目", ["e3", "e2"]),
    "股票？": reply("年均增长7%", ["e2"]),
}
VERDICTS = tuple(verdict(q, ANSWERS.get(q.question, reply())) for q in QUESTIONS)


def evaluation(verdicts: tuple[Verdict, ...] = VERDICTS) -> Evaluation:
    return Evaluation(summarise(verdicts, 1234.0), verdicts)


class Page(HTMLParser):
    """Collects the tags of a page, checks that they nest, and reads its text."""

    VOID = frozenset({"meta", "br", "input", "link", "img", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def rows(page: str) -> list[str]:
    """Return the page's questions, each with tags and runs of white space taken out."""
    part = page[page.index('id="questions"') : page.index('id="terms"')].split("<details ")[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row.partition(">")[2])) for row in part]


def test_every_question_is_shown_with_what_was_said_and_why_it_failed() -> None:
    right, wrong, refused, answered, unanswered = rows(render(evaluation()))
    assert (
        "✓ 对 q1 · fact 编制？ 历时一年 —— 张三（发改局局长），2021-07-12 02:01:00，《规划解读》"
        in right
    )
    assert "标准出处名次：1；置信度 0.500；长度比 0.80；用时 10.0 ms" in right
    assert (
        "✗ 错 q2 · fact GDP？ 引用的访谈问答不对：标准出处排在第 2 位 答案里缺少“440亿元”" in wrong
    )
    assert "此前问过：编制？ 共有165个项目" in wrong
    assert "✓ 对 q3 · refuse 天气？ （拒答） 本应拒答；" in refused
    assert "✗ 错 q4 · refuse 股票？ 本应拒答，却给出了回答 年均增长7%" in answered
    assert (
        "✗ 错 q5 · fact 项目？ 未回答：这题有答案，却被拒答 （拒答） 标准出处名次：未找到"
        in unanswered
    )


def test_headline_figures_have_their_denominators() -> None:
    text = re.sub(r"\s+", " ", Page(render(evaluation())).text)
    assert "共问 5 题，对 2 题，错 3 题。" in text
    assert "准确率 40.0% 2 / 5 题 区间" in text
    assert "拒答召回率 50.0% 1 / 2 题 区间" in text
    assert "冷启动1.2 s" in text


def test_tags_nest_and_tables_and_controls_are_named() -> None:
    tags = Page(render(evaluation())).tags
    assert {attrs.get("scope") for tag, attrs in tags if tag == "th"} == {"col", "row"}
    labels = sum(tag == "label" for tag, _ in tags)
    assert labels == sum(tag in {"select", "input"} for tag, _ in tags) == 3


def test_what_questions_and_answers_hold_is_never_markup() -> None:
    bad = tuple(
        replace(
            made,
            asked=replace(made.asked, question=ATTACK, kind=ATTACK, history=(ATTACK,)),
            answer=ATTACK,
            missing=((ATTACK,),),
        )
        for made in VERDICTS
    )
    attacked = replace(
        evaluation(bad),
        comparison=compare(bad, [replace(v, answer="旧", correct=not v.correct) for v in bad]),
        doubts=(ATTACK,),
        broken=(BrokenFloor(Floor("accuracy", ATTACK, 1, False), 0.5),),
        summary=summarise(bad, setup={ATTACK: ATTACK}),
    )
    page = render(attacked)
    assert ATTACK not in page
    assert page.count(escape(ATTACK)) > 5 * len(bad)
    assert sum(tag == "script" for tag, _ in Page(page).tags) == 1


def test_the_page_loads_nothing() -> None:
    page = render(evaluation())
    loading = {"src", "srcset", "data", "poster", "action", "background"}
    for tag, attrs in Page(page).tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "image", "base"}
        assert not loading & set(attrs)
        links = [value for name, value in attrs.items() if name in {"href", "xlink:href"}]
        assert all(link and link.startswith("#") for link in links)
    without_names = re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    assert "http:" not in without_names
    assert "https:" not in without_names
    assert "@import" not in page
    assert set(re.findall(r"url\(([^)]{0,2})", page)) <= {"#a", "#r", "#l"}
    assert "default-src 'none'" in page


def test_ids_are_unique_across_the_charts() -> None:
    ids = [attrs["id"] for _, attrs in Page(render(evaluation())).tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_equal_figures_give_equal_charts_in_the_colours_of_the_page() -> None:
    first, again = (draw_charts(evaluation().summary, VERDICTS) for _ in range(2))
    assert first == again
    assert list(first) == ["accuracy", "risk_coverage", "rank", "latency"]
    for chart in first.values():
        assert "var(--blue)" in chart
        assert not re.search(r"#[0-9a-f]{6}", chart)


def test_the_charts_write_their_letters_as_text() -> None:
    charts = draw_charts(evaluation().summary, VERDICTS)
    assert "refuse (2)" in charts["accuracy"]
    assert "其中答错的 %" in charts["risk_coverage"]
    assert "标准出处的名次" in charts["rank"]
    assert "用时（毫秒）" in charts["latency"]


def test_the_comparison_shows_old_and_new_words() -> None:
    before = [
        verdict(QUESTIONS[0], reply()),
        verdict(QUESTIONS[1], reply("GDP达到440亿元", ["e2"])),
    ]
    compared = replace(evaluation(), comparison=compare(VERDICTS, before))
    text = re.sub(r"\s+", " ", Page(render(compared)).text)
    assert "由错变对（1 题） q1 · fact 编制？" in text
    assert "原来（错：未回答：这题有答案，却被拒答） （拒答） 现在（对） 历时一年" in text
    assert "由对变错（1 题） q2 · fact GDP？ 引用的访谈问答不对" in text
    assert "原来（对） GDP达到440亿元 现在（错） 共有165个项目" in text
    assert "这次新增或改动的题（3 题） q3、q4、q5" in text


def test_an_interrupted_run_and_broken_floors_stand_at_the_top() -> None:
    cut = replace(
        evaluation(),
        summary=summarise(VERDICTS, n_planned=9),
        broken=(BrokenFloor(Floor("accuracy", None, 0.9, False), 0.4),),
        doubts=("q1：题目所指的访谈问答里没有“二年”",),
    )
    head, _, _ = render(cut).partition("<h2>总览")
    assert "9 题只问了 5 题" in head
    assert "accuracy：应不低于 0.9，实际 0.4" in head
    assert "q1：题目所指的访谈问答里没有“二年”" in head


@pytest.mark.parametrize("n", [0, 1])
def test_a_page_is_written_for_no_question_and_for_one(n: int) -> None:
    assert len(rows(render(evaluation(VERDICTS[:n])))) == n


def test_programs_find_the_figures_in_summary_json(tmp_path: Path) -> None:
    write_report(tmp_path, evaluation())
    text = (tmp_path / "summary.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert list(found) == sorted(found)
    assert found["overall"]["measures"]["accuracy"]["value"] == 0.4
    assert found["overall"]["measures"]["accuracy"]["n"] == 5
    assert found["kinds"]["refuse"]["measures"]["refusal_recall"]["value"] == 0.5
    assert found["overall"]["latency"] == {"p50_ms": 10.0, "p95_ms": 10.0, "p99_ms": 10.0}
    assert str(tmp_path) not in text


def test_a_whole_run_is_compared_gated_and_reported(tmp_path: Path) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text("accuracy = 0.5\nrefusal_recall = 0.5\n")
    run_evaluation(QUESTIONS, Told({}), COLLECTION, tmp_path / "old")
    done = run_evaluation(
        QUESTIONS,
        Told(ANSWERS),
        COLLECTION,
        tmp_path / "new",
        baseline=tmp_path / "old",
        gate=gate,
        opened_ms=1000.0,
        setup={"模型": "toy"},
    )
    assert done.verdicts == VERDICTS
    assert done.broken is not None
    assert [str(floor) for floor in done.broken] == ["accuracy：应不低于 0.5，实际 0.4"]
    assert done.comparison is not None
    assert [change.after.asked.id for change in done.comparison.won] == ["q1"]
    assert [change.after.asked.id for change in done.comparison.lost] == ["q4"]
    assert done.summary.cold_start_ms == 1010.0
    assert done.doubts == ()
    written = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert written == ["report.html", "results.jsonl", "setup.json", "summary.json"]


def test_baseline_and_gate_are_read_before_anything_is_asked(tmp_path: Path) -> None:
    asker = Told(ANSWERS)
    with pytest.raises(ResultsError):
        run_evaluation(QUESTIONS, asker, COLLECTION, tmp_path, baseline=tmp_path / "none")
    with pytest.raises(GateError):
        run_evaluation(QUESTIONS, asker, COLLECTION, tmp_path, gate=tmp_path / "none.toml")
    assert asker.was_asked == []


def test_a_run_that_is_cut_short_is_reported_as_far_as_it_came(tmp_path: Path) -> None:
    cut = run_evaluation(QUESTIONS, Told(ANSWERS, stops_at="天气？"), COLLECTION, tmp_path)
    assert (cut.summary.interrupted, cut.summary.overall.n, cut.summary.n_planned) == (True, 2, 5)
    assert len(rows((tmp_path / "report.html").read_text(encoding="utf-8"))) == 2
    whole = run_evaluation(QUESTIONS, Told(ANSWERS), COLLECTION, tmp_path, resume=True)
    assert (whole.summary.interrupted, whole.n_kept, whole.verdicts) == (False, 2, VERDICTS)
