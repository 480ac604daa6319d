"""A question and the words quoted for it become the conflicts between them."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from chat.answer_types import untitled
from chat.asking import WH
from chat.conflict import Conflict, ConflictKind
from chat.frame import CLAUSE, COMMENT, Frame, mentions_of
from chat.guard_lists import list_conflicts
from chat.guard_places import place_conflicts
from chat.guard_times import date_conflicts, plan_conflicts, year_conflicts
from chat.guard_unsaid import unsaid_conflicts
from index.mentions import Mention, MentionKind
from index.normalise import normalise
from index.word_lists import word_lines
from ingest.records import Exchange, Interview, Passage

_STRICT_ASPECTS = {"人均", "同比", "环比", "占比", "约束性", "预期性"}
_CLASS = re.compile(r"([\u4e00-\u9fff]{2,8})类(?!似|别|型)")
_IN_ALL = r"等?(?:[两三四五六七八九十]|\d+)[个大]?(?:方面|领域|类)"
_HEAD_OF = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,8})(?P<kind>[局厅委])的?(?:现任|现在的)?"
    r"(?:副?(?:局长|厅长|主任)|领导|一把手|负责人)"
)
_DEMONSTRATIVE_OFFICE = re.compile("[这那哪个们咱你我贵本该头]$")
_FIELD = re.compile(r"([\u4e00-\u9fff]{2})那?(?:方面|领域|行业|板块|这一?块)")
_BOUNDED = {*"岁天年月个人户平米周", "小时", "分钟"}
"""Units in which officials set bounds; sums of money are told one by one."""
_NAME_MIN = 2  # characters of a name: less is a surname
_DEMONSTRATIVE = "那这哪各何种几同分人一每此大"
_ASKS_EXCLUDED = re.compile(
    r"(?:哪些|什么|哪种|哪类|谁|何种|哪几)[^,。?]{0,8}(?:不(?:能|可|得|准|予|需要|用|必|属于|纳入|"
    r"符合|享受|包括)|禁止)"
)
_EXCLUDES = re.compile(r"[不未无非禁]|免(?!费)|除|没有|取消|停止")
_COUNTED = re.compile(
    r"(?<!第)([一二三四五六七八九十两\d]+)(大|个|项|类|条|种|篇|座|所)([\u4e00-\u9fff]{2,6})"
)
_TEN = "一二三四五六七八九十"
_ORDINAL = re.compile(
    r"(?P<place>(?:第(?P<number>\d+)|首)(?P<unit>[届次轮期批]))(?P<thing>[^,。;!?]{0,12})"
)
_GRADE = re.compile(
    r"(?<![\d.])第?(?P<number>[一二三四五六七八九]|\d{1,2})(?P<grade>[类级档]|阶梯|等奖)(?![似别型人])"
    r"|(?<![a-z\d.第])(?P<line>[a-z]?\d{1,4})(?P<route>路|号线)"
)
_ALIKE = 3  # characters that two names of one thing share at least: 进博会, 进口博览会
_CALLED = re.compile(r"([\u4e00-\u9fff]{2})[“‘「『\"]([^”’」』\"]{2,8})[”’」』\"]")


def conflicts(
    question: str, quote: str, passage: Passage, exchange: Exchange, interview: Interview
) -> tuple[Conflict, ...]:
    """Return in what a question and the words quoted for it disagree, in the order of the kinds.

    :param question: The question with what it leans on, typing mistakes mended.
    :param quote: Words of the exchange's answer, as they stand there.
    :param passage: The passage in which the quote begins.
    """
    frame = Frame(question, quote, passage, exchange, interview)
    of_times = (year_conflicts, plan_conflicts, date_conflicts)
    of_things = (_quantities, _ordinals, _aspects, _contrasts, _classes, _negations, list_conflicts)
    of_names = (_people, _heads, _called)
    rules = (place_conflicts, unsaid_conflicts, *of_times, *of_things, *of_names)
    found = [conflict for rule in rules for conflict in rule(frame)]
    return tuple(dict.fromkeys(found))


def _quantities(frame: Frame) -> Iterator[Conflict]:
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


def _ordinals(frame: Frame) -> Iterator[Conflict]:
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


def _called(frame: Frame) -> Iterator[Conflict]:
    """What is called by a name (台风“山竹”) is not another of its sort (台风“玉兔”)."""
    if frame.is_yes_no:
        return
    others = dict(_CALLED.findall(frame.answer))
    for asked in _CALLED.finditer(frame.question):
        sort, name = asked.groups()
        if sort in others and name not in frame.whole and not frame.is_story(asked.start()):
            yield Conflict(ConflictKind.NAME, f"{sort}“{name}”", f"{sort}“{others[sort]}”")


def _aspects(frame: Frame) -> Iterator[Conflict]:
    """A word that makes another figure of a figure (人均) must stand by it."""
    near = "\n".join((*frame.near, frame.passage))
    for mention in frame.of(MentionKind.ASPECT):
        if mention.text not in _STRICT_ASPECTS:
            continue
        is_share = mention.value == "占比" and re.search("[%成]|占|分之", near)
        if not is_share and all(
            m.value != mention.value for m in mentions_of(near, MentionKind.ASPECT)
        ):
            yield Conflict(ConflictKind.ASPECT, mention.text, "")


def _contrasts(frame: Frame) -> Iterator[Conflict]:
    """Of things that exclude each other, the one that is asked about must be told of."""
    if frame.is_yes_no or COMMENT.search(frame.question):
        return
    for number, members in enumerate(_contrast_sets()):
        asked = _members(_asking_clause(frame.question), number)
        asked = asked or _members(frame.question, number)
        if len(asked) != 1:
            continue
        texts = (*frame.near[:3], frame.heading, frame.passage, frame.asked)
        said = next((there for text in texts if (there := _members(text, number))), None)
        if not said or asked & said:
            continue
        if frame.wants_figure or not asked & _members(frame.whole, number):
            (one,) = asked
            yield Conflict(ConflictKind.CONTRAST, members[one][0], members[min(said)][0])


def _asking_clause(question: str) -> str:
    clauses = [m[0] for m in CLAUSE.finditer(question) if WH.search(m[0])]
    return clauses[-1] if clauses else question


@cache
def _contrast_sets() -> tuple[tuple[tuple[str, ...], ...], ...]:
    folded = [normalise(line) for line in word_lines("chat", "contrasts.txt")]
    return tuple(tuple(tuple(name.split("/")) for name in line.split()) for line in folded)


@lru_cache(maxsize=1 << 14)  # the texts of one answer are read for many questions
def _members(text: str, number: int) -> frozenset[int]:
    """Return which members of a contrast set a text names.

    A word inside a longer one of another member is not named.
    """
    found = set()
    for word, member in _longest_first(number):
        if word in text:
            found.add(member)
            text = text.replace(word, "\n")
    return frozenset(found)


@cache
def _longest_first(number: int) -> tuple[tuple[str, int], ...]:
    members = enumerate(_contrast_sets()[number])
    pairs = [(word, member) for member, words in members for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _classes(frame: Frame) -> Iterator[Conflict]:
    """A class of things (交通运输类) must be among those told of, and a figure must be its own.

    农业方面 is the class 农林水利类, where there is one.
    """
    known = _CLASS.findall(frame.answer)
    near = _CLASS.findall("\n".join((*frame.near[:3], frame.heading)))
    for name in _CLASS.findall(frame.question):
        if not known or name[-1] in _DEMONSTRATIVE:
            continue
        pairs = {name[at : at + 2] for at in range(max(len(name) - 4, 0), len(name) - 1)}
        if not any(pair in other for pair in pairs for other in known):
            yield Conflict(ConflictKind.CLASS, f"{name}类", "、".join(f"{k}类" for k in known))
        elif frame.wants_figure and not any(pair in other for pair in pairs for other in near):
            yield Conflict(ConflictKind.CLASS, f"{name}类", "、".join(f"{k}类" for k in near))
    for name in _FIELD.findall(frame.question) if frame.wants_figure else ():
        if together := re.search(rf"{name}[^。;；]{{0,40}}?{_IN_ALL}", frame.sentence):
            yield Conflict(ConflictKind.CLASS, name, together[0])
        classes = [other for other in known if other[-1] not in _DEMONSTRATIVE + _TEN]
        meant = [other for other in classes if name in other or other.startswith(name[0])]
        if meant and not set(meant) & set(near):
            yield Conflict(ConflictKind.CLASS, name, "、".join(f"{k}类" for k in near))


def _people(frame: Frame) -> Iterator[Conflict]:
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
        name = untitled(mention.text)
        if len(name) >= _NAME_MIN and name in frame.whole:
            continue  # his title may stand before his name
        yield Conflict(ConflictKind.PERSON, mention.text, "、".join(dict.fromkeys(speakers)))


def _heads(frame: Frame) -> Iterator[Conflict]:
    """The head of an office (教育局局长) must be of one that a guest is of, or that is told of.

    科经局 is short for 科技经济发展局: its characters stand there in order.
    """
    offices = [normalise(guest.office) for guest in frame.interview.guests]
    for found in _HEAD_OF.finditer(frame.question):
        name, kind = found["name"], found["kind"]
        short = re.compile(".*".join(map(re.escape, name[-2:] + kind)))
        if _DEMONSTRATIVE_OFFICE.search(name) or name + kind in frame.whole:
            continue
        if offices and not any(map(short.search, offices)):
            yield Conflict(ConflictKind.PERSON, found[0], "、".join(offices))


def _negations(frame: Frame) -> Iterator[Conflict]:
    asked = _ASKS_EXCLUDED.search(frame.question)
    if asked and not any(_EXCLUDES.search(text) for text in (*frame.near[:3], frame.passage)):
        yield Conflict(ConflictKind.NEGATION, asked[0], "")
