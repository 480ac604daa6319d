"""The staff desk as the staff uses it: behind a login, in a browser, also on a phone."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from chat.bot import Bot
from chat.ledger.store import Ledger
from chat.web.desk import Office, build_desk, desk_options
from chat.web.server import Login, build_site

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # gradio leaves its sockets to the collector
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::DeprecationWarning",
    "ignore:.*no_silent_downcasting:Warning",  # gradio with pandas 3
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GDP = "到2025年GDP要达到多少？"
SUBWAY = "台商投资区什么时候通地铁？"
WEATHER = "今天天气怎么样？"
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> **粗** $x$ ${1+1}'
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

SETTLED = """document.getAnimations().every(one => one.playState !== 'running')"""

Open = Callable[..., Page]
Running = Callable[[FastAPI], AbstractContextManager[str]]


@pytest.fixture
def ledger(bot: Bot, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which four questions were asked, one of them twice."""
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite3")
    for ago, question in enumerate((GDP, SUBWAY, SUBWAY, WEATHER, HOSTILE)):
        opened.record(
            bot.ask(question), language="zh-CN", build="b", now=NOW - timedelta(days=9 * ago)
        )
    yield opened
    opened.dispose()


@pytest.fixture
def site(
    bot: Bot,
    ledger: Ledger,
    corpus_folder: Path,
    shipped_index: Path,
    tmp_path: Path,
    running: Running,
) -> Iterator[str]:
    """The address of a site with a desk."""
    office = Office(corpus_folder, shipped_index, tmp_path / "eval")
    built = build_site(
        bot,
        build="b",
        ledger=ledger,
        contact="12345",
        desk=build_desk(bot, ledger, office, lambda: NOW),
        desk_options=desk_options(),
        login=Login("staff", "secret"),
    )
    with running(built) as address:
        yield address


@pytest.fixture
def open_desk(site: str, chromium: Browser) -> Iterator[Open]:
    """How to open the desk and log in; faults of its scripts, and requests to elsewhere, fail."""
    contexts = []
    faults: list[str] = []

    def opened(password: str = "secret", width: int = 1440, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", color_scheme=scheme
        )
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(15_000)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda request: faults.extend(_elsewhere(request.url, site)))
        tab.goto(f"{site}desk/")
        tab.get_by_label("用户名").fill("staff")
        tab.get_by_label("密码").fill(password)
        tab.get_by_label("密码").press("Enter")
        if password == "secret":
            tab.wait_for_selector("li.gap")
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def _elsewhere(address: str, site: str) -> list[str]:
    return [] if address.startswith((site, "data:", "blob:")) else [address]


def open_tab(page: Page, name: str) -> None:
    """Choose a tab, which a narrow page hides behind “…”."""
    tab = page.get_by_role("tab", name=name, exact=True)
    if tab.is_visible():
        tab.click()
    else:
        page.locator(".overflow-menu > button").first.click()
        page.locator(".overflow-dropdown").get_by_text(name, exact=True).click()


def test_without_a_login_nothing_is_shown(site: str) -> None:
    with httpx.Client(base_url=f"{site}desk/", follow_redirects=True) as web:
        page = web.get("").text
        assert "auth_required" in page
        assert "未答问题" not in page
        assert web.get("config").status_code == 401
        call = {"data": ["全部", ""], "fn_index": 0, "session_hash": "x"}
        assert web.post("gradio_api/queue/join", json=call).status_code == 401
        assert web.post("gradio_api/run/predict", json=call).status_code == 401
        wrong = web.post("login", data={"username": "staff", "password": "wrong"})
        assert wrong.status_code == 400


def test_a_wrong_password_is_refused(open_desk: Open) -> None:
    page = open_desk("wrong")
    expect(page.get_by_text("凭据不正确")).to_be_visible()
    expect(page.locator("li.gap")).to_have_count(0)


def test_a_gap_is_given_to_a_department_and_closed_by_an_interview(
    open_desk: Open, ledger: Ledger
) -> None:
    page = open_desk()
    expect(page.locator("li.gap")).to_have_count(3)
    gap = page.locator("li.gap").first
    expect(gap).to_contain_text(SUBWAY)
    expect(gap).to_contain_text("问过 2 次")
    gap.get_by_role("button", name=f"处理：{SUBWAY}").click()
    expect(page.locator("#work h2")).to_be_focused()
    expect(page.locator("#work")).to_contain_text("没有找到官员的回答")
    expect(page.get_by_label("期限")).to_have_value("2026-12-02")
    expect(page.get_by_role("button", name="销号", exact=True)).to_be_hidden()
    page.get_by_label("交给哪个部门").fill("交通局")
    page.get_by_label("交给哪个部门").press("Tab")
    page.get_by_role("button", name="交办").click()
    expect(gap).to_contain_text("已交给交通局，期限 2026-12-02（还有 7 天）")
    (task,) = ledger.tasks()
    assert (task.question, task.department) == (SUBWAY, "交通局")
    answered_by = page.get_by_label("由哪次访谈回答了")
    answered_by.click()
    page.get_by_role("option", name="2021-07-12").click()
    expect(answered_by).to_have_value(re.compile("^2021-07-12 《泉州"))
    page.get_by_role("button", name="销号", exact=True).click()
    expect(page.locator("li.gap")).to_have_count(2)
    (task,) = ledger.tasks()
    assert task.closed_by == "2021-07-12-quanzhou-14th-five-year-plan"
    page.get_by_role("button", name="已经销号的问题").click()
    expect(page.locator("table", has_text="已经销号的问题")).to_contain_text("交通局")


