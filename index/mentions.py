"""A text becomes its mentions: the years, places, people and measures that it names, typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from index.tokens import dictionary

Years = tuple[int, int]
"""The first and the last year of a period, both included."""


class MentionKind(StrEnum):
    """What sort of thing is named; in the order in which they claim a stretch of text."""

    PLAN = "plan"
    YEAR = "year"
    DATE = "date"
    QUANTITY = "quantity"
    PLACE = "place"
    PERSON = "person"
    ASPECT = "aspect"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Mention:
    """What a text names: `text` stands at `start` to `end`, `value` is equal for equal things.

    YEAR: "2025" or "2021-2025"; PLAN: the number of the five-year plan; DATE: "8月12日", "11月";
    QUANTITY: number and unit; PLACE: the gazetteer's full name; PERSON: as written; ASPECT: the
    first word of its group; NEGATION: as written.
    """

    kind: MentionKind
    text: str
    start: int
    end: int
    value: str


_HAN = "\u4e00-\u9fff"
_TENS = "零一二三四五六七八九十"
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR = r"(?:(?:19|20)\d{2}|[一二]?[一二九〇零○0-9][〇零○一二三四五六七八九0-9]{2})"
_UNITS = (
    "万亿|亿|万|千|百|元|美元|美金|块|个|名|位|人|户|家|所|条|项|件|类|章|次|例|张|份|辆|台|套|间|床|"
    "座|栋|幢|米|公里|亩|顷|平方米|平方(?!公里|千米)|平米|平|m2|吨|岁|天|周|小时|分钟|公顷|"
    "兆|成|倍|%|℃|度|股|处|批|场|"
    "年|月|级|期|门|节|支|颗|剂|针|艘|架|只|头|株|棵"
)
_SQUARE_METRE = "平方米"
_SQUARE_METRES = {"平方米", "平方", "平米", "平", "m2"}
_NUMBER = (
    r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[一二三四五六七八九十百千两零]{2,}(?:点[一二三四五六七八九零]+)?)"
)
_PATTERNS = {
    MentionKind.PLAN: re.compile(
        rf"第(?P<long>[{_TENS}]{{1,3}}|\d{{1,2}})个(?:五|5)年(?:规划|计划|发展)?"
        r"|(?<![\d一二三四五六七八九十])(?P<short>十[一二三四五六七八九]?|1[0-9])(?:五|5)"
        r"(?![\d.年月日号个万亿千百元人岁分届点条项章家名户所%])"
    ),
    MentionKind.YEAR: re.compile(
        rf"(?<![\d.])(?P<first>{_YEAR})年?度?(?:-|—+|–|~|至|到)(?P<last>{_YEAR})学?年"
        rf"|(?<![\d.])(?P<one>{_YEAR})(?:学年|财年|年[度底末初]?)"
        r"|(?<![\d.,])(?P<bare>(?:19|20)\d{2})(?![\d.,%]|(?:" + _UNITS + "))"
        r"|民国(?P<minguo>\d{2,3})(?:学?年[度底初末]?)?"
        r"|(?<![\d.])(?P<short>1[01]\d)(?:学年度?|年度|年(?=\d{1,2}月|底|初|起))"
    ),
    MentionKind.DATE: re.compile(
        r"(?<![\d.])(?P<month>1[0-2]|[1-9]|0[1-9]|十[一二]?|[一二三四五六七八九])月"
        r"(?:份|(?P<day>[上中下]旬|初|底|末|[0-3]?\d[日号]?|[一二三]?十?[一二三四五六七八九十][日号]))?"
        r"|(?P<half>[上下]半年)|(?:第?(?P<quarter>[一二三四1-4])|[首])季度?"
    ),
    MentionKind.QUANTITY: re.compile(rf"(?<![\d.第])(?P<number>{_NUMBER})\s*(?P<unit>{_UNITS})"),
    MentionKind.NEGATION: re.compile(
        r"(?<![能可准许用])(?:不能|不可以?|不得|不准|不予|不许|不需要|不用|不必|不属于|不纳入|不符合|不享受|不包括|"
        r"不收|禁止|严禁|除外|以外|之外|未能?)(?!不)"
    ),
}
_ASPECTS = (
    ("人均", "每人", "人平", "户均"),
    ("同比", "比上年", "较上年", "比去年", "较去年", "上年同期", "去年同期"),
    ("环比", "比上月", "较上月", "比上季"),
    ("累计", "总共", "合计", "共计"),
    ("占比", "比重", "占全", "占总", "的比例"),
    ("新增", "净增", "新建", "新开"),
    ("约束性",),
    ("预期性",),
    ("最低", "不低于", "至少", "下限", "起步"),
    ("最高", "不超过", "上限", "封顶", "至多", "顶格"),
    ("已开工", "已动工", "已经开工", "已启动", "开工建设"),
    ("建成", "竣工", "完工", "投产", "投用", "交付"),
    ("实际", "实有", "完成了", "已完成", "已经完成"),
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭郎鲁"
    "韦马苗凤方俞任袁柳唐罗薛雷贺倪汤滕殷毕郝邬安常乐于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄戴宋"
    "庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包"
    "左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段富焦牧侯全班秋仲宁仇栾甘厉武符刘景詹束龙叶司黎薄白蒲"
    "卓池乔温庄晏柴瞿阎连习艾鱼容向古易廖耿满匡文寇广欧沃利蔚越隆师巩聂晁勾敖融冷辛阚简饶沙养"
    "丰关相查游竺权逯盖桓肖涂赖苟"
)
TITLES = (
    "副?(?:书记|主任|局长|科长|处长|市长|县长|区长|镇长|乡长|部长|院长|校长|厅长|司长|署长|次长|所长|"
    "站长|总理|总统|主席|秘书长|行长|会长|理事长|董事长|总经理|经理|队长|教授|医生|老师|委员|大使|"
    "主委|发言人|园长|关长|检察长|总监|总工程师|政委)"
)
"""What stands behind the name of who is spoken of with respect; a pattern."""
_PERSON = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[的是由请让被向对问和与及们找跟到]))"
    rf"(?:[{_SURNAMES}](?:(?![委会局部处科厅办院校所站队司市县区镇省党管各副书主业育生政法务商通安化农林水利保障设土环电])"
    rf"[{_HAN}]){{0,2}}{TITLES})"
)
_ENDINGS = "省市县区镇乡盟"
_ZONE = re.compile(
    rf"(?:(?![的是在到从对向和与或及跟同有为给比去])[{_HAN}]){{0,8}}?"
    r"(?:开发区|投资区|新区|高新区|经开区|工业区|保税区|合作区|试验区|实验区|示范区|度假区|"
    r"台商区|科学城|自贸区|工业园|科技园|园区)"
)
_UNKNOWN_PLACE = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[在到去从问是和与及对的请]))"
    rf"(?:(?![我你您他贵本全各该每某这那哪个在到从对向和与或及跟同去来住是有为的得了把被让给请问想"
    rf"要能会可多少大小老新旧第几其])[{_HAN}]){{2}}(?:市|县|区|镇|乡)(?![民里内级]|[{_HAN}]?[长场])"
)
_NO_PLACE = re.compile(
    r".(?:城市|超市|门市|股市|楼市|夜市|上市|集市|都市|房市|车市|入市|社区|小区|片区|园区|市区|郊区|"
    r"地区|校区|景区|灾区|库区|辖区|厂区|院区|病区|特区|林区|牧区|矿区|战区|禁区|疫区|学区|老区|"
    r"新区|街区|选区|城镇|乡镇|集镇|小镇|村镇|家乡|老乡|返乡|下乡|城乡|还乡|思乡|水乡|市县|区县|郡县)"
    r"|[主古旧内外市县两]城区|[高深浅半]山区"
    r"|(?:开发|投资|工业|产业|住宅|居民|示范|试验|实验|保税|自贸|自创|综保|商业|功能|核心|中心|主城|城中|合作|先导|"
    r"先行|集聚|聚集|度假|旅游|风景|保护|自然|生态|湿地|服务|办公|停车|休息|候车|等候|安置|拆迁|征收|"
    r"管控|隔离|封控|防控|风险|封闭|养殖|种植|沿海|内陆|边境|民族|自治|贫困|革命|控制|限制|限行|禁行|"
    r"建成|规划|行政|管辖|直辖|县级|地级|省辖|省会|农贸|海上|宜居|文明|卫生|园林|智慧|海绵|森林|创新|"
    r"重点|特色|中央|高新|经开|台商|文旅|历史|古城|滨海|沿江|跨境|国家|省级|市级|外省|外地).*"
)
_SHORT_NAME_IN_WORD = re.compile(r"[平舞柜电后前阳讲擂站月展看灶]台")
_NAME_GOES_ON = re.compile(
    rf"(?![我你您他贵本全各该每某这那哪个在到从对向和与或及跟同去来住是有为的得了把被让给请问说"
    rf"想要能会可于过省市县区州年月日])[{_HAN}]$"
)
"""A character that may begin a name before one that would be a name without it: 白 in 白沙县."""
_NAMED_AFTER = re.compile(
    r"[路街坊巷弄桥湾村]|小区|花园|大厦|公寓|广场|大道|大学|学院|银行|酒店|机场|小吃|时代"
)


@lru_cache(maxsize=1024)  # the words of one answer are read for many questions
def mentions(text: str, names: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """Return what a text names, in reading order; the mentions don't overlap.

    Relative years (今年) are none, nor are places without a name (我区, 全市, 片区).

    :param text: As `index.normalise.normalise` leaves it; other text may hide its mentions.
    :param names: Names of people to look for besides surnames before titles.
    """
    found: list[Mention] = []
    taken = [False] * len(text)
    for mention in _candidates(text, names):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
            found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def years_of(mention: Mention) -> Years:
    """Return the years that a YEAR or PLAN mention covers.

    The third plan began in 1966, and each since then the year after the one before it ended.
    """
    if mention.kind is MentionKind.PLAN:
        first = 1966 + 5 * (int(mention.value) - 3)
        return first, first + 4
    first_year, _, last_year = mention.value.partition("-")
    return int(first_year), int(last_year or first_year)


def larger_places(place: str) -> tuple[str, ...]:
    """Return the places that hold a place, nearest first; empty for one that nothing holds.

    A zone that the gazetteer lacks lies in the place that its name begins with.
    """
    _, larger = _gazetteer()
    chain: list[str] = []
    here = [place]
    while here:
        held_by = [above for name in here for above in larger.get(name, _named_in(name))]
        here = [above for above in dict.fromkeys(held_by) if above not in chain]
        chain += here
    return tuple(chain)


def stands_apart(text: str, at: int, name: str) -> bool:
    """Tell whether a name in a text is no part of a longer one: 沙县 in 白沙县 is.

    Only names of one character before their 县 or 区 are looked at, and 在沙县, 福建沙县 and
    听说沙县 have words of their own before them.
    """
    if len(name) != len("沙县") or name[-1] not in _ENDINGS or name not in _gazetteer()[0]:
        return True
    before = text[max(at - 2, 0) : at]
    is_word = before in dictionary()[0] or before in _gazetteer()[0]
    return not _NAME_GOES_ON.search(before) or (len(before) > 1 and is_word)


def is_listed(place: str) -> bool:
    """Tell whether the gazetteer has a place by this name."""
    return place in _gazetteer()[0]


def _candidates(text: str, names: tuple[str, ...]) -> Iterator[Mention]:
    for kind in (MentionKind.PLAN, MentionKind.YEAR, MentionKind.DATE, MentionKind.QUANTITY):
        for match in _PATTERNS[kind].finditer(text):
            if value := _value(kind, match):
                yield Mention(kind, match[0], match.start(), match.end(), value)
    yield from _places(text)
    for name in names:
        for match in re.finditer(re.escape(name), text) if name else ():
            yield Mention(MentionKind.PERSON, match[0], match.start(), match.end(), name)
    for match in _PERSON.finditer(text):
        yield Mention(MentionKind.PERSON, match[0], match.start(), match.end(), match[0])
    for group in _ASPECTS:
        for match in re.finditer("|".join(group), text):
            yield Mention(MentionKind.ASPECT, match[0], match.start(), match.end(), group[0])
    for match in _PATTERNS[MentionKind.NEGATION].finditer(text):
        yield Mention(MentionKind.NEGATION, match[0], match.start(), match.end(), match[0])


def _value(kind: MentionKind, match: re.Match[str]) -> str:
    """Return the value of what was matched, or an empty string where it is nothing after all."""
    parts = {name: part for name, part in match.groupdict().items() if part}
    if kind is MentionKind.PLAN:
        number = _small_number(parts.get("long") or parts["short"])
        return str(number) if 3 <= number <= 30 else ""
    if kind is MentionKind.QUANTITY:
        unit = parts["unit"]
        unit = _SQUARE_METRE if unit in _SQUARE_METRES else unit
        return f"{parts['number'].replace(',', '')}{unit}"
    if kind is MentionKind.DATE:
        return _date(parts)
    if republic := parts.get("minguo") or parts.get("short"):
        return str(1911 + int(republic)) if int(republic) < 189 else ""  # its year 1 is 1912
    years = [
        parts[name].translate(_DIGITS) for name in ("first", "last", "one", "bare") if name in parts
    ]
    return "-".join(years) if all(1900 <= int(year) <= 2099 for year in years) else ""


def _date(parts: dict[str, str]) -> str:
    if "month" in parts:
        day = re.sub("[日号]", "", parts.get("day", ""))
        if day and day[0] not in "上中下初底末":
            day = f"{_small_number(day)}日"
        return f"{_small_number(parts['month'])}月{day}"
    if "half" in parts:
        return parts["half"]
    return f"{_small_number(parts.get('quarter', '1'))}季度"


def _small_number(text: str) -> int:
    """Return a number below one hundred, written in figures or in Chinese."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    return 10 * max(_TENS.find(tens[-1:] or "一"), 1) + max(_TENS.find(ones[:1]), 0)


