"""The places that a question names become conflicts where the official speaks of others."""

import re
from collections.abc import Iterable, Iterator, Sequence

from chat.frame import CLAUSE, PERSONAL, Frame, mentions_of
from chat.records import Conflict, ConflictKind
from index.mentions import Mention, MentionKind, is_listed, larger_places, stands_apart
from index.normalise import normalise
from index.tokens import dictionary, telling
from ingest.records import Interview
from ingest.sentences import sentences as sentences_of

_LEVELS = {
    "市": re.compile(r"全市|市里|[我本]市|市级"),
    "省": re.compile(r"全省|省里|[我本]省|省级|全自治区"),
    "县": re.compile(r"全县|县里|[我本]县"),
    "区": re.compile(r"全区|区里|[我本]区"),
    "国": re.compile(r"全国|我国|国家(?![级重])"),
}
"""How an official speaks of the whole of a place, by what sort of place it is."""
SCOPE = re.compile(r"全市|市里|全省|省里|全县|县里|全国|我国|国家(?![级重一高实])")
OWN = re.compile(
    r"[我贵本]们?(?:区|市|省|县|镇|部|局|院)|[你您咱]们?这?(?:区|市|县|省|镇|边|里|台商区)"
)
_A_NAME = 0.7
"""How much the two characters of a name tell at least where jieba's dictionary lacks it with its
区: 信义 does, 承担 does not."""
_OF_THE_LAND = "城山湖江河海港湾岭州"
"""With which the names before 区 end of 31 of the 117 districts of that length in the gazetteer;
an ordinary word seldom does."""
_LONG_NAME = 4  # characters; of a longer name diplomats say the first two
_INITIALS = "津沪杭甬福厦漳泉莆深珠渝"  # by which cities are named one after the other
_STARTS = re.compile("[从由离]$")
_PARTS = "县区镇乡"
_PART = "(?:县区|区县|县市区|市县区|县市|市县|地区|[县区镇]|乡镇|街道|网点|[^,。;]{0,6}?[厅局所站])"
_OTHER_PARTS = re.compile(rf"(?:其[他它余]|别的|剩下的|剩余)(?:的|各)?{_PART}")
_ALL_PARTS = re.compile(
    r"(?:各|所有|全部|[两三四五六七八九十\d]+个)(?:县区|区县|县市区|市县区|乡镇|镇街)[^,。;]{0,2}"
    r"(?:全面|全部|都|均|统一)|全[市县区][^,。;]{0,2}(?:全面|统一|推开|覆盖|一样)"
)
"""How an official tells of all parts of his city or district alike."""
_GOES = re.compile("(?:[去到往赴]|前往)$")
_GOES_FOR = re.compile(
    "(?:[^,。?]{0,4}?医院)?(?:看病|看医生|就医|就诊|治病|治疗|住院|上学|读书|工作|打工|务工|上班|出差|旅游)"
)
_FROM = re.compile("[从由自]$")
_CAME = re.compile("(?:回|过|搬|转|迁)?来|回到|返回|搬到|转到")
_COMES = re.compile(
    "(?:过|搬|转|迁)?来的|(?:户口|户籍|籍)(?:的|(?=孩子|小孩|学生|子女|老人|人员|职工|居民|毕业生))"
)
_ELSEWHERE = re.compile("异地|外地|跨省|跨市|省外|市外|外省|外市|外县|外出|转外|转诊")
_INCOMERS = re.compile("异地|外地|外来|随迁|跨省|省外|市外|外省|外市|外县|非本[地市省区县]|转入")
"""How an official speaks of those who go elsewhere, and of those who come from there."""
_TAIWAN = re.compile(r"台湾|台胞|台商|台企|台资|对台|涉台|两岸|台籍|台青")


