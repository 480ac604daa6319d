"""The site in a process of its own, asked over HTTP and through gradio's own client."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from html import unescape
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from chat.bot import QUESTION_MAX, Bot
from chat.ledger.store import Ledger
from chat.records import Answer
from chat.web.counter import AT_ONCE, Call, Counter
from chat.web.page import build_page
from chat.web.words import Language
from index.records import Embedder
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

ROOT = Path(__file__).parents[1]
INTERVIEW = "interviews/2021-07-12-quanzhou-14th-five-year-plan"
SERVE = """
import sys
from pathlib import Path
import gradio as gr
from chat.bot import Bot
from chat.ledger.store import Ledger
from chat.web.server import Login, build_site, serve
from index.embed import load_embedder
from index.store import open_index
index, ledger, port = sys.argv[1:]
with gr.Blocks(analytics_enabled=False) as desk:
    gr.Markdown("工作台")
site = build_site(
    Bot(open_index(Path(index), load_embedder())),
    build="test",
    ledger=Ledger.open(ledger),
    contact="12345 政务服务便民热线",
    desk=desk,
    login=Login("staff", "secret"),
)
serve(site, "127.0.0.1", int(port), lambda: print("ready", flush=True))
"""


@pytest.fixture(scope="module")
def ledger_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('ledger')}/ledger.sqlite3"


@pytest.fixture(scope="module")
def site(shipped_index: Path, ledger_url: str) -> Iterator[str]:
    """The site's address; at the end it stops in order, as by Ctrl+C."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, shipped_index, ledger_url, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    ready = process.stdout.readline()
    if ready == "ready\n":
        yield f"http://127.0.0.1:{port}/"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (ready, process.returncode) == ("ready\n", 0), errors


@pytest.fixture(scope="module")
def client(site: str) -> Client:
    return Client(site, verbose=False, analytics_enabled=False)


@pytest.fixture
def web(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site) as opened:
        yield opened


def call(web: httpx.Client, function: str, sent: object) -> Any:
    """Call one of the page's functions as a browser does."""
    config = web.get("config").json()
    page = next(one for one in config["components"] if one["props"].get("elem_id") == "page")
    body = {"data": sent, "component_id": page["id"], "fn_name": function, "session_hash": "x"}
    return web.post("gradio_api/component_server/", json=body).raise_for_status().json()


def test_a_program_gets_the_card_of_an_answer(client: Client) -> None:
    card = client.predict("到2025年GDP要达到多少？", api_name="/ask")
    assert "<mark>GDP年均增长拟按6.5%安排,到2025年达440亿元。</mark>" in str(card)
    english = client.predict("谢谢", language="en", api_name="/ask")
    assert "You are welcome." in str(english)


def test_a_program_gets_the_json_of_an_answer(client: Client) -> None:
    answer = client.predict("其中工业科技类呢？", ["重点建设项目有多少个？"], api_name="/answer")
    assert answer["question"] == "其中工业科技类呢？"
    assert answer["citations"][0]["time"] == "2021-07-12 02:37:32"
    assert "工业科技类项目66个" in answer["answer"]


def test_a_search_is_narrowed_to_offices_and_days(client: Client) -> None:
    asked = "到2025年GDP要达到多少？"
    inside = client.predict(asked, offices=["发改科"], since="2021-01-01", api_name="/answer")
    outside = client.predict(asked, until="2020-12-31", api_name="/answer")
    assert (inside["status"], outside["status"]) == ("answered", "refused")


@pytest.mark.parametrize("sent", [{"since": "2021/7/1"}, {"until": "昨天"}, {"until": 2021}])
def test_a_day_that_is_none_is_told(client: Client, sent: dict[str, object]) -> None:
    (name,) = sent
    with pytest.raises(AppError, match=f"^{name} 应写成 2021-07-01 的样子"):
        client.predict("到2025年GDP要达到多少？", **sent, api_name="/answer")


def test_an_answer_reads_no_more_of_a_conversation_than_a_card(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Sequence[str]] = []

    def ask(question: str, history: Sequence[str], *_: object, **__: object) -> Answer:
        read.append(history)
        return Bot.ask(bot, question)

    monkeypatch.setattr(bot, "ask", ask)
    page = build_page(Counter(bot, "test", None, "12345"))
    (answer,) = (one.fn for one in page.fns.values() if one.api_name == "answer")
    sent = ["规" * 9_999, *["谢谢"] * 50, "重" * 9_999]
    answer("谢谢", sent)
    assert read == [("谢谢",) * 19 + ("重" * QUESTION_MAX,)]


