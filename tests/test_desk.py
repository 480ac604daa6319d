"""What the staff sees: gaps, entries, corpus, reasons and figures, as values and as HTML."""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from chat.bot import Bot
from chat.evaluation.api import run_evaluation
from chat.evaluation.records import EvalQuestion
from chat.ledger.records import Day, Entry, Feedback, Filter, Task
from chat.ledger.store import Ledger
from chat.records import Status
from chat.web.desk_charts import bar_widths, chart_of
from chat.web.desk_corpus import Office, evaluation_rows, index_lines, interview_rows
from chat.web.desk_entries import PAGE, DayError, filter_of, page_of, rows_of
from chat.web.desk_gaps import GapBook, Memory, State, about, find, key_of, row_of, sparkline
from chat.web.desk_views import Desk, Hint
from index.records import Embedder, Vectors
from index.search import Searcher
from index.store import MANIFEST, Manifest
from ingest.collection import collect
from ingest.corpus import load_corpus

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday, 17:00 in Shanghai
TODAY = date(2026, 11, 25)
GDP = "到2025年GDP要达到多少？"
UNANSWERED = "晋江市“十四五”GDP目标是多少？"
SUBWAY = "台商投资区什么时候通地铁？"
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(1)</script> **粗** $x^2$ {{7*7}} ${7*7}'

Asked = Callable[..., str]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite3", keeps_contacts=True)
    yield opened
    opened.dispose()


@pytest.fixture
def ask(bot: Bot, ledger: Ledger) -> Asked:
    """How to ask and record a question, some time ago; returns its id."""

    def asked(question: str, ago: timedelta = timedelta()) -> str:
        return ledger.record(bot.ask(question), language="zh-CN", build="b1", now=NOW - ago)

    return asked


@pytest.fixture
def office(corpus_folder: Path, shipped_index: Path, tmp_path: Path) -> Office:
    return Office(corpus_folder, shipped_index, tmp_path / "eval")


@pytest.fixture
def desk(bot: Bot, ledger: Ledger, office: Office) -> Desk:
    return Desk(bot, ledger, office, lambda: NOW)


@pytest.fixture
def book(desk: Desk) -> GapBook:
    return desk.book


def test_what_is_refused_disliked_or_left_is_a_gap_with_its_reasons(
    book: GapBook, ask: Asked, ledger: Ledger
) -> None:
    ask(SUBWAY)
    ledger.leave(ask(SUBWAY, timedelta(weeks=3)), "zhang@example.org")
    ledger.rate(ask(GDP), Feedback.UNHELPFUL, "太旧")
    first, second = (row_of(gap, TODAY) for gap in book.open(NOW))
    assert (first.question, first.n) == (SUBWAY, 2)
    assert first.reasons == "没有官员回答过 2 次，留给工作人员 1 次"
    assert first.weeks == "0 0 0 0 1 0 0 1"
    assert (first.state, first.last) == (State.NEW, "2026-11-25")
    assert second.reasons == "评价“没帮助” 1 次"


def test_a_gap_is_given_then_closed_and_comes_back_only_if_it_is_asked_again(
    book: GapBook, ask: Asked
) -> None:
    ask(UNANSWERED, timedelta(hours=2))
    (gap,) = book.open(NOW)
    book.assign(gap, "发展改革局", date(2026, 12, 2), TODAY)
    (gap,) = book.open(NOW)
    assert row_of(gap, TODAY).state is State.GIVEN
    book.close(gap, "interview-1", TODAY)
    assert book.open(NOW) == []
    assert [task.closed_by for task in book.closed()] == ["interview-1"]
    ask(UNANSWERED)
    (gap,) = book.open(NOW)
    assert (gap.task, len(gap.entries)) == (None, 1)


def test_what_is_asked_after_the_task_was_given_is_closed_with_it(
    book: GapBook, ask: Asked
) -> None:
    ask(UNANSWERED, timedelta(hours=2))
    (gap,) = book.open(NOW)
    book.assign(gap, "发展改革局", date(2026, 12, 2), TODAY)
    ask(UNANSWERED)
    (gap,) = book.open(NOW)
    assert len(gap.entries) == 2
    book.close(gap, "interview-1", TODAY)
    assert book.open(NOW) == []


