"""Text becomes the form in which it is matched: one width, one case, Simplified characters."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC


def normalise(text: str) -> str:
    """Fold full width to half (NFKC), upper case to lower, Traditional to Simplified, and spaces.

    The result is for matching only: it may differ from the text in length. Folding twice
    changes nothing.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    once = _to_simplified().convert(folded)
    simplified = _to_simplified().convert(once)  # 薴 becomes 苧, and only then 苎
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", simplified)).strip()


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
