"""Of a question in several sentences, those that ask; the others only lead up to them."""

import re
from functools import lru_cache

_SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*")
_ASKS = re.compile(
    r"多少|几(?!乎|年前|个月前|天前)|什么|啥|哪|谁|怎么|怎样|如何|何时|多[大久长高远]|是否|是不是|有没有|"
    r"能不能|会不会|可不可以|能否|[吗么]|\?"
)


@lru_cache(maxsize=1024)
def asking_sentences(question: str) -> str:
    """Return the last sentence that asks, with those that ask next before it.

    :param question: As `index.normalise.normalise` leaves it.
    :return: The whole question where only one sentence stands, or none asks.
    """
    sentences = [match[0] for match in _SENTENCE.finditer(question)]
    asking = [bool(_ASKS.search(sentence)) for sentence in sentences]
    if len(sentences) < 2 or not any(asking):
        return question
    last = len(asking) - 1 - asking[::-1].index(True)
    first = last
    while first > 0 and asking[first - 1] and sentences[first - 1].rstrip().endswith("?"):
        first -= 1
    return "".join(sentences[first : last + 1])
