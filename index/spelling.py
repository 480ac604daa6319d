"""A mistyped question becomes the one that was meant, in words that the corpus knows.

Citizens type by sound: 健设 for 建设, zhongdian for 重点. What may be Chinese or pinyin is masked
out of a question, read as what it most likely was meant for (`Lattice`), and put back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from index.characters import BREAK, GAP, HAN, LATIN, SPACE, TONE, past_gap, plain
from index.lattice import Edge, Lattice
from index.phrases import cut, is_function
from index.pinyin import readings
from index.vocabulary import Vocabulary, Word, learn_words
from index.word_lists import word_set

_TONED = re.compile(
    r"(?<![A-Za-züÜ\d])[A-Za-züÜ]++[1-5](?:[A-Za-züÜ]++[1-5])*+(?:[A-Za-züÜ]++)?+(?![\d.])"
)
_TONE_NUMBER = re.compile("[1-5]")
_TONED_MIN = 2  # syllables with a tone that make the numbers tones


@dataclass(frozen=True, slots=True)
class Change:
    """What stood in the question, and what it is read as."""

    original: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The question as it is read; without changes, as it was typed."""

    text: str
    changes: tuple[Change, ...]


class Speller:
    """Reads mistyped questions in the words of one corpus."""

    def __init__(
        self, words: Sequence[Word], readings: Mapping[str, Sequence[str]], n_tokens: int
    ) -> None:
        """Take finished parts.

        :param words: In the order of their worth.
        :param readings: The syllables of each character, the usual one first.
        :param n_tokens: Words of the corpus, each time that it stands there.
        """
        self.words, self.readings, self.n_tokens = words, readings, n_tokens
        self._vocabulary = Vocabulary(words, n_tokens)
        self._lattice = Lattice(self._vocabulary, readings)

    @classmethod
    def build(cls, texts: Sequence[str], terms: Sequence[str] = ()) -> Self:
        """Learn the words of a corpus.

        :param texts: What was published: questions, answers, titles.
        :param terms: Names that surely exist, even if no text has them.
        """
        words, n_tokens = learn_words(texts, terms)
        return cls(words, readings(), n_tokens)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Make the speller of which `as_state` gave the state."""
        words = [Word(*row) for row in state["words"]]
        heard = {one: tuple(sounds.split()) for one, sounds in state["readings"].items()}
        return cls(words, heard, state["n_tokens"])

    def as_state(self) -> dict[str, Any]:
        """Return what JSON can hold and `from_state` takes."""
        rows = [[word.text, word.count, word.sounds] for word in self.words]
        heard = {one: " ".join(sounds) for one, sounds in self.readings.items()}
        return {"words": rows, "readings": heard, "n_tokens": self.n_tokens}

    def correct(self, question: str) -> Correction:
        """Return the question as it was most likely meant; what is in no doubt stays as typed."""
        masked = self._masked(question)
        edges = self._lattice.read(masked)
        if any(_is_lone(masked, edge) or _is_unread(masked, edge) for edge in edges):
            edges = self._lattice.read(masked, misspelt=True)
        if not _trusted(masked, edges):
            masked = re.sub("[a-zü]", BREAK, masked)
            edges = self._lattice.read(masked)
        elif torn := _torn(masked, edges):
            for start, end in torn:
                masked = masked[:start] + BREAK * (end - start) + masked[end:]
            edges = self._lattice.read(masked)
        return _apply(question, masked, [edge for edge in edges if edge.changed])

    def _masked(self, question: str) -> str:
        """Return a character for each of the question's: Chinese, pinyin, a gap, or a break."""
        text = self._without_tones(plain(question))
        for found in self._strange(text):
            text = text[: found.start()] + BREAK * len(found.group()) + text[found.end() :]
        return re.sub(rf"[^\u3400-\u4dbf\u4e00-\u9fffa-zü{GAP}]", BREAK, text.lower())

    def _without_tones(self, text: str) -> str:
        """Put `TONE` for the numbers of tones: yuan3jing3 mu4biao1, but not in a lone A4."""
        found = list(_TONED.finditer(text))
        if sum(len(_TONE_NUMBER.findall(one.group())) for one in found) < _TONED_MIN:
            return text
        for one in found:
            if all(self._is_pinyin(said) for said in _TONE_NUMBER.split(one.group().lower())):
                toneless = _TONE_NUMBER.sub(TONE, one.group())
                text = text[: one.start()] + toneless + text[one.end() :]
        return text

    def _strange(self, text: str) -> list[re.Match[str]]:
        """Return the runs of letters in a text that are no pinyin."""
        letters = list(LATIN.finditer(text))
        strange = [found for found in letters if not self._readable(found.group())]
        pinyin = [found for found in letters if found not in strange]
        foreign = any(len(one.group()) > 2 and not one.group().isupper() for one in strange)
        if foreign and not HAN.search(text):
            return letters  # English, where some words look like pinyin
        known = word_set("index", "spelling_words.txt", "english")
        english = [one for one in pinyin if one.group().lower() in known]
        return strange + english if len(pinyin) < len(english) + 2 else strange

    def _readable(self, token: str) -> bool:
        """Tell whether letters may be pinyin, or the initials of a word of the corpus."""
        if len(token) == 1 or (token.isupper() and len(token) < 6):
            return False
        low = token.lower()
        if self._vocabulary.from_initials(low) or self._is_pinyin(low):
            return True
        return any(True for _ in self._vocabulary.misspelt(low))

    def _is_pinyin(self, token: str) -> bool:
        ends = {0}
        for start in range(len(token)):
            if start in ends:
                ends |= {end for end, _ in self._vocabulary.syllables_at(token, start)}
        return len(token) in ends