def _places(text: str) -> Iterator[Mention]:
    """Yield the places, those of the gazetteer first; the longest name at each character."""
    names, _ = _gazetteer()
    at = 0
    while at < len(text):
        lengths = _lengths().get(text[at : at + 2], ())
        size = next((size for size in lengths if text[at : at + size] in names), 0)
        in_word = _SHORT_NAME_IN_WORD.match(text, max(at - 1, 0), at + 1)
        if not size or in_word or not stands_apart(text, at, text[at : at + size]):
            at += 1
            continue
        if text[at : at + size] != names[text[at : at + size]] and _NAMED_AFTER.match(
            text, at + size
        ):
            at += size  # a street or a school that is called after the place
            continue
        zone = _ZONE.match(text, at + size)
        end = zone.end() if zone else at + size
        place = text[at:end]
        yield Mention(MentionKind.PLACE, place, at, end, names.get(place, place))
        at = end
    for match in _UNKNOWN_PLACE.finditer(text):
        if not _NO_PLACE.fullmatch(match[0]):
            yield Mention(MentionKind.PLACE, match[0], match.start(), match.end(), match[0])


def _named_in(zone: str) -> tuple[str, ...]:
    names, _ = _gazetteer()
    starts = (zone[:size] for size in range(len(zone) - 1, 1, -1))
    return next(((names[start],) for start in starts if start in names), ())


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Return how long the names are that begin with two characters, the longest first."""
    lengths: dict[str, set[int]] = {}
    for name in _gazetteer()[0]:
        lengths.setdefault(name[:2], set()).add(len(name))
    return {start: tuple(sorted(sizes, reverse=True)) for start, sizes in lengths.items()}


@cache
def _gazetteer() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Read the full name for every name, and the places that directly hold each full name."""
    names: dict[str, str] = {}
    larger: dict[str, tuple[str, ...]] = {}
    for line in (files("index") / "places.txt").read_text(encoding="utf-8").splitlines():
        above, _, smaller = line.partition(":")
        for entry in smaller.split() if not line.startswith("#") else ():
            full, *others = entry.rstrip("!").split("/")
            if full[-1] in _ENDINGS and len(full) > 2 and not entry.endswith("!"):
                others.append(full[:-1])
            larger[full] = (*larger.get(full, ()), *((above,) if above != "-" else ()))
            for name in (full, *others):
                names.setdefault(name, full)
    return names, larger
