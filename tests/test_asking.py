"""Which sentences of a longer message ask."""

import pytest

from chat.answer_types import AnswerType, answer_type
from chat.asking import asking_sentences


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("规划有几章?", "规划有几章?"),
        ("我做了八年。想请问存在什么问题?", "想请问存在什么问题?"),
        ("我等了几年前的消息。请说明。", "我等了几年前的消息。请说明。"),
        ("我是台商。有几个项目?总投资多少?谢谢!", "有几个项目?总投资多少?"),
    ],
)
def test_what_leads_up_to_a_question_is_left_out(question: str, asking: str) -> None:
    assert asking_sentences(question) == asking


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("我在厂里做了几年，换过几家。想请问招商存在什么问题？", AnswerType.ANY),
        ("科技创新这方面差在哪里？", AnswerType.ANY),
        ("窗口在哪里？", AnswerType.ADDRESS),
        ("“南海行为准则”哪一年能谈完？", AnswerType.YEAR),
        ("会晤是哪几天？", AnswerType.TIME),
        ("造成多少人死亡？", AnswerType.PEOPLE),
        ("大概分哪几块？", AnswerType.ANY),
        ("这些毛病往后几年到底治不治？", AnswerType.ANY),
        ("再过十几年能排到什么位置？", AnswerType.ANY),
        ("接下来几年总的打算怎么做？", AnswerType.ANY),
        ("说没几家像样的厂子，是真的吗？", AnswerType.ANY),
        ("还要等几年？", AnswerType.DURATION),
        ("大概分几个部分？", AnswerType.NUMBER),
        ("搜救船叫什么？", AnswerType.ANY),
        ("局长叫什么？", AnswerType.NAME),
    ],
)
def test_the_sort_of_thing_is_told_by_the_sentence_that_asks(
    question: str, wanted: AnswerType
) -> None:
    assert answer_type(question) is wanted
