"""What a citizen's card shows: the quote marked in its passage, and every word escaped."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import render
from chat.bot import QUESTION_MAX, Bot
from chat.records import Answer, Citation
from chat.web.cards import Offer, card, is_old
from chat.web.words import Language, words
from index.normalise import simplified, traditional
from ingest.records import Turn

ZH = words(Language.ZH_CN)
OFFER = Offer("12345 政务服务便民热线", takes_questions=True)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def answer(bot: Bot) -> Answer:
    return bot.ask("到2025年GDP要达到多少？")


@pytest.fixture(scope="module")
def refused(bot: Bot) -> Answer:
    return bot.ask("晋江市“十四五”GDP目标是多少？")


def retold(answer: Answer, words_said: str, **interview: object) -> Answer:
    """Return the answer as if its official had said these words in such an interview."""
    citation = answer.citations[0]
    spoken = citation.turn
    turn = Turn(spoken.number, spoken.speaker, spoken.role, spoken.time, (words_said,), spoken.line)
    exchange = replace(citation.exchange, answers=(turn,))
    passage = replace(citation.passage, start=0, end=len(words_said), text=words_said)
    there = replace(citation.interview, **interview)  # type: ignore[arg-type]
    told = Citation(words_said, 0, len(words_said), passage, exchange, there, 1.0)
    return replace(answer, parts=(replace(answer.parts[0], citations=(told,)),))


def test_the_quote_is_marked_in_its_passage(answer: Answer) -> None:
    assert (
        "五个方面33个经济社会发展指标。"
        "<mark>GDP年均增长拟按6.5%安排,到2025年达440亿元。</mark>主要考虑:</blockquote>"
    ) in card(answer, ZH, OFFER, now=NOW)


def test_the_card_leads_to_the_words_in_the_transcript(answer: Answer) -> None:
    html = card(answer, ZH, OFFER, now=NOW)
    assert (
        'href="interviews/2021-07-12-quanzhou-14th-five-year-plan'
        '?exchange=t013&amp;start=133&amp;end=162#quote"'
    ) in html


def test_markup_in_a_published_page_is_shown_not_run(answer: Answer) -> None:
    hostile = retold(
        answer, '<script>alert(1)</script>&<b>"', title="<i>题</i>", source="<u>源</u>"
    )
    html = card(hostile, ZH, Offer("<s>12345</s>"), now=NOW)
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;&amp;&lt;b&gt;&#34;</mark>" in html
    assert "&lt;i&gt;题" in html
    assert [tag for tag in ("<script", "<b>", "<i>", "<u>", "<s>") if tag in html] == []


@given(st.text(min_size=1).filter(str.strip))
def test_a_question_of_any_characters_makes_no_tag_of_its_own(answer: Answer, asked: str) -> None:
    part = replace(answer.parts[0], citations=(), question=asked)
    html = card(replace(answer, question=asked, parts=(part,)), ZH, OFFER, now=NOW, entry="x")
    plain = card(replace(answer, question="问", parts=(part,)), ZH, OFFER, now=NOW, entry="x")
    assert html.count("<") == plain.count("<")
    assert html.count('"') == plain.count('"')


def test_only_an_address_of_the_web_becomes_a_link(answer: Answer) -> None:
    web = card(retold(answer, "好", source="某区 https://a.example/b?c=1。"), ZH, OFFER, now=NOW)
    assert '<a href="https://a.example/b?c=1" rel="noreferrer">https://a.example/b?c=1</a>。' in web
    script = card(retold(answer, "好", source="javascript:alert(1)"), ZH, OFFER, now=NOW)
    assert 'href="javascript' not in script


def test_an_interview_is_old_on_the_day_after_its_second_anniversary() -> None:
    assert not is_old(date(2024, 2, 29), date(2026, 2, 28))
    assert is_old(date(2024, 2, 29), date(2026, 3, 1))
    assert not is_old(date(2024, 7, 12), date(2026, 7, 12))
    assert is_old(date(2024, 7, 12), date(2026, 7, 13))


def test_only_an_old_interview_is_warned_of(answer: Answer) -> None:
    warning = "这是2021年7月的访谈，距今已超过两年，请以最新政策为准。"
    assert warning in card(answer, ZH, OFFER, now=NOW)
    assert warning not in card(answer, ZH, OFFER, now=datetime(2022, 1, 1, tzinfo=UTC))


def test_each_part_has_its_own_citation_or_its_own_refusal(answer: Answer) -> None:
    one = replace(answer.parts[0], question="第一问？")
    two = replace(answer.parts[0], question="第二问？", citations=())
    html = card(replace(answer, parts=(one, two)), ZH, OFFER, now=NOW)
    first, second = html.split("<h3>")[1:]
    assert first.startswith("第一问？</h3>")
    assert "<blockquote" in first
    assert second.startswith("第二问？</h3>")
    assert ZH.part_refused in second
    assert "<blockquote" not in second


def test_other_editions_are_folded_away_and_their_figures_told_apart(answer: Answer) -> None:
    first = answer.citations[0]
    later = retold(answer, "GDP达500亿元。", id="later", date=date(2023, 5, 1)).citations[0]
    part = replace(answer.parts[0], citations=(first, later))
    html = card(replace(answer, parts=(part,)), ZH, OFFER, now=NOW)
    folded = html[html.index("<details") : html.index("</details>")]
    assert "其他访谈也回答过（1）" in folded
    assert "2023年5月的访谈给出的数字不同：" in folded
    assert "<mark>GDP达500亿元。</mark>" in folded
    assert "interviews/later?" in folded


def test_how_a_question_was_read_is_shown_until_it_is_undone(bot: Bot) -> None:
    asked = "其中工业科技类呢？"
    followed = bot.ask(asked, ["重点建设项目有多少个？"])
    html = card(followed, ZH, OFFER, now=NOW)
    assert "接着上一问，按“工业科技类重点建设项目有多少个？”查询。" in html
    assert 'class="undo"' in html
    assert 'data-question="工业科技类重点建设项目有多少个？"' in html
    undone = card(bot.ask(asked, literal=True), ZH, OFFER, now=NOW, literal=True)
    assert ZH.literal in undone
    assert 'class="undo"' not in undone


def test_an_english_question_says_by_what_it_was_searched(bot: Bot) -> None:
    asked = bot.ask("How many key construction projects are there?")
    html = card(asked, words(Language.EN), OFFER, now=NOW)
    assert f"Searched as “{asked.parts[0].reading.text}”." in html


def test_a_refusal_offers_the_nearest_and_takes_the_question(refused: Answer) -> None:
    html = card(refused, ZH, OFFER, now=NOW, entry="id")
    assert '<article class="refusal" data-entry="id"' in html
    assert "您可以向12345 政务服务便民热线咨询。" in html
    nearest = refused.related[0].asked
    assert f'<button type="button" class="related" lang="zh">{nearest}</button>' in html
    assert 'class="leave"' in html
    assert 'name="contact"' not in html
    assert 'name="contact"' in card(
        refused, ZH, replace(OFFER, keeps_contacts=True), now=NOW, entry="id"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ZH_CN, "相近的官方回答：您问的是“2030年”，这里说的是“2025年”。"),
        (Language.ZH_TW, "相近的官方回答：您問的是「2030年」，這裡說的是「2025年」。"),
        (Language.EN, "The nearest official answer: You asked about “2030年”; this is about"),
    ],
)
def test_a_refusal_shows_its_near_miss(bot: Bot, language: Language, said: str) -> None:
    html = card(bot.ask("到2030年GDP要达到多少？"), words(language), OFFER, now=NOW)
    assert f'<section class="near-miss">\n<p>{said}' in html
    assert "<mark>GDP年均增长拟按6.5%安排,到2025年达440亿元。</mark>" in html


def test_a_refused_part_shows_its_near_miss(bot: Bot) -> None:
    html = card(bot.ask("重点建设项目有多少个？到2030年GDP要达到多少？"), ZH, OFFER, now=NOW)
    assert html.index(ZH.part_refused) < html.index("您问的是“2030年”")


def test_without_a_ledger_nothing_is_rated_or_left(refused: Answer) -> None:
    html = card(refused, ZH, Offer("12345"), now=NOW)
    assert [name for name in ("leave", "helpful", "reason") if f'class="{name}"' in html] == []


def test_small_talk_is_answered_in_the_pages_language(bot: Bot) -> None:
    english = words(Language.EN)
    assert english.welcome in card(bot.ask("谢谢"), english, OFFER, now=NOW)
    long = card(bot.ask("规" * (QUESTION_MAX + 1)), english, OFFER, now=NOW)
    assert "please shorten it to 500 characters" in long


def test_the_page_refuses_in_the_terminals_words() -> None:
    said = (ZH.refused, ZH.part_refused, ZH.ask_there, ZH.nearest, ZH.near_miss)
    own = (render.REFUSAL, render.PART_REFUSED, render.ASK_THERE, render.NEAREST, render.NEAR_MISS)
    assert said == own
    differing = (ZH.said_otherwise, ZH.not_said, ZH.not_listed)
    assert differing == (render.SAID_OTHERWISE, render.NOT_SAID, render.NOT_LISTED)


def test_a_quote_goes_to_the_other_script_character_by_character(answer: Answer) -> None:
    html = card(answer, ZH, OFFER, now=NOW)
    converted = html[html.index("<template>") : html.index("</template>")]
    assert "<mark>GDP年均增長擬按6.5%安排,到2025年達440億元。</mark>" in converted
    published = card(retold(answer, "軟體產業"), ZH, OFFER, now=NOW)
    assert "<template><mark>软体产业</mark></template>" in published
    assert ZH.to_simplified in published


def test_traditional_characters_keep_the_words(answer: Answer) -> None:
    assert traditional("软件里的头发与发展") == "軟件裡的頭髮與發展"
    text = answer.citations[0].exchange.answer
    assert simplified(traditional(text)) == text
