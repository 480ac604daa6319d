"""The staff desk: Gradio's tabs, filters and forms around tables of our own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from html import escape
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from chat.bot import QUESTION_MAX, Bot
from chat.ledger.export import FEEDBACKS, STATUSES
from chat.ledger.records import LedgerError
from chat.ledger.store import Ledger
from chat.web.counter import utc_now
from chat.web.desk_corpus import Office
from chat.web.desk_entries import ANY, DayError, day_in, filter_of
from chat.web.desk_gaps import State, find, key_of
from chat.web.desk_views import Desk, Hint
from chat.web.markup import asset, render

__all__ = ["Office", "build_desk", "desk_options"]

_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
_CONCURRENT = 2
_EXPORTS = (300, 900)  # seconds: every five minutes, exports older than a quarter of an hour go
_RANGES = {"最近 7 天": 7, "最近 30 天": 30, "最近 90 天": 90}
_CHOOSE = """element.addEventListener('click', event => {
  const button = event.target.closest('button.choose');
  if (button) trigger('choose', {key: button.dataset.key});
});"""
_TO_WORK = "() => document.querySelector('#work h2')?.focus()"
_LANGUAGE = '<script>document.documentElement.lang = "zh-CN";</script>'


def build_desk(
    bot: Bot, ledger: Ledger, office: Office, clock: Callable[[], datetime] = utc_now
) -> gr.Blocks:
    """Build the desk; nothing is served yet. It asks for no login: who mounts it does."""
    desk = Desk(bot, ledger, office, clock)
    with gr.Blocks(
        title="访谈通 · 工作台", analytics_enabled=False, delete_cache=_EXPORTS
    ) as blocks:
        _html(render("desk_head"))
        with gr.Tabs():
            with gr.Tab("未答问题"):
                _gaps_tab(desk, blocks)
            with gr.Tab("问题台账") as tab:
                _entries_tab(desk, tab)
            with gr.Tab("语料与索引") as tab:
                _on(tab.select, desk.corpus, [], [_html()])
            with gr.Tab("试一试"):
                _trial_tab(desk)
            with gr.Tab("图表") as tab:
                _charts_tab(desk, tab)
    return blocks.queue(default_concurrency_limit=_CONCURRENT)  # type: ignore[no-any-return]


def desk_options() -> dict[str, Any]:
    """Return how the desk looks, for `mount_gradio_app`: nothing in it comes from another host."""
    style = (files("chat.web") / "desk.css").read_text(encoding="utf-8")
    style = f"{asset('colours.css').decode()}\n{style}"
    return {
        "theme": gr.themes.Base(primary_hue="teal", font=_FONTS, font_mono=["monospace"]),
        "head": f"<style>{style}</style>{_LANGUAGE}",
        "auth_message": "访谈通工作台：请用管理员给您的用户名和密码登录。",
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
    }


def _gaps_tab(desk: Desk, blocks: gr.Blocks) -> None:
    with gr.Row(elem_classes="controls"):
        which = gr.Radio([ANY, *State], value=ANY, label="只看", scale=3)
        refresh = gr.Button("刷新", scale=0)
        _export(desk.write_gaps, [which], "gaps-file")
    chosen = gr.State("")
    with gr.Row(elem_id="gaps-and-work"):
        with gr.Column(scale=3, min_width=320):
            listed = _html(js_on_load=_CHOOSE)
        with gr.Column(scale=2, min_width=320, elem_id="work"):
            shown = _html()
            with gr.Column(visible=False) as forms:
                department = gr.Dropdown(
                    [], label="交给哪个部门", allow_custom_value=True, interactive=True
                )
                due = _day_box("期限")
                assign = gr.Button("交办", variant="primary")
                with gr.Column(visible=False) as closing:
                    interview = gr.Dropdown(
                        desk.interviews(), label="由哪次访谈回答了", interactive=True
                    )
                    close = gr.Button("销号", variant="primary")
    with gr.Accordion("已经销号的问题", open=False):
        closed = _html()

    def show(which: str, key: str) -> list[Any]:
        """List the gaps, and show the chosen one with its forms filled in."""
        opened = desk.open_gaps()
        gap = find(opened, key)
        hint = desk.hint(gap) if gap else Hint()
        task = gap.task if gap else None
        return [
            key_of(gap) if gap else "",
            desk.gaps(opened, which, gap),
            desk.gap(gap, hint),
            desk.closed(),
            gr.update(visible=gap is not None),
            gr.update(visible=task is not None),
            gr.update(choices=desk.book.departments(), value=task.department if task else None),
            f"{desk.due}",
            hint.interview or None,
        ]

    def choose(which: str, event: gr.EventData) -> list[Any]:
        return show(which, str(event._data["key"]))

    def give(which: str, key: str, department: str | None, due: str | None) -> list[Any]:
        gap, day = find(desk.open_gaps(), key), day_in(due)
        if gap is None or not gap.entries:
            raise _refusal("这个问题已经销号，或者提问记录已过保留期，不能再交办。")
        if not (department and department.strip() and day):
            raise _refusal("请写上部门和期限。")
        desk.book.assign(gap, department.strip(), day, desk.today)
        gr.Info("已交办。", title="好了")
        return show(which, f"entry:{gap.entries[-1].id}")

    def settle(which: str, key: str, interview: str | None) -> list[Any]:
        gap = find(desk.open_gaps(), key)
        if gap is None or gap.task is None:
            raise _refusal("这个问题还没有交办，或者已经销号。")
        if not interview:
            raise _refusal("请选择回答了它的那次访谈。")
        desk.book.close(gap, interview, desk.today)
        gr.Info("已销号。", title="好了")
        return show(which, "")

    outputs = [chosen, listed, shown, closed, forms, closing, department, due, interview]
    _on(blocks.load, show, [which, chosen], outputs)
    for event in (refresh.click, which.change):
        _on(event, show, [which, chosen], outputs)
    _on(listed.choose, choose, [which], outputs).then(fn=None, js=_TO_WORK)
    _on(assign.click, give, [which, chosen, department, due], outputs)
    _on(close.click, settle, [which, chosen, interview], outputs)


def _entries_tab(desk: Desk, tab: gr.Tab) -> None:
    with gr.Row(elem_classes="controls"):
        text = gr.Textbox(label="问题或评价原因里有", max_lines=1)
        status = gr.Dropdown([ANY, *STATUSES.values()], value=ANY, label="结果")
        feedback = gr.Dropdown([ANY, *FEEDBACKS.values()], value=ANY, label="评价")
        since = _day_box("从哪天")
        until = _day_box("到哪天")
        left = gr.Checkbox(label="只看留给工作人员的")
    chosen = [text, status, feedback, since, until, left]
    with gr.Row(elem_classes="controls"):
        choose = gr.Button("筛选", variant="primary", scale=0)
        _export(
            lambda folder, *values: desk.write_entries(folder, filter_of(*values)),
            chosen,
            "entries-file",
        )
    number = gr.State(1)
    listed = _html()
    with gr.Row(elem_classes="controls", visible=False) as pages:
        before = gr.Button("上一页", scale=0)
        after = gr.Button("下一页", scale=0)

    def show(step: int) -> Callable[..., Any]:
        """Return what shows the first page, or the one before or after."""

        def shown(number: int, *values: Any) -> list[Any]:
            page = desk.page(filter_of(*values), number + step if step else 1)
            return [desk.entries(page), page.number, gr.update(visible=page.of > 1)]

        return shown

    first, moves = (tab.select, choose.click, text.submit), ((before.click, -1), (after.click, 1))
    for event, step in (*((event, 0) for event in first), *moves):
        _on(event, show(step), [number, *chosen], [listed, number, pages])


def _trial_tab(desk: Desk) -> None:
    with gr.Row(elem_classes="controls"):
        question = gr.Textbox(
            label="问题（不记入台账）", max_lines=1, max_length=QUESTION_MAX, scale=4
        )
        ask = gr.Button("试一试", variant="primary", scale=0)
    shown = _html()
    for event in (question.submit, ask.click):
        _on(event, desk.trial, [question], [shown])


def _charts_tab(desk: Desk, tab: gr.Tab) -> None:
    chosen = gr.Radio(list(_RANGES), value="最近 30 天", label="多少天")
    shown = _html()
    for event in (tab.select, chosen.change):
        _on(event, lambda name: desk.charts(_RANGES[name]), [chosen], [shown])


def _export(write: Callable[..., Path], inputs: list[Any], name: str) -> None:
    """Place a button that downloads the workbook that is written into a folder."""
    button = gr.Button("导出 Excel", scale=0)
    file = gr.DownloadButton("下载", visible="hidden", elem_id=name)

    def exported(*values: Any) -> Iterator[str]:
        with _telling(), TemporaryDirectory() as folder:
            yield str(write(Path(folder), *values))  # gradio copies the file before it goes on

    download = f"() => document.getElementById('{name}').click()"
    _listen(button.click, exported, inputs, [file]).then(fn=None, js=download)


def _day_box(label: str) -> gr.Textbox:
    """Place a box for a day; that of Gradio has a button without a name."""
    return gr.Textbox(label=label, placeholder="如 2026-01-31", max_lines=1, max_length=10)


def _html(value: str = "", **options: Any) -> Any:
    return gr.HTML(value, apply_default_css=False, elem_classes="desk", **options)


def _on(event: Any, function: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> Any:
    """Let an event call a function, whose failures are told in words."""

    @wraps(function)
    def told(*given: Any) -> Any:
        with _telling():
            return function(*given)

    return _listen(event, told, inputs, outputs)


def _listen(event: Any, function: Any, inputs: list[Any], outputs: list[Any]) -> Any:
    return event(function, inputs, outputs, api_visibility="private", show_progress="hidden")


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except (LedgerError, DayError, OSError) as error:
        raise _refusal(escape(str(error))) from error


def _refusal(message: str) -> gr.Error:
    return gr.Error(message, title="没有办成", print_exception=False)