def _trusted(masked: str, edges: Sequence[Edge]) -> bool:
    """Tell whether letters read as pinyin make enough sense to be pinyin."""
    latin = [edge for edge in edges if LATIN.search(masked[edge.start : edge.end])]
    if not latin:
        return True
    n_read = sum(len(edge.text) for edge in latin if edge.changed and len(edge.text) > 1)
    n_left = sum(len(edge.text) for edge in latin if not edge.changed or len(edge.text) == 1)
    subject = any(
        edge.known and edge.changed and len(edge.text) > 1 and not is_function(edge.text)
        for edge in latin
    )
    return n_read >= n_left and (subject or bool(HAN.search(masked)))


def _torn(masked: str, edges: Sequence[Edge]) -> list[tuple[int, int]]:
    """Return the runs of letters that were read as single characters which make no word: 人爱."""
    torn = []
    for before, edge in pairwise(edges):
        touching = before.end == edge.start and _is_lone(masked, before) and _is_lone(masked, edge)
        if touching and LATIN.match(masked[edge.start - 1]):
            run = next(
                one for one in LATIN.finditer(masked) if one.start() <= before.start < one.end()
            )
            torn.append(run.span())
    return torn


def _is_lone(masked: str, edge: Edge) -> bool:
    """Tell whether letters were read as one character that carries meaning."""
    spelt = edge.changed and LATIN.match(masked[edge.start])
    return bool(spelt) and len(edge.text) == 1 and not is_function(edge.text)


def _is_unread(masked: str, edge: Edge) -> bool:
    return not edge.changed and bool(LATIN.match(masked[edge.start]))


def _apply(question: str, masked: str, edges: Sequence[Edge]) -> Correction:
    """Put the readings in the place of what was typed; readings of letters that touch are one."""
    text, changes, done = "", list[Change](), 0
    for start, end, replacement in _merged(masked, edges):
        changes.append(Change(question[start:end], replacement))
        text += question[done:start] + replacement
        done = end
    return Correction(text + question[done:], tuple(changes))


def _merged(masked: str, edges: Sequence[Edge]) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for edge in edges:
        typed = masked[edge.start : edge.end].rstrip(SPACE)
        end = edge.start + len(typed)
        if not LATIN.search(typed):
            spans.append(_trimmed(edge.start, typed, edge.text))
        elif (
            spans
            and LATIN.search(masked[spans[-1][0] : spans[-1][1]])
            and (past_gap(masked, spans[-1][1]) == edge.start)
        ):
            spans[-1] = (spans[-1][0], end, spans[-1][2] + edge.text)
        else:
            spans.append((edge.start, end, edge.text))
    return spans


def _trimmed(start: int, typed: str, text: str) -> tuple[int, int, str]:
    """Leave out the words at both ends that were typed right."""
    words = cut(text)
    while len(words) > 1 and typed.startswith(words[0]):
        start, typed = start + len(words[0]), typed[len(words[0]) :]
        words = words[1:]
    end = start + len(typed)
    while len(words) > 1 and typed.endswith(words[-1]):
        end, typed = end - len(words[-1]), typed[: -len(words[-1])]
        words = words[:-1]
    return start, end, "".join(words)
