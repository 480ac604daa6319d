"""Text becomes tokens: jieba's words in search mode, over the normalised text."""

import logging
import re
from functools import cache
from importlib.resources import files

import jieba

from index.normalise import normalise

_WORD = re.compile(r"\w")


def tokenise(text: str) -> list[str]:
    """Return the words of a text, longer words with their parts, in reading order."""
    return [token for token in _jieba().cut_for_search(normalise(text)) if _WORD.search(token)]


def content_tokens(question: str) -> list[str]:
    """Return a question's tokens without function words, each once, in reading order."""
    words = _function_words()
    return [token for token in dict.fromkeys(tokenise(question)) if token not in words]


@cache
def _function_words() -> frozenset[str]:
    text = (files("index") / "function_words.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())


@cache
def _jieba() -> jieba.Tokenizer:
    """Load jieba's dictionary, without its cache file in the folder that all users share."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
