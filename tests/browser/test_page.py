"""The page as a citizen uses it: in a browser, on a phone, by the keyboard."""

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from chat.ledger.records import Feedback
from chat.ledger.store import Ledger

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # gradio leaves its sockets to the collector
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::DeprecationWarning",
    "ignore:.*no_silent_downcasting:Warning",  # gradio with pandas 3
)

Visit = Callable[..., Page]
GDP = "到2025年GDP要达到多少？"
GDP_WORDS = "GDP年均增长拟按6.5%安排,到2025年达440亿元。"
UNANSWERED = "晋江市“十四五”GDP目标是多少？"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {
    "runOnly": {"type": "tag", "values": LEVELS},
    "rules": {"target-size": {"enabled": True}},
}


def ask(page: Page, question: str) -> None:
    """Type a question, send it by Enter, and wait for what is said to it."""
    cards = page.locator("article").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("article")).to_have_count(cards + 1)


def violations(page: Page) -> list[str]:
    """Return what axe finds: the rule and the element."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_a_question_is_answered_by_the_marked_words_and_their_citation(
    site: str, visit: Visit
) -> None:
    page = visit(site)
    ask(page, GDP)
    expect(page.locator("article.answer .quote mark")).to_have_text(GDP_WORDS)
    expect(page.locator(".citation")).to_contain_text(
        "荣跃 · 科技经济发展局发改科科长 · 2021-07-12 02:34 · 《"
    )
    expect(page.locator(".warning")).to_have_text(
        "这是2021年7月的访谈，距今已超过两年，请以最新政策为准。"
    )
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#question textarea")).to_be_focused()


def test_a_follow_up_says_how_it_was_read_and_can_be_undone(site: str, visit: Visit) -> None:
    page = visit(site)
    ask(page, "重点建设项目有多少个？")
    ask(page, "其中工业科技类呢？")
    card = page.locator("article").nth(1)
    expect(card.locator(".understood")).to_contain_text(
        "接着上一问，按“工业科技类重点建设项目有多少个？”查询。"
    )
    expect(card.locator(".quote mark")).to_contain_text("工业科技类项目66个")
    card.locator("button.undo").click()
    expect(page.locator("article")).to_have_count(3)
    undone = page.locator("article").nth(2)
    expect(undone.locator(".understood")).to_contain_text("按您的原文查询")
    expect(page.locator(".asked").nth(2)).to_have_text("其中工业科技类呢？")


def test_a_refusal_offers_the_nearest_questions_and_asks_them(site: str, visit: Visit) -> None:
    page = visit(site)
    ask(page, UNANSWERED)
    refusal = page.locator("article.refusal")
    expect(refusal).to_contain_text("已公布的访谈里没有官员回答过这个问题")
    expect(refusal).to_contain_text("您可以向12345 政务服务便民热线咨询。")
    nearest = refusal.locator("button.related").first
    asked = nearest.inner_text()
    nearest.click()
    expect(page.locator("article.answer")).to_have_count(1)
    expect(page.locator(".asked").nth(1)).to_have_text(asked)


def test_a_refused_question_is_left_to_the_staff(site: str, visit: Visit, ledger: Ledger) -> None:
    page = visit(site)
    ask(page, UNANSWERED)
    page.get_by_label("联系方式（可不填）").fill("zhang@example.org")
    page.click("button.leave")
    expect(page.locator(".left")).to_have_text("已留给工作人员，谢谢。")
    (entry,) = [one for one in ledger.entries() if one.left]
    assert (entry.question, entry.contact) == (UNANSWERED, "zhang@example.org")
    page.reload()
    expect(page.locator(".left")).to_be_visible()


def test_feedback_is_kept_with_its_reason(site: str, visit: Visit, ledger: Ledger) -> None:
    page = visit(site)
    ask(page, GDP)
    entry_id = page.locator("article").get_attribute("data-entry")
    page.click("button.unhelpful")
    expect(page.locator("button.unhelpful")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("哪里不好？（可不填）").fill("太旧了")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("form.reason")).to_be_hidden()
    (entry,) = [one for one in ledger.entries() if one.id == entry_id]
    assert (entry.feedback, entry.reason) == (Feedback.UNHELPFUL, "太旧了")
    page.click("button.helpful")
    expect(page.locator("button.helpful")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("button.unhelpful")).to_have_attribute("aria-pressed", "false")


def test_what_could_not_be_kept_is_said_and_blames_no_network(
    site: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def purged(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(Ledger, "rate", purged)
    monkeypatch.setattr(Ledger, "leave", purged)
    page = visit(site)
    ask(page, UNANSWERED)
    page.click("button.leave")
    expect(page.locator("article.refusal .told")).to_have_text("没有记下，请您稍后再试。")
    ask(page, GDP)
    card = page.locator("article.answer")
    card.locator("button.helpful").click()
    expect(card.locator(".told")).to_have_text("没有记下，请您稍后再试。")
    expect(card.locator("button.helpful")).not_to_have_attribute("aria-pressed", "true")


def test_the_transcript_opens_at_the_marked_words_below_the_hosts_question(
    site: str, visit: Visit
) -> None:
    page = visit(site)
    ask(page, GDP)
    page.click("a.source")
    panel = page.locator("dialog#source")
    expect(panel.locator("mark#quote")).to_have_text(GDP_WORDS)
    expect(panel.locator("mark#quote")).to_be_in_viewport()
    expect(panel.locator(".cited .asks")).to_contain_text("请说说我区主要经济社会指标设置情况?")
    expect(panel.locator(".cited .asks")).to_be_in_viewport()
    panel.locator("button.close").click()
    expect(panel).to_be_hidden()
    expect(page.locator("a.source")).to_be_focused()


def test_the_transcript_is_a_page_without_scripts_too(site: str, visit: Visit) -> None:
    address = visit(site)
    ask(address, GDP)
    link = address.locator("a.source").evaluate("link => link.href")
    page = visit(link, java_script_enabled=False)
    expect(page.locator("mark#quote")).to_have_text(GDP_WORDS)
    expect(page.locator("mark#quote")).to_be_in_viewport()


def test_the_keyboard_alone_asks_opens_and_closes(site: str, visit: Visit) -> None:
    page = visit(site)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    page.keyboard.type("2035年远景")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("2035年远景")
    page.keyboard.type("目标")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_have_text("请谈谈我区2035年远景目标是什么呢?")
    expect(page.locator("article.answer")).to_have_count(1)
    expect(box).to_have_value("")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.source')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("mark#quote").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#source")).to_be_hidden()
    expect(page.locator("a.source")).to_be_focused()


def test_a_quote_is_shown_in_the_other_script_and_copied_as_published(
    site: str, visit: Visit
) -> None:
    page = visit(site, permissions=["clipboard-read", "clipboard-write"])
    ask(page, GDP)
    page.click("button.script")
    expect(page.locator(".quote mark")).to_have_text("GDP年均增長擬按6.5%安排,到2025年達440億元。")
    page.click("button.copy")
    expect(page.locator(".told")).to_have_text("已连出处一起复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"“{GDP_WORDS}”\n——荣跃 · 科技经济发展局发改科科长" in copied
    page.get_by_role("button", name="显示原文").click()
    expect(page.locator(".quote mark")).to_have_text(GDP_WORDS)


@pytest.mark.parametrize(
    ("locale", "lang", "ask_word"),
    [("zh-CN", "zh-CN", "提问"), ("zh-HK", "zh-TW", "提問"), ("en-GB", "en", "Ask")],
)
def test_the_browsers_language_is_the_pages(
    site: str, visit: Visit, locale: str, lang: str, ask_word: str
) -> None:
    page = visit(site, locale=locale)
    assert page.evaluate("document.documentElement.lang") == lang
    expect(page.locator("#ask")).to_have_text(ask_word)


def test_another_language_is_one_click_away_and_stays(site: str, visit: Visit) -> None:
    page = visit(site)
    ask(page, UNANSWERED)
    page.get_by_role("button", name="繁體", exact=True).click()
    expect(page.locator("#ask")).to_have_text("提問")
    expect(page.locator("article.refusal")).to_contain_text("已公布的訪談裡沒有官員回答過這個問題")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#ask")).to_have_text("Ask")
    expect(page.get_by_label("Your question")).to_be_visible()
    page.reload()
    expect(page.locator("article.refusal")).to_contain_text("Sorry, no official has answered")


@pytest.mark.parametrize("larger", [False, True])
def test_a_narrow_phone_need_not_scroll_sideways(site: str, visit: Visit, larger: bool) -> None:
    page = visit(site, width=360, height=740)
    if larger:
        page.click("button.larger")
    ask(page, "重点建设项目有多少个？总投资多少？")
    ask(page, UNANSWERED)
    page.click("#filters > button")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    if larger:
        page.reload()
        expect(page.locator("button.larger")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(site: str, visit: Visit, scheme: str) -> None:
    page = visit(site, color_scheme=scheme)
    assert violations(page) == []
    page.locator("#question textarea").press_sequentially("重点项目")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    ask(page, "重点建设项目有多少个？总投资多少？")
    ask(page, "其中工业科技类呢？")
    ask(page, UNANSWERED)
    ask(page, "谢谢")
    page.locator("button.unhelpful").first.click()
    expect(page.locator("form.reason").first).to_be_visible()
    assert violations(page) == []
    page.locator("a.source").first.click()
    expect(page.locator("dialog mark#quote")).to_be_visible()
    assert violations(page) == []
    address = page.locator("a.source").first.evaluate("link => link.href")
    page.goto(address)
    assert violations(page) == []


def test_nothing_is_asked_of_another_host(site: str, visit: Visit) -> None:
    page = visit(site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    ask(page, GDP)
    page.click("a.source")
    expect(page.locator("mark#quote")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


def test_a_question_that_is_markup_is_shown_as_text(site: str, visit: Visit) -> None:
    page = visit(site)
    hostile = '<img src=x onerror="window.hacked=1">重点建设项目<script>window.hacked=1</script>？'
    ask(page, hostile)
    expect(page.locator(".asked")).to_have_text(hostile)
    ask(page, '"><svg onload=window.hacked=1>规划')
    assert page.evaluate("window.hacked") is None
    assert page.locator("#conversation img, #conversation svg").count() == 0


def test_a_published_page_that_is_markup_is_shown_as_text(hostile_site: str, visit: Visit) -> None:
    page = visit(hostile_site)
    expect(page.locator("button.example")).to_contain_text("<script>window.hacked=1</script>")
    expect(page.locator("button.example")).to_contain_text(r"`${window.hacked=1}{{7*7}}\x`")
    page.locator("#question textarea").press_sequentially("规划何时")
    expect(page.get_by_role("option")).to_contain_text("<img src=x")
    ask(page, "规划何时编制？")
    expect(page.locator(".quote")).to_contain_text("<script>window.hacked=1</script>")
    expect(page.locator(".citation")).to_contain_text("张三<b> · ")
    expect(page.locator("button.leave, button.helpful")).to_have_count(0)
    page.click("a.source")
    expect(page.locator("#transcript h1")).to_contain_text("<script>window.hacked=1</script>")
    page.goto(page.locator("a.source").evaluate("link => link.href"))
    expect(page.locator("mark#quote")).to_contain_text("<img src=x")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script").count() == 0


def test_two_visitors_do_not_see_each_others_conversation(site: str, visit: Visit) -> None:
    first, second = visit(site), visit(site)
    ask(first, "重点建设项目有多少个？")
    ask(second, "其中工业科技类呢？")
    expect(second.locator("#conversation")).not_to_contain_text("重点建设项目有多少个？")
    second.reload()
    expect(second.locator(".asked")).to_have_text(["其中工业科技类呢？"])


def test_a_reload_restores_the_conversation_and_records_nothing_twice(
    site: str, visit: Visit, ledger: Ledger
) -> None:
    page = visit(site)
    ask(page, "重点建设项目有多少个？")
    ask(page, "其中工业科技类呢？")
    page.locator("button.helpful").first.click()
    expect(page.locator("button.helpful").first).to_have_attribute("aria-pressed", "true")
    recorded = len(ledger.entries())
    page.reload()
    expect(page.locator("article.answer")).to_have_count(2)
    expect(page.locator("article").nth(1).locator(".quote mark")).to_contain_text("66个")
    expect(page.locator("button.helpful").first).to_have_attribute("aria-pressed", "true")
    assert len(ledger.entries()) == recorded
    page.click("button.new")
    expect(page.locator("article")).to_have_count(0)
    page.reload()
    expect(page.locator("button.example").first).to_be_visible()
    expect(page.locator("article")).to_have_count(0)


def test_an_answer_that_comes_late_does_not_enter_a_new_conversation(
    site: str, visit: Visit
) -> None:
    page = visit(site)
    held: list[Route] = []
    page.route("**/component_server/**", lambda route: held.append(route))
    page.fill("#question textarea", "重点建设项目有多少个？")
    page.press("#question textarea", "Enter")
    page.fill("#question textarea", "总投资多少？")
    page.press("#question textarea", "Enter")
    expect(page.locator(".pending")).to_be_visible()
    page.click("button.new")
    with page.expect_response("**/component_server/**"):
        held[0].continue_()
    page.unroute("**/component_server/**")
    ask(page, GDP)
    expect(page.locator(".asked")).to_have_text([GDP])
    expect(page.locator("#status")).to_have_text("")
    kept = json.loads(page.evaluate("sessionStorage.getItem('fangtan.conversation')"))
    assert [turn["question"] for turn in kept] == [GDP]


def test_a_reload_within_a_reload_loses_nothing(site: str, visit: Visit) -> None:
    asked = [GDP, UNANSWERED, "重点建设项目有多少个？"]
    page = visit(site)
    for question in asked:
        ask(page, question)
    calls: list[Route] = []

    def only_the_first(route: Route) -> None:
        calls.append(route)
        if len(calls) == 1:
            route.continue_()

    page.route("**/component_server/**", only_the_first)
    page.reload()
    expect(page.locator(".pending")).to_be_visible()
    expect(page.locator("article")).to_have_count(1)
    page.unroute("**/component_server/**")
    page.route("**/component_server/**", lambda route: route.abort())
    page.reload()
    expect(page.locator(".failure")).to_have_count(3)
    page.unroute("**/component_server/**")
    page.reload()
    expect(page.locator("article")).to_have_count(3)
    expect(page.locator(".asked")).to_have_text(asked)


def test_a_shared_link_opens_the_same_answer(site: str, visit: Visit) -> None:
    page = visit(site, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "重点建设项目有多少个？")
    ask(page, "其中工业科技类呢？")
    page.locator("button.link").nth(1).click()
    expect(page.locator(".told").nth(1)).to_have_text("链接已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    other = visit(link)
    expect(other.locator(".quote mark")).to_contain_text("工业科技类项目66个")
    assert other.url == site


def test_a_year_without_interviews_is_not_searched(site: str, visit: Visit) -> None:
    page = visit(site)
    page.click("#filters > button")
    page.get_by_label("年份").click()
    page.get_by_role("option", name="2021").click()
    page.keyboard.press("Escape")
    ask(page, GDP)
    expect(page.locator("article.answer")).to_have_count(1)
    kept = json.loads(page.evaluate("sessionStorage.getItem('fangtan.conversation')"))
    assert kept[0]["filters"]["years"] == ["2021"]


def test_a_failure_is_said_and_can_be_tried_again(site: str, visit: Visit) -> None:
    page = visit(site)
    page.route("**/component_server/**", lambda route: route.abort())
    page.fill("#question textarea", GDP)
    page.press("#question textarea", "Enter")
    expect(page.locator(".failure")).to_contain_text("没有查成")
    page.unroute("**/component_server/**")
    page.locator(".failure button").click()
    expect(page.locator("article.answer")).to_have_count(1)
    expect(page.locator(".failure")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_shows_answers_and_citations_in_black_on_white_but_no_buttons(
    site: str, visit: Visit, scheme: str
) -> None:
    page = visit(site, color_scheme=scheme)
    ask(page, GDP)
    ask(page, UNANSWERED)
    page.emulate_media(media="print", color_scheme=scheme)
    expect(page.locator("article.answer .quote mark")).to_be_visible()
    for citation in page.locator(".citation").all():
        expect(citation).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("article.answer")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("article.refusal button.related").first).to_be_visible()
    for hidden in (
        "#dock",
        "article.answer .tools",
        "article.refusal .tools",
        "article.answer footer",
        "article.refusal footer",
        ".settings",
    ):
        expect(page.locator(hidden)).to_be_hidden()
