"""The page, served for real and asked through gradio's own client."""

import gc
from collections.abc import Iterator

import pytest
from gradio_client import Client

from chat.app import build_app, page_options
from chat.bot import QUESTION_MAX, Bot
from chat.smalltalk import EMPTY

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # gradio's server thread leaves its sockets to the collector
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::DeprecationWarning",
    "ignore:.*no_silent_downcasting:Warning",  # gradio with pandas 3, where there are examples
)


@pytest.fixture(scope="module")
def client(bot: Bot) -> Iterator[Client]:
    app = build_app(bot)
    app.launch(server_name="127.0.0.1", prevent_thread_lock=True, **page_options())
    yield Client(app.local_url, verbose=False, analytics_enabled=False)
    app.close()
    del app
    gc.collect()  # here, where the warnings of its leftovers are expected


def test_a_question_in_the_chat_is_answered_with_a_marked_quote(client: Client) -> None:
    reply = client.predict("到2025年GDP要达到多少？", api_name="/ask")
    assert "<mark>GDP年均增长拟按6.5%安排,到2025年达440亿元。</mark>" in str(reply)


def test_a_program_gets_the_json_of_an_answer(client: Client) -> None:
    answer = client.predict("其中工业科技类呢？", ["重点建设项目有多少个？"], api_name="/answer")
    assert answer["question"] == "其中工业科技类呢？"
    assert answer["citations"][0]["time"] == "2021-07-12 02:37:32"
    assert "工业科技类项目66个" in answer["answer"]


def test_a_question_that_nobody_answered_is_refused_with_the_nearest(client: Client) -> None:
    reply = client.predict("晋江市“十四五”GDP目标是多少？", api_name="/ask")
    assert "已公布的访谈里没有官员回答过这个问题" in str(reply)
    assert "12345 政务服务便民热线" in str(reply)
    assert "请说说我区主要经济社会指标设置情况?" in str(reply)


def test_a_search_is_narrowed_to_offices_and_days(client: Client) -> None:
    asked = "到2025年GDP要达到多少？"
    inside = client.predict(asked, offices=["发改科"], since="2021-01-01", api_name="/answer")
    outside = client.predict(asked, until="2020-12-31", api_name="/answer")
    assert (inside["status"], outside["status"]) == ("answered", "refused")


def test_an_empty_and_an_overlong_question_get_a_clear_sentence(client: Client) -> None:
    assert EMPTY in str(client.predict("  ", api_name="/ask"))
    long = client.predict("规" * (QUESTION_MAX + 1), api_name="/ask")
    assert "您的问题太长了，请缩短到 500 个字以内再问一次。" in str(long)
