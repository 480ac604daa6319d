from dataclasses import replace

import pytest

from chat.evaluation.judge import doubts, fold, is_right, why
from chat.evaluation.records import CitedWords, Verdict
from chat.records import Status
from ingest.collection import Collection
from tests.data.eval_fakes import COLLECTION, TIMES, question, reply, verdict

GDP = question("q", time=TIMES[1], contains=(("440亿元",),))


def test_a_right_answer_is_told_with_all_that_is_shown_of_it() -> None:
    answer = reply("GDP达到440亿元", ["e2", "e1"], confidence=0.87654321, took_ms=12.3456)
    assert verdict(GDP, answer) == Verdict(
        asked=GDP,
        status=Status.ANSWERED,
        answer="GDP达到440亿元",
        cited=CitedWords(
            "张三",
            "发改局局长",
            "2021-07-12 02:03:00",
            "e2",
            "e2p",
            7,
            17,
            "GDP要达到多少？",
            "规划解读",
        ),
        rank=1,
        right_first=True,
        holds=True,
        missing=(),
        quote_ok=True,
        length_ratio=1.0,
        correct=True,
        confidence=0.876543,
        took_ms=12.346,
    )


def test_a_verdict_survives_being_written_and_read() -> None:
    made = verdict(GDP, reply("历时一年", ["e1", "e2"]))
    assert Verdict.from_json(made.as_json()) == made


def test_times_are_the_last_key_of_a_row() -> None:
    assert list(verdict(GDP, reply()).as_json())[-1] == "took_ms"


@pytest.mark.parametrize(
    ("time", "exchange_id", "right"),
    [
        (TIMES[1], None, ["e2"]),
        (None, "e3", ["e3"]),
        (TIMES[1], "e2", ["e2"]),
        (TIMES[1], "e3", []),
        (None, None, []),
    ],
)
def test_time_and_id_must_both_fit_the_right_exchange(
    time: object, exchange_id: str | None, right: list[str]
) -> None:
    asked = question("q", time=time, exchange_id=exchange_id)
    assert [e.id for e in COLLECTION.exchanges if is_right(asked, e)] == right


def test_the_time_of_any_answer_turn_names_the_exchange() -> None:
    first, second, _ = COLLECTION.exchanges
    both = replace(first, answers=(*first.answers, *second.answers))
    assert is_right(GDP, both)


@pytest.mark.parametrize(
    "words", ["４４０亿元", "440 亿元", "gdp达到440億元", "GDP 达到", "年均增长７％"]
)
def test_required_words_are_found_in_any_width_case_script_and_spacing(words: str) -> None:
    asked = question("q", time=TIMES[1], contains=((words,),))
    assert verdict(asked, reply("GDP达到440亿元，年均增长7%", ["e2"])).holds is True


def test_one_alternative_is_enough_and_every_entry_is_needed() -> None:
    asked = question("q", contains=(("八月", "8月"), ("两年", "三年"), ("一年",)))
    judged = verdict(asked, reply("规划于2020年8月启动", ["e1"]))
    assert (judged.holds, judged.missing) == (False, (("两年", "三年"), ("一年",)))
    assert why(judged) == ("答案里缺少“两年”或“三年”", "答案里缺少“一年”")


def test_a_question_that_names_and_requires_nothing_is_right_when_answered() -> None:
    judged = verdict(question("q"), reply("历时一年", ["e1"]))
    assert (judged.right_first, judged.holds, judged.rank, judged.correct) == (
        None,
        None,
        None,
        True,
    )


def test_the_right_words_from_the_wrong_exchange_are_wrong() -> None:
    asked = question("q", exchange_id="e3", contains=(("年",),))
    judged = verdict(asked, reply("历时一年", ["e1", "e2", "e3"]))
    assert (judged.holds, judged.right_first, judged.rank, judged.correct) == (
        True,
        False,
        3,
        False,
    )
    assert why(judged) == ("引用的访谈问答不对：标准出处排在第 3 位",)


def test_an_exchange_that_was_not_found_has_no_rank() -> None:
    judged = verdict(GDP, reply("历时一年", ["e1"]))
    assert judged.rank is None
    assert why(judged) == ("引用的访谈问答不对：标准出处没有找到", "答案里缺少“440亿元”")


def test_a_refusal_of_an_answerable_question_is_wrong_and_holds_nothing() -> None:
    judged = verdict(GDP, reply(ranking=["e1", "e2"]))
    assert (judged.correct, judged.right_first, judged.holds) == (False, False, False)
    assert (judged.quote_ok, judged.length_ratio, judged.rank) == (None, None, 2)
    assert why(judged) == ("未回答：这题有答案，却被拒答（标准出处排在第 2 位）",)


def test_an_unanswerable_question_is_right_when_refused() -> None:
    asked = question("q", answerable=False)
    refused, answered = verdict(asked, reply()), verdict(asked, reply("历时一年", ["e1"]))
    assert (refused.correct, why(refused)) == (True, ())
    assert (answered.correct, why(answered)) == (False, ("本应拒答，却给出了回答",))
    assert (answered.rank, answered.right_first, answered.holds) == (None, None, None)


def test_a_quote_is_looked_up_in_the_collection_that_is_published() -> None:
    answer = reply("历时一年", ["e1"])
    exchange = COLLECTION.exchanges[0]
    changed = replace(exchange, answers=(replace(exchange.answers[0], paragraphs=("改了。",)),))
    from chat.evaluation.judge import judge

    for exchanges in ((changed,), ()):
        assert judge(question("q"), answer, Collection((), exchanges, ())).quote_ok is False


@pytest.mark.parametrize(
    ("contains", "shown", "ratio"),
    [
        ((("440亿元",),), "GDP达到440亿元", 10 / 10),
        ((("440亿元",),), "到2025年，GDP达到440亿元", 17 / 10),
        ((("440亿元",), ("7%",)), "GDP达到440亿元", 10 / 18),  # GDP达到440亿元，年均增长7%。
        ((("440亿元", "7%"),), "年均增长7%", 6 / 7),  # 年均增长7%。 is the shorter alternative
        ((("元，年均",),), "GDP达到440亿元", 10 / 18),
        ((("没有的话",),), "GDP达到440亿元", None),
        ((), "GDP达到440亿元", None),
    ],
)
def test_length_is_relative_to_the_shortest_run_of_clauses_that_would_do(
    contains: tuple[tuple[str, ...], ...], shown: str, ratio: float | None
) -> None:
    asked = question("q", time=TIMES[1], contains=contains)
    expected = None if ratio is None else round(ratio, 4)
    assert verdict(asked, reply(shown, ["e2"])).length_ratio == expected


def test_questions_that_this_collection_cannot_answer_are_doubted() -> None:
    asked = [
        GDP,
        question("a", exchange_id="e9"),
        question("b", time=TIMES[0].replace(year=1999)),
        question("c", exchange_id="e1", contains=(("8月",), ("五月", "六月"))),
        question("d", contains=(("五月",),)),
        question("e", answerable=False),
    ]
    assert doubts(asked, COLLECTION) == (
        "a：索引里没有题目所指的访谈问答（e9）",
        "b：索引里没有题目所指的访谈问答（1999-07-12 02:01:00）",
        "c：题目所指的访谈问答里没有“五月”或“六月”",
    )


def test_folding_leaves_no_space_and_one_script() -> None:
    assert fold(" ＧＤＰ　達到 ") == "gdp达到"
