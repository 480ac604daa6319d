"""A mistyped question becomes the one that was meant, in words that the corpus knows.

Citizens type by sound: 健设 for 建设, zhongdian for 重点. A question is cut into words twice
over in one search: words as they stand, and words of the corpus that sound alike (or differ by
a character missing, doubled or swapped). Each word costs its surprise, each departure from what
was typed a penalty, and the cheapest cut wins: the noisy channel of Kernighan, Church and Gale
(COLING 1990) over the lattice that Chinese word segmentation uses anyway.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Self

from index.normalise import normalise
from index.tokens import _function_words, dictionary

MAX_TERMS = 100_000
"""Words and phrases of a corpus that are kept, the most frequent first."""

_QUESTION_WORDS = """
什么 是什么 什么时候 什么样 为什么 怎么 怎么样 怎么办 怎样 如何 为何 哪里 哪些 哪个 哪年 哪一年
哪天 哪方面 哪几个 谁 多少 多少个 有多少 多大 多长 多久 几个 几年 几章 几条 几项 几次 多少章
多少条 多少项 多少次 多少年 多少人 多少家 多少钱 多少亿 多少亿元 多少万 多少万元 多少公里 一共
总共 共有 有没有 是否 是不是 能不能 可不可以 会不会 请问 我想 想问 想知道 我想知道 想了解 知道
告诉 介绍 介绍一下 请介绍 我想了解 我想问 说明 解释 关于 具体 包括 主要 情况 我们 你们 他们 可以
需要 应该 现在 目前 今年 明年 去年 政府 领导 官员 您好 你好 谢谢
"""
# Exchanged for what sounds alike, these turn the meaning, or (的, 得, 地) make no difference.
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几半第")
_FIRM = _NUMERALS | frozenset("不没未无非勿免否东西南北前后左右上下男女的得地")
# Words that may be left out or put in without any mistake.
_LOOSE = frozenset(
    "了着过在是有和与及或等之其各个这那新老旧大小高低多少内外总副全再又也都要会将把被对"
)
# Words that often end one word and begin the next: 我市市民, 各区区长.
_TWICE = frozenset("省市区县镇乡村国人天年月日个")
_ENGLISH = """
a an me he she we men women can long fan pan ran sun song hang bang gong pin bin lie die pie are one
no name time came take make like human china panda sale change tie ai media made same game line mine
nine wine fine date gate late page case base sure more here bone lane mile pile shan wei ping king
sing ring wing ding dance chance cane shine data manage debate senate rule mean banana dubai canada
gene naan menu anime
"""
_ABBREVIATIONS = """
pdf csv xls ppt http https html www txt mp km kg cm mm ml kw kwh hr vs ktv vip wps dns vpn ps bbs
sms tcp php sql gps nfc cbd ppp gdp cpi dvd mv hpv tv pm wx qq css xml jpg png zip hz nm ms str
cmd bmw wc gb mb tb cn xx xxx hh hhh mrs mr dr st th nd rd
"""
_PIECE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-zü]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-züÜ]+")
_BREAK = "\ue000"  # stands for what is neither Chinese nor pinyin
_GAP = " '’"
_TONES = "\u0308\u0304\u0301\u030c\u0300"  # the dots of ü, and the four tones

# Costs are in nats, chosen on generated mistakes (tests/benchmarks/spelling_speed.py).
_SAME_SOUND, _NEAR_SOUND = 6.0, 8.5
_SLIP, _DOUBLED = 10.0, 7.0
_SHORT_WORD = 1.0  # more, for each character that a word has less than four
_REAL_WORD = 4.0  # more, where what was typed is a word itself
_ASKED = 20.0  # times that a question word is likelier in a question than elsewhere
_ASKED_AT_LEAST = 300  # times, for those that the dictionary lacks
_UNREAD = 60.0  # a run of letters left as it is
_NEAR_PINYIN = 5.0
_SOLID = 5  # times that jieba's corpus has a word which is not doubted
_LONGEST = 8  # characters of a word
_SMOOTHING = 30_000  # words added to a corpus' size, lest a small one be trusted too much


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


@dataclass(frozen=True, slots=True)
class Word:
    """A word that mistakes are read as."""

    text: str
    count: int
    """Times that it stands in the corpus; 0 for a common word that only pinyin is read as."""
    sounds: str
    """Its syllables in pinyin without tones, with a space between them."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A reading of the characters from `start` to `end`."""

    start: int
    end: int
    text: str
    cost: float
    changed: bool
    known: bool = False
    """Whether the text is a word of the corpus."""


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
        self._frequencies, self._total = dictionary()
        self._counts = {word.text: word.count for word in words}
        keys = [_key(word.sounds) for word in words]
        order = sorted(range(len(words)), key=keys.__getitem__)
        self._keys = [keys[at] for at in order]
        self._heard = [words[at] for at in order]
        self._sorted = sorted(text for text, count in self._counts.items() if count)
        self._syllables = frozenset(" ".join(word.sounds for word in words).split())

    @classmethod
    def build(cls, texts: Sequence[str], terms: Sequence[str] = ()) -> Self:
        """Learn the words of a corpus.

        :param texts: What was published: questions, answers, titles.
        :param terms: Names that surely exist, even if no text has them.
        """
        counts, n_tokens = _count([*texts, *terms])
        for term in terms:
            for run in _HAN.findall(_plain(term)):
                if 2 <= len(run) <= _LONGEST:
                    counts[run] = max(counts[run], 2)
        kept = sorted(counts, key=lambda text: (-counts[text], text))[:MAX_TERMS]
        common = [word for word in _common_words() if word.text not in counts]
        words = [Word(text, counts[text], " ".join(_sounds(text))) for text in kept]
        words += common
        return cls(words, _readings(), n_tokens)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Make the speller of which `as_state` gave the state."""
        words = [Word(*row) for row in state["words"]]
        readings = {one: tuple(sounds.split()) for one, sounds in state["readings"].items()}
        return cls(words, readings, state["n_tokens"])

    def as_state(self) -> dict[str, Any]:
        """Return what JSON can hold and `from_state` takes."""
        rows = [[word.text, word.count, word.sounds] for word in self.words]
        readings = {one: " ".join(sounds) for one, sounds in self.readings.items()}
        return {"words": rows, "readings": readings, "n_tokens": self.n_tokens}

    def correct(self, question: str) -> Correction:
        """Return the question as it was most likely meant; what is in no doubt stays as typed."""
        masked = self._masked(question)
        edges = self._read(masked)
        if not self._trusted(masked, edges):
            masked = re.sub("[a-zü]", _BREAK, masked)
            edges = self._read(masked)
        return _apply(question, masked, [edge for edge in edges if edge.changed])

    def _masked(self, question: str) -> str:
        """Return a character for each of the question's: Chinese, pinyin, a gap, or a break."""
        plain = _plain(question)
        letters = list(_LATIN.finditer(plain))
        strange = [found for found in letters if not self._readable(found.group())]
        pinyin = [found for found in letters if found not in strange]
        foreign = any(len(one.group()) > 2 and not one.group().isupper() for one in strange)
        if foreign and not _HAN.search(plain):
            strange = letters  # English, where some words look like pinyin
        else:
            english = [one for one in pinyin if one.group().lower() in _ENGLISH.split()]
            strange += english if len(pinyin) < len(english) + 2 else []
        for found in strange:
            plain = plain[: found.start()] + _BREAK * len(found.group()) + plain[found.end() :]
        return re.sub(rf"[^\u3400-\u4dbf\u4e00-\u9fffa-zü{_GAP}]", _BREAK, plain.lower())

    def _readable(self, token: str) -> bool:
        """Tell whether letters may be pinyin, or the initials of a word of the corpus."""
        if len(token) == 1 or (token.isupper() and len(token) < 6):
            return False
        low = token.lower()
        return bool(self._from_initials(low)) or self._is_pinyin(low)

    def _is_pinyin(self, token: str) -> bool:
        ends = {0}
        for start in range(len(token)):
            if start in ends:
                ends |= {end for end, _ in self._syllables_at(token, start)}
        return len(token) in ends

    def _syllables_at(self, run: str, start: int) -> Iterator[tuple[int, str]]:
        for end in range(start + 1, min(start + 6, len(run)) + 1):
            sound = run[start:end].replace("ü", "v")
            first = start == 0 or not _LATIN.match(run[start - 1])
            if sound in self._syllables and (first or end - start > 1):
                yield end, sound

    def _from_initials(self, token: str) -> str:
        """Return the word that initials stand for, if there is one much commoner than others."""
        if len(token) < 3 or token in _ABBREVIATIONS.split() or re.search("[aeiouvü]", token):
            return ""
        first = bisect_left(self._keys, _fold(token[0]))
        after = bisect_left(self._keys, _fold(token[0]) + "{")  # what comes behind z
        words = [
            word
            for word in self._heard[first:after]
            if len(word.text) == len(token) and word.count > 0 and _initials(word) == token
        ]
        words.sort(key=lambda word: -word.count)
        if not words or (len(words) > 1 and words[0].count < 3 * words[1].count):
            return ""
        return words[0].text if words[0].count > 1 or len(token) > 3 else ""

    def _read(self, masked: str) -> list[_Edge]:
        runs = re.finditer(rf"[^{_BREAK}{_GAP}][^{_BREAK}]*", masked)
        return [edge for run in runs for edge in self._read_run(masked, run.start(), run.end())]

    def _read_run(self, masked: str, start: int, end: int) -> list[_Edge]:
        run = masked[:end]
        as_typed = {at: list(self._typed(run, at)) for at in range(start, end)}
        solid = {
            at
            for edge in _cheapest(as_typed, start, end)
            if edge.end - edge.start > 1 and self._is_solid(edge.text)
            for at in range(edge.start, edge.end)
        }
        edges = {
            at: [*as_typed[at], *self._spoken(run, at, solid), *self._edited(run, at, solid)]
            for at in range(start, end)
        }
        return _cheapest(edges, start, end)

    def _is_solid(self, text: str) -> bool:
        return self._frequencies.get(text, 0) >= _SOLID or self._is_word(text)

    def _cost(self, text: str) -> float:
        """Return the surprise of a word, in nats: half by the dictionary, half by the corpus."""
        general = max(self._frequencies.get(text, 0), 0.5) / self._total
        if text in _question_words():
            general = max(general, _ASKED_AT_LEAST / self._total) * _ASKED
        special = self._counts.get(text, 0) / (self.n_tokens + _SMOOTHING)
        return -math.log(general / 2 + special / 2)

    def _typed(self, run: str, start: int) -> Iterator[_Edge]:
        """Yield the words that stand at a place as typed."""
        piece = _PIECE.match(run, start)
        if not piece:
            return
        if _LATIN.match(piece.group()):
            end = _past_gap(run, piece.end())
            yield _Edge(start, end, piece.group(), _UNREAD, changed=False)
            if word := self._from_initials(piece.group()):
                yield _Edge(start, end, word, self._cost(word), changed=True, known=True)
            return
        for end in range(start + 1, min(start + _LONGEST, piece.end()) + 1):
            text = run[start:end]
            if end == start + 1 or self._frequencies.get(text) or self._counts.get(text):
                yield _Edge(start, _past_gap(run, end), text, self._cost(text), changed=False)

    def _spoken(self, run: str, start: int, solid: set[int]) -> Iterator[_Edge]:
        """Yield the words that sound like what stands at a place."""
        stack: list[tuple[int, str, tuple[tuple[int, str], ...]]] = [(start, "", ())]
        while stack:
            at, key, slots = stack.pop()
            for word in self._homophones(key):
                penalty = self._departure(run, slots, word, solid)
                if penalty is not None:
                    cost = self._cost(word.text) + penalty
                    yield _Edge(start, at, word.text, cost, changed=True, known=word.count > 0)
            for end, sound in self._steps(run, at):
                longer = key + _fold(sound) + " "
                place = bisect_left(self._keys, longer)
                if place < len(self._keys) and self._keys[place].startswith(longer):
                    stack.append((end, longer, (*slots, (at, sound))))

    def _homophones(self, key: str) -> Iterator[Word]:
        at = bisect_left(self._keys, key)
        while key and at < len(self._keys) and self._keys[at] == key:
            yield self._heard[at]
            at += 1

    def _steps(self, run: str, at: int) -> Iterator[tuple[int, str]]:
        if at < len(run) and "a" <= run[at] <= "ü":
            for end, sound in self._syllables_at(run, at):
                yield _past_gap(run, end), sound
        elif at < len(run):
            for sound in self.readings.get(run[at], ()):
                yield _past_gap(run, at + 1), sound

    def _departure(
        self, run: str, slots: tuple[tuple[int, str], ...], word: Word, solid: set[int]
    ) -> float | None:
        """Return the penalty of reading a word there; None where it may not be read."""
        penalty, n_changed, n_letters = 0.0, 0, 0
        for (at, sound), character, meant in zip(
            slots, word.text, word.sounds.split(), strict=True
        ):
            if "a" <= run[at] <= "ü":
                n_letters += 1
                penalty += _NEAR_PINYIN * (sound != meant)
            elif run[at] != character:
                same = meant in self.readings[run[at]]
                if not word.count or not _exchangeable(run[at], character, word.text, same):
                    return None
                if at in solid and (len(word.text) < 4 or character in _NUMERALS):
                    return None
                n_changed += 1
                penalty += _SAME_SOUND if same else _NEAR_SOUND
                penalty += _SHORT_WORD * max(0, 4 - len(word.text))
                penalty += _REAL_WORD * (at in solid)
        if n_changed > len(word.text) // 2 or n_changed + n_letters == 0:
            return None
        if len(word.text) < 4 and not n_letters and run.count(_typed_at(run, slots)) > 1:
            return None  # typed so twice, it is meant
        return penalty

    def _edited(self, run: str, start: int, solid: set[int]) -> Iterator[_Edge]:
        """Yield the words that lack a character there, have one more, or two swapped."""
        piece = _HAN.match(run, start)
        if not piece:
            return
        for end in range(start + 3, min(start + _LONGEST, piece.end()) + 1):
            loose = {at - start for at in range(start, end) if at not in solid}
            if loose:
                for text, penalty in self._neighbours(run[start:end], loose):
                    cost = self._cost(text) + penalty
                    yield _Edge(start, _past_gap(run, end), text, cost, changed=True, known=True)

    def _neighbours(self, typed: str, loose: set[int]) -> Iterator[tuple[str, float]]:
        """Yield the words of the corpus that are one slip of the hand from a text, penalised."""
        for at in range(1, len(typed)):
            if typed[at - 1] == typed[at] and typed[at] not in _TWICE:
                once = typed[:at] + typed[at + 1 :]
                yield from [(once, _DOUBLED)] * self._is_word(once)
            elif {at - 1, at} <= loose and not any(map(_unslipping, typed[at - 1 : at + 1])):
                swapped = typed[: at - 1] + typed[at] + typed[at - 1] + typed[at + 1 :]
                yield from [(swapped, _SLIP)] * self._is_word(swapped)
            if at >= 2 and {at - 1, at} & loose:
                yield from ((text, _SLIP) for text in self._longer(typed[:at], typed[at:]))

    def _is_word(self, text: str) -> bool:
        return self._counts.get(text, 0) > 0

    def _longer(self, head: str, tail: str) -> Iterator[str]:
        """Yield the words that have one character between a beginning and an end."""
        place = bisect_left(self._sorted, head)
        while place < len(self._sorted) and self._sorted[place].startswith(head):
            text = self._sorted[place]
            fits = len(text) == len(head) + 1 + len(tail) and text.endswith(tail)
            if fits and not _unslipping(text[len(head)]):
                yield text
            place += 1

    def _trusted(self, masked: str, edges: Sequence[_Edge]) -> bool:
        """Tell whether letters read as pinyin make enough sense to be pinyin."""
        latin = [edge for edge in edges if _LATIN.search(masked[edge.start : edge.end])]
        if not latin:
            return True
        n_read = sum(len(edge.text) for edge in latin if edge.changed and len(edge.text) > 1)
        n_left = sum(len(edge.text) for edge in latin if not edge.changed or len(edge.text) == 1)
        subject = any(
            edge.known and edge.changed and len(edge.text) > 1 and not _is_function(edge.text)
            for edge in latin
        )
        return n_read >= n_left and (subject or bool(_HAN.search(masked)))


