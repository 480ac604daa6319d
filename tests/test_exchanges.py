from collections.abc import Callable
from datetime import datetime

import pytest

from ingest.exchanges import exchanges_of, is_searched
from ingest.page import parse_page
from ingest.records import Exchange, Interview, Kind, Role, Turn

Page = Callable[..., str]
HELLO = ("主持人", "02:00:00", "欢迎您,张局长!")
GOOD_DAY = ("张三", "02:01:00", "主持人好!网友们,大家好!")
QUESTION = ("主持人", "02:02:00", "请问规划何时编制?")
ANSWER = ("张三", "02:03:00", "规划于2020年8月启动。")
THANKS = ("主持人", "02:08:00", "好的,谢谢张局长!")
GOODBYE = ("张三", "02:09:00", "感谢大家的支持。")


def exchanges(text: str) -> list[Exchange]:
    return exchanges_of(parse_page(text, "a", "a.txt"))


def test_the_seed_is_a_greeting_seven_exchanges_and_a_closing(interview: Interview) -> None:
    assert [(exchange.id[-4:], exchange.kind) for exchange in exchanges_of(interview)] == [
        ("t001", Kind.GREETING),
        ("t003", Kind.SUBSTANTIVE),
        ("t005", Kind.SUBSTANTIVE),
        ("t007", Kind.SUBSTANTIVE),
        ("t009", Kind.SUBSTANTIVE),
        ("t011", Kind.SUBSTANTIVE),
        ("t013", Kind.SUBSTANTIVE),
        ("t015", Kind.SUBSTANTIVE),
        ("t017", Kind.CLOSING),
    ]


@pytest.mark.parametrize(
    ("at", "asked", "clock"),
    [
        (1, "请您详细描述下我区“十四五”规划编制过程。", "02:03:09"),
        (
            2,
            "我区这次的“十四五”规划编制与以往与“十二五”“十三五”相比有什么不同呢?",
            "02:08:45",
        ),
        (3, "请为我们简单介绍下《“十四五”规划》基本结构框架?", "02:14:10"),
        (4, "请谈谈我区2035年远景目标是什么呢?", "02:17:07"),
        (
            5,
            "通过以上详细解答,我们了解到“十四五”规划的相关情况,"
            "那么请您大概说下我区重点任务实施情况?",
            "02:25:57",
        ),
        (6, "根据“十四五”期间指标体系,请说说我区主要经济社会指标设置情况?", "02:34:31"),
        (7, "请简单说下十四五”期间我区计划实施重点建设项目支撑情况?", "02:37:32"),
    ],
)
def test_each_question_of_the_seed_has_its_one_answer_turn(
    interview: Interview, at: int, asked: str, clock: str
) -> None:
    exchange = exchanges_of(interview)[at]
    assert exchange.asked == asked
    assert [f"{turn.time:%H:%M:%S}" for turn in exchange.answers] == [clock]


def test_an_exchange_is_named_by_its_interview_and_its_first_turn(page: Page) -> None:
    found = exchanges(page((HELLO, GOOD_DAY, QUESTION, ANSWER)))
    assert [exchange.id for exchange in found] == ["a#t001", "a#t003"]


def test_greeting_and_closing_are_told_from_the_question_between_them(page: Page) -> None:
    found = exchanges(page((HELLO, GOOD_DAY, QUESTION, ANSWER, THANKS, GOODBYE)))
    assert [exchange.kind for exchange in found] == [
        Kind.GREETING,
        Kind.SUBSTANTIVE,
        Kind.CLOSING,
    ]


def test_a_closing_is_searched_where_it_tells_more_than_thanks(page: Page) -> None:
    more = "感谢大家的支持。今后我们将一如既往,接受群众、社会和舆论的监督。"
    told = ("张三", "02:09:00", more)
    for last, searched in ((GOODBYE, False), (told, True)):
        *_, closing = exchanges(page((HELLO, GOOD_DAY, QUESTION, ANSWER, THANKS, last)))
        assert (closing.kind, closing.asked) == (Kind.CLOSING, "")
        assert is_searched(closing) is searched


def test_thanks_that_go_with_a_question_close_nothing(page: Page) -> None:
    last = ("主持人", "02:08:00", "谢谢张局长!最后请问投资多少?")
    found = exchanges(page((QUESTION, ANSWER, last, ("张三", "02:09:00", "2488亿元。"))))
    assert [exchange.kind for exchange in found] == [Kind.SUBSTANTIVE, Kind.SUBSTANTIVE]


def test_a_greeting_that_answers_at_length_is_substantive(page: Page) -> None:
    at_length = ("张三", "02:01:00", "大家好!" + "规划于2020年8月正式启动。" * 10)
    assert [e.kind for e in exchanges(page((QUESTION, at_length)))] == [Kind.SUBSTANTIVE]


def test_two_guests_answer_one_question(page: Page) -> None:
    more = ("李四", "02:04:00", "编制历时半年。", "共十四章。")
    (found,) = exchanges(page((QUESTION, ANSWER, more)))
    assert [turn.speaker for turn in found.answers] == ["张三", "李四"]
    assert found.answer == "规划于2020年8月启动。\n编制历时半年。\n共十四章。"


def test_a_question_by_one_of_the_public_is_answered_too(page: Page) -> None:
    asks = ("网友小王", "02:04:00", "请问学校何时建成?")
    answers = ("张三", "02:05:00", "学校2023年建成。")
    found = exchanges(page((QUESTION, ANSWER, asks, answers)))
    assert [(e.asked, e.answer) for e in found] == [
        ("请问规划何时编制?", "规划于2020年8月启动。"),
        ("请问学校何时建成?", "学校2023年建成。"),
    ]


