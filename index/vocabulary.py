"""The words of a corpus become found by sound, by initials, by what is missing; each has a cost."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from string import ascii_lowercase

from index.characters import HAN, LATIN, plain
from index.phrases import LONGEST, count_phrases
from index.pinyin import fold_sound, sound_key, sounds, usual
from index.tokens import dictionary
from index.word_lists import word_set

MAX_TERMS = 100_000
"""Words and phrases of a corpus that are kept, the most frequent first."""

_ASKED = 20.0  # times that a question word is likelier in a question than elsewhere
_ASKED_AT_LEAST = 300  # times, for those that the dictionary lacks
_SOLID = 5  # times that jieba's corpus has a word which is not doubted
_MISSPELT_MIN = 6  # letters of a word that one of them wrong leaves in no doubt
_SMOOTHING = 30_000  # words added to a corpus' size, lest a small one be trusted too much
_COMMON, _COMMON_ALONE = 1000, 2000  # times of a common word, and of one of a single character


@dataclass(frozen=True, slots=True)
class Word:
    """A word that mistakes are read as."""

    text: str
    count: int
    """Times that it stands in the corpus; 0 for a common word that only pinyin is read as."""
    sounds: str
    """Its syllables in pinyin without tones, with a space between them."""

    @property
    def initials(self) -> str:
        """The first letter of each syllable."""
        return "".join(sound[0] for sound in self.sounds.split())


class Vocabulary:
    """The words that mistakes are read as, and how surprising each is."""

    def __init__(self, words: Sequence[Word], n_tokens: int) -> None:
        """Take words in the order of their worth, and the size of the corpus in words."""
        self.words, self.n_tokens = words, n_tokens
        self._frequencies, self._total = dictionary()
        self._counts = {word.text: word.count for word in words}
        keys = [sound_key(word.sounds) for word in words]
        order = sorted(range(len(words)), key=keys.__getitem__)
        self._keys = [keys[at] for at in order]
        self._heard = [words[at] for at in order]
        self._sorted = sorted(text for text, count in self._counts.items() if count)
        self._syllables = frozenset(" ".join(word.sounds for word in words).split())

    def is_word(self, text: str) -> bool:
        """Tell whether the corpus has a word."""
        return self._counts.get(text, 0) > 0

    def is_known(self, text: str) -> bool:
        """Tell whether the corpus or the dictionary has a word."""
        return bool(self._frequencies.get(text) or self._counts.get(text))

    def is_solid(self, text: str) -> bool:
        """Tell whether a word is not doubted where it was typed."""
        return self._frequencies.get(text, 0) >= _SOLID or self.is_word(text)

    def cost(self, text: str) -> float:
        """Return the surprise of a word, in nats: half by the dictionary, half by the corpus."""
        general = max(self._frequencies.get(text, 0), 0.5) / self._total
        if text in _question_words():
            general = max(general, _ASKED_AT_LEAST / self._total) * _ASKED
        special = self._counts.get(text, 0) / (self.n_tokens + _SMOOTHING)
        return -math.log(general / 2 + special / 2)

    def homophones(self, key: str) -> Iterator[Word]:
        """Yield the words of a sound (`sound_key`), in the order of their worth."""
        at = bisect_left(self._keys, key)
        while key and at < len(self._keys) and self._keys[at] == key:
            yield self._heard[at]
            at += 1

    def has_beginning(self, key: str) -> bool:
        """Tell whether the sound of any word begins so."""
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at].startswith(key)

    def syllables_at(self, run: str, start: int) -> Iterator[tuple[int, str]]:
        """Yield where each syllable that is spelt there ends, and the syllable."""
        for end in range(start + 1, min(start + 6, len(run)) + 1):
            sound = usual(run[start:end])
            first = start == 0 or not LATIN.match(run[start - 1])
            if sound in self._syllables and (first or end - start > 1):
                yield end, sound

    def from_initials(self, token: str) -> str:
        """Return the word that initials stand for, if there is one much commoner than others."""
        abbreviations = word_set("index", "spelling_words.txt", "abbreviations")
        if len(token) < 3 or token in abbreviations or re.search("[aeiouvü]", token):
            return ""
        first = bisect_left(self._keys, fold_sound(token[0]))
        after = bisect_left(self._keys, fold_sound(token[0]) + "{")  # what comes behind z
        words = [
            word
            for word in self._heard[first:after]
            if len(word.text) == len(token) and word.count > 0 and word.initials == token
        ]
        words.sort(key=lambda word: -word.count)
        if not words or (len(words) > 1 and words[0].count < 3 * words[1].count):
            return ""
        return words[0].text if words[0].count > 1 or len(token) > 3 else ""

    @cached_property
    def _spelt(self) -> dict[str, str]:
        """The corpus' words by their pinyin, of equals the first; made when letters are read."""
        found: dict[str, str] = {}
        for word in self.words:
            letters = word.sounds.replace(" ", "")
            if word.count and len(word.text) > 1 and len(letters) >= _MISSPELT_MIN:
                found.setdefault(letters, word.text)
        return found

    def misspelt(self, letters: str) -> Iterator[str]:
        """Yield the words of the corpus whose pinyin differs from letters by a slip of one."""
        if len(letters) < _MISSPELT_MIN - 1 or letters in self._spelt:
            return
        cuts = [(letters[:at], letters[at:]) for at in range(len(letters) + 1)]
        typed = {
            *(head + tail[1:] for head, tail in cuts if tail),
            *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
            *(head + one + tail for head, tail in cuts for one in ascii_lowercase),
            *(head + one + tail[1:] for head, tail in cuts if tail for one in ascii_lowercase),
        }
        yield from sorted(self._spelt[one] for one in typed & self._spelt.keys())

    def with_one_between(self, head: str, tail: str) -> Iterator[str]:
        """Yield the words of the corpus with one character between a beginning and an end."""
        place = bisect_left(self._sorted, head)
        while place < len(self._sorted) and self._sorted[place].startswith(head):
            text = self._sorted[place]
            if len(text) == len(head) + 1 + len(tail) and text.endswith(tail):
                yield text
            place += 1


def learn_words(texts: Sequence[str], terms: Sequence[str]) -> tuple[list[Word], int]:
    """Return the words of a corpus in the order of their worth, and its size in words.

    :param terms: Names that surely exist, even if no text has them.
    """
    counts, n_tokens = count_phrases([*texts, *terms])
    for term in terms:
        for run in HAN.findall(plain(term)):
            if 2 <= len(run) <= LONGEST:
                counts[run] = max(counts[run], 2)
    kept = sorted(counts, key=lambda text: (-counts[text], text))[:MAX_TERMS]
    words = [Word(text, counts[text], " ".join(sounds(text))) for text in kept]
    return [*words, *(word for word in _common_words() if word.text not in counts)], n_tokens


@cache
def _common_words() -> tuple[Word, ...]:
    """Return the words of everyday questions, which pinyin may be read as."""
    frequencies, _ = dictionary()
    often = [
        text
        for text, count in frequencies.items()
        if count >= (_COMMON_ALONE if len(text) == 1 else _COMMON) and HAN.fullmatch(text)
    ]
    texts = sorted({*_question_words(), *often})
    return tuple(Word(text, 0, " ".join(sounds(text))) for text in texts)


def _question_words() -> frozenset[str]:
    return word_set("index", "spelling_words.txt", "question words")
