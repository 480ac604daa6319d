"""What a question looks for in an answer: its words, and the sort of thing that it asks for."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from chat.answer_types import AnswerType, answer_type, has_type, without_dates
from chat.asking import asking_sentences
from chat.support import Rarity, Synonyms
from index.normalise import normalise
from index.tokens import content_tokens, tokenise

_FIGURE = re.compile(
    r"多少|(?<![哪这那好十前后近])几|多大|多久|多长|多高|多远|"
    r"占比|比例|金额|how many|how much",
    re.IGNORECASE,
)
_NARROW = re.compile(
    r"谁|哪位|哪所|哪家|哪个|哪一|哪年|哪天|哪月|何时|什么时候|啥时候|几时|是不是|是否|有没有|"
    r"会不会|能不能|要不要|可不可以|([\u4e00-\u9fff])[不没]\1|吗|叫什么|叫啥|"
    r"电话|网址|\b(?:who|when|what year)\b",
    re.IGNORECASE,
)
REASON = re.compile(
    r"为什么|为何|为啥|凭什么|(?:依据|理由|原因|根据)(?:是|在|有|呢|\?|$)|"
    r"(?:什么|哪些|哪几个|啥|何)\s?(?:依据|理由|原因|根据|考虑)|考虑[了的]*(?:是|什么|哪些|啥)|"
    r"(?:怎么|如何|怎样)(?:想|考虑)|\b(?:why|reasons?)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"(?<![第\d./])\d+(?:[./]\d+)?(?![\d/])|[一二三四五六七八九十]+(?=[个条章项次年月])"
)
_MEASURE = re.compile(
    r"多少(?=([亿万个条章项次年月家类户人名位所亩吨元%]|公里))|"
    r"(?<![哪这那好十])(第?)几([^\W\da-z乎时何点号])"
)
_PERCENT = re.compile(r"百分之[几多]|几成|几个百分点")
_N = r"[\d一二三四五六七八九十百千万两]+\s*[余多]?"
_OF_TOPIC = 0.5
"""What a word of the host's question counts for among the clauses of its answer: it tells what they
all are about. Of 2,532 `dev` questions two more were right, none fewer."""
_FIGURE_SHARE = 0.3
"""What a bare figure of the question counts for: 50万 is seldom meant by 50%. No `dev` question was
answered otherwise for it."""
_CACHED = 1 << 14  # sentences and passages of the corpus that are kept as they are matched
_ITEM_NUMBER = re.compile(r"^\d{1,2}\s*[.、)](?!\d)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in an answer: the question's words, and the sort of thing it asks for."""

    question: str
    words: dict[str, tuple[float, tuple[str, ...]]]
    """For each content word its rarity, and itself with its synonyms."""
    type: AnswerType
    figure: bool
    narrow: bool
    """Whether one thing is asked for: a figure, a day, a name, a yes or no."""
    reason: bool
    """Whether it is asked why."""
    measure: re.Pattern[str] | None
    """A figure in the measure that is asked for (几章: 14章); None where none is named."""

    @classmethod
    def of(cls, question: str, rarity: Rarity, synonyms: Synonyms) -> Self:
        """Read a question: which words to look for, and what sort of thing it asks for."""
        tokens = content_tokens(question)
        words = {
            word: (
                rarity(word) * (_FIGURE_SHARE if word.isdecimal() else 1.0),
                (word, *(normalise(other) for other in synonyms(word))),
            )
            for word in tokens
            if not any(word != other and word in other for other in tokens)
        }
        text = normalise(question)
        asking = asking_sentences(text)
        figure = bool(_FIGURE.search(asking))
        sort = answer_type(question)
        narrow = figure or sort is AnswerType.CLOCK or bool(_NARROW.search(asking))
        reason = bool(REASON.search(asking))
        return cls(text, words, sort, figure, narrow, reason, _measure(asking))

    @property
    def has_kind(self) -> bool:
        """Whether what is asked for is told by its kind: a figure, a day, a name."""
        return self.figure or self.type is not AnswerType.ANY

    def overlap(self, text: str, topic: str = "") -> float:
        """Return the rarity of the words that a text has.

        :param topic: What both are about: its words count by `_OF_TOPIC` of their rarity.
        """
        return sum(
            rarity * (_OF_TOPIC if topic and any(_stands(form, topic) for form in forms) else 1.0)
            for rarity, forms in self.words.values()
            if any(_stands(form, text) for form in forms)
        )

    def share(self, text: str) -> float:
        """Return the share of the words, weighed by rarity, that a text has."""
        total = sum(rarity for rarity, _ in self.words.values())
        return self.overlap(text) / total if total else 0.0

    def answers_in_kind(self, text: str) -> bool:
        """Tell whether a normalised text has a thing of the sort asked for, not given already."""
        if self.figure and not self.has_figure(text):
            return False
        return self.has_kind and has_type(text, self.type)

    def has_figure(self, text: str) -> bool:
        """Tell whether a text has a figure that the question does not give itself.

        Where it is asked which in an order (第几章), it is the place in the order.
        """
        if self.measure and self.measure.pattern.startswith("第"):
            return self.measures(text)
        if self.type in (AnswerType.NUMBER, AnswerType.PEOPLE):
            text = without_dates(normalise(text))
        return bool(figures(text) - figures(self.question))

    def measures(self, text: str) -> bool:
        """Tell whether a text has a figure in the measure that is asked for, or none is named."""
        return self.measure is None or bool(self.measure.search(normalise(text)))


def _measure(question: str) -> re.Pattern[str] | None:
    if _PERCENT.search(question):
        return re.compile(r"\d\s*(?:%|‰|个百分点)")
    found = _MEASURE.search(question)
    if not found:
        return None
    if found[2]:
        return re.compile(rf"第{_N}{found[3]}")
    return re.compile(rf"(?<![第\d]){_N}{found[1] or found[3]}")


def _stands(word: str, text: str) -> bool:
    """Tell whether a word is in a text; a single character only as a word of its own."""
    return word in normalise(text) and (len(word) > 1 or word in _words(text))


@lru_cache(maxsize=_CACHED)
def _words(text: str) -> frozenset[str]:
    """Return the words of a text; the corpus' own sentences come again."""
    return frozenset(tokenise(text))


def figures(text: str) -> set[str]:
    """Return the figures of a text; the number of a list item is none."""
    return set(_FIGURES.findall(_ITEM_NUMBER.sub("", normalise(text))))
