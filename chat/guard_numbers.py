"""The numbers and places in a row that a question names become conflicts where others were told."""

import re
from collections.abc import Iterable, Iterator

from chat.answer_types import answer_type, has_type
from chat.frame import CLASS, Frame, mentions_of
from chat.guard_bounds import bounds_of, measure_at, without_bounds
from chat.records import Conflict, ConflictKind
from index.mentions import Mention, MentionKind, mentions

_COUNTED = re.compile(
    r"(?<!第)([一二三四五六七八九十两\d]+)(大|个|项|类|条|种|篇|座|所)([\u4e00-\u9fff]{2,6})"
)
_FIGURES = "0123456789."
_SCALES = {"%", "倍", "万", "亿", "万亿"}
"""Units that make another number of a number; of measure words citizens use any."""
_POINTS = re.compile(r"个(?:百分)?点")
_CLASS_AHEAD = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8})类[^,。;!?\d里中内占比在和与]{0,8}$")
_CLASS_BEHIND = re.compile(r"元?的?(?P<name>[^\W\d里中内占的项]{2,6})类(?!似|别|型)")
_AMONG = re.compile(r"[^,。;!?]{0,8}?(?:里|中|内|占)")
"""Behind a number, it counts the whole of which classes are parts: 165个项目里."""
_ORDINAL = re.compile(
    r"(?P<place>(?:第(?P<number>\d+)|首)(?P<unit>[届次轮期批]))(?P<thing>[^,。;!?]{0,12})"
)
_LEVELS = (
    re.compile(
        r"(?<![\d.哪这那另每某同任共分])(?<!分为)第?(?P<number>[一二三四五六七八九]|\d{1,2})"
        r"(?P<sort>[类级档]|阶梯|等奖)(?![似别型人])"
    ),
    re.compile(r"(?<![a-z\d])(?P<number>\d?a{1,5}|[b-z])(?P<sort>[类级档])(?![似别型])"),
)
"""Things that are ranked: by a number (三级医院), or by letters (A级纳税人, 4A级景区)."""
_GRADES = (
    *((level,) for level in _LEVELS),
    (re.compile(r"第(?P<number>[一二三四五六七八九]|\d{1,2})大?(?P<sort>部分|章)"),),
    (re.compile(r"(?<![a-z\d.第])(?P<number>[a-z]?\d{1,4})(?P<sort>路|号线)"),),
)
_ROADS = (
    re.compile(r"(?P<sort>[国省县乡]道)[gsxy]?(?P<number>\d{1,4})"),
    re.compile(r"(?<![a-z\d.])[gsxy]?(?P<number>\d{2,4})线?(?P<sort>[国省县乡]道)"),
)
_CONFIRMED = re.compile("线?的?[吗吧么对]")
_RANGE = re.compile(
    r"第?(?P<first>\d{1,2})(?:[类级档章]|部分)?[至到~-]第?(?P<last>\d{1,2})(?P<sort>[类级档章]|部分)"
)
_LETTERS = re.compile(
    r"(?<![a-z\d])(?P<letters>[a-z](?:、[a-z])+)[两二三四五六七八九\d]?个?(?P<sort>[类级档])"
)
_DIGITS = {digit: str(number) for number, digit in enumerate("一二三四五六七八九", 1)}
_ALIKE = 3  # characters that two names of one thing share at least: 进博会, 进口博览会


