"""A run of 5,000 questions on the real index: how long, how much memory, how soon its page opens.

Command: python -m tests.benchmarks.evaluate_5000 [--browser /usr/bin/chromium]
(about three minutes on 2 quiet cores; needs `make index`). The questions are those of
tests/questions/seed.jsonl, numbered and asked again until there are 5,000.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
SEED = ROOT / "tests" / "questions" / "seed.jsonl"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=5000)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        questions = folder / "questions.jsonl"
        questions.write_text(multiplied(options.n), encoding="utf-8")
        began = time.perf_counter()
        command = [sys.executable, "-m", "chat", "eval", str(questions), "--out", str(folder)]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        report = folder / "report.html"
        print(f"machine: {platform.processor() or platform.machine()}, {options.n} questions")
        print(f"whole run: {took:.0f} s, peak memory {peak:.0f} MB")
        print(f"report.html: {report.stat().st_size / 1e6:.1f} MB")
        for width in (1440, 360):
            print(f"opened at {width} px: {opened(report, width, options.browser):.2f} s")


def multiplied(n: int) -> str:
    rows = [json.loads(line) for line in SEED.read_text(encoding="utf-8").splitlines()]
    many = ({**rows[at % len(rows)], "id": f"m{at:05d}"} for at in range(n))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in many)


def opened(report: Path, width: int, browser: str) -> float:
    """Return the seconds from navigation to the end of the page's load event."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=QUIET)
        page = chromium.new_page(viewport={"width": width, "height": 800})
        page.goto(report.as_uri(), wait_until="load")
        end = "performance.getEntriesByType('navigation')[0].loadEventEnd"
        page.wait_for_function(f"{end} > 0")
        seconds = float(page.evaluate(end)) / 1000
        chromium.close()
    return seconds


if __name__ == "__main__":
    main()
