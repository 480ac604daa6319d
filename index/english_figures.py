"""English figures, dates and numbers become as Chinese says them: 200 billion, May 26th, line 2."""

import re
from collections.abc import Sequence
from decimal import Decimal

_MAGNITUDES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_SHARES = {"percent": "%", "per cent": "%", "percentage points": "个百分点"}
_MONTHS = "january february march april may june july august september october november december"
_MONTH = {
    form: number
    for number, name in enumerate(_MONTHS.split(), 1)
    for form in (name, name[:3], name[:4])
}
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_DAY = re.compile(r"([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = {
    "line": "{}号线",
    "bus": "{}路公交",
    "route": "{}路",
    "chapter": "第{}章",
    "article": "第{}条",
    "part": "第{}部分",
    "phase": "{}期",
    "terminal": "{}号航站楼",
    "building": "{}号楼",
}
"""What is told apart by its number, and how Chinese says it."""
_ORDERED = frozenset(["chapter", "article", "part", "phase"])
"""What an ordinal may stand before: the third part, but the first line is no 1号线."""
_SPELT = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_SPELT_FIGURE = {word: str(number) for number, word in enumerate(_SPELT.split(), 1)}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth"
)
_ORDINAL_FIGURE = {word: str(number) for number, word in enumerate(_ORDINALS.split(), 1)}
_ORDINAL = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)")
_DIGITS = "零一二三四五六七八九十"
_COUNTS = frozenset(map(str, range(2, 11)))
_CROSSING = ("horizontal", "vertical")
_SMALL = re.compile(r"[1-9]\d{0,2}")
_UNITS = ((10**8, "亿"), (10**4, "万"), (1, ""))


def in_chinese(tokens: Sequence[str]) -> list[str]:
    """Return the words and figures of a question, those that make a figure or a date as one."""
    read: list[str] = []
    at = 0
    while at < len(tokens):
        next_ = tokens[at : at + 4]
        word, taken = (
            _figure(next_)
            or _years(next_)
            or _date(next_)
            or _numbered(next_)
            or _ordered(next_)
            or _crossing(tokens[at : at + 5])
            or (tokens[at], 1)
        )
        read.append(word)
        at += taken
    return read


def _figure(tokens: Sequence[str]) -> tuple[str, int] | None:
    """“200 billion”, “6.5 per cent”: 2000亿, 6.5%, and how many tokens it takes."""
    if len(tokens) < 2 or not _FIGURE.fullmatch(tokens[0]):
        return None
    for n_words in (1, 2):
        if unit := _SHARES.get(" ".join(tokens[1 : 1 + n_words]).lower()):
            return f"{tokens[0]}{unit}", 1 + n_words
    if tokens[1].lower() not in _MAGNITUDES:
        return None
    value = Decimal(tokens[0].replace(",", "")) * _MAGNITUDES[tokens[1].lower()]
    size, unit = next(one for one in _UNITS if value >= one[0] or one[0] == 1)
    return f"{(value / size).normalize():f}{unit}", 2


def _years(tokens: Sequence[str]) -> tuple[str, int] | None:
    """“2021-2025”, “2021 to 2025”: the period, and how many tokens it takes."""
    between = len(tokens) > 1 and tokens[1].lower() in {"to", "through", "until"}
    ends = tokens[0 : 2 + between : 1 + between]
    if len(ends) < 2 or not all(_YEAR.fullmatch(one) for one in ends):
        return None
    return f"{ends[0]}-{ends[1]}年", 2 + between


def _date(tokens: Sequence[str]) -> tuple[str, int] | None:
    """“May 26th, 2018”, “26 May”, “Aug 2018”: day or month, and how many tokens it takes."""
    if len(tokens) < 2:
        return None
    month, day, year = _month(tokens[0]), _DAY.fullmatch(tokens[1]), _YEAR.fullmatch(tokens[1])
    if month and year:
        return f"{year[0]}年{month}月", 2
    taken = 2
    if not (month and day):
        of = len(tokens) > 2 and tokens[1].lower() == "of"
        day, month = _DAY.fullmatch(tokens[0]), _month(tokens[1 + of])
        taken += of
    if not (month and day):
        return None
    dated = f"{month}月{day[1]}日"
    if len(tokens) > taken and (year := _YEAR.fullmatch(tokens[taken])):
        return f"{year[0]}年{dated}", taken + 1
    return dated, taken


def _month(token: str) -> int | None:
    return _MONTH.get(token.lower())


def _numbered(tokens: Sequence[str]) -> tuple[str, int] | None:
    """“line 2”, “Line No. 2”, “No. 5 bus”, “bus route 5”: what has the number, and how many tokens
    it takes."""
    words = [_SPELT_FIGURE.get(token.lower(), token.lower()) for token in tokens]
    before = words[0] in {"no", "number"}
    if before and len(words) > 2 and _SMALL.fullmatch(words[1]) and words[2] in _NUMBERED:
        return _NUMBERED[words[2]].format(words[1]), 3
    noun = 1 if words[:2] in (["bus", "route"], ["bus", "line"]) else 0
    at = noun + 2 if words[noun + 1 : noun + 2] in (["no"], ["number"]) else noun + 1
    if words[noun] not in _NUMBERED or at >= len(words) or not _SMALL.fullmatch(words[at]):
        return None
    return _NUMBERED["bus" if noun else words[0]].format(words[at]), at + 1


def _ordered(tokens: Sequence[str]) -> tuple[str, int] | None:
    """“third part”, “2nd chapter”: what has the number, and how many tokens it takes."""
    words = [token.lower() for token in tokens[:2]]
    if len(words) < 2 or words[1] not in _ORDERED:
        return None
    written = _ORDINAL.fullmatch(words[0])
    number = written[1] if written else _ORDINAL_FIGURE.get(words[0])
    return (_NUMBERED[words[1]].format(number), 2) if number else None


def _crossing(tokens: Sequence[str]) -> tuple[str, int] | None:
    """“five horizontal and five vertical”: 五横五纵, and how many tokens it takes."""
    words = [token.lower() for token in tokens]
    numbers = [numeral(word) for word in words[0:4:3]]
    if len(words) < 5 or not all(numbers) or words[2] != "and" or words[1:5:3] != [*_CROSSING]:
        return None
    return f"{numbers[0]}横{numbers[1]}纵", 5


def numeral(word: str) -> str:
    """Return the Chinese numeral of a number from two to ten, in letters or figures, or nothing."""
    figure = _SPELT_FIGURE.get(word.lower(), word)
    return _DIGITS[int(figure)] if figure in _COUNTS else ""
