"""A question and the words quoted for it become what they disagree on, and what is unsupported."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from index.mentions import Mention, MentionKind, larger_places, mentions, years_of
from index.normalise import normalise
from index.tokens import content_tokens, tokenise
from ingest.records import Exchange, Interview, Passage
from ingest.sentences import Span, sentences

Rarity = Callable[[str], float]
"""How much a word says: its inverse document frequency."""

Synonyms = Callable[[str], Iterable[str]]
"""The words that say the same as a word."""


class ConflictKind(StrEnum):
    """In what a question and the quoted words disagree."""

    PLACE = "place"
    YEAR = "year"
    PLAN = "plan"
    DATE = "date"
    QUANTITY = "quantity"
    ASPECT = "aspect"
    CONTRAST = "contrast"
    CLASS = "class"
    PERSON = "person"
    NEGATION = "negation"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the question names, and what the official's words name instead (perhaps nothing)."""

    kind: ConflictKind
    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class Support:
    """How much of a question's words an exchange has, weighed by rarity, and which it lacks."""

    share: float
    missing: tuple[str, ...]


_FIGURE = re.compile(
    r"多少|几(?!乎)|[何啥]时|什么时[候间]|啥时候|哪[一1]?[年天月日]|多[大久长高远]|目标|指标|比例|占比|比重|金额|"
    r"总[额量]|增[速幅]|增长率|规模|数量|票价|价格|标准|面积|第几|名次"
)
_POLITE = re.compile(
    r"(?:能不能|能否|可不可以|可否|是否可以|可以|能)(?:请|帮|给|跟|为|向|和)?(?:您|你|我|我们|大家)?"
    r"(?:简单|具体|详细|再)?(?:告诉|说|介绍|讲|解答|回答|透露|解释|谈|帮|问)"
)
_WH = re.compile(r"多少|几(?!乎)|什么|啥|哪|谁|怎么|怎样|咋|为何|何时|如何|多[大久长高远]")
_YES_NO = re.compile(
    r"[吗么吧](?:[,。?!？！ ]|$)|是不是|是否|有没有|会不会|能不能|要不要|可不可以|对不对|"
    r"对吗|能否|可否|有无|算不算"
)
_PERSONAL = re.compile(
    r"我(?![区市省县镇国局院校部们]|想|要?问|来问|知道|了解)|"
    r"我们(?:是|在|家|住|公司|企业|厂|村|单位|夫妻|来自)|"
    r"本人|孩子|小孩|女儿|儿子|老婆|老公|父母|妈妈|爸爸|爷爷|奶奶|我司|朋友"
)
_REPORT = re.compile(r"(?:据[^,。]{0,10}(?:报道|消息|悉|了解|介绍|说)|有报道称?|听说)[^。?]*[,。]")
_COMMENT = re.compile(
    r"(?:有何|有什么|作何|如何|怎么|怎样)(?:评论|评价|回应|看法|看待?|反应|期待|表态)|"
    r"能否证实|是否属实|持何立场"
)
_ASKING = re.compile(
    r"多少|几(?!乎)|什么时候|何时|什么|哪[些个位年天里儿所家]?|谁|怎么样?|怎样|如何|"
    r"多[大久长高远]|是\?*$|\?*$"
)
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
_SEGMENT_END = re.compile(r"[;；\n]")
_LEVELS = {
    "市": re.compile(r"全市|市里|[我本]市|市级"),
    "省": re.compile(r"全省|省里|[我本]省|省级|全自治区"),
    "县": re.compile(r"全县|县里|[我本]县"),
    "区": re.compile(r"全区|区里|[我本]区"),
    "国": re.compile(r"全国|我国|国家(?![级重])"),
}
"""How an official speaks of the whole of a place, by what sort of place it is."""
_SCOPE = re.compile(r"全市|市里|全省|省里|全县|县里|全国|我国|国家(?![级重一高实])")
_OWN = re.compile(
    r"[我贵本]们?(?:区|市|省|县|镇|部|局|院)|[你您咱]们?这?(?:区|市|县|省|镇|边|里|台商区)"
)
_TAIWAN = re.compile(r"台湾|台胞|台商|台企|台资|对台|涉台|两岸|台籍|台青")
_CONTRASTS = """
最低/不低于/至少/下限 最高/不超过/上限/封顶/最多
公办 民办
托育/托儿所 幼儿园/学前 小学 初中 高中 职高/中职/中专 大学/高校
专科/大专 本科 硕士 博士
城镇居民/城市居民/城镇 农村居民/农民/农村
职工医保/职工 居民医保/城乡居民
门诊 住院
个人缴/个人部分/个人承担 单位缴/单位部分/单位承担/企业缴/雇主
男职工/男性/男生/男 女职工/女性/女生/女
进口 出口
增值税 企业所得税 个人所得税/个税/综合所得税 消费税 房产税/房屋税 契税 车船税 土地增值税 营业税
总投资 计划投资 完成投资 年度投资
第一针/第1针/首针 第二针/第2针 第三针/第3针/加强针
一孩/头胎/第一胎 二孩/二胎/第二胎 三孩/三胎/第三胎
一级 二级 三级
第一产业/一产 第二产业/二产 第三产业/三产
首套 二套/第二套 三套
公租房 保障房/保障性租赁住房 廉租房 经济适用房 安居房/人才房 安置房 商品房
地铁/捷运/轨道交通 高铁 公交/公车 轻轨 机场/航班 高速公路/高速
货车 小客车/轿车/小汽车 电动车/电动自行车 摩托车/机车
中考 高考/学测
寒假 暑假
春季 秋季
工作日/平日 周末/双休日/假日 节假日
工伤保险 失业保险 养老保险 医疗保险/医保 生育保险
国家级 省级 市级 县级/区级
外资 内资 台资 民间资本/社会资本
孕妇 婴儿/婴幼儿 老人/老年人/长者 儿童 残疾人/身障 学生
早上/上午 下午 晚上/夜间
新能源车/新能源汽车 燃油车
确诊/病例 死亡
报名 考试 成绩 录取
一等奖 二等奖 三等奖
初稿 送审稿 终稿
上半年 下半年
约束性 预期性
新车 二手车
新房/一手房 二手房
创业 就业
租房/租金/承租 购房/买房
申请 注销
"""
"""Things that exclude each other, a set a line; "/" between the names of one thing."""
_STRICT_ASPECTS = {"人均", "同比", "环比", "占比", "约束性", "预期性"}
_CLASS = re.compile(r"([\u4e00-\u9fff]{2,8})类(?!似|别|型)")
_DEMONSTRATIVE = "那这哪各何种几同分人一每此"
_ASKS_EXCLUDED = re.compile(
    r"(?:哪些|什么|哪种|哪类|谁|何种|哪几)[^,。?]{0,8}(?:不(?:能|可|得|准|予|需要|用|必|属于|纳入|"
    r"符合|享受|包括)|禁止)"
)
_EXCLUDES = re.compile(r"[不未无非禁]|免(?!费)|除|没有|取消|停止")
_COUNTED = re.compile(
    r"(?<!第)([一二三四五六七八九十两\d]+)(大|个|项|类|条|种|篇|座|所)([\u4e00-\u9fff]{2,6})"
)
_TEN = "一二三四五六七八九十"
_WHICH = re.compile(r"哪([二三四五六七八九十]|\d{1,2})(?:[个大项条类点种家所座块篇](?!字)|方面)")
_RUN = re.compile(r"[^,。;:!?()\n]+")
_JOINT = re.compile(r"[、和与及]")
_MARKS = (
    r"[一二三四五六七八九]是",
    r"其[一二三四五六七八九]",
    r"第[一二三四五六七八九\d][,、是部类个]",
    r"——",
    r"(?:^|\n)\s*\d+[.、]",
    r"[;。]",
)
"""What the items of a list begin or end with."""
_STORY = {
    MentionKind.YEAR,
    MentionKind.DATE,
    MentionKind.QUANTITY,
    MentionKind.PERSON,
    MentionKind.NEGATION,
}
"""What an official is not held to where the asker tells of himself, or of the news."""


