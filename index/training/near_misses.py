"""A question and its passage become near misses: alike in words, but no answer.

Either the question asks for another year, place, quantity or subject than the passage tells of,
or asks for a detail that it does not tell, or the passage has lost the sentence that answers, or
says it vaguely.
"""

import random
import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache

from index.tokens import content_tokens
from index.training.augment import words_of
from ingest.sentences import sentences

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CODED_PLACE = re.compile(r"(?<![A-Z0-9])[A-Z]\d{0,2}(?=[市区县])")  # as gov_letters codes them
_QUANTITY = re.compile(
    r"(?<![\dA-Za-z第])\d{1,6}(?=(?:\.\d+)?(?:个|元|万|亿|%|天|日|月|岁|人|次|条|项|米|公里|路|号|周|小时|家))"
)
_COUNT = re.compile(
    r"[约近超过]*\d[\d,.]*(?:余|多)?[万亿]?(个|名|人|户|家|所|条|项|座|处|套|辆|台|间|层|件|批|次|种|位)"
)
_MEASURE = re.compile(r"[约近超过]*\d[\d,.]*(?:余|多)?[万亿]?(?:%|元|公里|平方米|米|亩|公顷|吨)")
_WHEN = re.compile(
    r"[自从于在]?(?:(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?|底|初|末)?|\d{1,2}月\d{1,2}日)"
)
_VAGUE_COUNTS = ("一批", "若干", "一些", "许多", "不少", "多{}", "一定数量的")
_VAGUE_MEASURES = ("不少", "一定的量", "相当数量", "很多")
_VAGUE_TIMES = ("日前", "近期", "此前", "不久前", "近年来", "后来")
# What may be asked of anything, and what a passage has that might tell it.
_DETAILS = (
    (
        ("{}是什么时候开始的？", "{}哪一年完成？", "什么时候{}？"),
        r"\d年|\d月|\d日|去年|今年|明年|年初|年底",
    ),
    (("{}在哪里？", "{}的地址在哪？", "{}设在什么地方？"), r"位于|地址|设在|坐落|[路街镇乡村区市]"),
    (
        ("{}由哪个部门负责？", "{}归谁管？", "谁负责{}？"),
        r"[局委部署厅院]|部门|单位|公司|中心|政府|负责",
    ),
    (("{}的电话是多少？", "{}怎么联系？"), r"电话|热线|\d{7}"),
    (("{}要花多少钱？", "{}投了多少钱？", "{}的费用是多少？"), r"元|费|资"),
    (("{}比上年增长百分之多少？", "{}占多大比例？"), r"%|比例|占|增长|倍"),
    (("{}有多少个？", "{}一共几个？", "{}的数量是多少？"), r"\d"),
    (("{}里最大的是哪一个？", "{}哪个排第1？", "{}中最多的是哪一类？"), r"最|第1|首"),
    (("{}需要哪些材料？", "{}要带什么证件？"), r"材料|证|申请表|提供|携带"),
    (("为什么{}？", "{}的原因是什么？"), r"因|由于|鉴于|为了|所以|考虑"),
    (("{}的负责人是谁？", "{}的主任叫什么？"), r"主任|局长|主席|校长|书记|负责人|总经理|教授"),
)
_ASKING = re.compile(r"多少|什么|怎|为何|何时|如何|哪|谁|几|是否|吗|呢|[?？,，。]")
_CHINESE = re.compile(r"[一-鿿]+")


class Miss(StrEnum):
    """What makes a near miss one."""

    YEAR = "other year"
    PLACE = "other place"
    QUANTITY = "other quantity"
    SUBJECT = "other subject"
    REMOVED = "answer removed"
    BLURRED = "answer blurred"
    DETAIL = "other detail"