def test_a_gap_given_to_another_department_is_listed_once(book: GapBook, ask: Asked) -> None:
    ask(UNANSWERED)
    for department in ("发展改革局", "统计局"):
        (gap,) = book.open(NOW)
        book.assign(gap, department, date(2026, 12, 2), TODAY)
    (gap,) = book.open(NOW)
    assert gap.task is not None
    assert (gap.task.department, len(gap.entries)) == ("统计局", 1)
    assert book.departments() == ["发展改革局", "统计局"]
    assert book.closed() == []


def test_another_day_for_the_same_department_moves_its_task(
    book: GapBook, ask: Asked, ledger: Ledger
) -> None:
    ask(UNANSWERED, timedelta(hours=2))
    (gap,) = book.open(NOW)
    book.assign(gap, "教育局", date(2026, 12, 2), TODAY)
    ask(UNANSWERED)
    (gap,) = book.open(NOW)
    book.assign(gap, "教育局", date(2026, 12, 9), TODAY + timedelta(days=1))
    (task,) = ledger.tasks()
    assert (task.department, task.due, task.opened) == ("教育局", date(2026, 12, 9), TODAY)
    (gap,) = book.open(NOW)
    assert (gap.task, len(gap.entries)) == (task, 2)
    assert book.closed() == []


def test_a_gap_that_nobody_has_taken_up_can_not_be_closed(book: GapBook, ask: Asked) -> None:
    ask(UNANSWERED)
    (gap,) = book.open(NOW)
    with pytest.raises(ValueError, match="no task"):
        book.close(gap, "interview-1", TODAY)


def test_a_task_whose_questions_have_expired_can_still_be_closed(
    book: GapBook, ask: Asked, ledger: Ledger
) -> None:
    ask(UNANSWERED, timedelta(days=40))
    (gap,) = book.open(NOW)
    book.assign(gap, "发展改革局", date(2026, 12, 2), TODAY)
    ledger.purge(NOW - timedelta(days=30))
    (gap,) = book.open(NOW)
    assert (gap.question, gap.entries) == (UNANSWERED, ())
    assert row_of(gap, TODAY).last == "提问记录已过保留期"
    book.close(gap, "interview-1", TODAY)
    assert book.open(NOW) == []


def test_a_chosen_gap_is_found_again_after_more_is_asked_and_it_is_given(
    book: GapBook, ask: Asked
) -> None:
    ask(UNANSWERED, timedelta(hours=3))
    key = key_of(book.open(NOW)[0])
    ask(UNANSWERED)
    gap = find(book.open(NOW), key)
    assert gap is not None
    assert len(gap.entries) == 2
    book.assign(gap, "发展改革局", date(2026, 12, 2), TODAY)
    again = find(book.open(NOW), key)
    assert again is not None
    assert again.task is not None
    assert find(book.open(NOW), "") is None
    assert find(book.open(NOW), "task:99") is None


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (date(2026, 11, 22), "已超期 3 天：统计局，期限是 2026-11-22"),
        (TODAY, "已交给统计局，期限 2026-11-25（今天到期）"),
        (date(2026, 12, 2), "已交给统计局，期限 2026-12-02（还有 7 天）"),
    ],
)
def test_overdue_is_said_in_words(due: date, told: str) -> None:
    assert about(Task(1, "问", "统计局", due, TODAY, "", None), TODAY) == told


@given(st.lists(st.integers(0, 10_000), max_size=8))
def test_a_sparkline_has_a_bar_for_each_count_and_is_lowest_only_for_none(
    counts: list[int],
) -> None:
    bars = sparkline(counts)
    assert len(bars) == len(counts)
    assert all((bar == "▁") == (count == 0) for bar, count in zip(bars, counts, strict=True))
    assert not any(counts) or bars[counts.index(max(counts))] == "█"