def _apply(question: str, masked: str, edges: Sequence[_Edge]) -> Correction:
    """Put the readings in the place of what was typed; readings of letters that touch are one."""
    text, changes, done = "", list[Change](), 0
    for start, end, replacement in _merged(masked, edges):
        changes.append(Change(question[start:end], replacement))
        text += question[done:start] + replacement
        done = end
    return Correction(text + question[done:], tuple(changes))


def _merged(masked: str, edges: Sequence[_Edge]) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for edge in edges:
        typed = masked[edge.start : edge.end].rstrip(_GAP)
        end = edge.start + len(typed)
        if not _LATIN.search(typed):
            spans.append(_trimmed(edge.start, typed, edge.text))
        elif (
            spans
            and _LATIN.search(masked[spans[-1][0] : spans[-1][1]])
            and (_past_gap(masked, spans[-1][1]) == edge.start)
        ):
            spans[-1] = (spans[-1][0], end, spans[-1][2] + edge.text)
        else:
            spans.append((edge.start, end, edge.text))
    return spans


def _trimmed(start: int, typed: str, text: str) -> tuple[int, int, str]:
    """Leave out the words at both ends that were typed right."""
    words = _cut(text)
    while len(words) > 1 and typed.startswith(words[0]):
        start, typed = start + len(words[0]), typed[len(words[0]) :]
        words = words[1:]
    end = start + len(typed)
    while len(words) > 1 and typed.endswith(words[-1]):
        end, typed = end - len(words[-1]), typed[: -len(words[-1])]
        words = words[:-1]
    return start, end, "".join(words)