class _Frame:
    """The quoted words and what stands around them, from the nearest to the farthest."""

    def __init__(
        self, question: str, quote: str, passage: Passage, exchange: Exchange, interview: Interview
    ) -> None:
        answer = exchange.answer
        start = answer.find(quote, passage.start) if quote else passage.start
        start = start if start >= 0 else max(answer.find(quote), 0)
        end = start + len(quote)
        spans = [span for span in sentences(answer) if span[0] < end and start < span[1]]
        left, right = (spans[0][0], spans[-1][1]) if spans else (start, end)
        self.question = normalise(question)
        self.quote = normalise(quote)
        self.segment = normalise(_segment(answer[left:right], start - left, end - left))
        self.sentence = normalise(answer[left:right])
        self.before = normalise(answer[passage.start : start])
        self.passage = normalise(passage.text)
        self.heading = normalise(passage.heading)
        self.asked = normalise(exchange.asked)
        self.answer = normalise(answer)
        self.title = normalise(interview.title)
        self.interview = interview
        self.exchange = exchange

    @property
    def near(self) -> tuple[str, ...]:
        """The texts that say what a figure in the quote is of, nearest first."""
        return (self.quote, self.segment, self.sentence, self.heading, self.asked)

    @property
    def whole(self) -> str:
        """All that was said in the exchange, with the interview's title."""
        return "\n".join((self.answer, self.heading, self.asked, self.title))

    @cached_property
    def named(self) -> tuple[Mention, ...]:
        """What the question names and the official may be held to: the asker's own story is not."""
        own = [m.span() for m in _CLAUSE.finditer(self.question) if _PERSONAL.search(m[0])]
        own += _told(self.question)
        return tuple(
            mention
            for mention in mentions(self.question, tuple(g.name for g in self.interview.guests))
            if not any(left <= mention.start < right for left, right in own)
            or mention.kind not in _STORY
        )

    @cached_property
    def wants_figure(self) -> bool:
        """Whether the question asks for a figure, a date or a goal."""
        return bool(_FIGURE.search(self.question))

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether the question asks for a yes or no: what it supposes may be corrected."""
        plain = _POLITE.sub("", self.question)
        return bool(_YES_NO.search(plain)) and not _WH.search(plain)

    def of(self, kind: MentionKind) -> list[Mention]:
        """Return the question's mentions of a kind."""
        return [mention for mention in self.named if mention.kind is kind]