def place_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the places that the quote neither tells of nor, but for figures, the exchange."""
    homes = _homes(frame.interview)
    above = {place for home in homes for place in larger_places(home)}
    places = [m for m in frame.of(MentionKind.PLACE) if _is_name(m.text)]
    named = [m for m in places if not _is_background(frame, m) and not _is_elsewhere(frame, m)]
    if not frame.wants_figure and any(_names_place(frame.whole, m) for m in named):
        return
    at_home = bool(OWN.search(frame.question)) or any(
        _is_home(m.value, homes, above) for m in named
    )
    at_home = at_home or any(alias in frame.question for home in homes for alias in _aliases(home))
    for mention in named:
        place = mention.value
        if _is_home(place, homes, above) or _names_place(frame.quote, mention):
            continue
        if place in above:
            if _STARTS.search(frame.question[: mention.start]):
                continue  # where a journey begins: 从厦门坐船到金门要多久
            if at_home or not frame.wants_figure or _speaks_of(frame.near, mention):
                continue
        elif not homes and place in ("中国", "台湾省"):
            continue
        elif set(larger_places(place)) & set(homes) and not frame.wants_figure:
            continue  # what holds for the whole holds for its part, but for figures
        elif _is_told_of_as_a_part(frame, mention, homes) or _stands(frame, mention):
            continue
        yield Conflict(ConflictKind.PLACE, mention.text, "、".join(homes))
    if not at_home and frame.wants_figure and homes:
        yield from _wider_scopes(frame, homes)
    if homes and not named and not SCOPE.search(frame.question):
        yield from _unasked_whole(frame, homes)


def _unasked_whole(frame: Frame, homes: Sequence[str]) -> Iterator[Conflict]:
    """Yield the country, province or city that the words tell the year's goal of, where none is
    asked of: 2035年要建成什么样 asks for the home's, not for 到2035年,我国基本实现…

    What counts is the first sentence that names the year.
    """
    years = frame.of(MentionKind.YEAR)
    sentences = [frame.quote[slice(*span)] for span in sentences_of(frame.quote)]
    telling_year = (one for one in sentences if any(year.text in one for year in years))
    quote = next(telling_year, frame.quote)
    told = SCOPE.search(quote)
    # the whole may be the reason
    is_why = re.search("为什么|为何|为啥|依据|怎么会", frame.question)
    asks_for_year = years and not frame.is_yes_no and not is_why
    own = (_LEVELS[level] for home in homes if (level := _level(home)) in _LEVELS)
    if told and asks_for_year and not any(pattern.search(quote) for pattern in own):
        yield Conflict(ConflictKind.PLACE, homes[0], told[0])


def _is_name(place: str) -> bool:
    """Whether it is a name, not an ordinary word before 区 (感觉区里, 承担区“十四五”规划编制)."""
    if OWN.fullmatch(place):
        return False
    ordinary = len(place) == 3 and place[2] == "区" and telling(place[:2]) < _A_NAME
    ordinary = ordinary and place[1] not in _OF_THE_LAND
    return not ordinary or is_listed(place) or bool(dictionary()[0].get(place))


def _stands(frame: Frame, mention: Mention) -> bool:
    """Whether the place is named where the quote's figure is told of, or else in the exchange."""
    homes = _homes(frame.interview)
    own = {*homes, *(place for home in homes for place in larger_places(home))}
    quoted = {m.value for m in mentions_of(frame.quote, MentionKind.PLACE)}
    if frame.wants_figure and quoted - own:
        return False  # the quote tells of another place, and not of this one
    near = frame.near if frame.wants_figure and not frame.is_yes_no else (frame.whole,)
    return any(_names_place(text, mention) for text in (*near, frame.title, frame.before))


def _may_lie_in(place: str, homes: Sequence[str]) -> bool:
    """Whether a place is a part of a home, or one that may be: the gazetteer lacks most of them."""
    if is_listed(place) or larger_places(place):
        return bool(set(larger_places(place)) & set(homes))
    lowest = [home for home in homes if _level(home) in _PARTS]
    return place[-1] in _PARTS and not lowest


