"""A question becomes another wording of itself: a typo, a synonym, a turn of phrase, keywords.

Light and seeded: what comes out depends only on the text and the random generator given.
"""

import random
from dataclasses import dataclass
from functools import cache

from index.lexicon import Lexicon, shipped_lists
from index.normalise import traditional
from index.tokens import content_tokens, tokenise
from index.word_lists import word_sections

_BEFORE = ("请问", "你好，请问", "想问一下，", "咨询一下：", "我想知道", "麻烦问下")
_AFTER = ("？谢谢", "怎么回事", "，请帮忙解答", "吗", "呢", "，急")


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How often each change is made."""

    typo: float = 0.08
    traditional: float = 0.08
    colloquial: float = 0.12
    synonym: float = 0.0
    keywords: float = 0.0


def reworded(question: str, augmentation: Augmentation, chance: random.Random) -> str:
    """Return the question, or with the given chances another wording of it."""
    if augmentation.synonym and chance.random() < augmentation.synonym:
        question = _with_synonym(question, chance)
    if augmentation.keywords and chance.random() < augmentation.keywords:
        return " ".join(content_tokens(question)) or question
    if chance.random() < augmentation.colloquial:
        question = _colloquial(question, chance)
    if chance.random() < augmentation.typo:
        question = _mistyped(question, chance)
    if chance.random() < augmentation.traditional:
        question = traditional(question)
    return question


def _colloquial(question: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(_BEFORE) + question
    return question.rstrip("？?。") + chance.choice(_AFTER)


def _with_synonym(question: str, chance: random.Random) -> str:
    """Put a word of the shipped synonyms in the place of one that the question has."""
    found = _lexicon().expand(question, tokenise(question))
    known = [one for one in found if one.word in question]
    if not known:
        return question
    one = chance.choice(known)
    return question.replace(one.word, chance.choice(one.synonyms))


@cache
def _lexicon() -> Lexicon:
    return Lexicon.read(shipped_lists())


def _mistyped(question: str, chance: random.Random) -> str:
    twins = _twins()
    places = [at for at, character in enumerate(question) if character in twins]
    if not places:
        return question
    at = chance.choice(places)
    return question[:at] + chance.choice(twins[question[at]]) + question[at + 1 :]


@cache
def _twins() -> dict[str, list[str]]:
    return {
        character: [other for other in group if other != character]
        for group in words_of("same_sound.txt")
        for character in group
    }


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of one of this package's lists, in order."""
    return word_sections("index.training", name)[""]
