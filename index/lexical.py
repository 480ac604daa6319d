"""BM25 over token lists, scored when built: a question is then a sum of columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.records import Scores

# Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section
# 3.5: values of 1.2 < k1 < 2 and 0.5 < b < 0.8 are reasonable in many circumstances.
K1 = 1.5
B = 0.75


class LexicalIndex:
    """The BM25 weight of each token in each document, stored token by token."""

    def __init__(
        self,
        vocabulary: Sequence[str],
        starts: NDArray[np.int64],
        documents: NDArray[np.int32],
        weights: NDArray[np.float32],
        n_documents: int,
    ) -> None:
        """Take finished postings.

        :param vocabulary: Tokens, sorted.
        :param starts: Shape (tokens + 1,): where each token's postings start.
        :param documents: Shape (postings,): document numbers.
        :param weights: Shape (postings,): BM25 weights.
        """
        self.vocabulary = list(vocabulary)
        self.starts = starts
        self.documents = documents
        self.weights = weights
        self.n_documents = n_documents
        self._column = {token: at for at, token in enumerate(self.vocabulary)}

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> Self:
        """Weigh every token of every document.

        The weight is idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / mean length)) with
        idf = ln(1 + (n - df + 0.5) / (df + 0.5)), which is never negative (as in Lucene).
        """
        counts = [Counter(tokens) for tokens in documents]
        df = Counter(token for count in counts for token in count)
        vocabulary = sorted(df)
        column = {token: at for at, token in enumerate(vocabulary)}
        n = len(documents)
        lengths = np.array([len(tokens) for tokens in documents], dtype=np.float64)
        norms = K1 * (1 - B + B * lengths / (lengths.mean() or 1.0)) if n else lengths
        postings = sorted(
            (column[token], at, tf)
            for at, count in enumerate(counts)
            for token, tf in count.items()
        )
        tokens = np.array([token for token, _, _ in postings], dtype=np.int64)
        numbers = np.array([at for _, at, _ in postings], dtype=np.int32)
        tf = np.array([tf for _, _, tf in postings], dtype=np.float64)
        frequency = np.array([df[token] for token in vocabulary], dtype=np.float64)
        idf = np.log1p((n - frequency + 0.5) / (frequency + 0.5))
        weights = idf[tokens] * tf * (K1 + 1) / (tf + norms[numbers]) if postings else tf
        starts = np.searchsorted(tokens, np.arange(len(vocabulary) + 1)).astype(np.int64)
        return cls(vocabulary, starts, numbers, weights.astype(np.float32), n)

    def scores(self, tokens: Iterable[str]) -> Scores:
        """Return the BM25 score of every document; a repeated token counts each time."""
        return self.weighted_scores(Counter(tokens))

    def weighted_scores(self, tokens: Mapping[str, float]) -> Scores:
        """Return the BM25 score of every document for tokens that count more or less."""
        total = np.zeros(self.n_documents)
        for token, weight in tokens.items():
            column = self._column.get(token)
            if column is not None:
                part = slice(self.starts[column], self.starts[column + 1])
                total[self.documents[part]] += weight * self.weights[part]
        return total

    def idf(self, token: str) -> float:
        """Return ln(1 + (n - df + 0.5) / (df + 0.5)); a token that no document has is rarest."""
        column = self._column.get(token)
        df = 0 if column is None else int(self.starts[column + 1] - self.starts[column])
        return float(np.log1p((self.n_documents - df + 0.5) / (df + 0.5)))

    def contains(self, token: str) -> NDArray[np.int32]:
        """Return the numbers of the documents that have the token."""
        column = self._column.get(token)
        if column is None:
            return np.empty(0, dtype=np.int32)
        return self.documents[self.starts[column] : self.starts[column + 1]]
