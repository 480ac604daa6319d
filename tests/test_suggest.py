"""What is typed finds the official questions that share its characters."""

from hypothesis import given
from hypothesis import strategies as st

from chat.bot import Bot
from chat.web.suggest import MOST, Suggester

QUESTIONS = ("医保卡怎么补办？", "医保卡丢了怎么办？", "今年GDP是多少？", "重点项目有多少个？")


def test_the_question_that_shares_most_comes_first() -> None:
    assert Suggester(QUESTIONS).suggest("医保卡丢") == ["医保卡丢了怎么办？", "医保卡怎么补办？"]


def test_script_width_and_case_do_not_matter() -> None:
    assert Suggester(QUESTIONS).suggest("醫保卡補辦")[0] == "医保卡怎么补办？"
    assert Suggester(QUESTIONS).suggest("ｇｄｐ") == ["今年GDP是多少？"]


def test_little_in_common_is_not_enough() -> None:
    assert Suggester(QUESTIONS).suggest("养老院床位多少") == []
    assert Suggester(QUESTIONS).suggest("") == []
    assert Suggester(QUESTIONS).suggest("？！") == []


def test_a_question_asked_in_two_interviews_is_suggested_once() -> None:
    assert Suggester((*QUESTIONS, *QUESTIONS)).suggest("今年GDP") == ["今年GDP是多少？"]


@given(st.text(max_size=30))
def test_anything_may_be_typed(bot: Bot, typed: str) -> None:
    found = Suggester(bot.official_questions).suggest(typed)
    assert len(found) == len(set(found)) <= MOST
    assert set(found) <= set(bot.official_questions)


def test_an_official_question_finds_itself(bot: Bot) -> None:
    suggester = Suggester(bot.official_questions)
    for question in bot.official_questions:
        assert suggester.suggest(question)[0] == question
