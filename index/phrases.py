"""The texts of a corpus become its words and phrases, each with the times that it stands there."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.characters import HAN, plain
from index.tokens import dictionary, function_words

LONGEST = 8
"""Characters of a word or phrase, at most."""
_PHRASE_WORDS = 4
_LARGE = 100_000  # words of a corpus in which a phrase that stands once proves little


def count_phrases(texts: Iterable[str]) -> tuple[Counter[str], int]:
    """Count the words of texts and the phrases of up to four words, and all words together."""
    counts: Counter[str] = Counter()
    n_tokens = 0
    for text in texts:
        for run in HAN.findall(plain(text)):
            words = cut(run)
            n_tokens += len(words)
            counts.update(words)
            counts.update(_phrases(words))
    if n_tokens > _LARGE:
        counts = Counter({text: n for text, n in counts.items() if n > 1 or len(text) < 3})
    return counts, n_tokens


def cut(run: str) -> list[str]:
    """Cut Chinese characters into words of the dictionary, as probable as can be."""
    frequencies, total = dictionary()
    best, come = [0.0] + [-math.inf] * len(run), [0] * (len(run) + 1)
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
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


def is_function(word: str) -> bool:
    """Tell whether a word only joins others."""
    return word in function_words()


def _phrases(words: Sequence[str]) -> Iterator[str]:
    """Yield the phrases that neither begin nor end with a function word."""
    for first in range(len(words)):
        if is_function(words[first]):
            continue
        text = words[first]
        for last in range(first + 1, min(first + _PHRASE_WORDS, len(words))):
            text += words[last]
            if len(text) > LONGEST:
                break
            if not is_function(words[last]):
                yield text
