"""What the page shows: the quote marked in its passage, and every word escaped."""

from dataclasses import replace

import pytest

from chat.bot import Bot
from chat.records import Answer, Citation
from chat.render import answer_html, citation_line, refusal_text
from ingest.records import Turn


@pytest.fixture(scope="module")
def answer(bot: Bot) -> Answer:
    return bot.ask("到2025年GDP要达到多少？")


def test_the_quote_is_marked_in_its_passage(answer: Answer) -> None:
    assert (
        "五个方面33个经济社会发展指标。"
        "<mark>GDP年均增长拟按6.5%安排,到2025年达440亿元。</mark>主要考虑:</blockquote>"
    ) in answer_html(answer)


def test_the_citation_line_says_who_in_what_office_when_and_where(answer: Answer) -> None:
    assert citation_line(answer.citations[0]) == (
        "荣跃 · 科技经济发展局发改科科长 · 2021-07-12 02:34 · 《泉州台商投资区国民经济和社会发展"
        "第十四个五年规划和二0三五年远景目标纲要》相关内容解读"
    )


def test_the_full_answer_is_one_click_away_with_the_hosts_question(answer: Answer) -> None:
    html = answer_html(answer)
    inside = html[html.index("<details>") : html.index("</details>")]
    assert "请说说我区主要经济社会指标设置情况?" in inside
    assert "支撑GDP增长。" in inside


def test_the_html_is_one_line_so_that_markdown_leaves_it_alone(bot: Bot) -> None:
    assert "\n" not in answer_html(bot.ask("重点任务实施情况"))


def test_markup_in_a_published_page_is_shown_not_run(answer: Answer) -> None:
    citation = answer.citations[0]
    spoken = citation.turn
    words = "<script>alert(1)</script>&<b>"
    turn = Turn(spoken.number, "<i>荣跃", spoken.role, spoken.time, (words,), spoken.line)
    exchange = replace(citation.exchange, answers=(turn,))
    passage = replace(citation.passage, start=0, end=len(words), text=words)
    hostile = Citation(words, 0, len(words), passage, exchange, citation.interview, 1.0)
    part = replace(answer.parts[0], citations=(hostile,))
    html = answer_html(replace(answer, parts=(part,)))
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;&amp;&lt;b&gt;</mark>" in html
    assert "&lt;i&gt;荣跃" in html
    assert "<script>" not in html


def test_a_refusal_names_the_nearest_questions(answer: Answer) -> None:
    part = replace(answer.parts[0], citations=())
    refused = replace(answer, parts=(part,), related=answer.ranking[:1])
    assert refusal_text(refused) == (
        "很抱歉，已公布的访谈里没有官员回答过这个问题。\n"
        "您可以向12345 政务服务便民热线咨询。\n"
        "官员回答过这些相近的问题：\n"
        "  · 根据“十四五”期间指标体系,请说说我区主要经济社会指标设置情况?"
    )