def test_a_question_is_embedded_once() -> None:
    asked: list[str] = []

    def embed(texts: object) -> Vectors:
        asked.extend(texts)  # type: ignore[arg-type]
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)  # type: ignore[attr-defined]

    memory = Memory(embed)
    memory(["甲", "乙乙"])
    assert memory(["乙乙", "丙丙丙", "甲"]).tolist() == [[2, 1], [3, 1], [1, 1]]
    assert asked == ["甲", "乙乙", "丙丙丙"]


def test_the_hint_is_the_interview_that_answers_now(
    desk: Desk, ask: Asked, ledger: Ledger, bot: Bot
) -> None:
    ledger.rate(ask(GDP), Feedback.UNHELPFUL)
    ask(SUBWAY)
    hints = {gap.question: desk.hint(gap) for gap in desk.open_gaps()}
    assert hints[SUBWAY] == Hint()
    assert hints[GDP].interview == bot.collection.interviews[0].id
    assert hints[GDP].quote == bot.ask(GDP).text
    assert hints[GDP].is_disliked


def test_the_default_due_day_is_five_working_days_away(desk: Desk) -> None:
    assert desk.due == date(2026, 12, 2)


def test_gaps_are_exported_by_state_with_each_time_they_were_asked(
    desk: Desk, ask: Asked, tmp_path: Path
) -> None:
    ask(f"=1+1 {UNANSWERED}")
    ask("今天天气怎么样？")
    desk.book.assign(desk.open_gaps()[0], "统计局", date(2026, 11, 20), TODAY)
    path = desk.write_gaps(tmp_path, "已超期")
    assert path.name == "未答问题-2026-11-25.xlsx"
    gaps, times = load_workbook(path)
    (heading, row) = gaps.iter_rows(values_only=True)
    listed = dict(zip(heading, row, strict=True))
    assert (listed["部门"], listed["期限"], listed["状态"]) == ("统计局", "2026-11-20", "已超期")
    assert [cell.data_type for cell in gaps[2]].count("f") == 0
    assert [row[1] for row in times.iter_rows(min_row=2, values_only=True)] == ["2026-11-25 17:00"]
    assert load_workbook(desk.write_gaps(tmp_path, "全部")).worksheets[0].max_row == 3


def test_a_filter_is_read_from_what_the_controls_say() -> None:
    which = filter_of(" 规划 ", "没有官员回答过", "没帮助", "2026-11-01", "2026-11-30", True)
    assert which == Filter(
        "规划", Status.REFUSED, Feedback.UNHELPFUL, date(2026, 11, 1), date(2026, 11, 30), True
    )
    assert filter_of(None, "全部", "全部", None, "", False) == Filter()
    with pytest.raises(DayError, match="“昨天”不是日期"):
        filter_of("", "全部", "全部", "昨天", None, False)


def test_an_entry_is_shown_by_local_time_with_a_link_to_its_source(
    bot: Bot, ledger: Ledger, ask: Asked
) -> None:
    ledger.rate(ask(GDP), Feedback.HELPFUL)
    (row,) = rows_of(ledger.entries(), bot.collection)
    assert (row.time, row.status, row.feedback) == ("2026-11-25 17:00", "已回答", "有帮助")
    (cited,) = row.cited
    assert cited.text == "荣跃 2021-07-12"
    place = r"\.\./interviews/2021-07-12-quanzhou-14th-five-year-plan\?exchange=t013&start=\d+"
    assert re.match(place, cited.address)


def test_a_page_beyond_the_last_is_the_last(ledger: Ledger, ask: Asked) -> None:
    assert str(page_of(ledger, Filter(), 1)) == "共 0 条"
    ids = [ask("今天天气怎么样？", timedelta(minutes=n)) for n in range(PAGE + 1)]
    page = page_of(ledger, Filter(), 9)
    assert (page.number, [entry.id for entry in page.entries]) == (2, ids[PAGE:])
    assert str(page) == f"共 {PAGE + 1} 条，第 2 页（共 2 页）"
    assert [entry.id for entry in page_of(ledger, Filter(), 1).entries] == ids[:PAGE]


