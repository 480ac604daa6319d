"""Text becomes the form in which it is matched: one width, one case, one script, figures."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from opencc import OpenCC

from index.numerals import fold_numerals

_CACHED = 1 << 15  # texts, most of them clauses: the corpus' own come again with every question
_PUNCTUATION = "！（），：；？"  # as Chinese writes it
_HALF_WIDTH = {at: at - 0xFEE0 for at in range(0xFF01, 0xFF5F) if chr(at) not in _PUNCTUATION}
_PASSES = 8  # an end, whatever the pairs; one pass nearly always does


@lru_cache(maxsize=_CACHED)
def normalise(text: str) -> str:
    """Fold what is written in several ways to one.

    Full width becomes half (NFKC), upper case lower, Traditional Simplified, Taiwan's words the
    mainland's (`taiwan_words.txt`), numerals figures (`fold_numerals`), and any white space one
    space. The result is for matching only: it may differ from the text in length. Folding twice
    changes nothing.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # before, for the words that only Traditional characters tell apart, and after, for the others
    mainland = _with_mainland_words(folded)
    if (simple := simplified(mainland)) != mainland:
        mainland = _with_mainland_words(simple)
    figures = fold_numerals(unicodedata.normalize("NFKC", mainland))
    return re.sub(r"\s+", " ", figures).strip()


def half_width(text: str) -> str:
    """Return letters, figures and signs in half width; Chinese punctuation and spaces stay."""
    return text.translate(_HALF_WIDTH)


def simplified(text: str) -> str:
    """Return a text in Simplified characters, as the models have read most."""
    once = str(_tosimplified().convert(text))
    # 薴 becomes 苧, and only then 苎
    return once if once == text else str(_tosimplified().convert(once))


def traditional(text: str) -> str:
    """Return a text in the Traditional characters of Taiwan: characters only, no other words."""
    return str(_to_traditional().convert(text))


def _with_mainland_words(text: str) -> str:
    """Replace words until none is left: one put in may make another with its neighbours."""
    words, pattern = _taiwan_words()
    for _ in range(_PASSES):
        replaced = pattern.sub(lambda match: words[match[0]], text)
        if replaced == text:
            break
        text = replaced
    return text


@cache
def _tosimplified() -> OpenCC:
    # not tw2sp: it takes Simplified 程序 for 进程, 文件 for 文档, 建立 for 创建
    return OpenCC("t2s")


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2tw")


@cache
def _taiwan_words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Read the pairs, and a pattern that finds the longest left side."""
    text = (files("index") / "taiwan_words.txt").read_text(encoding="utf-8")
    pairs = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    words = {pair[0]: pair[-1] for pair in pairs}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    # Of a text few places get as far as the words.
    first, second = (re.escape("".join(sorted({word[at] for word in words}))) for at in (0, 1))
    any_word = "|".join(map(re.escape, longest_first))
    return words, re.compile(f"(?=[{first}][{second}])(?:{any_word})")
