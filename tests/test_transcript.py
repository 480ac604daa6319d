"""A transcript marks the quoted words where they were said, whatever the address says."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.bot import Bot
from chat.web.markup import Site
from chat.web.transcript import Place, address_of, find_place, page
from chat.web.words import Language, words
from ingest.collection import Collection
from ingest.records import Exchange, Interview

ZH = words(Language.ZH_CN)
SITE = Site(Language.ZH_CN)


def marked(html: str) -> str:
    """Return the marked words, a newline between paragraphs."""
    return "\n".join(unescape(text) for text in re.findall("<mark[^>]*>(.*?)</mark>", html, re.S))


@pytest.fixture(scope="module")
def exchange(collection: Collection, interview: Interview) -> Exchange:
    """An exchange of several paragraphs."""
    return next(
        one
        for one in collection.substantive
        if one.interview_id == interview.id and one.answer.count("\n") > 2
    )


def test_a_citations_address_leads_to_its_words(
    bot: Bot, collection: Collection, interview: Interview
) -> None:
    citation = bot.ask("到2025年GDP要达到多少？").citations[0]
    query = dict(re.findall(r"(\w+)=(\w+)", address_of(citation)))
    place = find_place(collection, interview, query["exchange"], query["start"], query["end"])
    assert place == Place(citation.exchange, citation.start, citation.end)
    html = page(interview, place, ZH, SITE)
    assert f'<mark id="quote">{citation.quote}</mark>' in html
    cited = html[html.index('<div class="cited">') :]
    assert citation.exchange.asked in cited[: cited.index("<mark")]


@given(st.data())
def test_what_is_marked_is_what_stands_between_the_offsets(
    interview: Interview, exchange: Exchange, data: st.DataObject
) -> None:
    length = len(exchange.answer)
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, length))
    html = page(interview, Place(exchange, start, end), ZH, SITE)
    expected = [text for text in exchange.answer[start:end].split("\n") if text]
    assert marked(html) == "\n".join(expected)
    assert html.count('id="quote"') == min(len(expected), 1)


@given(st.text(max_size=12), st.text(max_size=12))
def test_offsets_of_any_kind_fall_inside_the_answer(
    collection: Collection, interview: Interview, exchange: Exchange, start: str, end: str
) -> None:
    place = find_place(collection, interview, exchange.id, start, end)
    assert place is not None
    assert 0 <= place.start <= place.end <= len(exchange.answer)


@pytest.mark.parametrize(
    ("start", "end"), [("-5", "99999999999999999999"), ("七", ""), ("900", "3"), ("²", "٣")]
)
def test_wrong_offsets_mark_nothing_and_fail_nothing(
    collection: Collection, interview: Interview, exchange: Exchange, start: str, end: str
) -> None:
    place = find_place(collection, interview, exchange.id, start, end)
    assert marked(page(interview, place, ZH, SITE)) == ""


def test_an_unknown_exchange_is_no_place(collection: Collection, interview: Interview) -> None:
    assert find_place(collection, interview, "t999", "0", "9") is None
    assert find_place(collection, interview, "", "0", "9") is None
    assert "<mark" not in page(interview, None, ZH, SITE)


def test_every_turn_is_shown_once_in_order(interview: Interview, exchange: Exchange) -> None:
    html = page(interview, Place(exchange, 0, 5), ZH, SITE)
    times = re.findall(r'datetime="([^"]*)"', html)
    assert times == [turn.time.isoformat() for turn in interview.turns]
