"""The real site on a free port, and a Chromium without a window to look at it."""

import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from chat.bot import Bot
from chat.ledger.store import Ledger
from chat.web.server import build_site
from index.records import Embedder
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus
from tools.screenshot import QUIET

CHROMIUM = Path("/usr/bin/chromium")
CONTACT = "12345 政务服务便民热线"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
Running = Callable[[FastAPI], AbstractContextManager[str]]
HOSTILE = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    r"`${window.hacked=1}{{7*7}}\x`"
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The ledger of the site; it keeps contacts."""
    folder = tmp_path_factory.mktemp("ledger")
    opened = Ledger.open(f"sqlite:///{folder}/ledger.sqlite3", keeps_contacts=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def site(bot: Bot, ledger: Ledger, running: Running) -> Iterator[str]:
    """The address of the site over the real corpus."""
    built = build_site(bot, build="test", ledger=ledger, contact=CONTACT, clock=lambda: NOW)
    with running(built) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_site(
    tmp_path_factory: pytest.TempPathFactory,
    page: Callable[..., str],
    toy_embedder: Embedder,
    running: Running,
) -> Iterator[str]:
    """A site without a ledger, over an interview whose every part tries to run a script."""
    folder = tmp_path_factory.mktemp("interviews")
    guest = "张三<b>"
    text = page(
        (
            ("主持人", "02:00:00", f"请问规划何时编制{HOSTILE}?"),
            (guest, "02:01:00", f"规划于2020年8月启动{HOSTILE}。"),
        ),
        head=(f"往期访谈_某某管委会{HOSTILE}", f"《某某规划{HOSTILE}》解读"),
        details=("时 间:2021-07-12 16:00-17:00", f"嘉 宾:某局局长{guest}", "主 持 人:主持人"),
    )
    (folder / "hostile.txt").write_text(text, encoding="utf-8")
    bot = Bot(Searcher.build(collect(load_corpus(folder)), toy_embedder), min_score=0.0)
    built = build_site(bot, build="test", ledger=None, contact=CONTACT, clock=lambda: NOW)
    with running(built) as address:
        yield address


@pytest.fixture(scope="session")
def running() -> Running:
    """How to serve a site in a thread: a context that gives its address."""
    return serving


@contextmanager
def serving(site: FastAPI) -> Iterator[str]:
    """Serve a site in a thread, and yield its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(site, log_level="error", ws="none", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listening.close()
        gc.collect()  # here, where the warnings of gradio's leftovers are expected


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium without a window."""
    assert CHROMIUM.is_file(), (
        f"these tests need {CHROMIUM}: apt-get install chromium fonts-noto-cjk"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """How to open an address as a new visitor; faults in the page's scripts fail the test."""
    opened = []
    faults: list[str] = []

    def open_page(address: str, *, width: int = 1000, height: int = 800, **options: object) -> Page:
        given = {"locale": "zh-CN", **options}
        context = chromium.new_context(viewport={"width": width, "height": height}, **given)
        opened.append(context)
        tab = context.new_page()
        tab.set_default_timeout(15_000)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(address)
        tab.wait_for_selector("html.ready, body.reading", state="attached")
        return tab

    yield open_page
    for context in opened:
        context.close()
    assert faults == []