def _told(question: str) -> list[Span]:
    """Return the spans that only lead up to what is asked: sentences that ask nothing, reports
    (据报道), and all of a question for a comment, whose subject the search has found."""
    spans = [(left, right, question[left:right]) for left, right in sentences(question)]
    asking = [text for _, _, text in spans if _ASKING.search(text) or _YES_NO.search(text)]
    told = [(left, right) for left, right, text in spans if asking and text not in asking]
    reports = [m.span() for m in _REPORT.finditer(question)]
    return [*told, *reports, *([(0, len(question))] if _COMMENT.search(question) else [])]


def conflicts(
    question: str, quote: str, passage: Passage, exchange: Exchange, interview: Interview
) -> tuple[Conflict, ...]:
    """Return in what a question and the words quoted for it disagree, in the order of the kinds.

    :param question: The question with what it leans on, typing mistakes mended.
    :param quote: Words of the exchange's answer, as they stand there.
    :param passage: The passage in which the quote begins.
    """
    frame = _Frame(question, quote, passage, exchange, interview)
    rules = (_places, _years, _plans, _dates, _quantities, _aspects, _contrasts, _classes, _people)
    found = [conflict for rule in (*rules, _negations, _lists) for conflict in rule(frame)]
    return tuple(dict.fromkeys(found))


def _segment(sentence: str, start: int, end: int) -> str:
    """Return the quote with the rest of its list item: as far as the next semicolons."""
    left = max((m.end() for m in _SEGMENT_END.finditer(sentence, 0, start)), default=0)
    right = _SEGMENT_END.search(sentence, max(end - 1, start))
    return sentence[left : right.start() if right else len(sentence)]


def _places(frame: _Frame) -> Iterator[Conflict]:
    homes = _homes(frame.interview)
    above = {place for home in homes for place in larger_places(home)}
    named = [m for m in frame.of(MentionKind.PLACE) if not _is_background(frame.question, m)]
    if not frame.wants_figure and any(_names_place(frame.whole, m) for m in named):
        return
    at_home = bool(_OWN.search(frame.question)) or any(
        _is_home(m.value, homes, above) for m in named
    )
    at_home = at_home or any(alias in frame.question for home in homes for alias in _aliases(home))
    for mention in named:
        place = mention.value
        if _is_home(place, homes, above) or _names_place(frame.quote, mention):
            continue
        if place in above:
            if at_home or not frame.wants_figure or _speaks_of(frame.near, mention):
                continue
        elif not homes and place in ("中国", "台湾省"):
            continue
        elif set(larger_places(place)) & set(homes) and not frame.wants_figure:
            continue  # what holds for the whole holds for its part, but for figures
        elif _stands(frame, mention):
            continue
        yield Conflict(ConflictKind.PLACE, mention.text, "、".join(homes))
    if not at_home and frame.wants_figure and homes:
        yield from _wider_scopes(frame, homes)


def _stands(frame: _Frame, mention: Mention) -> bool:
    """Whether the place is named where the quote's figure is told of, or else in the exchange."""
    homes = _homes(frame.interview)
    own = {*homes, *(place for home in homes for place in larger_places(home))}
    quoted = {m.value for m in _of(frame.quote, MentionKind.PLACE)}
    if frame.wants_figure and quoted - own:
        return False  # the quote tells of another place, and not of this one
    near = frame.near if frame.wants_figure and not frame.is_yes_no else (frame.whole,)
    return any(_names_place(text, mention) for text in (*near, frame.title, frame.before))


def _wider_scopes(frame: _Frame, homes: Sequence[str]) -> Iterator[Conflict]:
    """Yield the whole city, province or country that is asked of, where the home is told of."""
    for match in _SCOPE.finditer(frame.question):
        level = "国" if "国" in match[0] else match[0][-1] if match[0][0] == "全" else match[0][0]
        if any(_level(home) == level for home in homes):
            continue
        if not any(_LEVELS[level].search(text) for text in frame.near):
            yield Conflict(ConflictKind.PLACE, match[0], "、".join(homes))


def _homes(interview: Interview) -> tuple[str, ...]:
    """Return the places whose office speaks: those named at the interview's head, the smallest."""
    head = [interview.source, interview.title, *(guest.office for guest in interview.guests)]
    named = [m.value for text in head for m in _of(normalise(text), MentionKind.PLACE)]
    above = {place for name in named for place in larger_places(name)}
    return tuple(dict.fromkeys(name for name in named if name not in above))


