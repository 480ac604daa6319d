"""An English question becomes the Chinese terms that it is searched by, by a bilingual list."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from index.english_figures import in_chinese, numeral
from index.english_length import asks_length
from index.normalise import normalise
from index.tokens import content_tokens, tokenise

_TOKEN = re.compile(
    r"[a-z\d]*[a-z][a-z\d]*(?:'[a-z]+)?"  # plan, people's, 14th, 5G
    r"|\d+(?:,\d{3})*(?:\.\d+)?%?"
    r"|[\u3400-\u9fff]+",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_WORDS_MIN = 2  # English words, abbreviations apart, that make a question English
_KNOWN_MIN = 0.5  # share of them that the list must have, or it is pinyin or another language
_WHETHER = "是否"
_ASKING = re.compile(
    r"多少[个次]?|几个?|哪[所家个位些里]?|谁|什么时候|什么|百分之几|多[久长大远]|为什么|如何|是否"
)
_AUXILIARY = re.compile(
    r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must",
    re.IGNORECASE,
)
_NAME_MAX = 3  # words of a name in pinyin
_MEMBERS = re.compile(
    r"(?:what|which)(?: [a-z]+)? (?:are|were) (?:the )?(?P<other>(?:other|remaining) )?"
    r"(?P<number>\w+) "
)
"""Asks which all of some things are: “what are the other four …”, and no word behind them."""
_CROSSING = re.compile(r".横.纵")
_STEM_MIN = 2  # letters that an ending leaves
# An ending, and what takes its place in the word that the list has; longer endings first.
_ENDINGS = (
    ("'s", ("",)),
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("ing", ("", "e")),
    ("es", ("", "e")),
    ("ed", ("", "e")),
    ("est", ("", "e")),
    ("er", ("", "e")),
    ("ly", ("",)),
    ("s", ("",)),
)


@dataclass(frozen=True, slots=True)
class Translation:
    """What an English question says in Chinese terms."""

    text: str
    """The terms in the question's order, figures and Latin names kept, separated by spaces."""
    pairs: tuple[tuple[str, str], ...]
    """Each English phrase that was understood, and the terms chosen for it."""
    unknown: tuple[str, ...]
    """Words of some meaning that neither the list nor the corpus has: they count against an
    answer, so that a question on the corporate tax rate is not answered by a growth rate."""