def test_only_the_entries_of_a_page_are_read(
    desk: Desk, ask: Asked, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    entries = ledger.entries

    def counted(*given: Any) -> list[Entry]:
        found = entries(*given)
        read.append(len(found))
        return found

    for n in range(PAGE + 1):
        ask("今天天气怎么样？", timedelta(minutes=n))
    monkeypatch.setattr(ledger, "entries", counted)
    assert desk.page(Filter(), 2).n_entries == PAGE + 1
    assert read == [1]


def test_nothing_that_a_citizen_wrote_becomes_markup(
    desk: Desk, ask: Asked, ledger: Ledger
) -> None:
    entry = ask(HOSTILE)
    ledger.rate(entry, Feedback.UNHELPFUL, HOSTILE)
    ledger.leave(entry, HOSTILE)
    gaps = desk.open_gaps()
    desk.book.assign(gaps[0], HOSTILE, TODAY, TODAY)
    (gap,) = gaps = desk.open_gaps()
    pages = [
        desk.gaps(gaps, "全部", gap),
        desk.gap(gap, desk.hint(gap)),
        desk.entries(desk.page(Filter(), 1)),
        desk.trial(HOSTILE),
        desk.charts(7),
    ]
    desk.book.close(gap, HOSTILE, TODAY)
    for html in (*pages, desk.closed()):
        assert "&lt;script&gt;" in html
        assert "<script" not in html
        assert "<img" not in html


def test_the_interviews_are_counted(desk: Desk, bot: Bot) -> None:
    (row,) = interview_rows(bot.collection)
    assert row.day == "2021-07-12"
    assert row.guests == "荣跃（科技经济发展局发改科科长）"
    assert row.n_exchanges == len(bot.collection.substantive)
    assert row.n_passages == len(bot.collection.passages)
    assert row.n_wordings == len(bot.collection.wordings) > 0
    assert row.n_open == len(bot.collection.open_questions) > 0
    told = f"问答 {row.n_exchanges} 组，段落 {row.n_passages} 个，问法 {row.n_wordings} 个"
    told += f"，记明没有回答的 {row.n_open} 个"
    assert f"访谈 1 个，{told}" in desk.corpus()


def test_an_interview_is_linked_whatever_its_file_is_called(
    write_corpus: Callable[[dict[str, str]], Path],
    page: Callable[..., str],
    toy_embedder: Embedder,
    ledger: Ledger,
    office: Office,
) -> None:
    corpus = load_corpus(write_corpus({"第3期#住房.txt": page()}))
    bot = Bot(Searcher.build(collect(corpus), toy_embedder), min_score=0.0)
    task = ledger.assign([], "住房？", "住建局", TODAY, TODAY)
    ledger.close(task.id, "第3期#住房", TODAY)
    link = f'href="../interviews/{quote("第3期#住房")}"'
    assert "%23" in link
    desk = Desk(bot, ledger, office, lambda: NOW)
    assert link in desk.closed()
    assert link in desk.corpus()


def test_a_corpus_that_changed_since_is_said(office: Office, tmp_path: Path) -> None:
    manifest = Manifest.read(office.index)
    os.utime(office.index / MANIFEST, (NOW.timestamp(), NOW.timestamp()))
    lines = index_lines(office, manifest.build)
    assert lines[0].startswith(f"索引建于 2026-11-25 17:00，版本 {manifest.build}")
    assert lines[-1] == "语料在建索引之后没有变动。"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "new.txt").write_text("新的访谈", encoding="utf-8")
    changed = Office(tmp_path / "other", office.index, office.evaluation)
    assert index_lines(changed, manifest.build)[-1].startswith("注意：语料在建索引之后有变动")
    missing = Office(tmp_path / "none", office.index, office.evaluation)
    assert index_lines(missing, manifest.build)[-1].startswith("注意：读不到语料")


