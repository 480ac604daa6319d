"""Chinese numerals become figures where they count: 四百四十亿 is 440亿, 十四章 14章, 六成 60%.

A numeral of several characters is folded wherever it is well formed, so 十四五 (a plan), 七八十
(about) and 五一 (a day) stay. One of a single character is folded only before a unit or measure
word: 三个 is 3个, but 三农, 二手房 and 四川 stay. Before a mere measure word 一 is an article
(一个, 一家企业), not a count, and stays; before a unit it counts (一年, 一公里).
"""

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "o": 0, "0": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_WRITTEN = ((10**12, "万亿", 4), (10**8, "亿", 4), (10**4, "万", 2))
"""Units that stay beside figures, and the decimals that officials give them at most."""

_N = "零〇一二三四五六七八九十百千万亿两"
_D = "[一二三四五六七八九]"
_TO_99 = rf"(?:{_D}?十{_D}?|零{_D})"
_TO_999 = rf"(?:[两一二三四五六七八九]百(?:零?{_TO_99}|{_D})?)"  # 三百五 is 350
_TO_9999 = rf"(?:[两一二三四五六七八九]千(?:零?{_TO_999}|零?{_TO_99}|{_D})?|{_TO_999})"
_SMALL = rf"(?:{_TO_9999}|[二三四五六七八九]?十{_D}?|[两一二三四五六七八九])"
_MYRIAD = rf"(?:(?:{_SMALL}|百|千)万(?:零?{_SMALL})?)"
_WELL_FORMED = re.compile(
    rf"(?:{_MYRIAD}|{_SMALL}|百|千)亿(?:零?{_MYRIAD}|零?{_SMALL})?|{_MYRIAD}|{_SMALL}|[零〇]"
)

# What counts even 一. The words in (?!…) begin with the same character and are no units.
_UNIT = (
    "(?:年|月|日|天|周(?!边|围)|小时|分钟|秒|季度|岁|块钱|亿|万|米|公里|千米|厘米|毫米|平方|立方|吨|"
    "斤|公斤|千克|亩|公顷|倍|号|楼|期|千瓦|百分点|元(?!化|结构|体制|经济|社会|制|论|素|复始|[区里村]))"
)
_MEASURE = (
    "(?:个|项|章|条|款|节|届|批|类|种|户|所|座|处|名|场|套|份|件|间|幢|栋|辆|层|轮|组|篇|卷|册|片|"
    "宗|笔|块|阶段|环节|方面|步走|门课|口人|支队伍|部(?!曲)|家(?!庭|渠)|位(?!一体)|时(?!间)|点(?!一线|亮)|"
    "人(?!民|大|才)|台(?![河山县区湾商胞])|次(?!产业|供水|创业|元|分配|污染|开发|装修|加压))"
)
_ANY = rf"(?:{_UNIT}|{_MEASURE})"
_UNITS = re.compile(_UNIT)
_COUNTED = re.compile(rf"[多余来]?{_ANY}")
_RANGE = re.compile(rf"[至到~-](?:[{_N}]+|\d+(?:\.\d+)?)[多余]?{_ANY}")  # 三到五年
_FROM_ZERO = re.compile("岁|元|亿|万|米|时(?!间)")  # not 零件, 零部件, 零点, 零售
_MILLIONS = re.compile(rf"[多余]?{_ANY}|级|以上|左右")  # what makes 千万 a number: not 千万别
_HOTLINE = re.compile("(?:政务|政府|便民|市民|服务)*(?:热线|专线|平台)")
_WORD = re.compile(
    '十五(?=["”』」]?(?:规划|计划|期间|时期))|十一(?=黄金周|假期|长假|期间)|[一二三]百(?=货|姓)'
)

_NOT_ONE = frozenset("这那每某另任同上下头新统唯惟单逐之其周")
"""Characters before 一 that make it no count: 这一年, 上一期, 统一号码, 唯一, 周一."""
_VAGUE = frozenset("几数上成")
"""Characters before 十, 百, 千 that leave the number open: 几十, 数百万, 上千亿."""
_A_BIT = frozenset("有快多好早晚差大")
"""Characters before 一点 that make it “a bit”, never the beginning of 1.x."""

# Words that begin with 成: 三成立, 统一成果.
_NO_TENTHS = "[立为员功果长本熟都效交分型品年语名就家绩套天林群团片批形倍千百败了]|不变|人(?!口)"
_NUMERAL = re.compile(
    rf"(?=[{_N}\d])(?:"  # few places get further
    rf"(?<![{_N}\d.])(?P<under>[{_N}]++)分之"
    rf"(?P<over>[{_N}]++(?:点[零〇一二三四五六七八九]++)?+|\d++(?:\.\d++)?+)(?!点?[{_N}\d])"
    rf"|(?<![{_N}\d.])(?<!分之)(?P<year>(?:一[八九]|二[零〇○0o一]|[一二](?=..?.?年)[零〇○0o一二三四五六七八九])"
    rf"[零〇○0o一二三四五六七八九]{{2}})(?![{_N}\d○])"
    rf"|(?<![{_N}\d./第])(?P<tenths>[一两二三四五六七八九\d])成(?!{_NO_TENTHS})"
    rf"(?:(?P<hundredths>[一二三四五六七八九半])(?![{_N}\d是]|{_ANY})|(?![{_N}\d]))"
    rf"|(?P<run>[{_N}]++)(?P<decimals>点[零〇一二三四五六七八九]++(?![两十百千\d刻线滴点是方]))?+)"
)
_THOUSANDS = re.compile(r"(?<!\d)(?<!\d[,.])\d{1,3}(?:,\d{3})++(?!\d|,\d)")


