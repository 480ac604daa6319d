"""The web chat: Gradio's box, button and filters around cards of our own."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import gradio as gr

from chat.bot import QUESTION_MAX
from chat.web.counter import AT_ONCE, Call, Counter
from chat.web.markup import inert, render
from chat.web.words import Language, words
from ingest.collection import Collection

_N_EXAMPLES = 4

# The first font that the visitor's own device has; none is fetched from anywhere.
_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]


def build_page(counter: Counter) -> gr.Blocks:
    """Build the page around a counter; nothing is served yet.

    Two endpoints answer programs: `/ask` with the card of an answer, `/answer` with its JSON.
    """
    told = _translations()
    collection = counter.bot.collection
    with gr.Blocks(title=words(Language.ZH_CN).title, analytics_enabled=False) as page:
        gr.HTML(
            html_template=render(
                "stage",
                examples=[inert(one) for one in _examples(counter.bot.official_questions)],
                recorded=counter.ledger is not None,
            ),
            js_on_load="fangtan.start(element, server)",
            apply_default_css=False,
            server_functions=_server_functions(counter),
            elem_id="page",
        )
        with gr.Column(elem_id="dock"):
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(
                    label=told("question"),
                    placeholder=told("placeholder"),
                    lines=1,
                    max_lines=4,
                    max_length=QUESTION_MAX,
                    elem_id="question",
                    scale=1,
                )
                ask = gr.Button(told("ask"), variant="primary", elem_id="ask", scale=0)
            with gr.Accordion(told("filters"), open=False, elem_id="filters"):
                filters = [
                    gr.Dropdown(choices, value=[], multiselect=True, label=told(label))
                    for label, choices in _filters(collection).items()
                ]
        send = {"fn": None, "inputs": [question, *filters], "outputs": [question]}
        gr.on([question.submit, ask.click], js="(...given) => fangtan.send(...given)", **send)
        _serve_programs(counter)
    return page.queue(default_concurrency_limit=AT_ONCE)  # type: ignore[no-any-return]


def page_options() -> dict[str, Any]:
    """Return how the page looks, for `mount_gradio_app`: nothing in it comes from another host."""
    theme = gr.themes.Base(primary_hue="teal", font=_FONTS, font_mono=["ui-monospace", "monospace"])
    return {
        "theme": theme,
        "footer_links": [],
        "run_history": False,
        "i18n": _translations(),
        "show_error": False,
        "ssr_mode": False,
    }


def _translations() -> gr.I18n:
    """Return the labels of Gradio's own parts, in each language."""
    return gr.I18n(**{one.value: asdict(words(one)) for one in Language})


def _server_functions(counter: Counter) -> list[Any]:
    """Return what the page calls without the queue; each takes one JSON value."""

    def ask(sent: object) -> str:
        return counter.ask(Call.read(sent))

    def rate(sent: object) -> bool:
        return counter.rate(sent)

    def leave(sent: object) -> bool:
        return counter.leave(sent)

    return [ask, rate, leave]


def _serve_programs(counter: Counter) -> None:
    def ask(question: str, history: list[str] | None = None, language: str = "zh-CN") -> str:
        sent = {"question": question, "history": history or [], "language": language}
        return counter.ask(Call.read(sent))

    def answer(
        question: str,
        history: list[str] | None = None,
        interviews: list[str] | None = None,
        offices: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, object]:
        sent = {"question": question, "history": history}
        call = Call.read({**sent, "interviews": interviews, "offices": offices})
        within = counter.bot.collection.select(
            ids=call.interviews,
            offices=call.offices,
            since=_day("since", since),
            until=_day("until", until),
        )
        return counter.answer(call, within).as_json()

    gr.api(ask, api_name="ask")  # type: ignore[attr-defined]
    gr.api(answer, api_name="answer")  # type: ignore[attr-defined]


def _day(name: str, sent: object) -> date | None:
    """Return the day that a program sent; None for none.

    :raises gr.Error: If it is no date: Gradio tells its message whatever `show_error` says.
    """
    if not sent:
        return None
    try:
        return date.fromisoformat(str(sent))
    except ValueError as error:
        raise gr.Error(f"{name} 应写成 2021-07-01 的样子", print_exception=False) from error


def _filters(collection: Collection) -> dict[str, list[Any]]:
    """Return what a search can be narrowed to; nothing chosen of one means all of it."""
    interviews = collection.interviews
    offices = {guest.office for one in interviews for guest in one.guests if guest.office}
    years = {str(one.date.year) for one in interviews}
    return {
        "interviews": [(f"{one.date} {one.title}", one.id) for one in interviews],
        "offices": sorted(offices),
        "years": sorted(years, reverse=True),
    }


def _examples(questions: Sequence[str]) -> list[str]:
    """Return the shortest official questions, in corpus order."""
    shortest = sorted(sorted(questions, key=len)[:_N_EXAMPLES], key=questions.index)
    return list(dict.fromkeys(shortest))
