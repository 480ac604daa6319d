"""What a terminal shows: who said it and where, or a refusal with the nearest questions."""

from dataclasses import replace

import pytest

from chat.bot import Bot
from chat.records import Answer, Conflict, ConflictKind, NearMiss
from chat.render import citation_line, refusal_text


@pytest.fixture(scope="module")
def answer(bot: Bot) -> Answer:
    return bot.ask("到2025年GDP要达到多少？")


def test_the_citation_line_says_who_in_what_office_when_and_where(answer: Answer) -> None:
    assert citation_line(answer.citations[0]) == (
        "荣跃 · 科技经济发展局发改科科长 · 2021-07-12 02:34 · 《泉州台商投资区国民经济和社会发展"
        "第十四个五年规划和二0三五年远景目标纲要》相关内容解读"
    )


def test_a_refusal_names_the_nearest_questions(answer: Answer) -> None:
    part = replace(answer.parts[0], citations=())
    refused = replace(answer, parts=(part,), related=answer.ranking[:1])
    assert refusal_text(refused) == (
        "很抱歉，已公布的访谈里没有官员回答过这个问题。\n"
        "您可以向12345 政务服务便民热线咨询。\n"
        "官员回答过这些相近的问题：\n"
        "  · 根据“十四五”期间指标体系,请说说我区主要经济社会指标设置情况?"
    )


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        (ConflictKind.YEAR, "2025年", "您问的是“2030年”，这里说的是“2025年”。"),
        (ConflictKind.YEAR, "", "您问的“2030年”，这里没有说到。"),
        (ConflictKind.LIST, "", "您问的“2030年”，这里没有一一说明。"),
    ],
)
def test_a_refusal_shows_the_near_miss_and_in_what_it_differs(
    answer: Answer, kind: ConflictKind, said: str, told: str
) -> None:
    near = NearMiss(answer.citations[0], (Conflict(kind, "2030年", said),))
    refused = replace(answer, parts=(replace(answer.parts[0], citations=(), near_miss=near),))
    lines = refusal_text(refused).splitlines()
    assert lines[2] == f"相近的官方回答：{told}"
    assert lines[3] == "  “GDP年均增长拟按6.5%安排,到2025年达440亿元。”"
    assert lines[4].startswith("  ——荣跃 · 科技经济发展局发改科科长 · 2021-07-12 02:34")
