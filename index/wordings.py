"""How near a question is to what the staff has written down as asked: wordings of what was said,
and questions that an interview leaves open."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.dense import DenseIndex
from index.mentions import MentionKind, mentions
from index.normalise import normalise
from index.records import Scores, Vectors
from ingest.records import OpenQuestion

_OWN = 0.3
_SHARPNESS = 8
"""What the cosine with a wording itself counts for beside that with the mean of all that ask for
the same words: `_OWN`, and more the nearer it is, until an equal question counts for all. The mean
tells best what is asked for, .97 of 296 `dev` questions of the first interview for .92."""
_UNRELATED = 0.3
"""Cosine in the `AskingSpace` of a question with the nearest of some hundred wordings where none
asks for the same: .25 to .57 in half of the unanswerable `dev` questions of two corpora."""
_EQUAL = 4.0
_NAMES = {
    MentionKind.PLACE,
    MentionKind.YEAR,
    MentionKind.PLAN,
    MentionKind.DATE,
    MentionKind.PERSON,
}
_HERE = re.compile(
    r"(?:咱们?|我们?|你们?|贵|本|这)(?:台商)?(?:区|市(?!民|场|级|政)|县|镇)(?:里|内)?的?|"
    r"(?<![\u4e00-\u9fff])[区市县镇]里的?|"
    r"(?:咱们?|我们|你们)(?:这(?:里|儿|边|块|片)|当地)的?"
)
_SCOPE = re.compile(r"全[国省市县]|[省市县]里")


class OpenQuestions:
    """What interviews leave open."""

    def __init__(self, questions: Sequence[OpenQuestion], vectors: DenseIndex) -> None:
        """Take the questions, and the index of their vectors, in the same order."""
        self._questions = questions
        self._vectors = vectors

    def nearest(self, question: str, vector: Vectors) -> dict[str, tuple[float, str]]:
        """Return the nearest of each interview that leaves some open, and how near it is.

        One that names a place, a time or a person that the question does not is about another
        thing, however near it is.

        :param vector: Of the question in the `AskingSpace`, of shape (1, dimension).
        """
        own = _names(question)
        found: dict[str, tuple[float, str]] = {}
        nearness = nearness_of(self._vectors.scores(vector))
        for at in np.argsort(-nearness, kind="stable")[: np.count_nonzero(nearness)]:
            one = self._questions[at]
            if one.interview_id not in found and _names(one.text) <= own:
                found[one.interview_id] = float(nearness[at]), one.text
        return found


def nearness_of_wordings(own: Scores, of_quotes: Scores) -> Scores:
    """Return how near wordings are, by their own cosines and those of what they ask for."""
    share = _OWN + (1 - _OWN) * np.clip(own, 0, 1) ** _SHARPNESS
    return nearness_of(share * own + (1 - share) * of_quotes)


def nearness_of(cosines: Scores) -> Scores:
    """Return nearness from 0, of what asks for something else, to 4, of what is equal."""
    return np.maximum(cosines - _UNRELATED, 0) * (_EQUAL / (1 - _UNRELATED))


def without_here(question: str) -> str:
    """Return a question without the words for where it is asked, unless nothing is left.

    Few wordings have them (咱们区的空气以后会变好吗, 空气会不会变好), and vectors weigh them much.
    """
    return _HERE.sub("", question).strip() or question


@lru_cache(maxsize=1 << 14)  # what is left open is near to many questions
def _names(question: str) -> frozenset[str]:
    text = normalise(question)
    named = {one.value for one in mentions(text) if one.kind in _NAMES}
    return frozenset(named | set(_SCOPE.findall(text)))
