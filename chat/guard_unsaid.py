"""What a question turns on and the official never spoke of becomes a conflict.

The words quoted may fit the question in all else: when the line runs, but not at weekends; who
may apply, but not what is paid for damage.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.asking import WH, YES_NO
from chat.frame import CLAUSE, Frame
from chat.records import Conflict, ConflictKind

_EVERY_DAY = "每天|每日|全天|全年|365|不休|无休|工作日(?!内)"
_STATES = "开工|动工|完工|竣工|建成|投产|通车|交付|落地"


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is asked about, and how an official who speaks of it says so."""

    asked: re.Pattern[str]
    said: re.Pattern[str]


_MATTERS = (
    _Matter(
        re.compile("周末|双休日"),
        re.compile(f"周末|双休|休息日|[周星期][六日天]|假日|假期|周[一五]|星期[一五]|{_EVERY_DAY}"),
    ),
    _Matter(
        re.compile("节假日|法定假|春节|过年|国庆|五一(?!路)|元旦|中秋|清明节|端午"),
        re.compile(f"假|节|国庆|五一|元旦|中秋|清明|端午|过年|{_EVERY_DAY}"),
    ),
    _Matter(
        re.compile("补偿|赔偿|赔付|赔钱|退款|退费|退钱"),
        re.compile("补偿|赔|退[款费钱还回]|返还"),
    ),
    _Matter(
        re.compile(f"已经?(?:{_STATES})"),
        re.compile(f"{_STATES}|启动|建好|正在|在建|进度|进展"),
    ),
)


def unsaid_conflicts(frame: Frame) -> Iterator[Conflict]:
    """Yield the matters that a question asks about and the exchange says nothing of."""
    for matter in _MATTERS:
        asked = matter.asked.search(frame.question)
        if asked and _is_asked(frame, asked.start()) and not matter.said.search(frame.whole):
            yield Conflict(ConflictKind.UNSAID, asked[0], "")


def _is_asked(frame: Frame, at: int) -> bool:
    """Tell whether the clause at an offset asks, and so does not only lead up to what is asked."""
    clause = next((m for m in CLAUSE.finditer(frame.question) if m.start() <= at < m.end()), None)
    asks = clause and (WH.search(clause[0]) or YES_NO.search(clause[0]))
    return bool(asks) and not frame.is_story(at)