def _cheapest(edges: Mapping[int, Sequence[_Edge]], start: int, end: int) -> list[_Edge]:
    """Return the cheapest way from start to end; of equally cheap ones, the first found."""
    best: dict[int, tuple[float, _Edge | None]] = {start: (0.0, None)}
    for at in range(start, end):
        if at not in best:
            continue
        for edge in edges[at]:
            cost = best[at][0] + edge.cost
            if edge.end not in best or cost < best[edge.end][0]:
                best[edge.end] = (cost, edge)
    path: list[_Edge] = []
    while (edge_in := best[end][1]) is not None:
        path.append(edge_in)
        end = edge_in.start
    return path[::-1]


def _past_gap(run: str, at: int) -> int:
    while at < len(run) and run[at] in _GAP:
        at += 1
    return at


def _plain(text: str) -> str:
    """Return a text in the form in which it is matched, one character for each.

    Not the whole of `normalise`, which makes figures of numerals; case is kept in Latin letters.
    """
    return "".join(map(_plain_character, text))


@lru_cache(maxsize=1 << 15)
def _plain_character(character: str) -> str:
    if _LATIN.match(character) or character in _GAP:
        return character
    if "\ud800" <= character <= "\udfff":
        return _BREAK  # half of a surrogate pair
    plain = normalise(character)
    letters = list(unicodedata.normalize("NFD", plain))
    if len(letters) > 1 and letters[0].isascii() and set(letters[1:]) <= set(_TONES):
        return "ü" if _TONES[0] in letters else letters[0]
    if len(plain) != 1 or (_HAN.match(character) and not _HAN.match(plain)):
        return character if _HAN.match(character) else _BREAK  # 四 is no 4 here
    return plain.upper() if character != character.lower() else plain


