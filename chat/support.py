"""A question and an exchange become the share of the question's words that the exchange has."""

import re
from collections.abc import Callable, Iterable, Sequence

from chat.guard_places import OWN, SCOPE
from index.mentions import MentionKind, mentions
from index.normalise import normalise
from index.tokens import content_tokens, tokenise
from index.word_lists import word_set
from ingest.records import Exchange

Rarity = Callable[[str], float]
"""How much a word says: its inverse document frequency."""

Synonyms = Callable[[str], Iterable[str]]
"""The words that say the same as a word."""

_ANY_OWN = re.compile(
    rf"{OWN.pattern}|{SCOPE.pattern}|全区|区里|(?:台商|开发|高新|经开|投资|保税)区"
)
_FILLER = re.compile(r"[一二三四五六七八九十几两\d]+.?|.*[要想以靠是从在的吗呢给会能跟].*|.")


def support(
    question: str,
    exchange: Exchange,
    rarity: Rarity,
    synonyms: Synonyms = lambda _: (),
    wording: str = "",
) -> float:
    """Return how much of the question's content words an exchange, or a wording, has, weighed by
    rarity: from 0 to 1.

    A question without any (你们为什么这么慢) has no support.
    """
    words = _words(normalise(question))
    missing = _lacking(words, exchange, synonyms, wording)
    total = sum(rarity(word) for word in words)
    lost = sum(rarity(word) for word in missing)
    return 1.0 - lost / total if total else float(bool(words))


def _lacking(
    words: Sequence[str], exchange: Exchange, synonyms: Synonyms, wording: str
) -> tuple[str, ...]:
    said = normalise(f"{exchange.asked}\n{exchange.answer}\n{wording}")

    def stands(word: str) -> bool:
        return word in said or any(normalise(other) in said for other in synonyms(word))

    def stands_in_parts(word: str) -> bool:
        parts = [part for part in tokenise(word) if part != word]
        if not parts and len(word) == 4:
            parts = [word[:2], word[2:]]  # jieba guessed a word that its dictionary lacks
        return "".join(parts) == word and all(stands(part) or _is_vague(part) for part in parts)

    return tuple(word for word in words if not stands(word) and not stands_in_parts(word))


def _is_vague(word: str) -> bool:
    return word in word_set("chat", "vague_words.txt")


def _words(text: str) -> list[str]:
    """Return the whole content words, without what the conflicts look after: years, places …"""
    text = _ANY_OWN.sub(" ", text)
    for mention in mentions(text):
        if mention.kind not in (MentionKind.ASPECT, MentionKind.NEGATION):
            blank = " " * (mention.end - mention.start)
            text = text[: mention.start] + blank + text[mention.end :]
    tokens = [token for token in content_tokens(text) if not _FILLER.fullmatch(token)]
    return [token for token in tokens if not any(token != t and token in t for t in tokens)]