def test_a_guest_who_speaks_first_is_asked_nothing(page: Page) -> None:
    first = ("张三", "02:01:00", "规划共十四章。" * 20)
    found = exchanges(page((first, QUESTION, ANSWER)))
    assert (found[0].id, found[0].question, found[0].asked) == ("a#t001", None, "")
    assert [e.kind for e in found] == [Kind.SUBSTANTIVE, Kind.SUBSTANTIVE]


def test_a_turn_that_nobody_answers_opens_no_exchange(page: Page) -> None:
    remark = ("主持人", "02:01:30", "我们先看一段短片。")
    last_words = ("主持人", "02:09:00", "请问大家还有什么问题?")
    found = exchanges(page((remark, QUESTION, ANSWER, last_words)))
    assert [(e.id, e.asked) for e in found] == [("a#t002", "请问规划何时编制?")]


def test_a_question_of_several_paragraphs_is_asked_on_one_line(page: Page) -> None:
    question = ("主持人", "02:02:00", "下一题。", "请问规划何时编制?")
    (found,) = exchanges(page((question, ANSWER)))
    assert found.asked == "下一题。 请问规划何时编制?"


@pytest.mark.parametrize(
    ("offset", "speaker"), [(0, "张三"), (2, "张三"), (3, "张三"), (4, "李四"), (5, "李四")]
)
def test_a_character_of_an_answer_is_found_in_its_turn(offset: int, speaker: str) -> None:
    assert two_turns().answer == "一二三\n四五"
    assert two_turns().turn_at(offset).speaker == speaker


@pytest.mark.parametrize("offset", [-1, 7])
def test_an_offset_outside_the_answer_is_an_error(offset: int) -> None:
    with pytest.raises(IndexError, match=f"offset {offset} "):
        two_turns().turn_at(offset)


def two_turns() -> Exchange:
    when = datetime(2021, 7, 12, 2, 0)
    first = Turn(2, "张三", Role.GUEST, when, ("一二三",), 8)
    second = Turn(3, "李四", Role.GUEST, when, ("四五",), 10)
    return Exchange("a#t002", "a", Kind.SUBSTANTIVE, None, (first, second))


def test_a_short_last_answer_to_a_topic_is_no_closing(page: Page) -> None:
    topic = ("主持人", "02:03:00", "下一个话题,教育。")
    reply = ("张三", "02:04:00", "感谢大家关心。学校将于2023年建成。")
    assert [e.kind for e in exchanges(page((QUESTION, ANSWER, topic, reply)))] == [
        Kind.SUBSTANTIVE,
        Kind.SUBSTANTIVE,
    ]


def test_a_short_first_answer_that_says_more_than_good_day_is_no_greeting(page: Page) -> None:
    topic = ("主持人", "02:00:00", "教育方面的情况。")
    reply = ("张三", "02:00:30", "网友们好,大家好!学校将于2023年建成。")
    assert exchanges(page((topic, reply)))[0].kind is Kind.SUBSTANTIVE


@pytest.mark.parametrize(
    "reply",
    ["您好,补贴标准为每人每月300元。", "谢谢主持人,到社区窗口办。", "您好,每月发放。感谢您的关注!"],
)
def test_a_polite_word_makes_no_greeting_of_an_answer(page: Page, reply: str) -> None:
    found = exchanges(page((QUESTION, ("张三", "02:03:00", reply))))
    assert [exchange.kind for exchange in found] == [Kind.SUBSTANTIVE]


@pytest.mark.parametrize(
    "topic", ["谢谢张局长,下面再聊聊异地就医。", "感谢张局长,最后请您给网友总结一下。"]
)
def test_thanks_that_bring_up_the_next_topic_close_nothing(page: Page, topic: str) -> None:
    turns = (QUESTION, ANSWER, ("主持人", "02:04:00", topic), ("张三", "02:05:00", "网上办理。"))
    found = exchanges(page(turns))
    assert [exchange.kind for exchange in found] == [Kind.SUBSTANTIVE, Kind.SUBSTANTIVE]


@pytest.mark.parametrize("told", ["高龄补贴认证截止到6月30日。", "一共办十件民生实事。"])
def test_a_figure_told_in_goodbye_is_kept(page: Page, told: str) -> None:
    last = ("张三", "02:09:00", f"谢谢大家。{told}")
    found = exchanges(page((QUESTION, ANSWER, THANKS, last)))
    assert found[-1].kind is Kind.SUBSTANTIVE


def test_who_hands_a_question_over_asks_none_himself(page: Page) -> None:
    asks = ("网友小王", "02:04:00", "公租房什么时候分配?")
    over = ("主持人", "02:04:30", "好,有请张局长回答这个问题。")
    found = exchanges(page((asks, over, ("张三", "02:05:00", "7月份分配。"))))
    assert [(one.id, one.asked) for one in found] == [("a#t001", "公租房什么时候分配?")]


def test_a_nod_of_the_host_is_no_question(page: Page) -> None:
    nod = ("主持人", "02:04:00", "嗯,好的。")
    (found,) = exchanges(page((QUESTION, ANSWER, nod, ("张三", "02:05:00", "历时半年。"))))
    assert found.answer == "规划于2020年8月启动。\n历时半年。"
