"""Numbers and years said in pinyin become figures: liangqian ershiwu nian is 2025年."""

import re
from collections.abc import Iterator

from index.characters import past_gap
from index.numerals import fold_numerals

_NUMERALS = {
    "ling": "零",
    "yi": "一亿",
    "er": "二",
    "liang": "两",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
    "jiu": "九",
    "shi": "十",
    "bai": "百",
    "qian": "千",
    "wan": "万",
    "dian": "点",
    "fen": "分",
    "zhi": "之",
}
"""Each syllable, and the numerals that it may be."""
_UNITS = {
    "nian": "年",
    "yue": "月",
    "hao": "号",
    "tian": "天",
    "ge": "个",
    "xiang": "项",
    "zhang": "章",
    "tiao": "条",
    "yuan": "元",
    "hu": "户",
    "tao": "套",
    "jia": "家",
    "gongli": "公里",
}
"""What pinyin counts, as far as it is no other word with a number before it."""
_SYLLABLE, _UNIT = (
    re.compile("|".join(sorted(table, key=len, reverse=True))) for table in (_NUMERALS, _UNITS)
)
_COPULA = re.compile("[百千万亿]十")
"""No number has 十 there: the shi is 是 (2488亿是什么)."""
_LONGEST = 12  # syllables of a number
_PLAIN_MIN = 3  # syllables of a number that counts nothing: er ling er wu
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:[万亿%‰]|万亿)?")


def numbers_at(run: str, start: int) -> Iterator[tuple[int, str, int]]:
    """Yield where each number that is spelt there ends, its figures and unit, and its syllables.

    One syllable makes no number: yi and shi are too many other words.
    """
    said = [""]
    at, n_syllables = start, 0
    while n_syllables < _LONGEST and (found := _SYLLABLE.match(run, at)):
        at, n_syllables = past_gap(run, found.end()), n_syllables + 1
        said = [text + one for text in said for one in _NUMERALS[found.group()]]
        if n_syllables == 1:
            continue
        if n_syllables >= _PLAIN_MIN:
            yield from ((at, figure, n_syllables) for figure in _figures(said, ""))
        if unit := _UNIT.match(run, at):
            for figure in _figures(said, _UNITS[unit.group()]):
                yield past_gap(run, unit.end()), figure, n_syllables + 1


def _figures(said: list[str], unit: str) -> Iterator[str]:
    """Yield the figures of what is well formed: not of 十四五, which is a plan.

    Of what sounds alike the likelier comes first: 440亿元, then 441元.
    """
    for numeral in reversed(said) if unit == "元" else said:
        if _COPULA.search(numeral):
            continue
        folded = fold_numerals(numeral + unit)
        if folded.endswith(unit) and _FIGURE.fullmatch(folded.removesuffix(unit)):
            yield folded