def test_an_empty_and_an_overlong_question_get_a_clear_sentence(client: Client) -> None:
    assert "请输入您想问的问题。" in str(client.predict("  ", api_name="/ask"))
    long = client.predict("规" * (QUESTION_MAX + 1), api_name="/ask")
    assert "您的问题太长了，请缩短到 500 个字以内再问一次。" in str(long)


def test_a_question_is_recorded_rated_and_left(web: httpx.Client, ledger_url: str) -> None:
    card = call(web, "ask", {"question": "晋江市GDP目标是多少？", "language": "zh-TW"})
    entry = re.search(r'data-entry="([^"]+)"', card)[1]  # type: ignore[index]
    assert call(web, "rate", {"entry": entry, "helpful": False, "reason": "找不到"}) is True
    assert call(web, "leave", {"entry": entry, "contact": "13800138000"}) is True
    ledger = Ledger.open(ledger_url)
    stored = next(one for one in ledger.entries() if one.id == entry)
    ledger.dispose()
    assert (stored.language, stored.build, stored.reason) == ("zh-TW", "test", "找不到")
    assert (stored.left, stored.contact) == (True, "")  # this operator keeps no contacts


def test_a_stranger_rates_and_leaves_nothing(web: httpx.Client) -> None:
    for sent in ({"entry": "unknown", "helpful": True}, {}, None, [], "x", {"entry": {}}):
        assert call(web, "rate", sent) is False
        assert call(web, "leave", sent) is False


def test_filters_that_leave_no_interview_leave_no_answer(web: httpx.Client) -> None:
    asked = {"question": "到2025年GDP要达到多少？"}
    assert 'class="answer"' in call(web, "ask", {**asked, "years": ["2021"]})
    assert 'class="refusal"' in call(web, "ask", {**asked, "years": ["2019"]})


@pytest.mark.parametrize(
    "sent",
    [None, [], 7, "问", {"question": 5, "history": "a", "years": [3, None], "language": "xx"}],
)
def test_whatever_is_sent_is_read_as_a_call(sent: object) -> None:
    assert Call.read(sent) == Call("")


def test_the_transcript_is_a_page_of_its_own(web: httpx.Client) -> None:
    page = web.get(f"{INTERVIEW}?exchange=t013&start=133&end=162")
    assert page.status_code == 200
    assert '<mark id="quote">GDP年均增长拟按6.5%安排,到2025年达440亿元。</mark>' in page.text


@pytest.mark.parametrize(
    "query", ["exchange=t999", "exchange=t013&start=x&end=-1", "start=%00&end=%ff", "exchange=<b>"]
)
def test_a_wrong_address_within_an_interview_marks_nothing(web: httpx.Client, query: str) -> None:
    page = web.get(f"{INTERVIEW}?{query}")
    assert page.status_code == 200
    assert "<mark" not in page.text


@pytest.mark.parametrize("unknown", ["unknown", "..%2f..%2fetc%2fpasswd", "%3Cscript%3E"])
def test_an_unknown_interview_is_plainly_not_there(web: httpx.Client, unknown: str) -> None:
    page = web.get(f"interviews/{unknown}")
    assert page.status_code == 404
    assert "<script>" not in page.text
    assert web.get("web/words.toml").status_code == 404


def test_the_suggestions_are_json(web: httpx.Client) -> None:
    assert web.get("suggest", params={"q": "2035远景目标"}).json() == [
        "请谈谈我区2035年远景目标是什么呢?"
    ]
    assert web.get("suggest").json() == []
    assert web.get("suggest", params={"q": "规" * 5000}).status_code == 200


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [
        ("", "en-GB", Language.EN),
        ("zh-TW", "en-GB", Language.ZH_TW),
        ("nonsense", "zh-HK", Language.ZH_TW),
    ],
)
def test_pages_come_in_the_chosen_language_or_the_preferred(
    web: httpx.Client, cookie: str, accept: str, language: Language
) -> None:
    headers = {"Cookie": f"fangtan-language={cookie}", "Accept-Language": accept}
    for address in ("", INTERVIEW):
        assert f'lang="{language}"' in web.get(address, headers=headers).text[:300]


def test_every_page_has_headers_that_keep_it_to_itself(web: httpx.Client) -> None:
    for address in ("", INTERVIEW, "suggest", "web/page.js", "interviews/unknown"):
        headers = web.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "default-src 'self'" in headers["content-security-policy"]


