"""Members of a list that a question asks for and the words quoted do not name become conflicts.

An official says that there are five (五大新兴产业) and names one: he tells not the four.
"""

import re
from collections import Counter
from collections.abc import Iterator

from chat.frame import Frame
from chat.records import Conflict, ConflictKind

_TEN = "一二三四五六七八九十"
_UNITS = "个大项条类种点家所座块篇届"
_WHICH = re.compile(r"哪([二三四五六七八九十]|\d{1,2})(?:[个大项条类点种家所座块篇](?!字)|方面)")
_RUN = re.compile(r"[^,。;:!?()\n]+")
_JOINT = re.compile(r"[、和与及]")
_QUOTED = re.compile(r"“[^“”]+”")
_SERIES = (
    r"[一二三四五六七八九]是",
    r"其[一二三四五六七八九]",
    r"第[一二三四五六七八九\d][,、是部类个]",
    r"——",
    r"(?:^|\n)\s*\d+[.、]",
)
_MARKS = (*_SERIES, r"[;。]")
"""What the items of a list begin or end with."""
_NUMBER = rf"(?:[两{_TEN}]|\d{{1,2}})"
_COUNTED = re.compile(
    rf"(?<![第\d{_TEN}])(?P<number>{_NUMBER})[{_UNITS}](?P<thing>[\u4e00-\u9fff]{{2,8}}?)"
    r"[”’」』]?(?:[里中内]面?|当中|之中)?,?(?:除了?[^,。?]{1,16}?(?:之?外|以外)?,?)?"
    rf"(?:的?名[字称])?(?:另外|其[他它余]|剩下|还有|还|的|那|哪|具体|都|分别|各|到底|究竟|又|{_NUMBER}?[个条])*"
    r"(?:指|是|有|叫|包括|包含)(?:的|的是)?[做干搞修建]?(?:哪|什么|啥)(?!时候|意思|用)"
)
"""Things that a question counts, and of which it asks which they are: 五大新兴产业是哪些."""
_CROSSED = re.compile(
    rf"(?P<number>[{_TEN}])(?P<thing>[纵横][{_TEN}][纵横])[^,。?]{{0,8}}?(?:哪[几些两{_TEN}\d]|叫(?:什么|啥))"
)
"""Roads counted in both directions: 五横五纵."""
_OPENS = re.compile(
    r"[”’」』]?(?:[^,。;:!?()\n]{0,8}(?:是|为|即|包括|有|指|分别)|[(:]|"
    r"[,。](?:即|也就是|就是|包括|分别|具体|如))"
)
"""What stands between things that are counted, and their names."""
_ENOUGH = 6  # members that are told of a longer list: an official seldom names 33
_AHEAD = 400  # characters behind a count in which a list of its members may begin


def list_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the lists of which the question asks for members that are not told."""
    yield from _too_short(frame)
    yield from _only_counted(frame)


def _too_short(frame: Frame) -> Iterator[Conflict]:
    """Whoever asks which ten (哪十条) is not answered by words that name fewer."""
    for match in _WHICH.finditer(frame.question):
        wanted = _value(match[1])
        near = f"{frame.quote}\n{frame.passage}"
        runs = [_joined(run) for run in _RUN.findall(near)]
        marked = max(len(re.findall(mark, text)) for mark in _MARKS for text in near.split("\n", 1))
        if max([marked, *runs, *_parallels(near)]) < wanted:
            yield Conflict(ConflictKind.LIST, match[0], "")


def _only_counted(frame: Frame) -> Iterator[Conflict]:
    """Whoever asks what the five are is not answered where the official only says: the five."""
    for asked in (*_COUNTED.finditer(frame.question), *_CROSSED.finditer(frame.question)):
        places = [*_counts_of(asked["thing"]).finditer(frame.answer)]
        wanted = min(_value(asked["number"]), _ENOUGH)
        if places and all(
            _told(found) < min(wanted, _value(found["number"] or found["behind"]))
            for found in places
        ):
            yield Conflict(ConflictKind.MEMBERS, places[0][0], "")


def _counts_of(thing: str) -> re.Pattern[str]:
    """Match where things are counted: 五大新兴产业, 33个经济社会发展指标, 项目66个."""
    return re.compile(
        rf"(?P<number>{_NUMBER})[{_UNITS}]?[\u4e00-\u9fff]{{0,8}}?{thing}"
        rf"|{thing}(?P<behind>{_NUMBER})[{_UNITS}]"
    )


def _told(counted: re.Match[str]) -> int:
    """Return how many members of what is counted are named before or behind the count."""
    before = re.split(r"[,。;:!?(\n]", counted.string[: counted.start()])[-1]
    named = [_joined(before)]
    behind = counted.string[counted.end() :][:_AHEAD]
    if opens := _OPENS.match(behind):
        named.append(_joined(re.split(r"[,。;!?)\n]", behind[opens.end() :])[0]))
        named.extend(_parallels(behind[opens.end() :]))
    named.extend(len(re.findall(mark, behind)) for mark in _SERIES)
    return max(named)


def _joined(run: str) -> int:
    """Return how many things are named in a row: a、b和c, “a”“b”“c”."""
    return max(len(_JOINT.findall(run)) + 1, len(_QUOTED.findall(run)))


def _value(number: str) -> int:
    if number == "两":
        return 2
    return int(number) if number.isdecimal() else _TEN.index(number) + 1


def _parallels(text: str) -> Iterator[int]:
    """Yield how many clauses of each sentence are alike: in how they begin, or how they end.

    在产业上先行示范,在文化上先行示范; 氛围更浓,水平更高.
    """
    for sentence in re.split(r"[。!?\n]", text):
        clauses = [clause for clause in re.split("[,;:]", sentence) if len(clause) > 3]
        for place in (slice(0, 1), slice(-2, None), slice(-2, -1)):
            yield max(Counter(clause[place] for clause in clauses).values(), default=0)