def _is_home(place: str, homes: Sequence[str], above: Iterable[str]) -> bool:
    """Whether a place is a home, by its full name or by another that its kind is known by."""
    return any(
        place == home or (_stem(place) == _stem(home) and place not in above) for home in homes
    )


def _aliases(home: str) -> tuple[str, ...]:
    """Return what the people of a zone call it, without the name of the city: 台商区."""
    city = next(iter(larger_places(home)), "").rstrip("省市县区")
    tail = home.removeprefix(city)
    return (tail, re.sub("投资|开发|技术|产业", "", tail)) if city and tail != home else ()


def _stem(zone: str) -> str:
    name = re.sub(r"高新区|高新技术产业", "高新", re.sub(r"经开区|经济技术|经济", "经开", zone))
    return re.sub(r"(?:产业|技术|投资|开发|合作)*区$", "", name)


def _level(place: str) -> str:
    if place.endswith("自治区"):
        return "省"
    return place[-1] if place[-1] in _LEVELS else "" if larger_places(place) else "国"


def _names_place(text: str, mention: Mention) -> bool:
    if mention.value == "台湾省" and _TAIWAN.search(text):
        return True
    if mention.text in text:
        return True
    if not larger_places(mention.value) and _country(mention.value[0]).search(text):
        return True
    return any(m.value == mention.value for m in _of(text, MentionKind.PLACE))


def _country(initial: str) -> re.Pattern[str]:
    """Match what diplomats call a country: by its first character (韩方, 中韩, 访韩)."""
    return re.compile(rf"{re.escape(initial)}[方中]|[中驻赴访对]{re.escape(initial)}")


def _speaks_of(texts: Sequence[str], mention: Mention) -> bool:
    """Whether a text speaks of a larger place, by name or as the whole city, province, country."""
    whole = _LEVELS.get(_level(mention.value))
    return any((whole and whole.search(text)) or _names_place(text, mention) for text in texts)


def _is_background(question: str, mention: Mention) -> bool:
    """Whether a place only tells where the asker is from: in a clause before what is asked."""
    clauses = list(_CLAUSE.finditer(question))
    here = next((c for c in clauses if c.start() <= mention.start < c.end()), None)
    if any(left <= mention.start < right for left, right in _told(question)):
        return True
    return here is not None and here is not clauses[-1] and bool(_PERSONAL.search(here[0]))


def _years(frame: _Frame) -> Iterator[Conflict]:
    for mention in frame.of(MentionKind.YEAR):
        if _is_up_for_confirmation(frame, mention) or _year_agrees(frame, mention):
            continue
        said = next((m.text for text in frame.near for m in _periods(text)), "")
        yield Conflict(ConflictKind.YEAR, mention.text, said)


def _is_up_for_confirmation(frame: _Frame, mention: Mention) -> bool:
    """Whether a yes/no question asks whether this is so, so that another is a fair answer."""
    if not frame.is_yes_no:
        return False
    before, after = frame.question[: mention.start], frame.question[mention.end :]
    supposed = re.search(r"是(?!说)[^,]{0,4}$", before) or re.match(
        r"[^,]{0,6}的?[吗吧么对]", after
    )
    return bool(supposed) and not frame.of(MentionKind.QUANTITY)


def _year_agrees(frame: _Frame, mention: Mention) -> bool:
    asked = years_of(mention)
    own = _of(frame.quote, MentionKind.YEAR)
    asks_when = answer_type(frame.question) is AnswerType.TIME  # the year quoted is the answer
    if own and frame.wants_figure and not asks_when:
        return any(_overlap(asked, years_of(m)) for m in own)
    if _relative_years(frame, asked):
        return True
    scopes = (*frame.near, frame.before, frame.title)
    if any(_overlap(asked, years_of(m)) for text in scopes for m in _periods(text)):
        return True
    if not frame.wants_figure:
        return any(_overlap(asked, years_of(m)) for m in _periods(frame.whole))
    explicit = [m for m in _periods(frame.answer) if m.kind is MentionKind.YEAR]
    if any(_overlap(asked, years_of(m)) for m in explicit):
        return True  # the year of a story is told once: 2020年8月…;11月3日…
    year = frame.interview.date.year
    return asked == (year, year) and not any(_periods(frame.sentence))


def _relative_years(frame: _Frame, asked: tuple[int, int]) -> bool:
    year = frame.interview.date.year
    words = {year: r"今年|本年|目前|现在|截至|当前", year - 1: r"去年|上年", year + 1: r"明年"}
    return asked[0] == asked[1] and any(
        asked[0] == when and re.search(word, frame.sentence) for when, word in words.items()
    )


def _of(text: str, *kinds: MentionKind) -> list[Mention]:
    return [mention for mention in mentions(text) if mention.kind in kinds]


