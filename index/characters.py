"""A text becomes the characters that are matched, one for one: Chinese, letters, gaps, breaks."""

import re
import unicodedata
from functools import lru_cache

from index.normalise import normalise

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
LATIN = re.compile(r"[A-Za-züÜ]+")
BREAK = "\ue000"
"""Stands for what is neither Chinese nor pinyin."""
TONE = "\ue001"
"""Stands for the number of a tone behind a syllable: mu4biao1."""
SPACE = " '’"
GAP = SPACE + TONE
"""What may stand between syllables."""
_TONES = "\u0308\u0304\u0301\u030c\u0300"  # the dots of ü, and the four tones


def plain(text: str) -> str:
    """Return a text in the form in which it is matched, one character for each.

    Not the whole of `normalise`, which makes figures of numerals; case is kept in Latin letters.
    """
    return "".join(map(_plain_character, text))


def past_gap(run: str, at: int) -> int:
    """Return where the next character stands that is no gap."""
    while at < len(run) and run[at] in GAP:
        at += 1
    return at


@lru_cache(maxsize=1 << 15)
def _plain_character(character: str) -> str:
    if LATIN.match(character) or character in GAP:
        return character
    if "\ud800" <= character <= "\udfff":
        return BREAK  # half of a surrogate pair
    folded = normalise(character)
    letters = list(unicodedata.normalize("NFD", folded))
    if len(letters) > 1 and letters[0].isascii() and set(letters[1:]) <= set(_TONES):
        return "ü" if _TONES[0] in letters else letters[0]
    if len(folded) != 1 or (HAN.match(character) and not HAN.match(folded)):
        return character if HAN.match(character) else BREAK  # 四 is no 4 here
    return folded.upper() if character != character.lower() else folded