def _is_told_of_as_a_part(frame: Frame, mention: Mention, homes: Sequence[str]) -> bool:
    """Whether the quote tells of the other parts of the home (其他县区不变), or of all of them, but
    for figures, and the sentence not of this one by name."""
    if not _may_lie_in(mention.value, homes) or _names_place(frame.sentence, mention):
        return False
    in_all = not frame.wants_figure and _ALL_PARTS.search(frame.quote)
    return bool(in_all or _OTHER_PARTS.search(frame.quote))


def _is_elsewhere(frame: Frame, mention: Mention) -> bool:
    """Whether the place is where someone goes, or comes from, and that is what the official speaks
    of: 去上海看病 is asked of those who speak of 异地就医."""
    before, behind = frame.question[: mention.start], frame.question[mention.end :]
    goes = _GOES.search(before) and _GOES_FOR.match(behind)
    comes = _COMES.match(behind) or (_FROM.search(before) and _CAME.match(behind))
    return bool(
        (goes and _ELSEWHERE.search(frame.whole)) or (comes and _INCOMERS.search(frame.whole))
    )


def _wider_scopes(frame: Frame, homes: Sequence[str]) -> Iterator[Conflict]:
    """Yield the whole city, province or country that is asked of, where the home is told of."""
    for match in SCOPE.finditer(frame.question):
        level = "国" if "国" in match[0] else match[0][-1] if match[0][0] == "全" else match[0][0]
        if any(_level(home) == level for home in homes):
            continue
        if frame.is_yes_no and level in frame.quote:
            continue  # 衔接省、市规划
        if not any(_LEVELS[level].search(text) for text in frame.near):
            yield Conflict(ConflictKind.PLACE, match[0], "、".join(homes))


def _homes(interview: Interview) -> tuple[str, ...]:
    """Return the places whose office speaks: those named at the interview's head, the smallest."""
    head = [interview.source, interview.title, *(guest.office for guest in interview.guests)]
    named = [m.value for text in head for m in mentions_of(normalise(text), MentionKind.PLACE)]
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
    if any(stands_apart(text, m.start(), m[0]) for m in re.finditer(re.escape(mention.text), text)):
        return True
    if mention.value.endswith("市") and _is_abbreviated(mention.value[0], text):
        return True
    if not larger_places(mention.value):
        short = mention.text[:2]  # 埃塞 for 埃塞俄比亚, but not 印度 for 印度尼西亚
        by_short = len(mention.text) > _LONG_NAME and short in text and not is_listed(short)
        if by_short or _country(mention.value[0]).search(text):
            return True
    return any(m.value == mention.value for m in mentions_of(text, MentionKind.PLACE))


def _is_abbreviated(initial: str, text: str) -> bool:
    """Whether a city's first character stands beside another's: 福厦泉 for 福州、厦门、泉州."""
    return initial in _INITIALS and bool(
        re.search(rf"{initial}[{_INITIALS}]|[{_INITIALS}]{initial}", text)
    )


def _country(initial: str) -> re.Pattern[str]:
    """Match what diplomats call a country: by its first character (韩方, 中韩, 访韩)."""
    return re.compile(rf"{re.escape(initial)}[方中]|[中驻赴访对]{re.escape(initial)}")


def _speaks_of(texts: Sequence[str], mention: Mention) -> bool:
    """Whether a text speaks of a larger place, by name or as the whole city, province, country."""
    whole = _LEVELS.get(_level(mention.value))
    return any((whole and whole.search(text)) or _names_place(text, mention) for text in texts)


def _is_background(frame: Frame, mention: Mention) -> bool:
    """Whether a place only tells where the asker is from: in a clause before what is asked."""
    clauses = list(CLAUSE.finditer(frame.question))
    here = next((c for c in clauses if c.start() <= mention.start < c.end()), None)
    if any(left <= mention.start < right for left, right in frame.told):
        return True
    return here is not None and here is not clauses[-1] and bool(PERSONAL.search(here[0]))