def _periods(text: str) -> list[Mention]:
    return _of(text, MentionKind.YEAR, MentionKind.PLAN)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _plans(frame: _Frame) -> Iterator[Conflict]:
    for mention in frame.of(MentionKind.PLAN):
        if frame.is_yes_no and _is_up_for_confirmation(frame, mention):
            continue
        if not _plan_agrees(frame, mention):
            said = next((m.text for text in frame.near for m in _periods(text)), "")
            yield Conflict(ConflictKind.PLAN, mention.text, said)


def _plan_agrees(frame: _Frame, mention: Mention) -> bool:
    asked = years_of(mention)
    is_document = bool(re.match(r"[”\"’]?(?:规划|纲要|计划)", frame.question[mention.end :]))
    if not frame.wants_figure:
        said = [m for m in _periods(frame.whole) if m.kind is mention.kind or not is_document]
        return any(_overlap(asked, years_of(m)) for m in said) or not said
    own = _of(frame.quote, MentionKind.YEAR)
    if own and not is_document:
        return any(_overlap(asked, years_of(m)) for m in own)
    scopes = (frame.quote, frame.segment, frame.sentence, _last_period(frame.before))
    for text in (*scopes, frame.heading, frame.passage, frame.asked, frame.answer, frame.title):
        plans = _of(text, MentionKind.PLAN)
        if plans:
            return any(m.value == mention.value for m in plans)
    return any(_overlap(asked, years_of(m)) for m in _periods(frame.whole))


def _last_period(before: str) -> str:
    plans = [m.text for m in _of(before, MentionKind.PLAN)]
    return plans[-1] if plans else ""


def _dates(frame: _Frame) -> Iterator[Conflict]:
    asked = [] if frame.is_yes_no else frame.of(MentionKind.DATE)
    said = _of(frame.whole, MentionKind.DATE) if asked else []
    for mention in asked:
        agrees = any(_dates_agree(mention.value, m.value) for m in said)
        if not agrees and not _in_range(mention.value, frame.answer):
            yield Conflict(ConflictKind.DATE, mention.text, said[0].text if said else "")


def _dates_agree(asked: str, said: str) -> bool:
    """Whether two dates are equal, or one the month of the other."""
    return (
        asked == said
        or (asked[-1] == "月" and said.startswith(asked))
        or (said[-1] == "月" and asked.startswith(said))
    )


def _in_range(asked: str, answer: str) -> bool:
    month, _, _ = asked.partition("月")
    ranges = re.finditer(r"(\d{1,2})月[^,。;]{0,4}[至到\-—~](?:次年)?(\d{1,2})月", answer)
    return month.isdecimal() and any(int(r[1]) <= int(month) <= int(r[2]) for r in ranges)


def _quantities(frame: _Frame) -> Iterator[Conflict]:
    """A number that the question takes for granted must have been said."""
    if frame.is_yes_no:
        return
    asked = [m for m in frame.of(MentionKind.QUANTITY) if len(_number(m)) > 1]
    said = {_number(m) for m in _of(frame.whole, MentionKind.QUANTITY)} if asked else set()
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


def _number(quantity: Mention) -> str:
    return re.sub(r"[^\d.].*", "", quantity.value)


def _aspects(frame: _Frame) -> Iterator[Conflict]:
    """A word that makes another figure of a figure (人均) must stand by it."""
    near = "\n".join((*frame.near, frame.passage))
    for mention in frame.of(MentionKind.ASPECT):
        if mention.text not in _STRICT_ASPECTS:
            continue
        is_share = mention.value == "占比" and re.search("[%成]|占|分之", near)
        if not is_share and all(m.value != mention.value for m in _of(near, MentionKind.ASPECT)):
            yield Conflict(ConflictKind.ASPECT, mention.text, "")


def _contrasts(frame: _Frame) -> Iterator[Conflict]:
    """Of things that exclude each other, the one that is asked about must be told of."""
    if frame.is_yes_no or _COMMENT.search(frame.question):
        return
    for members in _contrast_sets():
        asked = _members(_asking_clause(frame.question), members)
        asked = asked or _members(frame.question, members)
        if len(asked) != 1:
            continue
        texts = (*frame.near[:3], frame.heading, frame.passage, frame.asked)
        said = next((there for text in texts if (there := _members(text, members))), None)
        if not said or asked & said:
            continue
        if frame.wants_figure or not asked & _members(frame.whole, members):
            (one,) = asked
            yield Conflict(ConflictKind.CONTRAST, members[one][0], members[min(said)][0])


def _asking_clause(question: str) -> str:
    clauses = [m[0] for m in _CLAUSE.finditer(question) if _WH.search(m[0])]
    return clauses[-1] if clauses else question


@cache
def _contrast_sets() -> tuple[tuple[tuple[str, ...], ...], ...]:
    lines = _CONTRASTS.strip().splitlines()
    folded = [normalise(line) for line in lines]
    return tuple(tuple(tuple(name.split("/")) for name in line.split()) for line in folded)


