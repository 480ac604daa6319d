"""Text becomes tokens: jieba's words in search mode, over the normalised text."""

import logging
import math
import re
from collections.abc import Iterable
from functools import cache, lru_cache

import jieba

from index.normalise import normalise
from index.word_lists import word_set

_RARE, _COMMON = 30, 30_000  # how often jieba's corpus has a word
_LEAST_TELLING = 0.1
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"\w")


class Tokeniser:
    """Cuts text into words; the words of a corpus are known to it besides the dictionary's."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Take the words that the dictionary lacks or would cut."""
        self.words = tuple(sorted({normalise(word) for word in words} - {""}))
        self._jieba = _with_words(self.words)

    def tokenise(self, text: str) -> list[str]:
        """Return the words of a text, longer words with their parts, in reading order."""
        return [
            token for token in self._jieba.cut_for_search(normalise(text)) if _WORD.search(token)
        ]

    def content_tokens(self, question: str) -> list[str]:
        """Return a question's tokens without function words, each once, in reading order."""
        return _content(self.tokenise(question))


def tokenise(text: str) -> list[str]:
    """Return the words of a text as the dictionary alone cuts it."""
    return list(_tokens(text))


@lru_cache(maxsize=1 << 12)  # of one question many words are looked at for each answer
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_plain().tokenise(text))


def content_tokens(question: str) -> list[str]:
    """Return a question's tokens without function words, as the dictionary alone cuts it."""
    return _content(tokenise(question))


def _content(tokens: Iterable[str]) -> list[str]:
    """Return the words that carry content, each once."""
    words = function_words()
    return [token for token in dict.fromkeys(tokens) if token not in words]


@cache
def _plain() -> Tokeniser:
    return Tokeniser()


@cache
def function_words() -> frozenset[str]:
    """Return the words that carry no content of their own, Chinese and English."""
    return word_set("index", "function_words.txt")


@cache
def dictionary() -> tuple[dict[str, int], int]:
    """Return how often jieba's corpus has each word, and all words together.

    Beginnings of words have 0. The cache file in the folder that all users share is not used, and
    the file (a word, its count and its kind on each line) is read here: what jieba's `gen_pfdict`
    makes the same of takes .64 seconds for .34, most of what opening an index takes.
    """
    jieba.setLogLevel(logging.WARNING)
    with jieba.dt.get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    words, counts = fields[0::3], list(map(int, fields[1::3]))
    known: dict[str, int] = {}
    longer, length = words, 1
    while longer := [word for word in longer if len(word) > length]:
        for word in longer:
            known[word[:length]] = 0
        length += 1
    known.update(zip(words, counts, strict=True))
    return known, sum(counts)


def telling(word: str) -> float:
    """Return how much a word tells by itself, from .1 (后面, 有没有) to 1 (养老, 5g).

    A word that jieba's corpus has 30 times or less in 60 million tells all that it can, one that
    it has 30,000 times a tenth; the logarithm of the count goes between. A Chinese word that it
    lacks may be none (里定 of 规划里定了): it tells as much as its rarest character. On `dev`
    questions this answered 3 in 100 more of the answerable ones where 85 in 100 of the others
    were refused.
    """
    known = dictionary()[0]
    if word not in known and _HAN.fullmatch(word):
        return max(map(_telling, word))
    return _telling(word)


def _telling(word: str) -> float:
    count = dictionary()[0].get(word, 0) + 1
    return min(1.0, max(_LEAST_TELLING, math.log(_COMMON / count) / math.log(_COMMON / _RARE)))


def _with_words(words: Iterable[str]) -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    frequencies, tokenizer.total = dictionary()
    tokenizer.FREQ = dict(frequencies)
    tokenizer.initialized = True
    for word in words:
        tokenizer.add_word(word)  # frequent enough to be cut out whole
    return tokenizer
