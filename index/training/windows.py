"""A passage becomes the part of it that the reranker learns from."""

from collections.abc import Callable

from index.tokens import content_tokens
from ingest.sentences import sentences


def window(text: str, max_chars: int, worth: Callable[[str], float]) -> str:
    """Return the run of whole sentences, within so many characters, that is worth most.

    A single sentence that is longer stays whole; of equal runs the first is taken.
    """
    spans = sentences(text)
    if len(text) <= max_chars or not spans:
        return text
    runs = []
    for first, (start, end) in enumerate(spans):
        for _, further in spans[first + 1 :]:
            if further - start > max_chars:
                break
            end = further
        runs.append(text[start:end])
    return max(runs, key=worth)


def closeness(question: str) -> Callable[[str], float]:
    """Return a measure by which the run that has most of the question's words comes first."""
    words = [word for word in content_tokens(question) if len(word) > 1]
    return lambda run: float(sum(word in run for word in words))
