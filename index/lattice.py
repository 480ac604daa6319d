"""What was typed becomes the words that it is most cheaply read as.

Words as they stand, and words of the corpus that sound alike (or differ by a character missing,
doubled or swapped) are the edges of one lattice. Each word costs its surprise, each departure from
what was typed a penalty, and the cheapest way through wins: the noisy channel of Kernighan, Church
and Gale (COLING 1990) over the lattice that Chinese word segmentation uses anyway.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.characters import BREAK, GAP, HAN, LATIN, past_gap
from index.phrases import LONGEST
from index.pinyin import fold_sound
from index.spoken_numbers import numbers_at
from index.vocabulary import Vocabulary, Word
from index.word_lists import word_set

_PIECE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-zü]+")

# Costs are in nats, chosen on generated mistakes (tests/benchmarks/spelling_speed.py).
_SAME_SOUND, _NEAR_SOUND = 6.0, 8.5
_SLIP, _DOUBLED = 10.0, 7.0
_SHORT_WORD = 1.0  # more, for each character that a word has less than four
_REAL_WORD = 4.0  # more, where what was typed is a word itself
_UNREAD = 60.0  # a run of letters left as it is
_NEAR_PINYIN = 5.0
_LETTER_SLIP = 10.0
_PIECES_MAX = 6  # pieces between gaps that may spell one word with a letter wrong
_NUMBER, _SYLLABLE_OF_NUMBER = 6.0, 1.8  # 是一个 is no 11个, but 2035年 no 而另三五年
_MOVED_MIN = 4  # characters of a word that solid ones are moved for

Slots = tuple[tuple[int, str], ...]
"""Where each character or run of letters stands that a word is read from, and its syllable."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A reading of the characters from `start` to `end`."""

    start: int
    end: int
    text: str
    cost: float
    changed: bool
    known: bool = False
    """Whether the text is a word of the corpus."""