def fold_numerals(text: str) -> str:
    """Write the numerals of a normalised text in figures; folding twice changes nothing.

    亿 and 万 stay beside figures (二十三亿五千万: 23.5亿), tenths and hundredths become
    percentages, other fractions a/b, and the commas between thousands go. The time it takes is
    in proportion to the text's length.
    """
    figures = _NUMERAL.sub(_folded, text)
    if "," in figures:
        figures = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), figures)
    return figures


def _folded(match: re.Match[str]) -> str:
    """Return the figures for one numeral, or what stands there where it is none."""
    if match["under"]:
        folded = _fraction(match["under"], match["over"])
    elif match["year"]:
        folded = _digits(match["year"])
    elif match["tenths"]:
        folded = _percentage(match)
    else:
        folded = _number(match)
    return folded or match[0]


def _fraction(under: str, over: str) -> str:
    """Return 百分之六点五 as 6.5%, 千分之三 as 3‰, 三分之二 as 2/3, or nothing."""
    whole, _, decimals = over.partition("点")
    whole = whole if whole[0].isascii() else _figure("一百" if whole == "百" else whole)
    below = {"百": "%", "千": "‰"}.get(under) or f"/{_figure(under)}"
    if below == "/" or not whole.replace(".", "").isdecimal():
        return ""
    return f"{whole}.{_digits(decimals)}{below}" if decimals else whole + below


def _percentage(match: re.Match[str]) -> str:
    """Return 六成 as 60% and 六成五 as 65%, or nothing: 统一成."""
    tenths, hundredths = match["tenths"], match["hundredths"] or "零"
    if tenths == "一" and _before(match) in _NOT_ONE:
        return ""
    return f"{_DIGITS.get(tenths, tenths)}{_DIGITS.get(hundredths, 5)}%"


def _number(match: re.Match[str]) -> str:
    """Return a number, whole or with decimals, or nothing."""
    run, decimals, before = match["run"], match["decimals"], _before(match)
    text, end = match.string, match.end()
    if (
        text.endswith("分之", 0, match.start())
        or before.isdecimal()
        or before == "."
        or text[end : end + 1].isdecimal()
    ):
        return ""
    if decimals:
        whole = "" if run == "一" and before in _A_BIT else _figure(run)
        return f"{whole}.{_digits(decimals[1:])}" if whole.isdecimal() else ""
    if _spelt(run, text, end):
        return _digits(run)
    counts = _one_counts if len(run) == 1 else _many_count
    return _figure(run) if counts(run, before, text, end) else ""


def _one_counts(numeral: str, before: str, text: str, end: int) -> bool:
    """Tell whether a numeral of one character stands before what it counts."""
    counted = _COUNTED.match(text, end) or _RANGE.match(text, end)
    if numeral in "零〇":
        return bool(_FROM_ZERO.match(text, end) or _RANGE.match(text, end))
    if numeral == "十":
        return bool(counted) and before not in _VAGUE
    if numeral == "一" and before != "第":
        counts = _UNITS.match(text, end) or _RANGE.match(text, end)
        return bool(counts) and before not in _NOT_ONE
    return bool(counted)


def _many_count(run: str, before: str, text: str, end: int) -> bool:
    """Tell whether a numeral of several characters is no part of a word."""
    if _WORD.match(text, end - len(run)) or (before in _VAGUE and run[0] in _POWERS):
        return False
    return run != "千万" or bool(_MILLIONS.match(text, end))


def _spelt(run: str, text: str, end: int) -> bool:
    """Tell whether a run is read digit by digit: 一九年, 一二三四五热线."""
    if any(numeral in _POWERS or numeral in _MYRIADS or numeral == "两" for numeral in run):
        return False
    if len(run) == 2 and text.startswith("年", end):
        first, second = _DIGITS[run[0]], _DIGITS[run[1]]
        return second != first + 1 and run != "三五"  # 七八年, 三五年: about so many years
    return len(run) > 2 and bool(_HOTLINE.match(text, end))


def _figure(run: str) -> str:
    """Return a well-formed numeral in figures, with 万 or 亿 where it is large, or nothing."""
    if not _WELL_FORMED.fullmatch(run):
        return ""
    value = _value(run)
    for power, unit, places in _WRITTEN:
        shifted, left_over = divmod(value * 10**places, power)
        if value >= power and not left_over:
            whole, decimals = divmod(shifted, 10**places)
            return f"{whole}.{decimals:0{places}}".rstrip("0").rstrip(".") + unit
    return str(value)


def _value(run: str) -> int:
    """Return a numeral's value; a last digit counts by the power before it: 三万五 is 35000."""
    total = section = digit = 0
    power = 10
    for numeral in run:
        if numeral in _DIGITS:
            digit = _DIGITS[numeral]
            power = power if digit else 10
        elif numeral in _POWERS:
            power = _POWERS[numeral]
            section, digit = section + (digit or 1) * power, 0
        else:
            myriad = _MYRIADS[numeral]
            section += digit * (power // 10)
            total = (total + section) * myriad if numeral == "亿" else total + section * myriad
            section, digit, power = 0, 0, myriad
    return total + section + digit * (power // 10)


def _digits(spelt: str) -> str:
    return "".join(str(_DIGITS[numeral]) for numeral in spelt)


def _before(match: re.Match[str]) -> str:
    """Return the character before a match, or nothing."""
    return match.string[max(match.start() - 1, 0) : match.start()]
