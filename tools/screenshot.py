"""Take a picture of the running web chat with answers in it.

    .venv/bin/fangtan serve &
    .venv/bin/python tools/screenshot.py http://127.0.0.1:7860 docs/chat.png "GDP" "重点项目呢？"

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
    parser.add_argument("picture")
    parser.add_argument("question", nargs="*")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--panel", action="store_true", help="with the transcript beside")
    parser.add_argument("--locale", default="zh-CN")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--width", type=int, default=1000)
    parser.add_argument("--height", type=int, default=760)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=QUIET)
        page = browser.new_page(
            viewport={"width": options.width, "height": options.height},
            color_scheme="dark" if options.dark else "light",
            locale=options.locale,
        )
        page.goto(options.address)
        page.wait_for_selector("html.ready", state="attached")
        for question in options.question:
            shown = page.locator("#conversation article").count()
            page.fill("#question textarea", question)
            page.press("#question textarea", "Enter")
            page.wait_for_selector(f"#conversation article >> nth={shown}")
        if options.panel:
            page.click(".source >> nth=-1")
            page.wait_for_selector("#source mark")
        page.wait_for_timeout(1000)  # until the page has come to rest
        page.screenshot(path=options.picture)
        browser.close()


if __name__ == "__main__":
    main()
