"""Of a question in several sentences, those that ask; the others only lead up to them."""

import re
from functools import lru_cache

from ingest.sentences import Span

WH = re.compile(r"多少|几(?!乎)|什么|啥|哪|谁|怎么|怎样|咋|为何|何时|如何|多[大久长高远]")
"""Asks for more than a yes or no."""
YES_NO = re.compile(
    r"[吗么吧](?:[,。?!？！ ]|$)|是不是|是否|有没有|会不会|能不能|要不要|可不可以|对不对|"
    r"对吗|能否|可否|有无|算不算|([\u4e00-\u9fff])[不没]\1|(?:没有?|不)(?:[,。?!？！ ]|$)"
)
"""Asks for a yes or no."""
_SOME = re.compile(
    r"(?<=[十好这那])几|(?:(?<=[前后近过往头])|(?<=[下未将]来))几(?=个?(?:[年月天日周]|星期|小时))"
    r"|(?<=没)几(?=[家个所人间座条样])"
)
"""几 that asks for nothing: 十几年, 这几年, 接下来几年, 没几家."""
_SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*")
_AGO = re.compile(r"几个?[年月天]前")


@lru_cache(maxsize=1024)
def asking_span(question: str) -> Span:
    """Return where the last sentence stands that asks, with those that ask next before it.

    :param question: As `index.normalise.normalise` leaves it.
    :return: The whole question where only one sentence stands, or none asks.
    """
    sentences = list(_SENTENCE.finditer(question))
    asking = [_asks(sentence[0]) for sentence in sentences]
    if len(sentences) < 2 or not any(asking):
        return 0, len(question)
    last = len(asking) - 1 - asking[::-1].index(True)
    first = last
    while first > 0 and asking[first - 1] and sentences[first - 1][0].rstrip().endswith("?"):
        first -= 1
    return sentences[first].start(), sentences[last].end()


def asking_sentences(question: str) -> str:
    """Return the sentences of a question that ask, as `asking_span` finds them.

    What asks for nothing in them is gone (`without_some`).
    """
    return without_some(question[slice(*asking_span(question))])


def without_some(question: str) -> str:
    """Return a question in which 几 that asks for nothing (往后几年) is 数."""
    return _SOME.sub("数", question)


def _asks(sentence: str) -> bool:
    said = _AGO.sub("", sentence)
    return "?" in said or bool(WH.search(said) or YES_NO.search(said))