class Lattice:
    """All that a typed question may be read as, in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, readings: Mapping[str, Sequence[str]]) -> None:
        """Take the words, and the syllables of each character, the usual one first."""
        self._words = vocabulary
        self._readings = readings

    def read(self, masked: str, *, misspelt: bool = False) -> list[Edge]:
        """Return the cheapest reading of a question, in the form that `Speller` masks it to.

        :param misspelt: Whether pinyin may lack a letter, or have a wrong one: that takes longer.
        """
        runs = re.finditer(rf"[^{BREAK}{GAP}][^{BREAK}]*", masked)
        return [
            edge
            for run in runs
            for edge in self._read_run(masked, run.start(), run.end(), misspelt=misspelt)
        ]

    def _read_run(self, masked: str, start: int, end: int, *, misspelt: bool) -> list[Edge]:
        run = masked[:end]
        as_typed = {at: list(self._typed(run, at)) for at in range(start, end)}
        solid = {
            at
            for edge in _cheapest(as_typed, start, end)
            if edge.end - edge.start > 1 and self._words.is_solid(edge.text)
            for at in range(edge.start, edge.end)
        }
        edges = {
            at: [
                *as_typed[at],
                *self._spoken(run, at, solid),
                *self._edited(run, at, solid),
                *(self._misspelt(run, at) if misspelt else ()),
                *_numbers(run, at),
            ]
            for at in range(start, end)
        }
        return _cheapest(edges, start, end)

    def _typed(self, run: str, start: int) -> Iterator[Edge]:
        """Yield the words that stand at a place as typed."""
        piece = _PIECE.match(run, start)
        if not piece:
            return
        cost = self._words.cost
        if LATIN.match(piece.group()):
            end = past_gap(run, piece.end())
            yield Edge(start, end, piece.group(), _UNREAD, changed=False)
            if word := self._words.from_initials(piece.group()):
                yield Edge(start, end, word, cost(word), changed=True, known=True)
            return
        for end in range(start + 1, min(start + LONGEST, piece.end()) + 1):
            text = run[start:end]
            if end == start + 1 or self._words.is_known(text):
                yield Edge(start, past_gap(run, end), text, cost(text), changed=False)

    def _spoken(self, run: str, start: int, solid: set[int]) -> Iterator[Edge]:
        """Yield the words that sound like what stands at a place."""
        stack: list[tuple[int, str, Slots]] = [(start, "", ())]
        while stack:
            at, key, slots = stack.pop()
            typed = "".join(run[one] for one, _ in slots)
            spelled = any(map(_is_letter, typed))
            for word in self._words.homophones(key):
                if not (spelled or (word.count and _is_near(typed, word.text))):
                    continue  # as most are
                penalty = self._departure(run, slots, word, solid)
                if penalty is not None:
                    cost = self._words.cost(word.text) + penalty
                    yield Edge(start, at, word.text, cost, changed=True, known=word.count > 0)
            for end, sound in self._steps(run, at):
                longer = key + fold_sound(sound) + " "
                if self._words.has_beginning(longer):
                    stack.append((end, longer, (*slots, (at, sound))))

    def _steps(self, run: str, at: int) -> Iterator[tuple[int, str]]:
        if at < len(run) and _is_letter(run[at]):
            for end, sound in self._words.syllables_at(run, at):
                yield past_gap(run, end), sound
        elif at < len(run):
            for sound in self._readings.get(run[at], ()):
                yield past_gap(run, at + 1), sound

    def _departure(self, run: str, slots: Slots, word: Word, solid: set[int]) -> float | None:
        """Return the penalty of reading a word there; None where it may not be read."""
        penalty, n_changed, n_letters = 0.0, 0, 0
        for (at, sound), character, meant in zip(
            slots, word.text, word.sounds.split(), strict=True
        ):
            if _is_letter(run[at]):
                n_letters += 1
                penalty += _NEAR_PINYIN * (sound != meant)
            elif run[at] != character:
                same = meant in self._readings[run[at]]
                if not word.count or not _exchangeable(run[at], character, word.text, same):
                    return None
                if at in solid and (len(word.text) < 4 or _is("numerals", character)):
                    return None
                n_changed += 1
                penalty += _SAME_SOUND if same else _NEAR_SOUND
                penalty += _SHORT_WORD * max(0, 4 - len(word.text))
                penalty += _REAL_WORD * (at in solid)
        if n_changed > len(word.text) // 2 or n_changed + n_letters == 0:
            return None
        typed = run[slots[0][0] : slots[-1][0] + 1]
        if len(word.text) < 4 and not n_letters and run.count(typed) > 1:
            return None  # typed so twice, it is meant
        return penalty

    def _misspelt(self, run: str, start: int) -> Iterator[Edge]:
        """Yield the words of the corpus whose pinyin a slip of one letter makes what is typed."""
        if not _begins_letters(run, start):
            return
        at, letters = start, ""
        for _ in range(_PIECES_MAX):
            if not (piece := LATIN.match(run, at)):
                return
            letters += piece.group()
            at = past_gap(run, piece.end())
            for word in self._words.misspelt(letters):
                short = _SHORT_WORD * max(0, 4 - len(word))
                cost = self._words.cost(word) + _LETTER_SLIP + short
                yield Edge(start, at, word, cost, changed=True, known=True)

    def _edited(self, run: str, start: int, solid: set[int]) -> Iterator[Edge]:
        """Yield the words that lack a character there, have one more, or two swapped."""
        piece = HAN.match(run, start)
        if not piece:
            return
        for end in range(start + 3, min(start + LONGEST, piece.end()) + 1):
            loose = {at - start for at in range(start, end) if at not in solid}
            if loose:
                for text, penalty in self._neighbours(run[start:end], loose):
                    cost = self._words.cost(text) + penalty
                    yield Edge(start, past_gap(run, end), text, cost, changed=True, known=True)

    def _neighbours(self, typed: str, loose: set[int]) -> Iterator[tuple[str, float]]:
        """Yield the words of the corpus that are one slip of the hand from a text, penalised."""
        is_word = self._words.is_word
        for at in range(1, len(typed)):
            if typed[at - 1] == typed[at] and not _is("twice", typed[at]):
                once = typed[:at] + typed[at + 1 :]
                yield from [(once, _DOUBLED)] * is_word(once)
            if at >= 2 and {at - 1, at} & loose:
                longer = self._words.with_one_between(typed[:at], typed[at:])
                yield from ((text, _SLIP) for text in longer if not _unslipping(text[at]))
        for text, places in _moved(typed):
            if text != typed and is_word(text) and not any(_unslipping(typed[at]) for at in places):
                if places <= loose:
                    yield text, _SLIP
                elif places & loose and len(typed) >= _MOVED_MIN:
                    yield text, _SLIP + _REAL_WORD


def _moved(typed: str) -> Iterator[tuple[str, set[int]]]:
    """Yield a text with two characters swapped, or one moved two places, and what was moved."""
    for at in range(1, len(typed)):
        for first in {at - 1, max(at - 2, 0)} - {at}:
            between = typed[first + 1 : at]
            swapped = typed[:first] + typed[at] + between + typed[first] + typed[at + 1 :]
            yield swapped, {first, at}
            if between:
                before, after = typed[:first], typed[at + 1 :]
                yield before + between + typed[at] + typed[first] + after, {first}
                yield before + typed[at] + typed[first] + between + after, {at}


def _begins_letters(run: str, at: int) -> bool:
    return _is_letter(run[at]) and (at == 0 or not _is_letter(run[at - 1]))


def _numbers(run: str, start: int) -> Iterator[Edge]:
    """Yield the numbers that letters spell."""
    if _begins_letters(run, start):
        for end, figures, n_syllables in numbers_at(run, start):
            cost = _NUMBER + _SYLLABLE_OF_NUMBER * n_syllables
            yield Edge(start, end, figures, cost, changed=True, known=True)


def _cheapest(edges: Mapping[int, Sequence[Edge]], start: int, end: int) -> list[Edge]:
    """Return the cheapest way from start to end; of equally cheap ones, the first found."""
    best: dict[int, tuple[float, Edge | None]] = {start: (0.0, None)}
    for at in range(start, end):
        if at not in best:
            continue
        for edge in edges[at]:
            cost = best[at][0] + edge.cost
            if edge.end not in best or cost < best[edge.end][0]:
                best[edge.end] = (cost, edge)
    path: list[Edge] = []
    while (edge_in := best[end][1]) is not None:
        path.append(edge_in)
        end = edge_in.start
    return path[::-1]


def _is_near(typed: str, word: str) -> bool:
    """Tell whether a word differs from what was typed, in no more than half of its characters."""
    n_changed = sum(one != other for one, other in zip(typed, word, strict=True))
    return 0 < n_changed <= len(word) // 2


def _is_letter(character: str) -> bool:
    return "a" <= character <= "ü"


def _is(heading: str, character: str) -> bool:
    return character in word_set("index", "spelling_words.txt", heading)


def _is_firm(character: str) -> bool:
    return _is("numerals", character) or _is("firm", character)


def _exchangeable(typed: str, character: str, word: str, same: bool) -> bool:
    """Tell whether a character may stand for another: a number only in phrases like 十四五."""
    if _is_firm(typed) or _is("firm", character):
        return False
    return not _is("numerals", character) or (same and len(word) > 2 and not _is("loose", typed))


def _unslipping(character: str) -> bool:
    return _is_firm(character) or _is("loose", character)
