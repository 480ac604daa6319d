"""A question that leans on the one before becomes one that stands alone."""

import re
from collections.abc import Sequence

from index.tokens import content_tokens

_LEANS = re.compile(
    r"^(其中|那|这|它|他|她|该|还有|另外|然后|再|具体|依据|为什么|为啥|第[一二三四五六七八九十]|最后)|呢[?？]?$"
)
_SHORT = 16  # characters: a longer question names its own subject


def standalone(question: str, history: Sequence[str]) -> str:
    """Return the question, with the last one before it where it does not stand alone.

    It does not where it is short and begins or ends as a follow-up does, or has no word of its own.
    """
    if not history:
        return question
    leans = len(question) <= _SHORT and _LEANS.search(question.strip())
    if leans or not content_tokens(question):
        return f"{history[-1]} {question}"
    return question
