"""The staff desk: what nobody answered, the ledger, corpus and index, explanations, charts."""

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from chat.bot import Bot
from chat.explain import explain
from chat.ledger.export import to_xlsx
from chat.ledger.grouping import due_on, gaps
from chat.ledger.records import Entry, Feedback, Filter, Gap, day_of
from chat.ledger.store import Ledger
from chat.records import Status
from chat.render import citation_line
from chat.web.counter import utc_now
from chat.web.desk_tables import (
    FEEDBACKS,
    STATUSES,
    Office,
    charts_html,
    corpus_html,
    entries_html,
    explanation_html,
    gaps_html,
)
from chat.web.markup import asset

__all__ = ["Office", "build_desk", "desk_options"]

_ALL = "全部"
_RANGES = {"近 7 天": 7, "近 30 天": 30, "近 90 天": 90}
_KEPT_S = 3600  # how long files that were exported stay in Gradio's folder


def build_desk(
    bot: Bot, ledger: Ledger, office: Office, clock: Callable[[], datetime] = utc_now
) -> gr.Blocks:
    """Build the desk; nothing is served yet, and who may open it is the server's to say."""
    desk = _Desk(bot, ledger, office, clock)
    with gr.Blocks(
        title="访谈通 · 工作台", analytics_enabled=False, delete_cache=(_KEPT_S, _KEPT_S)
    ) as blocks:
        gr.HTML("<h1>访谈通 · 工作台</h1>")
        with gr.Tabs():
            with gr.Tab("未答问题"):
                _build_gaps(blocks, desk)
            with gr.Tab("问题台账"):
                _build_entries(blocks, desk)
            with gr.Tab("语料与索引"):
                _build_sheet(blocks, desk.corpus)
            with gr.Tab("试一试"):
                _build_trial(desk)
            with gr.Tab("图表"):
                _build_charts(blocks, desk)
    return blocks  # type: ignore[no-any-return]


def desk_options() -> dict[str, Any]:
    """Return how the desk looks, for `mount_gradio_app`: nothing in it comes from another host."""
    css = (asset("page.css") + asset("desk.css")).decode("utf-8")
    return {
        "theme": gr.themes.Base(primary_hue="teal", font=["system-ui", "sans-serif"]),
        "css": css,
        "footer_links": [],
        "run_history": False,
        "show_error": True,
        "ssr_mode": False,
        "auth_message": "工作人员登录",
    }