def test_only_what_is_overdue_is_listed(open_desk: Open, ledger: Ledger) -> None:
    subway = [one.id for one in ledger.entries() if one.question == SUBWAY]
    today = NOW.date()
    ledger.assign(subway, SUBWAY, "交通局", today - timedelta(days=2), today - timedelta(days=9))
    page = open_desk()
    expect(page.locator("li.gap")).to_have_count(3)
    page.get_by_label("已超期").check()
    expect(page.locator("li.gap")).to_have_count(1)
    expect(page.locator("li.gap")).to_contain_text("已超期 2 天：交通局，期限是 2026-11-23")


def test_a_recorded_question_is_filtered_and_exported(open_desk: Open, tmp_path: Path) -> None:
    page = open_desk()
    open_tab(page, "问题台账")
    expect(page.locator("td.question")).to_have_text([GDP, SUBWAY, SUBWAY, WEATHER, HOSTILE])
    expect(page.locator("td.time").first).to_have_text("2026-11-25 17:00")
    page.get_by_label("问题或评价原因里有").fill("GDP")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("td.question")).to_have_text([GDP])
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").locator("visible=true").click()
    assert download.value.suggested_filename == "问题台账-2026-11-25.xlsx"
    download.value.save_as(tmp_path / "ledger.xlsx")
    rows = list(load_workbook(tmp_path / "ledger.xlsx").active.iter_rows(values_only=True))
    assert [row[2] for row in rows] == ["问题", GDP]
    page.get_by_label("从哪天").fill("昨天")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("“昨天”不是日期，请写成 2026-01-31 这样")).to_be_visible()


def test_what_a_citizen_thinks_of_an_answer_lands_in_the_desk(
    site: str, visit: Open, open_desk: Open
) -> None:
    citizen = visit(site)
    citizen.fill("#question textarea", "规划共有多少条？")
    citizen.press("#question textarea", "Enter")
    citizen.click("button.unhelpful")
    citizen.get_by_label("哪里不好？（可不填）").fill("想看全文")
    citizen.get_by_role("button", name="提交").click()
    expect(citizen.locator("form.reason")).to_be_hidden()
    page = open_desk()
    gap = page.locator("li.gap", has_text="规划共有多少条？")
    expect(gap).to_contain_text("评价“没帮助” 1 次")
    open_tab(page, "问题台账")
    row = page.locator("tr", has_text="规划共有多少条？")
    expect(row).to_contain_text("想看全文")


def test_the_source_of_an_answer_opens_at_its_place(open_desk: Open) -> None:
    page = open_desk()
    open_tab(page, "问题台账")
    with page.context.expect_page() as opened:
        page.locator("td.cited a").first.click()
    expect(opened.value.locator("mark#quote")).to_contain_text("440亿元")


def test_gaps_are_exported(open_desk: Open, tmp_path: Path) -> None:
    page = open_desk()
    expect(page.locator("li.gap")).to_have_count(3)
    for _ in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="导出 Excel").locator("visible=true").click()
    download.value.save_as(tmp_path / "gaps.xlsx")
    gaps = load_workbook(tmp_path / "gaps.xlsx")["未答问题"]
    assert [row[1] for row in gaps.iter_rows(values_only=True)][:2] == ["问题", SUBWAY]


def test_a_trial_shows_the_ranks_and_the_threshold(open_desk: Open, bot: Bot) -> None:
    page = open_desk()
    open_tab(page, "试一试")
    page.get_by_label("问题（不记入台账）").fill(GDP)
    page.get_by_label("问题（不记入台账）").press("Enter")
    expect(page.locator(".outcome")).to_contain_text("440亿元")
    shown = page.locator(".tried > li.shown")
    expect(shown).to_contain_text("采用：就是给市民看的回答")
    expect(shown).to_contain_text(f"达到阈值 {bot.min_score:.3f}")
    expect(shown.locator("tbody tr")).to_have_count(5)
    expect(shown.locator("tbody td").first).to_have_text(re.compile(r"第 \d 名|没有匹配的词"))


def test_what_a_citizen_wrote_is_shown_as_text(open_desk: Open) -> None:
    page = open_desk()
    page.locator("li.gap", has_text="<script>").get_by_role("button").click()
    expect(page.locator("#work h2")).to_have_text(HOSTILE)
    open_tab(page, "问题台账")
    expect(page.locator("td.question").last).to_have_text(HOSTILE)
    open_tab(page, "图表")
    expect(page.locator("table.top")).not_to_contain_text("<script>")  # asked 36 days ago
    page.get_by_label("最近 90 天").check()
    expect(page.locator("table.top")).to_contain_text(HOSTILE)
    open_tab(page, "试一试")
    page.get_by_label("问题（不记入台账）").fill(HOSTILE)
    page.get_by_label("问题（不记入台账）").press("Enter")
    expect(page.locator(".trial h2").first).to_contain_text("<script>window.hacked=1</script>")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_tab_fits_its_width_and_axe_finds_nothing(
    open_desk: Open, width: int, scheme: str
) -> None:
    page = open_desk(width=width, scheme=scheme)
    page.locator("li.gap button").first.click()
    expect(page.locator("#work h2")).to_be_visible()
    for name, ready in {
        "未答问题": "#work h2",
        "问题台账": "td.question",
        "语料与索引": "text=最近的评测",
        "试一试": ".trial",
        "图表": ".plot >> nth=0",
    }.items():
        open_tab(page, name)
        if name == "试一试":
            page.get_by_label("问题（不记入台账）").fill(GDP)
            page.get_by_label("问题（不记入台账）").press("Enter")
            ready = ".tried >> nth=0"
        expect(page.locator(ready).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.wait_for_function(SETTLED)
        found = (
            Axe()
            .run(
                page,
                context=".desk, #work, .controls",
                options={"runOnly": {"type": "tag", "values": LEVELS}},
            )
            .response["violations"]
        )
        told = [
            f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]
        assert told == [], name
