"""The web chat: a question in, the official's words out; the only door to gradio."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import gradio as gr

from chat.bot import QUESTION_MAX, Bot
from chat.records import Answer
from chat.render import CONTACT, answer_html, related_labels
from ingest.collection import Collection

TITLE = "访谈通"
_DESCRIPTION = (
    "用官员在公开访谈中的原话回答您的问题，并注明是谁、什么职务、什么时候、在哪次访谈里说的。"
)
_N_EXAMPLES = 4

# The first font that the visitor's own device has; none is fetched from anywhere.
_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
_CSS = """
.answer blockquote {font-size: 1.1em; line-height: 1.8; margin: .5em 0; padding-left: .8em;
  border-left: 4px solid var(--color-accent)}
.answer mark {background: #ffe58a; color: #1a1a1a; padding: .1em 0}
.answer .citation, .understood {opacity: .85}
.answer summary {cursor: pointer; padding: .3em 0}
button.example, .examples button {border: 1px solid var(--border-color-primary) !important}
"""


def build_app(bot: Bot, contact: str = CONTACT) -> gr.Blocks:
    """Build the page around a bot; nothing is served yet.

    Two endpoints answer programs: `/ask` as the page is answered, `/answer` with the JSON of an
    answer.

    :param contact: Where who is refused may ask instead.
    """

    def reply(
        question: str,
        history: Sequence[Mapping[str, Any]],
        interviews: list[str],
        offices: list[str],
        years: list[str],
    ) -> gr.ChatMessage:
        within = _chosen(bot.collection, interviews, offices, years)
        return _message(bot.ask(question, _questions(history), within), contact)

    def answer(
        question: str,
        history: list[str] | None = None,
        interviews: list[str] | None = None,
        offices: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, object]:
        within = bot.collection.select(
            ids=interviews or (),
            offices=offices or (),
            since=date.fromisoformat(since) if since else None,
            until=date.fromisoformat(until) if until else None,
        )
        return bot.ask(question, history or [], within).as_json()

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True) as app:
        gr.ChatInterface(
            reply,
            title=TITLE,
            description=_DESCRIPTION,
            chatbot=gr.Chatbot(
                label=TITLE,
                show_label=False,
                scale=1,
                height="65vh",
                buttons=["copy"],
                feedback_options=None,
                latex_delimiters=[],
                placeholder="请在下面输入问题，或点选一个例子",
            ),
            textbox=gr.Textbox(
                placeholder="例如：到2025年GDP要达到多少？",
                label="您的问题",
                show_label=False,
                max_length=QUESTION_MAX,
                submit_btn="提问",
                scale=7,
            ),
            additional_inputs=_filters(bot.collection),
            additional_inputs_accordion=gr.Accordion(
                "只在一部分访谈里找", open=False, render=False
            ),
            examples=[[question] for question in _examples(bot.official_questions)],
            cache_examples=False,
            analytics_enabled=False,
            api_name="ask",
        )
        gr.api(answer, api_name="answer")  # type: ignore[attr-defined]
    return app  # type: ignore[no-any-return]


def serve(app: gr.Blocks, host: str, port: int, on_ready: Callable[[], None]) -> None:
    """Serve the page until the process is stopped.

    :param on_ready: Called once the page can be opened.
    :raises OSError: If the port is taken.
    """
    app.queue(default_concurrency_limit=4).launch(
        server_name=host, server_port=port, prevent_thread_lock=True, **page_options()
    )
    on_ready()
    app.block_thread()


def page_options() -> dict[str, Any]:
    """Return how the page looks, for `launch`: nothing in it comes from another host."""
    theme = gr.themes.Soft(font=_FONTS, font_mono=["ui-monospace", "monospace"])
    return {"theme": theme, "css": _CSS, "footer_links": [], "share": False, "quiet": True}


def _filters(collection: Collection) -> list[Any]:
    """Return what a search can be narrowed to: interviews, offices, years; nothing chosen: all."""
    interviews = collection.interviews
    titles: list[Any] = [(f"{one.date} {one.title}", one.id) for one in interviews]
    offices: list[Any] = sorted(
        {guest.office for one in interviews for guest in one.guests if guest.office}
    )
    years: list[Any] = sorted({str(one.date.year) for one in interviews}, reverse=True)
    return [
        gr.Dropdown(choices, value=[], multiselect=True, label=label, render=False)
        for choices, label in ((titles, "访谈"), (offices, "职务"), (years, "年份"))
    ]


def _chosen(
    collection: Collection, interviews: list[str], offices: list[str], years: list[str]
) -> frozenset[str] | None:
    """Return the interviews that the page's filters leave; None: all."""
    chosen = collection.select(ids=interviews, offices=offices)
    if not years:
        return chosen
    of_years = frozenset(one.id for one in collection.interviews if str(one.date.year) in years)
    return of_years if chosen is None else of_years & chosen


def _message(answer: Answer, contact: str) -> gr.ChatMessage:
    """Return what the page shows; a refusal offers the nearest questions."""
    html = answer_html(answer, contact)
    if answer.citations or not answer.parts:
        return gr.ChatMessage(html)
    options: list[Any] = [{"label": label, "value": label} for label in related_labels(answer)]
    return gr.ChatMessage(html, options=options)


def _questions(history: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the user asked before, oldest first."""
    return [_text(message["content"]) for message in history if message["role"] == "user"]


def _text(content: str | Sequence[Mapping[str, Any]]) -> str:
    """Return a message's text: the page sends it as a string or as a list of parts."""
    if isinstance(content, str):
        return content
    return " ".join(str(part.get("text", "")) for part in content)


def _examples(questions: Sequence[str]) -> list[str]:
    """Return the shortest official questions, in corpus order."""
    shortest = sorted(sorted(questions, key=len)[:_N_EXAMPLES], key=questions.index)
    return list(dict.fromkeys(shortest))
