"""The bounds that an official sets (满5年不足10年, 80岁以上) become the ranges between them."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

_UNITS = {
    "平方米": "平米",
    "平米": "平米",
    "平方": "平米",
    "平": "平米",
    "m2": "平米",
    "个月": "月",
    "周岁": "岁",
    "岁": "岁",
    "年": "年",
    "天": "天",
    "日": "天",
    "个小时": "小时",
    "小时": "小时",
    "分钟": "分钟",
    "个星期": "周",
    "星期": "周",
    "周": "周",
    "个人": "人",
    "人": "人",
    "户": "户",
    "个": "个",
}
"""Units in which officials set bounds, as they are written; sums of money are told one by one."""
_FROM = {"满": 0, "达": 0, "达到": 0, "不低于": 0, "不少于": 0, "不小于": 0, "至少": 0}
_ABOVE = {"超过": 1, "高于": 1, "多于": 1, "大于": 1}
_UP_TO = {"不超过": 0, "不高于": 0, "不多于": 0, "不大于": 0}
_BELOW = {"不足": 1, "不到": 1, "不满": 1, "未满": 1, "未达": 1, "低于": 1, "少于": 1, "小于": 1}
_LOWER, _UPPER = _FROM | _ABOVE, _UP_TO | _BELOW
"""Words before a bound; 1 where it is not inside itself."""
_WORDS = "|".join(sorted(_LOWER | _UPPER, key=len, reverse=True))
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:\.\d+)?"
"""No year, which has four figures."""
_MEASURE = re.compile(
    rf"(?:(?P<word>{_WORDS})[了过]?)?(?<![\d.月第])"
    rf"(?:(?P<first>{_NUMBER})(?:{_UNIT})?[至到~-])?(?P<number>{_NUMBER})"
    rf"(?P<unit>{_UNIT})(?!工作|百分|[级度])"
    r"(?:(?:\(含[^)]*\))?[及和或]?(?:(?P<up>以上)|(?P<down>以?内|以下)))?"
)
_JOINT = re.compile("[,、但且和的]{0,2}")
_PERIOD = re.compile(r"(?:[近前后这那头每上下第]|未来|今后|过去|以后|接下来)了?$")
_PERIOD_BEHIND = re.compile("[前后来期内]|之|规划|计划")


@dataclass(frozen=True, slots=True)
class Bounds:
    """From the least to the greatest, both included; of a mere number both are it."""

    low: float
    high: float
    unit: str
    is_range: bool

    @classmethod
    def of(cls, found: re.Match[str]) -> Self:
        """Read a number with its unit and the words that make a bound of it."""
        number, unit, word = float(found["number"]), _UNITS[found["unit"]], found["word"] or ""
        if found["first"]:
            return cls(float(found["first"]), number, unit, is_range=True)
        if found["up"] or word in _LOWER:
            low = math.nextafter(number, math.inf) if _LOWER.get(word) else number
            return cls(low, math.inf, unit, is_range=True)
        if found["down"] or word in _UPPER:
            high = math.nextafter(number, 0) if _UPPER.get(word) else number
            return cls(0, high, unit, is_range=True)
        return cls(number, number, unit, is_range=False)

    def holds(self, asked: "Bounds") -> bool:
        """Tell whether what is asked about lies between the bounds: a range by where it begins."""
        return self.low <= (asked.low or asked.high) <= self.high


def measure_at(text: str, at: int) -> Bounds | None:
    """Return the number at an offset with the words that make a bound of it, if its unit is one
    that bounds are set in; nothing for a stretch of time (近3年, 5年内)."""
    found = next((m for m in _MEASURE.finditer(text) if m.start() <= at < m.end()), None)
    if not found or _PERIOD.search(text[:at]) or _PERIOD_BEHIND.match(text, found.end("unit")):
        return None
    return Bounds.of(found)


def bounds_of(text: str, unit: str) -> list[Bounds]:
    """Return the ranges in a unit that a text tells of; 满5年 and 不足10年 behind it are one."""
    found = [(m, Bounds.of(m)) for m in _MEASURE.finditer(text)]
    return list(_joined(text, [(m, b) for m, b in found if b.is_range and b.unit == unit]))


def without_bounds(text: str) -> str:
    """Return a text without the ranges that it tells of."""
    return _MEASURE.sub(lambda m: " " if Bounds.of(m).is_range else m[0], text)


def _joined(text: str, found: Sequence[tuple[re.Match[str], Bounds]]) -> Iterator[Bounds]:
    at = 0
    while at < len(found):
        match, here = found[at]
        at += 1
        if at < len(found) and here.high == math.inf:
            behind, there = found[at]
            is_joint = _JOINT.fullmatch(text, match.end(), behind.start())
            if is_joint and not there.low and there.high > here.low:
                here = Bounds(here.low, there.high, here.unit, is_range=True)
                at += 1
        yield here
