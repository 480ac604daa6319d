"""Chinese characters become their sounds: syllables in pinyin without tones."""

import re
from collections import Counter, defaultdict
from functools import cache

from index.characters import HAN
from index.tokens import dictionary


def sounds(text: str) -> tuple[str, ...]:
    """Return the syllable of each character, by the company it keeps."""
    from pypinyin import lazy_pinyin  # 0.2 s; only a build pays for it

    heard = lazy_pinyin(text)
    return tuple(heard if len(heard) == len(text) else [lazy_pinyin(one)[0] for one in text])


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Return the syllables of each character, those of a tenth of its use in common words."""
    frequencies, _ = dictionary()
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for text, count in frequencies.items():
        if HAN.fullmatch(text) and (len(text) == 1 or count >= 300):
            for character, sound in zip(text, sounds(text), strict=True):
                heard[character][sound] += max(count, 1)
    return {
        character: tuple(sound for sound, n in uses.most_common() if 10 * n >= uses.total())
        for character, uses in sorted(heard.items())
    }


_SPELT_ALSO = {"shei": "shui", "lue": "lve", "nue": "nve"}
"""Syllables that are written in two ways, as `sounds` never writes them, and as it does."""


def usual(syllable: str) -> str:
    """Return a syllable as `sounds` writes it: shei is shui, lüe is lve."""
    written = syllable.replace("ü", "v")
    return _SPELT_ALSO.get(written, written)


@cache
def fold_sound(sound: str) -> str:
    """Return what a syllable has in common with those that speakers mix up with it."""
    head = re.sub("^([zcs])h", r"\1", sound)
    head = re.sub("^n", "l", re.sub("^f", "h", head))
    return re.sub("ng$", "n", head)


def sound_key(syllables: str) -> str:
    """Return what words that may be taken for one another have in common.

    :param syllables: With a space between them; the key has one behind each.
    """
    return " ".join(map(fold_sound, syllables.split())) + " "