def _typed_at(run: str, slots: Sequence[tuple[int, str]]) -> str:
    return run[slots[0][0] : slots[-1][0] + 1]


def _exchangeable(typed: str, character: str, word: str, same: bool) -> bool:
    """Tell whether a character may stand for another: a number only in phrases like 十四五."""
    if typed in _FIRM or character in _FIRM - _NUMERALS:
        return False
    return character not in _NUMERALS or (same and len(word) > 2 and typed not in _LOOSE)


def _unslipping(character: str) -> bool:
    return character in _FIRM or character in _LOOSE


def _key(sounds: str) -> str:
    """Return what words that may be taken for one another have in common."""
    return " ".join(map(_fold, sounds.split())) + " "


def _initials(word: Word) -> str:
    return "".join(sound[0] for sound in word.sounds.split())


@cache
def _fold(sound: str) -> str:
    """Return what a syllable has in common with those that speakers mix up with it."""
    head = re.sub("^([zcs])h", r"\1", sound)
    head = re.sub("^n", "l", re.sub("^f", "h", head))
    return re.sub("ng$", "n", head)


def _count(texts: Iterable[str]) -> tuple[Counter[str], int]:
    """Count the words of texts and the phrases of up to four words, and all words together."""
    counts: Counter[str] = Counter()
    n_tokens = 0
    for text in texts:
        for run in _HAN.findall(_plain(text)):
            words = _cut(run)
            n_tokens += len(words)
            counts.update(words)
            counts.update(_phrases(words))
    if n_tokens > 100_000:  # a phrase that stands once in a large corpus proves little
        counts = Counter({text: n for text, n in counts.items() if n > 1 or len(text) < 3})
    return counts, n_tokens


