"""The numbers and places in a row that a question names become conflicts where others were told."""

import re
from collections.abc import Iterator

from chat.conflict import Conflict, ConflictKind
from chat.frame import Frame, mentions_of
from index.mentions import Mention, MentionKind
from index.normalise import normalise

_BOUNDED = {*"岁天年月个人户平米周", "小时", "分钟"}
"""Units in which officials set bounds; sums of money are told one by one."""
_COUNTED = re.compile(
    r"(?<!第)([一二三四五六七八九十两\d]+)(大|个|项|类|条|种|篇|座|所)([\u4e00-\u9fff]{2,6})"
)
_ORDINAL = re.compile(
    r"(?P<place>(?:第(?P<number>\d+)|首)(?P<unit>[届次轮期批]))(?P<thing>[^,。;!?]{0,12})"
)
_GRADE = re.compile(
    r"(?<![\d.])第?(?P<number>[一二三四五六七八九]|\d{1,2})(?P<grade>[类级档]|阶梯|等奖)(?![似别型人])"
    r"|(?<![a-z\d.第])(?P<line>[a-z]?\d{1,4})(?P<route>路|号线)"
)
_ALIKE = 3  # characters that two names of one thing share at least: 进博会, 进口博览会


def quantity_conflicts(frame: Frame) -> Iterator[Conflict]:
    """A number that the question takes for granted must have been said."""
    if frame.is_yes_no or "还是" in frame.question:
        return
    asked = [
        m
        for m in frame.of(MentionKind.QUANTITY)
        if len(_number(m)) > 1 and not _is_within_bounds(frame.sentence, m)
    ]
    said = {_number(m) for m in mentions_of(frame.whole, MentionKind.QUANTITY)} if asked else set()
    for mention in asked:
        if _number(mention) not in said and mention.text not in frame.whole:
            yield Conflict(ConflictKind.QUANTITY, mention.text, "")
    for count, unit, counted in _COUNTED.findall(frame.question):
        others = [
            other
            for other, same, thing in _COUNTED.findall(frame.whole)
            if same == unit and thing[:3] == counted[:3]
        ]
        if others and count not in others:
            yield Conflict(ConflictKind.QUANTITY, f"{count}{unit}{counted}", f"{others[0]}{unit}")


def _is_within_bounds(sentence: str, asked: Mention) -> bool:
    """Tell whether a sentence goes by bounds in the unit asked in: 80岁以上 tells of 85岁."""
    unit = re.sub(r"[\d.]", "", asked.value)
    bound = rf"\d+(?:\.\d+)?个?{unit}"
    one_sided = rf"(?:满|不足|不[到低超]于?过?|超过|达到?)了?{bound}|{bound}(?:\(含\))?以[上下内]"
    between = rf"\d+(?:\.\d+)?(?:{unit})?[到至~-]{bound}"
    return unit in _BOUNDED and bool(re.search(f"{one_sided}|{between}", normalise(sentence)))


def _number(quantity: Mention) -> str:
    return re.sub(r"[^\d.].*", "", quantity.value)


def ordinal_conflicts(frame: Frame) -> Iterator[Conflict]:
    """The second of a row (第二届进博会) is not the first; the official may speak of both."""
    if frame.is_yes_no:
        return
    said = [*_ORDINAL.finditer(f"{frame.passage}\n{frame.whole}")]
    yield from _grades(frame)
    for asked in _ORDINAL.finditer(frame.question):
        row = [one for one in said if _of_one_row(asked, one)]
        told = any(_place_in_row(one) == _place_in_row(asked) for one in row)
        if row and not told and not frame.is_story(asked.start()):
            yield Conflict(ConflictKind.ORDINAL, asked["place"], row[0]["place"])


def _grades(frame: Frame) -> Iterator[Conflict]:
    """Of 一类 and 二类 areas, 5路 and 12路 buses one is not the other."""
    told = dict[str, set[str]]()
    for number, grade, line, route in _GRADE.findall(frame.whole):
        told.setdefault(grade or route, set()).add(number or line)
    for asked in _GRADE.finditer(frame.question):
        unit, number = asked["grade"] or asked["route"], asked["number"] or asked["line"]
        known = told.get(unit)
        if known and number not in known and not frame.is_story(asked.start()):
            yield Conflict(ConflictKind.ORDINAL, asked[0], f"{min(known)}{unit}")


def _of_one_row(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether both tell the place of like things in a row."""
    return one["unit"] == other["unit"] and len({*one["thing"]} & {*other["thing"]}) >= _ALIKE


def _place_in_row(ordinal: re.Match[str]) -> str:
    return ordinal["number"] or "1"