def _members(text: str, members: Sequence[Sequence[str]]) -> set[int]:
    """Return which members a text names; a word inside a longer one of another is not named."""
    words = sorted(
        ((w, n) for n, words in enumerate(members) for w in words), key=lambda p: -len(p[0])
    )
    found: set[int] = set()
    for word, number in words:
        if word in text:
            found.add(number)
            text = text.replace(word, "\n")
    return found


def _classes(frame: _Frame) -> Iterator[Conflict]:
    """A class of things (交通运输类) must be among the classes that were told of."""
    known = _CLASS.findall(frame.answer)
    for name in _CLASS.findall(frame.question):
        if not known or name[-1] in _DEMONSTRATIVE:
            continue
        pairs = {name[at : at + 2] for at in range(max(len(name) - 4, 0), len(name) - 1)}
        if not any(pair in other for pair in pairs for other in known):
            yield Conflict(ConflictKind.CLASS, f"{name}类", "、".join(f"{k}类" for k in known))


def _people(frame: _Frame) -> Iterator[Conflict]:
    if frame.is_yes_no:
        return
    speakers = [turn.speaker for turn in frame.exchange.answers]
    guests = [guest.name for guest in frame.interview.guests]
    people = [normalise(name) for name in (*speakers, *guests)]
    for mention in frame.of(MentionKind.PERSON):
        if mention.text in frame.whole or any(name in mention.text for name in people if name):
            continue
        if any(name.startswith(mention.text[0]) for name in people):
            continue
        yield Conflict(ConflictKind.PERSON, mention.text, "、".join(dict.fromkeys(speakers)))


def _negations(frame: _Frame) -> Iterator[Conflict]:
    asked = _ASKS_EXCLUDED.search(frame.question)
    if asked and not any(_EXCLUDES.search(text) for text in (*frame.near[:3], frame.passage)):
        yield Conflict(ConflictKind.NEGATION, asked[0], "")


def _lists(frame: _Frame) -> Iterator[Conflict]:
    """Whoever asks which ten (哪十条) is not answered by words that name fewer."""
    for match in _WHICH.finditer(frame.question):
        wanted = int(match[1]) if match[1].isdecimal() else _TEN.index(match[1]) + 1
        near = f"{frame.quote}\n{frame.passage}"
        runs = [len(_JOINT.findall(run)) + 1 for run in _RUN.findall(near)]
        marked = max(len(re.findall(mark, text)) for mark in _MARKS for text in near.split("\n", 1))
        if max([marked, *runs]) < wanted:
            yield Conflict(ConflictKind.LIST, match[0], "")


class AnswerType(StrEnum):
    """What sort of thing answers a question; ANY where its form does not tell."""

    ANY = "any"
    MONEY = "money"
    PERCENT = "percent"
    AREA = "area"
    LENGTH = "length"
    NUMBER = "number"
    DURATION = "duration"
    CLOCK = "clock"
    TIME = "time"
    NAME = "name"
    WHO = "who"
    PHONE = "phone"
    WEB = "web"
    ADDRESS = "address"
    CONDITION = "condition"
    MATERIAL = "material"
    PROCEDURE = "procedure"