class _Desk:
    """What the desk's buttons do."""

    def __init__(
        self, bot: Bot, ledger: Ledger, office: Office, clock: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._ledger = ledger
        self._office = office
        self._clock = clock
        self._folder = tempfile.TemporaryDirectory(prefix="fangtan-desk-")

    @property
    def today(self) -> date:
        return day_of(self._clock())

    @property
    def interviews(self) -> list[Any]:
        return [(f"{one.date} {one.title}", one.id) for one in self._bot.collection.interviews]

    def gaps(self) -> list[Gap]:
        """Return the open gaps, and those of open tasks that nobody asks any more are left out."""
        embed = self._bot.searcher.embedder.embed_questions
        return gaps(self._ledger.open_entries(), self._ledger.tasks(), embed, self._clock())

    def list_gaps(self) -> tuple[str, Any, Any]:
        """Return the gaps' list, and the choices of those to assign and to close."""
        found = self.gaps()
        html = gaps_html(found, self._bot.collection, self.today)
        unassigned = [(f"{one.question}（{len(one.entries)} 次）", one.question) for one in found]
        opened = [
            (f"{one.question}（{one.department}）", one.id)
            for one in self._ledger.tasks()
            if not one.closed_by
        ]
        return _sheet(html), gr.Dropdown(unassigned, value=None), gr.Dropdown(opened, value=None)

    def assign(self, question: str | None, department: str, due: str) -> str:
        """Give a gap to a department; return what to say."""
        if not question or not department.strip():
            return "请选一个问题，并写上部门。"
        day = _day(due)
        if not day:
            return "期限请写成 2026-12-02 这样。"
        gap = next((one for one in self.gaps() if one.question == question), None)
        if not gap:
            return "这个问题已经不在清单里了，请刷新。"
        ids = [entry.id for entry in gap.entries]
        task = self._ledger.assign(ids, question, department.strip(), day, self.today)
        return f"已把“{task.question}”交给{task.department}，期限 {task.due}。"

    def close(self, task_id: int | None, interview_id: str | None) -> str:
        """Close a task by the interview that answers it; return what to say."""
        if not task_id or not interview_id:
            return "请选要销号的问题，以及回答它的访谈。"
        try:
            self._ledger.close(task_id, interview_id, self.today)
        except KeyError:
            return "这项任务已经不在了，请刷新。"
        return "已销号。"

    def answered_now(self, task_id: int | None) -> tuple[str, str | None]:
        """Ask a task's question again; return what to say, and the interview that answers it."""
        task = next((one for one in self._ledger.tasks() if one.id == task_id), None)
        if not task:
            return "请先选一个问题。", None
        answer = self._bot.ask(task.question)
        if not answer.citations:
            return "现有的访谈还是没有回答这个问题。", None
        first = answer.citations[0]
        said = f"现在的语料这样回答：“{first.quote}”（{citation_line(first)}）。请核对后销号。"
        return said, first.interview.id

    def export_gaps(self) -> str:
        """Write the entries of all gaps to a workbook; return its path."""
        return self._export([entry for gap in self.gaps() for entry in gap.entries], "未答问题")

    def entries(self, *filters: Any) -> str:
        """Return the table of the entries that a filter leaves."""
        return _sheet(entries_html(self._filtered(*filters), self._bot.collection))

    def export_entries(self, *filters: Any) -> str:
        """Write the entries that a filter leaves to a workbook; return its path."""
        return self._export(self._filtered(*filters), "问题台账")

    def corpus(self) -> str:
        """Return the sheet of corpus, index and evaluation."""
        return _sheet(corpus_html(self._bot, self._office))

    def explain(self, question: str) -> str:
        """Return why a question is answered as it is."""
        if not question.strip():
            return _sheet("<p>请写一个问题。</p>")
        return _sheet(explanation_html(explain(self._bot, question)))

    def charts(self, chosen: str) -> str:
        """Return the sheet of the last days' figures."""
        since = self.today - timedelta(days=_RANGES[chosen] - 1)
        days = self._ledger.days(since, self.today)
        return _sheet(charts_html(days, self._ledger.top_questions(since)))

    def _filtered(
        self, text: str, status: str, feedback: str, since: str, until: str, left: bool
    ) -> list[Entry]:
        which = Filter(
            text=(text or "").strip(),
            status=Status(status) if status != _ALL else None,
            feedback=Feedback(feedback) if feedback != _ALL else None,
            since=_day(since),
            until=_day(until),
            left=True if left else None,
        )
        return self._ledger.entries(which)

    def _export(self, entries: list[Entry], name: str) -> str:
        path = Path(self._folder.name) / f"{name}-{self.today}.xlsx"
        to_xlsx(entries, path)
        return str(path)


def _build_gaps(blocks: gr.Blocks, desk: _Desk) -> None:
    gr.HTML(_sheet("<p>市民在问、而没有官员回答过（或回答没帮上忙）的，按意思归在一起。</p>"))
    with gr.Row():
        refresh = gr.Button("刷新", elem_id="refresh-gaps", scale=0)
        export = gr.Button("导出 Excel", elem_id="export-gaps", scale=0)
    file = gr.File(label="导出的文件", visible=False, elem_id="gaps-file")
    listed = gr.HTML(elem_id="gaps")
    said = gr.HTML(elem_id="gaps-said")
    with gr.Row():
        gap = gr.Dropdown([], label="交办的问题", elem_id="gap", scale=3)
        department = gr.Textbox(label="交给哪个部门", elem_id="department", scale=2)
        due = gr.Textbox(label="期限（默认五个工作日）", elem_id="due", scale=1)
        assign = gr.Button("交办", variant="primary", elem_id="assign", scale=0)
    with gr.Row():
        task = gr.Dropdown([], label="销号的问题", elem_id="task", scale=3)
        interview = gr.Dropdown(
            desk.interviews, value=None, label="回答它的访谈", elem_id="interview", scale=3
        )
        again = gr.Button("现在能回答吗", elem_id="again", scale=0)
        close = gr.Button("销号", variant="primary", elem_id="close", scale=0)
    lists = [listed, gap, task]

    def due_day() -> str:
        return due_on(desk.today).isoformat()

    blocks.load(desk.list_gaps, outputs=lists, api_visibility="private")
    blocks.load(due_day, outputs=due, api_visibility="private")
    refresh.click(desk.list_gaps, outputs=lists, api_visibility="private")
    assign.click(
        lambda *given: _said(desk.assign(*given)),
        [gap, department, due],
        said,
        api_visibility="private",
    ).then(desk.list_gaps, outputs=lists, api_visibility="private")
    close.click(
        lambda *given: _said(desk.close(*given)), [task, interview], said, api_visibility="private"
    ).then(desk.list_gaps, outputs=lists, api_visibility="private")

    def try_again(task_id: int | None) -> tuple[str, str | None]:
        text, interview_id = desk.answered_now(task_id)
        return _said(text), interview_id

    again.click(try_again, task, [said, interview], api_visibility="private")
    _offer(export, desk.export_gaps, [], file)


def _build_entries(blocks: gr.Blocks, desk: _Desk) -> None:
    with gr.Row():
        text = gr.Textbox(label="问题里有这些字", elem_id="filter-text")
        status = gr.Dropdown(
            [_ALL, *((name, one.value) for one, name in STATUSES.items())],
            value=_ALL,
            label="结果",
            elem_id="filter-status",
        )
        feedback = gr.Dropdown(
            [_ALL, *((name, one.value) for one, name in FEEDBACKS.items())],
            value=_ALL,
            label="评价",
        )
        since = gr.Textbox(label="从哪一天（2026-11-01）")
        until = gr.Textbox(label="到哪一天")
        left = gr.Checkbox(label="只看留给工作人员的")
    with gr.Row():
        find = gr.Button("筛选", variant="primary", elem_id="find-entries", scale=0)
        export = gr.Button("导出 Excel", elem_id="export-entries", scale=0)
    file = gr.File(label="导出的文件", visible=False, elem_id="entries-file")
    table = gr.HTML(elem_id="entries")
    filters = [text, status, feedback, since, until, left]
    blocks.load(desk.entries, filters, table, api_visibility="private")
    gr.on([find.click, text.submit], desk.entries, filters, table, api_visibility="private")
    _offer(export, desk.export_entries, filters, file)


def _build_sheet(blocks: gr.Blocks, sheet: Callable[[], str]) -> None:
    shown = gr.HTML(elem_id="corpus")
    blocks.load(sheet, outputs=shown, api_visibility="private")


def _build_trial(desk: _Desk) -> None:
    question = gr.Textbox(label="试一个问题", elem_id="trial")
    ask = gr.Button("为什么这样答", variant="primary", elem_id="explain", scale=0)
    shown = gr.HTML(elem_id="explanation")
    gr.on([ask.click, question.submit], desk.explain, question, shown, api_visibility="private")


def _build_charts(blocks: gr.Blocks, desk: _Desk) -> None:
    chosen = gr.Radio(list(_RANGES), value="近 30 天", label="范围", elem_id="range")
    shown = gr.HTML(elem_id="charts")
    blocks.load(desk.charts, chosen, shown, api_visibility="private")
    chosen.change(desk.charts, chosen, shown, api_visibility="private")


def _offer(button: gr.Button, export: Callable[..., str], inputs: list[Any], file: gr.File) -> None:
    """Let a button write a file and show it for downloading."""

    def offered(*given: Any) -> Any:
        return gr.File(export(*given), visible=True)

    button.click(offered, inputs, file, api_visibility="private")


def _sheet(html: str) -> str:
    return f'<div class="desk">{html}</div>'


def _said(text: str) -> str:
    return _sheet(f'<p role="status">{escape(text)}</p>')


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None
