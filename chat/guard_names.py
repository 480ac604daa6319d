"""The people, offices and named things of a question become conflicts where others were told of."""

import re
from collections.abc import Iterable, Iterator

from chat.answer_types import untitled
from chat.frame import Frame
from chat.records import Conflict, ConflictKind
from index.mentions import MentionKind
from index.normalise import normalise
from index.pinyin import sounds
from index.tokens import dictionary

_HEAD_OF = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,8})(?P<kind>[局厅委])的?(?:现任|现在的)?"
    r"(?:副?(?:局长|厅长|主任)|领导|一把手|负责人)"
)
_DEMONSTRATIVE_OFFICE = re.compile("[这那哪个们咱你我贵本该头]$")
_GAP = 6  # characters that stand at most between two of a short name in the full one: 卫…健…委
_FULL = 2  # characters of a name: less is a surname
_BEGINS = r"(?:^|(?<=[,。;:!? ]))(?:请问)?"
_SAYS = r"(?:说(?!法)|讲(?![究座])|表示|提到|介绍|认为|透露|指出)"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱"
    "戴严莫孔向常"
)
"""The hundred commonest in China (report on names of the ministry of public security, 2020)."""
_NO_GIVEN_NAME = "听据也还都就又再不会没的了是在说讲想怎什么谁哪这那"
_NO_LAST = "局厅部委办院校处科司组人员者们镇村县市区省方总工某氏姓家里上下后前时"
_SPEAKER = re.compile(
    rf"{_BEGINS}(?P<name>[{_SURNAMES}](?:(?![{_NO_GIVEN_NAME}])[\u4e00-\u9fff]){{1,2}}"
    rf"(?<![{_NO_LAST}])(?<!先生)(?<!女士)(?<!同志)(?<!师傅)){_SAYS}"
)
_RARE = 30  # times in jieba's corpus; of 杨树, 周围, 林业 it has hundreds, of a name few
_OFFICE_SAYS = re.compile(
    rf"{_BEGINS}(?P<name>[\u4e00-\u9fff]{{2,10}}?)"
    rf"(?P<kind>[局厅]|[管员]委?会|(?<=[健改资监建])委|部(?![分门长队]))"
    rf"(?:{_SAYS}|(?:关于|对于?|就|针对)[^,。?]{{1,20}}?(?:怎么|如何|怎样)(?:说|讲)"
    rf"|(?:关于|对于?|就|针对)[^,。?]{{1,20}}?[说讲]了?(?:什么|啥|哪些)|怎么[说讲])"
)
"""An office named as the one who speaks."""
_CALLED = re.compile(r"([\u4e00-\u9fff]{2})[“‘「『\"]([^”’」』\"]{2,8})[”’」』\"]")


def person_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the people who are neither guests nor told of: with a title, or as who speaks.

    Of a surname alone (荣科长) any guest of that surname may be meant.
    """
    if frame.is_yes_no:
        return
    guests = [guest.name for guest in frame.interview.guests]
    speakers = [turn.speaker for turn in frame.exchange.answers]
    people = [normalise(name) for name in (*speakers, *guests) if name]
    for mention in frame.of(MentionKind.PERSON):
        if mention.text in frame.whole or any(name in mention.text for name in people):
            continue
        name = untitled(mention.text)
        if len(name) >= _FULL and (name in frame.whole or _sounds_like_one(name, people)):
            continue  # his title may stand before his name
        if any(one.startswith(name) for one in people) or _is_told_in_full(frame, mention.text):
            continue
        yield Conflict(ConflictKind.PERSON, mention.text, "、".join(dict.fromkeys(speakers)))
    for found in _SPEAKER.finditer(frame.question):
        name = found["name"]
        known = any(name in text for text in (*people, frame.whole))
        if not known and _is_untold_name(frame, found) and not _sounds_like_one(name, people):
            yield Conflict(ConflictKind.PERSON, name, "、".join(dict.fromkeys(speakers)))


def _is_told_in_full(frame: Frame, title: str) -> bool:
    """Tell whether a surname with a title (邱局长) is told of with the given name: 邱龙吟局长."""
    surname, of = title[0], title[1:]
    return bool(re.search(rf"{surname}[\u4e00-\u9fff]{{1,2}}{re.escape(of)}", frame.whole))


def _is_untold_name(frame: Frame, found: re.Match[str]) -> bool:
    """Tell whether what stands before 说 is a name, no word, nor anything named otherwise."""
    start, end = found.span("name")
    known, _ = dictionary()
    rare = all(known.get(found["name"][:size], 0) <= _RARE for size in (2, 3))
    named = any(one.start < end and start < one.end for one in frame.named)
    return rare and not named and not frame.is_story(start)


def _sounds_like_one(name: str, people: Iterable[str]) -> bool:
    """Tell whether a name is one of some people's, mistyped: 陆康 for 陆慷."""
    same = [one for one in people if len(one) == len(name)]
    return any(sounds(one) == sounds(name) for one in same)


def head_conflicts(frame: Frame) -> Iterator[Conflict]:
    """The head of an office (教育局局长) must be of one that a guest is of, or that is told of."""
    offices = [normalise(guest.office) for guest in frame.interview.guests]
    for found in _HEAD_OF.finditer(frame.question):
        name, kind = found["name"], found["kind"]
        short = _short_for(name, kind)
        if _DEMONSTRATIVE_OFFICE.search(name) or name + kind in frame.whole:
            continue
        if offices and not any(map(short.search, offices)):
            yield Conflict(ConflictKind.PERSON, found[0], "、".join(offices))


def office_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the offices that a question has speak (教育局说) and that are neither the guests' nor
    told of."""
    offices = [normalise(guest.office) for guest in frame.interview.guests if guest.office]
    texts = (*offices, normalise(frame.interview.source), frame.whole)
    for found in _OFFICE_SAYS.finditer(frame.question) if offices else ():
        name, kind = found["name"], found["kind"]
        if _DEMONSTRATIVE_OFFICE.search(name) or frame.is_story(found.start("name")):
            continue
        short = _short_for(name, kind)
        of_guests = any(name[-2:] in office for office in offices)
        if not of_guests and not any(map(short.search, texts)):
            yield Conflict(ConflictKind.NAME, name + kind, "、".join(offices))


def _short_for(name: str, kind: str) -> re.Pattern[str]:
    """Match what an office may be short for: the characters of 科经局 stand in 科技经济发展局 in
    order, not far apart."""
    return re.compile(f".{{0,{_GAP}}}?".join(map(re.escape, name[-2:] + kind)))


def called_conflicts(frame: Frame) -> Iterator[Conflict]:
    """What is called by a name (台风“山竹”) is not another of its sort (台风“玉兔”)."""
    if frame.is_yes_no:
        return
    others = dict(_CALLED.findall(frame.answer))
    for asked in _CALLED.finditer(frame.question):
        sort, name = asked.groups()
        if sort in others and name not in frame.whole and not frame.is_story(asked.start()):
            yield Conflict(ConflictKind.NAME, f"{sort}“{name}”", f"{sort}“{others[sort]}”")