class EnglishReader:
    """Reads English by the list of a lexicon, for one corpus."""

    def __init__(
        self,
        english: Mapping[str, Sequence[str]],
        vocabulary: Collection[str] = (),
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Take the list, and the tokens that the corpus is made of.

        Of several Chinese words those are chosen that the corpus has, or else the first.

        :param names: The corpus' words by their pinyin without spaces: Lu Kang is 陆慷.
        """
        self._english = english
        self._vocabulary = frozenset(vocabulary)
        self._names = names or {}

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[tuple[str, ...], Sequence[str]]]]:
        """The words of each phrase of the list and its Chinese, by the first word, longest first.

        Made for the first English question: most who start the program ask none.
        """
        phrases = defaultdict(list)
        for phrase, chinese in self._english.items():
            words = tuple(_bare(token) for token in _tokens(phrase))
            if words:
                phrases[words[0]].append((words, chinese))
        for found in phrases.values():
            found.sort(key=lambda one: -len(one[0]))
        return dict(phrases)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(w for one in self._phrases.values() for w, _ in one))

    def read(self, question: str) -> Translation | None:
        """Read a question; None where it is not English, or no term in it is known."""
        tokens = _tokens(question.lower() if question.isupper() else question)
        if not self._is_english(tokens):
            return None
        tokens = in_chinese(tokens)
        read = list(self._parts(tokens))
        parts = _as_asked(tokens, read)
        if not any(part.is_understood and part.has_content for part in parts):
            return None
        terms = dict.fromkeys(term for part in parts for term in part.chinese.split())
        pairs = [(" ".join(part.words), part.chinese) for part in parts if part.is_understood]
        return Translation(
            text=_members_asked(tokens, read) or " ".join(terms),
            pairs=tuple((said, chinese) for said, chinese in pairs if chinese not in {"", said}),
            unknown=tuple(dict.fromkeys(part.words[0] for part in parts if part.is_unknown)),
        )

    def _choose(self, chinese: Sequence[str], words: Sequence[str]) -> str:
        """Choose the terms that the corpus has, or the first; question words stay."""
        content = [term for term in chinese if not _ASKING.fullmatch(term)]
        spoken = [term for term in content if self._is_spoken(term, words)] or content[:1]
        return " ".join(term for term in chinese if term in spoken or term not in content)

    def _is_spoken(self, term: str, words: Sequence[str]) -> bool:
        """Tell whether the corpus, or the English in its own letters (GDP), has all of a term."""
        return term in self._vocabulary or all(
            token in self._vocabulary or token in words for token in tokenise(term)
        )

    def _is_english(self, tokens: Sequence[str]) -> bool:
        words = [token for token in tokens if _LATIN.match(token)]
        plain = [word for word in words if not _is_abbreviation(word)]
        n_han = sum(len(token) for token in tokens if _HAN.match(token))
        if len(plain) < _WORDS_MIN or len(words) <= n_han:
            return False
        known = [word for word in plain if not self._known.isdisjoint(_forms(word))]
        return len(known) >= _KNOWN_MIN * len(plain)

    def _parts(self, tokens: Sequence[str]) -> Iterator["_Part"]:
        """Cut a question into the longest phrases of the list, and what is none."""
        at = 0
        while at < len(tokens):
            part = (
                _length_at(tokens, at) or self._phrase_at(tokens, at) or self._name_at(tokens, at)
            )
            part = part or self._other(tokens[at], opens=at == 0)
            yield part
            at += len(part.words)

    def _phrase_at(self, tokens: Sequence[str], at: int) -> "_Part | None":
        """Return the longest phrase that begins here; a word as it stands goes before its stem."""
        best: tuple[tuple[str, ...], Sequence[str]] | None = None
        for form in _forms(tokens[at]):
            for phrase in self._phrases.get(form, []):
                words, _ = phrase
                if best and len(words) <= len(best[0]):
                    break
                following = tokens[at + 1 : at + len(words)]
                if len(following) == len(words) - 1 and all(
                    word in _forms(token) for word, token in zip(words[1:], following, strict=True)
                ):
                    best = phrase
        return _Part(best[0], self._choose(best[1], best[0])) if best else None

    def _name_at(self, tokens: Sequence[str], at: int) -> "_Part | None":
        """Return the longest run of capitalised words that is the pinyin of a word of the corpus,
        be the family name the last."""
        for end in range(min(at + _NAME_MAX, len(tokens)), at, -1):
            run = tokens[at:end]
            if all(token[0].isupper() and token.isascii() for token in run):
                sounds = [_bare(token).removesuffix("'s") for token in run]
                for order in (sounds, [sounds[-1], *sounds[:-1]]):
                    if name := self._names.get("".join(order)):
                        return _Part(tuple(run), name)
        return None

    def _other(self, token: str, *, opens: bool) -> "_Part":
        """Read what no phrase has: a Latin name of the corpus, a figure, or a word unknown."""
        word = _bare(token)
        if word in self._vocabulary and _LATIN.search(word):
            return _Part((word,), word)
        if not _LATIN.match(token):
            figure = _ORDINAL.sub("", word)
            kept = f"{figure}年" if _YEAR.fullmatch(figure) else figure
            return _Part((word,), kept, is_understood=bool(_HAN.search(kept)))
        is_name = _is_abbreviation(token) or (token[0].isupper() and not opens)
        kept = token if is_name else ""
        return _Part((word,), kept, is_understood=False, is_unknown=len(word) > 1)


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a question, and what is searched for instead; empty for nothing."""

    words: tuple[str, ...]
    chinese: str
    is_understood: bool = True
    is_unknown: bool = False

    @property
    def has_content(self) -> bool:
        """Tell whether it names something, be it beside a question word: 哪所 大学, 多少章."""
        return bool(content_tokens(_ASKING.sub(" ", self.chinese)))

    @property
    def asks(self) -> bool:
        return bool(_ASKING.match(self.chinese))


def _as_asked(tokens: Sequence[str], parts: Sequence[_Part]) -> list[_Part]:
    """Leave out relative pronouns, and say whether it is asked if something is so.

    A pronoun that follows a word of some meaning is relative: compatriots who come, the year when.
    """
    asked = list(parts[:1])
    for before, part in pairwise(parts):
        follows_noun = before.has_content and before.is_understood
        if not (part.asks and not part.has_content and follows_noun):
            asked.append(part)
    if _AUXILIARY.fullmatch(tokens[0]) and not any(part.asks for part in asked):
        asked.insert(0, _Part((tokens[0].lower(),), _WHETHER))
    return asked


def _members_asked(tokens: Sequence[str], parts: Sequence[_Part]) -> str:
    """Return the question for the members of what is counted, as Chinese asks it, or nothing.

    “What are the other four emerging industries?”: 其他四个新兴产业有哪些. Any further word makes
    it another question, and so does a phrase that the number belongs to (five year plan).

    :param parts: All, as they follow each other in the question.
    """
    asked = _MEMBERS.match(" ".join(tokens).lower())
    number = asked["number"] if asked else ""
    counted = number if _CROSSING.fullmatch(number) else f"{numeral(number)}个"
    things = list(parts)
    ahead = len(asked[0].split()) if asked else 0
    while things and ahead > 0:
        ahead -= len(things.pop(0).words)
    known = all(part.is_understood and part.has_content and not part.asks for part in things)
    if ahead or not things or not known or len(counted) < 2:
        return ""
    named = "".join("".join(part.chinese.split()) for part in things)
    other = "其他" if asked and asked["other"] else ""
    return f"{other}{counted}{named}有哪些"


def _length_at(tokens: Sequence[str], at: int) -> _Part | None:
    return _Part(("how", "long"), "多长") if asks_length(tokens[at:]) else None


def _tokens(text: str) -> list[str]:
    """Return words, figures and runs of Chinese characters; a hyphen parts two words."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).replace("’", "'"))


def _bare(token: str) -> str:
    """Return a token in lower case, and a figure without commas."""
    return normalise(token).replace(",", "")


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _forms(token: str) -> list[str]:
    """Return what the list may call a word: as it stands, and without an ending."""
    word = _bare(token)
    forms = [word]
    for ending, stems in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_MIN:
            stem = word.removesuffix(ending)
            forms += [stem + rest for rest in stems]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                forms.append(stem[:-1])  # planned, beginning
    return list(dict.fromkeys(forms))