_HOW_MUCH = r"(?:多少|几|多[大高贵]|怎么[收算]|如何[收算]|贵不贵)"
_WHICH_ONES = r"(?:什么|哪些|啥|哪几[种样类项])"
_ASKED_TYPES = {
    AnswerType.WEB: r"网址|网站(?:是|叫|地址)|哪个网站|邮箱",
    AnswerType.PHONE: r"电话(?:号码)?(?:是|呢|\?|$|多少)|什么电话|(?:联系|办公|咨询|投诉|服务)电话|"
    r"手机号|热线|联系方式|号码是",
    AnswerType.NAME: r"叫什么(?:名字)?(?:$|[?,。])|全名|什么名字|(?:名字|姓名)(?:是|叫)|叫啥|"
    r"姓什么",
    AnswerType.PERCENT: r"百分之几|百分之多少|百分比|几个百分点|多少个?(?:%|百分点)|"
    r"(?:增速|增长率|利率|税率|比例|比重|占比|涵盖率|覆盖率)是?(?:多少|几)",
    AnswerType.AREA: rf"(?:多少|几)个?(?:亩|公顷|平方|平米|顷)|(?:面积|占地).{{0,4}}{_HOW_MUCH}",
    AnswerType.LENGTH: r"(?:多少|几)(?:公里|千米|米)|多长的?路|全长(?:是|有)?多少|多远|多高|"
    r"里程(?:是|有)?多少",
    AnswerType.MONEY: r"(?:多少|几)(?:个?亿(?!人)|万?元|万块|块|钱|美元|经费|资金|投资)|"
    r"(?:票价|门票|租金|房价|费用|花费|价格|补[贴助]|投资额?|经费|安家费|奖金|奖励|罚款|学费|工资|薪水|"
    rf"预算|金额|津贴|额度)[^,。]{{0,6}}{_HOW_MUCH}(?!名|人|个|户|家|次|项|条|所)",
    AnswerType.CLOCK: r"几点(?![情意建要])|几时|(?:开放|营业|上班|办公)时间",
    AnswerType.DURATION: r"多久|多长时间|(?:多少|几)(?:个?工作日|天|个月|小时|分钟|个?星期)|"
    r"几年(?!级)|有效期",
    AnswerType.TIME: r"什么时候|何时|啥时候|哪[一1]?[年天月日]|几月|几号|"
    r"什么时间|哪个?月|多会儿|日期",
    AnswerType.WHO: r"谁|哪[位所家]|(?:哪个|什么)(?:部门|单位|学校|机构|公司|局|人)",
    AnswerType.ADDRESS: r"在哪[里儿]?(?!些)|哪里办|去哪|地址|什么地方|哪儿",
    AnswerType.MATERIAL: rf"{_WHICH_ONES}(?:材料|证件|证明|手续)|材料(?:清单|有哪|是什么)|带什么",
    AnswerType.PROCEDURE: rf"{_WHICH_ONES}(?:流程|步骤|程序)|(?:流程|步骤)(?:是|有|怎|\?|$)|"
    r"(?:怎么|如何)(?:办理|申请)",
    AnswerType.CONDITION: rf"{_WHICH_ONES}(?:条件|资格)|(?:条件|资格)(?:是|有哪)|哪些人可以",
    AnswerType.NUMBER: r"多少|几(?!乎)|多大|第几|数量|人数|个数",
}
"""How each sort is asked for; the first that fits is meant."""
_N = r"[\d一二三四五六七八九十百千万两半]\s*[余多]?"
_SAID_TYPES = {
    AnswerType.ANY: r"",
    AnswerType.WEB: r"[a-z0-9-]+\.[a-z]{2,}|@",
    AnswerType.PHONE: r"(?<!\d)(?:1[3-9]\d{9}|(?:0\d{2,3}-?)?\d{7,8}|"
    r"1[12]\d{1,3}|19\d\d|9[56]\d{3,4}|[48]00-?\d+|0\d{2,3}-\d{5})(?!\d)",
    AnswerType.PERCENT: r"\d\s*(?:%|‰|个百分点|成)|百分之|百分点|"
    r"分之|[一二三四五六七八九]成|免[征税]",
    AnswerType.AREA: rf"{_N}(?:亩|公顷|平方|平米|顷|㎡|坪|m2)",
    AnswerType.LENGTH: rf"{_N}(?:公里|千米|米|里|km)",
    AnswerType.MONEY: rf"{_N}(?:元|块|美元|美金|人民币|亿|兆|欧元)|免费|免票|不收|免收",
    AnswerType.CLOCK: rf"{_N}(?:点|时)|\d:\d\d|24小时|全天",
    AnswerType.DURATION: rf"{_N}(?:个?工作日|天|日内|个月|小时|分钟|年|周|个?星期)|长期|永久|当场",
    AnswerType.TIME: rf"{_N}(?:年|月|日|号|时)|[今明去后前]年|[上中下]旬|季度|[上下]半年|近期|"
    r"年[底初]|月底|目前|期间",
    AnswerType.WHO: r"[局委院会部办队人站所厅署行长团]|领导|单位|公司|大学|中心|政府|书记|主任|"
    r"企业|专家",
    AnswerType.ADDRESS: r"[路街号楼镇村区市县网在]|大厅|中心|窗口|平台|app|位于",
    AnswerType.CONDITION: r"条件|符合|满足|须|应当|以上|具备|年满|凡|只要|资格|持有",
    AnswerType.MATERIAL: r"材料|证|表|复印件|原件|合同|照片|资料|户口簿",
    AnswerType.PROCEDURE: r"流程|步骤|申请|提交|办理|审核|受理|登录|填写|报名|程序|窗口",
    AnswerType.NUMBER: r"\d|[一二三四五六七八九十百千万两]",
}
"""What each sort looks like where it is said."""


def answer_type(question: str) -> AnswerType:
    """Return what sort of thing the form of a question asks for; the first that fits."""
    text = normalise(question)
    for kind, pattern in _ASKED_TYPES.items():
        if re.search(pattern, text):
            return kind
    return AnswerType.ANY


def answers_type(question: str, quote: str, passage: Passage) -> bool:
    """Tell whether the quote or its passage has a thing of the sort that is asked for."""
    wanted = answer_type(question)
    return has_type(quote, wanted) or has_type(passage.text, wanted)


def has_type(text: str, wanted: AnswerType) -> bool:
    """Tell whether a text has a thing of a sort at all: an amount of money, a name, a date …"""
    folded = normalise(text)
    if wanted is AnswerType.NAME:
        return any(
            len(_untitled(m.text)) > 1 for m in mentions(folded) if m.kind is MentionKind.PERSON
        )
    return bool(re.search(_SAID_TYPES[wanted], folded))


def _untitled(name: str) -> str:
    return re.sub(
        r"副?(?:[\u4e00-\u9fff]长|书记|主任|委员|主席|总理|教授|医生|老师|经理|总统|大使)$",
        "",
        name,
    )


