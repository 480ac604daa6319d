"""Take a picture of the running web chat with an answer in it.

    .venv/bin/fangtan serve &
    .venv/bin/python tools/screenshot.py http://127.0.0.1:7860 "GDP" docs/chat.png

Needs Debian's `chromium` (or another Chromium, named by --browser).
"""

import argparse

from playwright.sync_api import sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("question")
    parser.add_argument("picture")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--width", type=int, default=1000)
    parser.add_argument("--height", type=int, default=760)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=QUIET)
        page = browser.new_page(viewport={"width": options.width, "height": options.height})
        page.goto(options.address)
        box = page.get_by_role("textbox").first
        box.fill(options.question)
        box.press("Enter")
        page.wait_for_selector(".answer, .refusal")
        page.wait_for_timeout(1000)  # until the page has come to rest
        page.screenshot(path=options.picture)
        browser.close()


if __name__ == "__main__":
    main()
