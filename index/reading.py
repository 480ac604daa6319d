"""A question as it was typed becomes a question as it is searched, and what was changed is said.

What the corpus' own words decide is kept with the index: the words that mistakes are read as, the
lists of synonyms and of English terms, and the names and terms that are not to be cut.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from index.characters import LATIN
from index.english import EnglishReader
from index.lexicon import Lexicon
from index.spelling import Correction, Speller
from index.terms import terms_of
from index.tokens import Tokeniser
from index.vocabulary import Word
from ingest.collection import Collection
from ingest.records import Exchange, Interview

SYNONYM_WEIGHT = 0.2
"""What a synonym counts beside the question's own word: .5 cost .012 of MRR@10, .2 nothing, on 500
questions of gov_letters by BM25 alone."""


# What stands between the syllables of pinyin has no place between the characters they are read as.
_CHINESE_GAP = re.compile(
    r"(?<=[\u3400-\u9fff\w])[ ]+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[ ]+(?=\w)"
)


class Change(StrEnum):
    """Why a question is read otherwise than it was typed."""

    SPELLING = "spelling"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Note:
    """Words of a question, and what they are read as."""

    kind: Change
    original: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched."""

    text: str
    notes: tuple[Note, ...] = ()
    synonyms: Mapping[str, float] = field(default_factory=dict)
    """Further words to look for, and what each counts beside a word of the question."""
    unknown: tuple[str, ...] = ()
    """English words that carry meaning and stand in no list."""
    named: frozenset[str] = frozenset()
    """The ids of the interviews that the question names, where the text no longer does."""


class Reader:
    """Reads questions in the words of one corpus."""

    def __init__(self, lexicon: Lexicon, terms: Sequence[str], speller: Speller) -> None:
        """Take finished parts.

        :param terms: The corpus' names and terms, besides the words of the lexicon.
        """
        self.lexicon = lexicon
        self.terms = tuple(terms)
        self.speller = speller
        self.tokeniser = Tokeniser([*terms, *(word.text for word in lexicon.words)])
        vocabulary = [word.text for word in speller.words if word.count]
        self._english = EnglishReader(lexicon.english, vocabulary, _by_sound(speller.words))

    @classmethod
    def build(cls, collection: Collection, lexicon: Lexicon) -> Self:
        """Learn the words of a collection."""
        terms = terms_of(collection.interviews)
        return cls(lexicon, terms, Speller.build(_texts(collection), terms))

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Make the reader of which `as_state` gave the state."""
        lexicon = Lexicon.from_json(state["lexicon"])
        return cls(lexicon, state["terms"], Speller.from_state(state["speller"]))

    def as_state(self) -> dict[str, Any]:
        """Return what JSON can hold and `from_state` takes."""
        return {
            "lexicon": self.lexicon.as_json(),
            "terms": list(self.terms),
            "speller": self.speller.as_state(),
        }

    def read(self, question: str) -> Reading:
        """Return how a question is understood; one in no doubt is searched as it was typed."""
        corrected = self.speller.correct(question)
        english = self._english.read(question)
        if english and not _is_all_chinese(corrected):
            notes = tuple(Note(Change.ENGLISH, *pair) for pair in english.pairs)
            return Reading(english.text, notes, self._synonyms(english.text), english.unknown)
        text = _CHINESE_GAP.sub("", corrected.text) if corrected.changes else corrected.text
        notes = tuple(
            Note(Change.SPELLING, change.original, change.replacement)
            for change in corrected.changes
        )
        return Reading(text, notes, self._synonyms(text))

    def _synonyms(self, question: str) -> dict[str, float]:
        expansions = self.lexicon.expand(question, self.tokeniser.tokenise(question))
        return {word: SYNONYM_WEIGHT for one in expansions for word in one.synonyms}


def _is_all_chinese(corrected: Correction) -> bool:
    """Tell whether all words of letters were read as pinyin: yuan and mu are English words too."""
    words = LATIN.findall(corrected.text)
    return bool(corrected.changes) and all(word.isupper() for word in words)


def _by_sound(words: Sequence[Word]) -> dict[str, str]:
    """Return the corpus' words of more than one syllable by their pinyin, of equals the first."""
    found: dict[str, str] = {}
    for word in words:
        if word.count and " " in word.sounds:
            found.setdefault(word.sounds.replace(" ", ""), word.text)
    return found


def _texts(collection: Collection) -> list[str]:
    """Return all that was published: titles, questions and answers."""
    interviews: Sequence[Interview] = collection.interviews
    exchanges: Sequence[Exchange] = collection.searched
    titles = [interview.title for interview in interviews]
    return [*titles, *(text for one in exchanges for text in (one.asked, one.answer))]