_VAGUE = """
达到 实现 安排 打算 计划 目标 规划 期间 时期 将 达 定 定了 增长 情况 问题 一共 总共 共 大约
左右 预计 包括 包含 分别 主要 进行 开展 提出 涉及 属于 需要 应该 必须 准备 究竟 听说 政府 领导
官方 官员 部门 采取 措施 做法 举措 政策 工作 建设 发展 提到 名字 全名 电话 号码 多少钱 亿元
万元 数量 总数 程度 名次 时间 日期 方式 方法 名称 数字 数据 标准 金额 数额 比例 比重 占比 结果
原因 办法 过程 这份 这边 这里 这块 那边 官方 认为 觉得 评价 存在 通过 分属 各有 要求 提供 公布
发布 表示 透露 外 还有 除 到底 贵区 成为 做到 做成 分成 构成 组成 规定 设置 设定 设立 确定
形成 召开 开始 启动 完成 总额 投资额 总投资额 面向 贵市 贵局 贵部 百分点 百分之 万人 亿
个百分点
"""
"""Words that questions are worded with: that an exchange lacks one says nothing."""
_CLAUSE_BREAK = re.compile(r"[,。;!?\n]")
_ANY_OWN = re.compile(
    rf"{_OWN.pattern}|{_SCOPE.pattern}|全区|区里|(?:台商|开发|高新|经开|投资|保税)区"
)
_FILLER = re.compile(r"[一二三四五六七八九十几两\d]+.?|.*[要想以靠是从在的吗呢给会能跟].*|.")
_ATTRIBUTE_WORDS = 3  # content words before the interrogative that may be what is asked


def unsupported(
    question: str, exchange: Exchange, synonyms: Synonyms = lambda _: ()
) -> tuple[str, ...]:
    """Return the content words of what is asked that the exchange has neither itself nor by a
    synonym, in reading order."""
    return _lacking(_attribute(question), exchange, synonyms)


def support(
    question: str, exchange: Exchange, rarity: Rarity, synonyms: Synonyms = lambda _: ()
) -> Support:
    """Return how much of all the question's content words the exchange has."""
    return _support(_words(normalise(question)), exchange, rarity, synonyms)


def asked_support(
    question: str, exchange: Exchange, rarity: Rarity, synonyms: Synonyms = lambda _: ()
) -> Support:
    """Return how much of the attribute that is asked for the exchange has."""
    return _support(_attribute(question), exchange, rarity, synonyms)


def _support(
    words: Sequence[str], exchange: Exchange, rarity: Rarity, synonyms: Synonyms
) -> Support:
    missing = _lacking(words, exchange, synonyms)
    total = sum(rarity(word) for word in words)
    lost = sum(rarity(word) for word in missing)
    return Support(1.0 - lost / total if total else 1.0, missing)


def _lacking(words: Sequence[str], exchange: Exchange, synonyms: Synonyms) -> tuple[str, ...]:
    said = normalise(f"{exchange.asked}\n{exchange.answer}")

    def stands(word: str) -> bool:
        return word in said or any(normalise(other) in said for other in synonyms(word))

    def stands_in_parts(word: str) -> bool:
        parts = [part for part in tokenise(word) if part != word]
        if not parts and len(word) == 4:
            parts = [word[:2], word[2:]]  # jieba guessed a word that its dictionary lacks
        return "".join(parts) == word and all(stands(part) or part in _vague() for part in parts)

    return tuple(word for word in words if not stands(word) and not stands_in_parts(word))


def _attribute(question: str) -> list[str]:
    """Return the content words next before the interrogative, and those that follow it.

    An open question (有哪些任务) asks for nothing in particular: it has none.
    """
    text = normalise(question)
    if not _FIGURE.search(text) and answer_type(question) is AnswerType.ANY:
        return []
    asking = [m.start() for m in _ASKING.finditer(text) if m[0].strip("?")]
    at = asking[-1] if asking else len(text)
    start = max((m.end() for m in _CLAUSE_BREAK.finditer(text, 0, at)), default=0)
    before = [word for word in _words(text[start:at]) if word not in _vague()]
    after = [word for word in _words(_ASKING.sub(" ", text[at:])) if word not in _vague()]
    return before[-_ATTRIBUTE_WORDS:] + after[:_ATTRIBUTE_WORDS]


@cache
def _vague() -> frozenset[str]:
    return frozenset(_VAGUE.split())


def _words(text: str) -> list[str]:
    """Return the whole content words, without what the conflicts look after: years, places …"""
    text = _ANY_OWN.sub(" ", text)
    for mention in mentions(text):
        if mention.kind not in (MentionKind.ASPECT, MentionKind.NEGATION):
            blank = " " * (mention.end - mention.start)
            text = text[: mention.start] + blank + text[mention.end :]
    tokens = [token for token in content_tokens(text) if not _FILLER.fullmatch(token)]
    return [token for token in tokens if not any(token != t and token in t for t in tokens)]
