"""What was spoken of and what is said now become one question, without a word of either twice."""

import re
from dataclasses import dataclass

from chat.anatomy import QUESTION_WORD
from chat.question_patterns import PLACE, TIME, aligned, compiled

_MOST = re.compile("最[高低多少大小长短]")


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands alone, and what of it was taken over from the conversation."""

    text: str
    carried: str


def join(subject: str, said: str) -> Completed:
    """Join what was spoken of and what is said, a word that both have at the seam once."""
    subject = drop_old(subject, said)
    most = min(len(subject), len(said))
    twice = next((n for n in range(most, 1, -1) if subject.endswith(said[:n])), 0)
    return Completed(f"{subject}{said[twice:]}？", subject)


def put_between(head: str, new: str, tail: str) -> Completed:
    """Put what is said now between the two halves of what was spoken of."""
    head, tail = drop_old(head, new), drop_old(tail, new)
    return Completed(f"{head}{new}{tail}？", head + tail)


def drop_old(carried: str, said: str) -> str:
    """Drop the year, the place and the degree from what is taken over where the question names
    its own."""
    if _MOST.match(said):
        carried = _MOST.sub("", carried)
    for kind in (TIME, PLACE):
        own = compiled(rf"(?<![比跟和与较同])(?:{kind})").search(aligned(said))
        if own and not QUESTION_WORD.search(own[0]):
            spans = compiled(rf"[到在从至]?(?:{kind})的?").finditer(aligned(carried))
            for start, end in reversed([match.span() for match in spans]):
                carried = carried[:start] + carried[end:]
    return carried