def test_an_index_that_was_rebuilt_or_is_missing_is_said(office: Office, tmp_path: Path) -> None:
    assert any("请重启服务" in line for line in index_lines(office, "an earlier build"))
    assert not any(
        "请重启服务" in line for line in index_lines(office, Manifest.read(office.index).build)
    )
    (line,) = index_lines(Office(office.corpus, tmp_path, office.evaluation), "")
    assert line.startswith("注意：")
    assert "fangtan index" in line


def test_an_evaluation_is_told_with_its_interval(bot: Bot, tmp_path: Path) -> None:
    questions = [
        EvalQuestion("1", "fact", GDP, (), True, contains=(("440亿元",),)),
        EvalQuestion("2", "refuse", "今天天气怎么样？", (), False),
    ]
    run_evaluation(questions, bot, bot.collection, tmp_path / "eval" / "first")
    (row,) = evaluation_rows(tmp_path / "eval")
    assert (row.name, row.n, row.fault) == ("first", "2", "")
    assert row.figures[0].startswith("100.0%（")
    assert row.figures[0].endswith("，2 题")


def test_a_missing_or_broken_evaluation_is_said_plainly(desk: Desk, office: Office) -> None:
    assert "还没有评测过" in desk.corpus()
    office.evaluation.mkdir()
    summary = office.evaluation / "summary.json"
    for broken in ("{", json.dumps({"overall": {}}), "[]"):
        summary.write_text(broken, encoding="utf-8")
        assert "读不了这份评测结果" in desk.corpus()


def test_a_trial_shows_ranks_probability_threshold_and_verdict(desk: Desk, bot: Bot) -> None:
    html = desk.trial(GDP)
    assert "采用：就是给市民看的回答" in html
    assert f"达到阈值 {bot.min_score:.3f}" in html
    assert html.count("主持人的问题</th>") == 5
    assert re.search(r"第 \d+ 名，\d+\.\d\d 分（权重 \d\.\d\d）", html)
    assert "市民会得到" not in desk.trial(" ")


def test_a_trial_says_why_nothing_is_answered_and_what_was_understood(desk: Desk) -> None:
    assert "地名对不上：问的是“晋江市”" in desk.trial(UNANSWERED)
    assert "改正错字：建社项目 → 建设项目" in desk.trial("重点建社项目有多少个？")
    asked = "当时参加编制团队比选的有几家单位"
    assert f"与记明没有回答的“{asked}”最相近，因此把握减少" in desk.trial(asked)
    assert "不客气" in desk.trial("谢谢")


def test_a_trial_is_not_recorded(desk: Desk, ledger: Ledger) -> None:
    desk.trial(UNANSWERED)
    assert ledger.entries() == []


def test_a_chart_has_a_column_for_each_day_and_the_same_in_words(desk: Desk, ask: Asked) -> None:
    for ago in (0, 0, 6, 7):
        ask(UNANSWERED, timedelta(days=ago))
    ask(GDP)
    html = desk.charts(7)
    assert html.count('class="column"') == 14
    assert "最近 7 天共 4 问" in html
    assert "拒答率 75.0%" in html
    assert "最多的一天是 2026-11-25，3 问" in html
    assert "最近 30 天共 5 问" in desk.charts(30)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=90))
def test_columns_stay_within_their_chart(counts: list[tuple[int, int]]) -> None:
    days = [
        Day(TODAY + timedelta(days=n), answered + refused, answered, refused, 0, 0)
        for n, (answered, refused) in enumerate(counts)
    ]
    chart = chart_of(days)
    assert chart.top >= max(day.asked for day in days)
    for column, day in zip(chart.columns, days, strict=True):
        assert column.answered + column.refused == pytest.approx(100 * day.asked / chart.top)
        assert (column.rate is None) == (day.asked == 0)
    assert chart.columns[-1].label
    assert 1 <= sum(bool(column.label) for column in chart.columns) <= 6


def test_no_days_questions_are_said_and_no_bar_is_drawn() -> None:
    assert chart_of([Day(TODAY, 0, 0, 0, 0, 0)]).summary == "最近 1 天没有人提问。"
    assert bar_widths([]) == []
    assert bar_widths([4, 1]) == [100, 25]