def test_what_a_page_loads_is_kept_and_changes_its_address(web: httpx.Client) -> None:
    page = web.get("").text
    for name in ("colours.css", "page.css", "page.js", "start.js"):
        address = re.search(rf'"/(web/{name}\?v=\w{{12}})"', page)[1]  # type: ignore[index]
        assert "immutable" in web.get(address).headers["cache-control"]


def test_the_words_of_the_page_cannot_end_its_script(web: httpx.Client) -> None:
    page = web.get("", headers={"Accept-Language": "en"}).text
    words = page[page.index('id="words">') + 11 :].partition("</script>")[0]
    assert json.loads(words)["ask"] == "Ask"


def test_the_page_says_nothing_of_gradio_to_who_shares_it(web: httpx.Client) -> None:
    page = web.get("").text
    assert [text for text in ("og:", "twitter:", "githubusercontent") if text in page] == []
    assert page.index("<title>访谈通</title>") < page.index("gradio")


def test_the_desk_is_closed_without_its_password(web: httpx.Client) -> None:
    assert web.get("desk/config").status_code == 401
    wrong = web.post("desk/login", data={"username": "staff", "password": "wrong"})
    assert wrong.status_code == 400
    right = web.post("desk/login", data={"username": "staff", "password": "secret"})
    assert right.status_code == 200
    assert web.get("desk/config").status_code == 200


def test_a_published_question_is_no_code_of_the_page(
    write_corpus: Callable[[dict[str, str]], Path],
    page: Callable[..., str],
    toy_embedder: Embedder,
) -> None:
    asked = r"请问`规划`何时编制${window.hacked=1}{{7*7}}\x?"
    turns = (("主持人", "02:00:00", asked), ("张三", "02:01:00", "规划于2020年8月启动。"))
    corpus = load_corpus(write_corpus({"a.txt": page(turns)}))
    bot = Bot(Searcher.build(collect(corpus), toy_embedder), min_score=0.0)
    built = build_page(Counter(bot, "test", None, "12345"))
    (stage,) = (one for one in built.blocks.values() if one.elem_id == "page")
    template = stage.html_template
    assert unescape(template.partition('lang="zh">请')[2].partition("</button>")[0]) == asked[1:]
    assert [code for code in ("`", "$", "{", "\\") if code in template] == []


@pytest.mark.parametrize(
    "address",
    ["gradio_api/upload", "gradio_api/process_recording", "gradio_api/component_server/"],
)
@pytest.mark.parametrize("app", ["", "desk/"])
def test_nobody_uploads_a_file(web: httpx.Client, app: str, address: str) -> None:
    if app:
        web.post("desk/login", data={"username": "staff", "password": "secret"})
    sent = web.post(f"{app}{address}", files={"files": ("a.txt", b"a" * 9)})
    assert (sent.status_code, sent.text) == (403, "这里不收文件。")
    assert sent.headers["x-content-type-options"] == "nosniff"


def test_who_logs_in_by_a_form_of_parts_is_let_in(web: httpx.Client) -> None:
    parts = {"username": (None, "staff"), "password": (None, "secret")}
    assert web.post("desk/login", files=parts).status_code == 200  # as Gradio's page sends it


def test_no_more_questions_are_worked_on_at_once_than_are_meant_to(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = bot.ask("谢谢")
    begun: list[int] = []
    enough, done = Event(), Event()

    def ask(*_: object, **__: object) -> Answer:
        begun.append(1)
        if len(begun) == AT_ONCE:
            enough.set()
        done.wait(timeout=30)
        return answer

    monkeypatch.setattr(bot, "ask", ask)
    counter = Counter(bot, "test", None, "12345")
    with ThreadPoolExecutor(3 * AT_ONCE) as threads:
        asked = [threads.submit(counter.ask, Call("谢谢")) for _ in range(3 * AT_ONCE)]
        assert enough.wait(timeout=30)
        assert not wait(asked, timeout=0.2, return_when=FIRST_COMPLETED).done
        assert len(begun) == AT_ONCE
        done.set()
    assert len(begun) == 3 * AT_ONCE


def test_a_citizen_gets_the_answer_even_if_the_ledger_fails(bot: Bot, tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite3")
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as database:
        database.execute("DROP TABLE entries")
    counter = Counter(bot, "test", ledger, "12345")
    card = counter.ask(Call("到2025年GDP要达到多少？"))
    assert '<article class="answer" data-entry=""' in card
    assert not counter.rate({"entry": "any", "helpful": True})
    assert not counter.leave({"entry": "any"})
    ledger.dispose()
