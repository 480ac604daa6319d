"""Of the passages of one answer, the one that a question is about."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chat.evidence import Evidence
from chat.wanted import Wanted
from index.ranking import standardise
from index.records import Hit, NearWording
from ingest.records import Passage
from ingest.sentences import Span, sentences

_UNSURE = 1.5
_TOGETHER_MAX = 600  # characters
"""A passage and its neighbour whose sums differ by less than `_UNSURE` are quoted together, where
they're no longer: of 463 broad `dev` questions 6 more were right, and 18 quotes longer."""


def best_passage(
    wanted: Wanted,
    passages: Sequence[Passage],
    hit: Hit,
    evidence: Evidence,
    weights: Mapping[str, float],
) -> tuple[Passage, Span]:
    """Return the passage of an answer whose weighted features sum to most, else the first.

    Beside it stands the span to quote: with its neighbour where that one's sum is nearly the same.

    :param passages: All passages of the answer, in order.
    :param hit: How the answer was found.
    :param evidence: What the reranker found in the answer.
    :param weights: Of the features, as they were fitted; a feature without one counts nothing.
    """
    if len(passages) == 1:
        return passages[0], (passages[0].start, passages[0].end)
    features = passage_features(wanted, passages, hit, evidence)
    total = sum(
        (weight * features[name] for name, weight in sorted(weights.items())),
        start=np.zeros(len(passages)),
    )
    best, second = np.argsort(-total, kind="stable")[:2]
    first, last = passages[min(best, second)], passages[max(best, second)]
    near = abs(int(best) - int(second)) == 1 and total[best] - total[second] <= _UNSURE
    if not near or last.end - first.start > _TOGETHER_MAX:
        first = last = passages[best]
    return passages[best], (first.start, last.end)


def passage_features(
    wanted: Wanted, passages: Sequence[Passage], hit: Hit, evidence: Evidence
) -> dict[str, NDArray[np.float64]]:
    """Return what speaks for each passage beside the others, each standardised over them.

    - `fused`: its score in the ranking of all passages;
    - `words`, `heading`, `sentence`: the share of the question's words, weighed by rarity, in its
      text, in its heading, and in its best sentence;
    - `evidence`: the greatest log-odds that the answer begins in one of its clauses;
    - `wording`: the greatest nearness of a wording that asks for words beginning in it;
    - `length`: the logarithm of its characters; `first`: whether it opens the answer.
    """
    columns = {
        "fused": list(hit.passage_scores),
        "words": [wanted.share(passage.text) for passage in passages],
        "heading": [wanted.share(passage.heading) for passage in passages],
        "sentence": [_best_sentence(wanted, passage) for passage in passages],
        "evidence": [evidence.at(passage.start, passage.end) for passage in passages],
        "wording": [
            max((one.nearness for one in hit.wordings if _begins_in(one, passage)), default=0.0)
            for passage in passages
        ],
        "length": [float(np.log(len(passage.text))) for passage in passages],
        "first": [float(number == 0) for number in range(len(passages))],
    }
    return {name: standardise(np.array(column)) for name, column in columns.items()}


def _begins_in(wording: NearWording, passage: Passage) -> bool:
    return passage.start <= wording.start < passage.end


def _best_sentence(wanted: Wanted, passage: Passage) -> float:
    spans = sentences(passage.text)
    return max((wanted.share(passage.text[start:end]) for start, end in spans), default=0.0)
