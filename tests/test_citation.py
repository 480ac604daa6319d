"""A citation stands at its offsets, or is not made."""

import re
from dataclasses import replace

import pytest

from chat.records import Answer, Citation, MisquoteError, Part
from index.reading import Reading
from ingest.collection import Collection
from ingest.records import Exchange, Interview

QUOTE = "GDP年均增长拟按6.5%安排,到2025年达440亿元。"


@pytest.fixture(scope="module")
def exchange(collection: Collection) -> Exchange:
    """The exchange on the plan's indicators."""
    return next(e for e in collection.exchanges if e.id.endswith("#t013"))


@pytest.fixture(scope="module")
def citation(collection: Collection, exchange: Exchange, interview: Interview) -> Citation:
    passage = collection.passage_at(exchange, 133)
    return Citation(QUOTE, 133, 162, passage, exchange, interview, 0.93456)


def test_the_json_of_a_citation_has_every_documented_field(citation: Citation) -> None:
    assert citation.as_json() == {
        "quote": QUOTE,
        "start": 133,
        "end": 162,
        "passage_id": "2021-07-12-quanzhou-14th-five-year-plan#t013p01",
        "exchange_id": "2021-07-12-quanzhou-14th-five-year-plan#t013",
        "question": "根据“十四五”期间指标体系,请说说我区主要经济社会指标设置情况?",
        "speaker": "荣跃",
        "office": "科技经济发展局发改科科长",
        "time": "2021-07-12 02:34:31",
        "interview": {
            "id": "2021-07-12-quanzhou-14th-five-year-plan",
            "title": "《泉州台商投资区国民经济和社会发展第十四个五年规划和二0三五年远景目标纲要》"
            "相关内容解读",
            "date": "2021-07-12",
            "source": "往期访谈_泉州台商投资区管理委员会",
        },
        "score": 0.9346,
    }


@pytest.mark.parametrize(
    ("quote", "start", "end"),
    [
        (QUOTE.replace("440", "450"), 133, 162),
        (QUOTE, 132, 161),
        ("", 133, 133),
        (QUOTE, -173, -144),
    ],
    ids=["other words", "other place", "no words", "counted from the end"],
)
def test_a_quote_that_is_not_at_its_offsets_is_refused(
    citation: Citation, quote: str, start: int, end: int
) -> None:
    with pytest.raises(MisquoteError, match=re.escape("#t013p01")):
        replace(citation, quote=quote, start=start, end=end)


def test_a_refused_answer_has_an_empty_answer_and_no_citations(exchange: Exchange) -> None:
    asked = "今天天气怎么样？"
    part = Part(asked, Reading(asked), (), (exchange,), 0.01)
    answer = Answer(asked, (part,), (exchange,), "", "", "", 12.345)
    assert answer.as_json() == {
        "question": "今天天气怎么样？",
        "status": "refused",
        "answer": "",
        "reply": "",
        "citations": [],
        "understood": [{"question": asked, "searched": asked, "changes": [], "citations": []}],
        "carried": "",
        "near_misses": [],
        "related": [
            {
                "question": "根据“十四五”期间指标体系,请说说我区主要经济社会指标设置情况?",
                "exchange_id": "2021-07-12-quanzhou-14th-five-year-plan#t013",
            }
        ],
        "took_ms": 12.3,
    }


def test_an_answer_shows_the_quote_of_its_first_citation(
    citation: Citation, exchange: Exchange
) -> None:
    part = Part("GDP目标", Reading("GDP目标"), (citation,), (exchange,), 0.9)
    answer = Answer("GDP目标", (part,), (), "", "", "", 1.0)
    assert (answer.status.value, answer.text) == ("answered", QUOTE)