def near_misses(
    question: str,
    passage: str,
    answers: Sequence[str],
    subjects: Sequence[str],
    chance: random.Random,
) -> dict[Miss, tuple[str, str]]:
    """Return the near misses that can be made, as question and passage.

    :param subjects: Words to put in the place of what the question is about.
    """
    made = {
        Miss.YEAR: _other(question, passage, _YEAR, lambda old: _year(old, chance)),
        Miss.PLACE: _other(question, passage, _CODED_PLACE, lambda old: _code(old, chance))
        or _other(question, passage, _any_place(), lambda _: chance.choice(_places())),
        Miss.QUANTITY: _other(question, passage, _QUANTITY, lambda old: _quantity(old, chance)),
        Miss.SUBJECT: _other_subject(question, passage, subjects, chance),
        Miss.DETAIL: _other_detail(question, passage, chance),
    }
    found = {miss: (text, passage) for miss, text in made.items() if text}
    shortened = without_answer(passage, answers)
    if shortened:
        found[Miss.REMOVED] = (question, shortened)
    vague = blurred(passage, answers, chance)
    if vague:
        found[Miss.BLURRED] = (question, vague)
    return found


def without_answer(passage: str, answers: Sequence[str]) -> str:
    """Return the passage without the sentences that hold an answer; empty if little is left."""
    if not any(answer in passage for answer in answers):
        return ""
    texts = [passage[start:end] for start, end in sentences(passage)]
    kept = "".join(text for text in texts if not any(answer in text for answer in answers))
    gone = not any(answer in kept for answer in answers)
    return kept if gone and len(kept) >= 40 else ""


def blurred(passage: str, answers: Sequence[str], chance: random.Random) -> str:
    """Return the passage with vague words in the place of a figure or date that answers.

    Empty where the answers are none, or not all of them.
    """
    present = sorted({answer for answer in answers if answer in passage}, key=len, reverse=True)
    words = [_vague(answer, chance) for answer in present]
    if not words or not all(words):
        return ""
    for answer, word in zip(present, words, strict=True):
        passage = passage.replace(answer, word)
    return passage


def _vague(answer: str, chance: random.Random) -> str:
    if counted := _COUNT.fullmatch(answer):
        return chance.choice(_VAGUE_COUNTS).format(counted[1])
    if _MEASURE.fullmatch(answer):
        return chance.choice(_VAGUE_MEASURES)
    return chance.choice(_VAGUE_TIMES) if _WHEN.fullmatch(answer) else ""


def _other(
    question: str, passage: str, what: re.Pattern[str], instead: Callable[[str], str]
) -> str:
    """Return the question with every mention of one thing changed; empty if that is no miss."""
    match = what.search(question)
    if not match:
        return ""
    old = match.group()
    for _ in range(8):
        new = instead(old)
        if new != old and new not in passage and new not in question:
            return question.replace(old, new)
    return ""


@cache
def _places() -> tuple[str, ...]:
    return words_of("places.txt")


@cache
def _any_place() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_places(), key=len, reverse=True)))


def _year(old: str, chance: random.Random) -> str:
    return str(int(old) + chance.choice([-3, -2, -1, 1, 2, 3]))


def _code(old: str, chance: random.Random) -> str:
    return chance.choice("ABCDEFGHJKLM") + (str(chance.randint(1, 12)) if len(old) > 1 else "")


def _quantity(old: str, chance: random.Random) -> str:
    return str(max(2, int(int(old) * chance.choice([0.3, 0.5, 2, 3])) + chance.randint(0, 2)))


def _shared(question: str, passage: str) -> list[str]:
    """Return the Chinese words of two characters or more that both have."""
    return [
        token
        for token in content_tokens(question)
        if len(token) >= 2 and token in passage and _CHINESE.fullmatch(token)
    ]


def _other_subject(
    question: str, passage: str, subjects: Sequence[str], chance: random.Random
) -> str:
    shared = _shared(question, passage)
    if not shared or not subjects:
        return ""
    old = max(shared, key=len)
    for _ in range(8):
        new = chance.choice(subjects)
        if new not in passage and new not in question and old in question:
            return question.replace(old, new)
    return ""


def _other_detail(question: str, passage: str, chance: random.Random) -> str:
    """Return a question for something about the same subject that the passage does not tell."""
    shared = _shared(question, passage)
    untold = [forms for forms, told in _DETAILS if not re.search(told, passage)]
    if not shared or not untold:
        return ""
    # words that stand side by side in the question make one subject
    first = question.find(chance.choice(shared))
    reach = max(question.find(token) + len(token) for token in shared)
    subject = question[first : min(reach, first + chance.choice([4, 8, 12]))]
    subject = _ASKING.split(subject)[0].strip(" 的是在于由和、")
    return chance.choice(chance.choice(untold)).format(subject) if len(subject) >= 2 else ""