def _phrases(words: Sequence[str]) -> Iterator[str]:
    """Yield the phrases that neither begin nor end with a function word."""
    for first in range(len(words)):
        if _is_function(words[first]):
            continue
        text = words[first]
        for last in range(first + 1, min(first + 4, len(words))):
            text += words[last]
            if len(text) > _LONGEST:
                break
            if not _is_function(words[last]):
                yield text


def _cut(run: str) -> list[str]:
    """Cut Chinese characters into words of the dictionary, as probable as can be."""
    frequencies, total = dictionary()
    best, come = [0.0] + [-math.inf] * len(run), [0] * (len(run) + 1)
    for start in range(len(run)):
        for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
            frequency = frequencies.get(run[start:end])
            if frequency is None and end > start + 1:
                break  # the dictionary has every beginning of its words
            if frequency or end == start + 1:
                score = best[start] + math.log((frequency or 0.5) / total)
                if score > best[end]:
                    best[end], come[end] = score, start
    words, at = list[str](), len(run)
    while at:
        words.append(run[come[at] : at])
        at = come[at]
    return words[::-1]


def _is_function(word: str) -> bool:
    return word in _function_words()


@cache
def _question_words() -> frozenset[str]:
    return frozenset(_QUESTION_WORDS.split())


@cache
def _common_words() -> tuple[Word, ...]:
    """Return the words of everyday questions, which pinyin may be read as."""
    frequencies, _ = dictionary()
    often = [
        text
        for text, count in frequencies.items()
        if count >= (2000 if len(text) == 1 else 1000) and _HAN.fullmatch(text)
    ]
    texts = sorted({*_question_words(), *often})
    return tuple(Word(text, 0, " ".join(_sounds(text))) for text in texts)


def _sounds(text: str) -> tuple[str, ...]:
    """Return the syllable of each character, by the company it keeps."""
    from pypinyin import lazy_pinyin  # 0.2 s; only a build pays for it

    sounds = lazy_pinyin(text)
    return tuple(sounds if len(sounds) == len(text) else [lazy_pinyin(one)[0] for one in text])


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Return the syllables of each character, those of a tenth of its use in common words."""
    frequencies, _ = dictionary()
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for text, count in frequencies.items():
        if _HAN.fullmatch(text) and (len(text) == 1 or count >= 300):
            for character, sound in zip(text, _sounds(text), strict=True):
                heard[character][sound] += max(count, 1)
    return {
        character: tuple(sound for sound, n in sounds.most_common() if 10 * n >= sounds.total())
        for character, sounds in sorted(heard.items())
    }
