"""The people, offices and named things of a question become conflicts where others were told of."""

import re
from collections.abc import Iterator

from chat.answer_types import untitled
from chat.conflict import Conflict, ConflictKind
from chat.frame import Frame
from index.mentions import MentionKind
from index.normalise import normalise

_HEAD_OF = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,8})(?P<kind>[局厅委])的?(?:现任|现在的)?"
    r"(?:副?(?:局长|厅长|主任)|领导|一把手|负责人)"
)
_DEMONSTRATIVE_OFFICE = re.compile("[这那哪个们咱你我贵本该头]$")
_NAME_MIN = 2  # characters of a name: less is a surname
_CALLED = re.compile(r"([\u4e00-\u9fff]{2})[“‘「『\"]([^”’」』\"]{2,8})[”’」』\"]")


def person_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the people who are neither guests nor told of."""
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


def head_conflicts(frame: Frame) -> Iterator[Conflict]:
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


def called_conflicts(frame: Frame) -> Iterator[Conflict]:
    """What is called by a name (台风“山竹”) is not another of its sort (台风“玉兔”)."""
    if frame.is_yes_no:
        return
    others = dict(_CALLED.findall(frame.answer))
    for asked in _CALLED.finditer(frame.question):
        sort, name = asked.groups()
        if sort in others and name not in frame.whole and not frame.is_story(asked.start()):
            yield Conflict(ConflictKind.NAME, f"{sort}“{name}”", f"{sort}“{others[sort]}”")
