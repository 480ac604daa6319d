"""How long a visitor waits for the page, and for an answer in it, alone and among twenty.

Command: python -m tests.benchmarks.page_speed [--users 20] [--rounds 5]
(about two minutes on 2 quiet cores; needs `fangtan index` and Chromium). The site is served by
`fangtan serve` in a process of its own, with its ledger in a temporary folder. The page is opened
by new visitors, nothing cached, until the box can be typed in. An answer is counted from Enter
until its card stands in the page. Server, browser and all its tabs share the machine's cores, so
with many users much of the wait is the browser's own.
"""

import argparse
import asyncio
import itertools
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

from chat.evaluation.questions import read_questions
from index.benchmark import _machine
from tests.browser.conftest import CHROMIUM
from tools.screenshot import QUIET

QUESTIONS = Path("tests/questions/seed.jsonl")
SHOWN = "document.querySelectorAll('#conversation article').length >= {n}"


@contextmanager
def served() -> Iterator[str]:
    """Serve the site on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "chat", "serve", "--port", str(port)]
        command += ["--ledger", f"sqlite:///{folder}/ledger.sqlite3"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}/"
        try:
            wait_for(address)
            yield address
        finally:
            process.terminate()
            process.wait()


def wait_for(address: str) -> None:
    """Wait until the site answers, a minute at most."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} did not answer within a minute")


async def opened(browser: Browser, address: str) -> tuple[Page, float]:
    """Open the page as a new visitor; return it and the milliseconds until it can be used."""
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    began = time.perf_counter()
    await page.goto(address)
    await page.wait_for_selector("html.ready", state="attached")
    await page.wait_for_selector("#question textarea:enabled")
    return page, (time.perf_counter() - began) * 1000


async def ask(page: Page, question: str) -> float:
    """Ask in the page; return the milliseconds from Enter until the card is there."""
    shown = await page.locator("#conversation article").count()
    await page.fill("#question textarea", question)
    began = time.perf_counter()
    await page.press("#question textarea", "Enter")
    await page.wait_for_function(SHOWN.format(n=shown + 1), timeout=120_000)
    return (time.perf_counter() - began) * 1000


async def visit(
    browser: Browser, address: str, questions: Sequence[str], rounds: int
) -> list[float]:
    page, _ = await opened(browser, address)
    took = [await ask(page, question) for question in questions[:rounds]]
    await page.context.close()
    return took


async def measure(address: str, users: int, rounds: int, asked: Sequence[str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        loads = []
        for _ in range(10):
            page, took = await opened(browser, address)
            loads.append(took)
            await page.context.close()
        print(f"first load, 10 visitors one after the other: {said(loads)}")
        questions = itertools.cycle(asked)
        for n in (1, users):
            lists = [[next(questions) for _ in range(rounds * users // n)] for _ in range(n)]
            visits = [visit(browser, address, own, len(own)) for own in lists]
            took = list(itertools.chain(*await asyncio.gather(*visits)))
            print(f"Enter to card, {n} at once, {len(took)} questions: {said(took)}", flush=True)
        await browser.close()


def said(milliseconds: Sequence[float]) -> str:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {max(milliseconds):.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5, help="questions of each user")
    options = parser.parse_args()
    print(_machine())
    asked = [one.question for one in read_questions([QUESTIONS])]
    with served() as address:
        asyncio.run(measure(address, options.users, options.rounds, asked))


if __name__ == "__main__":
    main()