def quantity_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the numbers that the question takes for granted and that were not said.

    A number that it tells of a class of things must have been said of that class.
    """
    if frame.is_yes_no or "还是" in frame.question:
        return
    outside = list(_outside_bounds(frame))
    yield from (Conflict(ConflictKind.QUANTITY, mention.text, "") for mention in outside)
    asked = [
        m
        for m in frame.of(MentionKind.QUANTITY)
        if len(_number(m)) > 1 and m not in outside and not _is_within_bounds(frame, m)
    ]
    for mention in asked:
        number = _amount(frame.question, mention)
        if not _has(frame.whole, mention, number):
            yield Conflict(ConflictKind.QUANTITY, mention.text, "")
            continue
        told = _told_of_class(frame, mention)
        if told and not any(_has(segment, mention, number) for segment in told):
            yield Conflict(ConflictKind.QUANTITY, mention.text, _in_unit(told[0], mention))
    for count, unit, counted in _COUNTED.findall(frame.question):
        others = [
            other
            for other, same, thing in _COUNTED.findall(frame.whole)
            if same == unit and thing[:3] == counted[:3]
        ]
        if others and _DIGITS.get(count, count) not in {_DIGITS.get(one, one) for one in others}:
            yield Conflict(ConflictKind.QUANTITY, f"{count}{unit}{counted}", f"{others[0]}{unit}")


def _has(text: str, asked: Mention, amount: str) -> bool:
    """Tell whether a number stands in a text, in whatever measure word, or letter for letter."""
    said = mentions_of(text, MentionKind.QUANTITY)
    return any(_amount(text, m) == amount for m in said) or bool(
        re.search(rf"(?<![\d.]){re.escape(asked.text)}", text)
    )


def _amount(text: str, quantity: Mention) -> str:
    """Return a number with what makes another of it: 33% is not 33个, nor 33亿 33万."""
    unit = quantity.value.lstrip(_FIGURES)
    if _POINTS.match(text, quantity.end - len(unit)):
        unit = "%"
    return _number(quantity) + (unit if unit in _SCALES else "")


def _in_unit(text: str, asked: Mention) -> str:
    """Return the first number of a text in the unit of another, or nothing."""
    unit = asked.value.lstrip(_FIGURES)
    said = mentions_of(text, MentionKind.QUANTITY)
    return next((m.text for m in said if m.value.lstrip(_FIGURES) == unit), "")


def _told_of_class(frame: Frame, asked: Mention) -> list[str]:
    """Return the segments of the answer that tell of the class that a number is asked of."""
    before, behind = frame.question[: asked.start], frame.question[asked.end :]
    if _AMONG.match(behind):
        return []
    match = _CLASS_AHEAD.search(before) or _CLASS_BEHIND.match(behind)
    if not match:
        return []
    name = match["name"]
    pairs = {name[at : at + 2] for at in range(max(len(name) - 4, 0), len(name) - 1)}
    return [
        segment
        for segment in re.split("[;。]", frame.answer)
        if any(pair in other for other in CLASS.findall(segment) for pair in pairs)
    ]


def _outside_bounds(frame: Frame) -> Iterator[Mention]:
    """Yield the quantities that the bounds of the quote shut out: 满1年不足5年 tells not of 6年.

    Where the answer has other bounds for them, the quote must also tell more than its own: that
    who paid for 1年 gets something says not for how long. What the asker tells of himself counts
    only there.
    """
    quoted_only = without_bounds(frame.quote)
    for mention in mentions(frame.question):
        asked = measure_at(frame.question, mention.start)
        if mention.kind is not MentionKind.QUANTITY or not asked or _is_told(frame, mention):
            continue
        texts = (frame.quote, frame.segment)
        quoted = next((told for text in texts if (told := bounds_of(text, asked.unit))), [])
        others = [one for one in bounds_of(frame.answer, asked.unit) if one not in quoted]
        elsewhere = any(one.holds(asked) for one in others)
        if any(one.holds(asked) for one in quoted):
            if elsewhere and not has_type(quoted_only, answer_type(frame.question)):
                yield mention
        elif quoted:
            is_said = _has(quoted_only, mention, _amount(frame.question, mention))
            if elsewhere or (not is_said and not frame.is_story(mention.start)):
                yield mention


def _is_told(frame: Frame, mention: Mention) -> bool:
    return any(left <= mention.start < right for left, right in frame.told)


def _is_within_bounds(frame: Frame, asked: Mention) -> bool:
    """Tell whether the sentence has bounds that hold what is asked: 80岁以上 tells of 85岁."""
    measure = measure_at(frame.question, asked.start)
    told = bounds_of(frame.sentence, measure.unit) if measure else []
    return any(measure and bounds.holds(measure) for bounds in told)


def _number(quantity: Mention) -> str:
    return re.sub(r"[^\d.].*", "", quantity.value)


def ordinal_conflicts(frame: Frame) -> Iterator[Conflict]:
    """The second of a row (第二届进博会) is not the first; the official may speak of both."""
    yield from _others_of_a_sort(frame, _ROADS)
    yield from _other_levels(frame)
    if frame.is_yes_no:
        return
    for patterns in _GRADES:
        yield from _others_of_a_sort(frame, patterns)
    said = [*_ORDINAL.finditer(f"{frame.passage}\n{frame.whole}")]
    for asked in _ORDINAL.finditer(frame.question):
        row = [one for one in said if _of_one_row(asked, one)]
        told = any(_place_in_row(one) == _place_in_row(asked) for one in row)
        if row and not told and not frame.is_story(asked.start()):
            yield Conflict(ConflictKind.ORDINAL, asked["place"], row[0]["place"])


def _others_of_a_sort(frame: Frame, patterns: Iterable[re.Pattern[str]]) -> Iterator[Conflict]:
    """Of 一类 and 二类 areas, 5路 and 12路 buses, 国道319 and 国道324 one is not the other."""
    told = _told_in_row(frame.whole, patterns)
    for asked in _numbered(frame.question, patterns):
        others = told.get(asked["sort"], {})
        untold = others and _place_in_row(asked) not in others
        if untold and not frame.is_story(asked.start()) and not _is_supposed(frame, asked):
            yield Conflict(ConflictKind.ORDINAL, asked[0], others[min(others)])


def _numbered(text: str, patterns: Iterable[re.Pattern[str]]) -> Iterator[re.Match[str]]:
    return (match for pattern in patterns for match in pattern.finditer(text))


def _other_levels(frame: Frame) -> Iterator[Conflict]:
    """What is quoted of a 一级医院 holds for no 三级医院, even if the official speaks of both."""
    for pattern in _LEVELS:
        asked = [m for m in pattern.finditer(frame.question) if not frame.is_story(m.start())]
        texts = (frame.quote, frame.segment) if asked else ()
        told = next((row for text in texts if (row := _told_in_row(text, (pattern,)))), {})
        for one in asked:
            others = told.get(one["sort"], {})
            meant = {_place_in_row(m) for m in asked if m["sort"] == one["sort"]}
            is_open = any(
                re.search(rf"{one['sort']}[及和]?以[上下]", text)
                for text in (frame.question, frame.segment)
            )
            is_other = others and not meant & others.keys() and not is_open
            if is_other and not _is_supposed(frame, one):
                yield Conflict(ConflictKind.ORDINAL, one[0], others[min(others)])


def _told_in_row(text: str, patterns: Iterable[re.Pattern[str]]) -> dict[str, dict[str, str]]:
    """Return what a text tells of, by its sort and its place in the row."""
    told = dict[str, dict[str, str]]()
    for match in _numbered(_LETTERS.sub(_spelled, _RANGE.sub(_spread, text)), patterns):
        told.setdefault(match["sort"], {})[_place_in_row(match)] = match[0]
    return told


def _spelled(found: re.Match[str]) -> str:
    """Return all that a row of letters tells of: A、B两类 is A类B类."""
    return "、".join(letter + found["sort"] for letter in found["letters"].split("、"))


def _spread(found: re.Match[str]) -> str:
    """Return all that a range tells of: 第2至4级 is 第2级第3级第4级."""
    between = range(int(found["first"]), int(found["last"]) + 1)
    return "".join(f"第{number}{found['sort']}" for number in between)


def _is_supposed(frame: Frame, asked: re.Match[str]) -> bool:
    """Tell whether it is asked if it is this one, so that another is a fair answer."""
    before, behind = frame.question[: asked.start()], frame.question[asked.end() :]
    return frame.is_yes_no and bool(re.search("是[^,]{0,4}$", before) or _CONFIRMED.match(behind))


def _of_one_row(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether both tell the place of like things in a row."""
    return one["unit"] == other["unit"] and len({*one["thing"]} & {*other["thing"]}) >= _ALIKE


def _place_in_row(ordinal: re.Match[str]) -> str:
    number = ordinal["number"] or "1"
    return _DIGITS.get(number, number)
