"""The five things by which an answer is looked up, and what each says of every passage.

The host's question, the whole exchange, the passage, the sentence and the staff's wording each have
an index of words and one of vectors. Whatever was matched, the score belongs to passages: that of a
question or an exchange goes to all its passages, that of a sentence to the passage it stands in,
that of a wording to the passage that the words it asks for begin in. The wordings that ask for the
same words are one document to the index of words: together they tell best how it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.asking_space import AskingSpace, at_unit_length, means
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.normalise import simplified
from index.records import Embedder, Progress, Vectors
from index.tokens import Tokeniser
from ingest.collection import Collection
from ingest.records import Exchange, Passage
from ingest.sentences import sentences


class Grain(StrEnum):
    """What is matched with a question."""

    QUESTION = "question"
    EXCHANGE = "exchange"
    PASSAGE = "passage"
    SENTENCE = "sentence"
    WORDING = "wording"


OF_EXCHANGES = (Grain.QUESTION, Grain.EXCHANGE)
"""The grains that are numbered like the searched exchanges; the others go with passages."""


@dataclass(frozen=True, slots=True)
class Grains:
    """The indexes of a collection."""

    words: Mapping[Grain, LexicalIndex]
    vectors: Mapping[Grain, DenseIndex]
    asking: AskingSpace
    """Where wordings, quotes and open questions lie."""
    quotes: DenseIndex
    """The mean of the wordings that ask for the same words, as `quote_of_wordings` numbers them."""
    open_questions: DenseIndex
    """What interviews leave open; no grain, as it leads to no passage."""

    @classmethod
    def build(
        cls,
        collection: Collection,
        tokeniser: Tokeniser,
        embedder: Embedder,
        on_batch: Progress | None = None,
    ) -> Self:
        """Tokenise and embed a collection; `on_batch` follows the passages' embedding."""
        texts = texts_of(collection)
        words = {
            grain: LexicalIndex.build([tokeniser.tokenise(text) for text in own])
            for grain, own in texts.items()
        }
        contexts = [simplified(text) for text in contexts_of(collection)]
        passages = embedder.embed_passages(contexts, on_batch)
        wordings = _embedded_questions([one.text for one in collection.wordings], embedder)
        quote_of = quote_of_wordings(collection)
        asking = AskingSpace.fit(wordings, quote_of)
        wordings = asking.place(wordings)
        vectors = {
            Grain.QUESTION: _embedded(texts[Grain.QUESTION], embedder),
            Grain.EXCHANGE: _means(
                passages, exchange_of_passages(collection), len(texts[Grain.EXCHANGE])
            ),
            Grain.PASSAGE: passages,
            Grain.SENTENCE: _embedded(texts[Grain.SENTENCE], embedder),
            Grain.WORDING: wordings,
        }
        left_open = _embedded_questions([one.text for one in collection.open_questions], embedder)
        return cls(
            words,
            {grain: DenseIndex.build(own) for grain, own in vectors.items()},
            asking,
            DenseIndex.build(at_unit_length(means(wordings, quote_of))),
            DenseIndex.build(asking.place(left_open)),
        )


def texts_of(collection: Collection) -> dict[Grain, list[str]]:
    """Return the texts whose words are indexed, for each grain in the order of the collection."""
    exchanges, passages = collection.searched, collection.passages
    return {
        Grain.QUESTION: [exchange.asked for exchange in exchanges],
        Grain.EXCHANGE: [f"{exchange.asked}\n{exchange.answer}" for exchange in exchanges],
        Grain.PASSAGE: [f"{passage.heading}\n{passage.text}" for passage in passages],
        Grain.SENTENCE: [text for passage in passages for text in sentences_of(passage)],
        Grain.WORDING: _wordings_by_quote(collection),
    }


def sentences_of(passage: Passage) -> list[str]:
    """Return the sentences of a passage; joined, they are its text."""
    return [passage.text[start:end] for start, end in sentences(passage.text)]


def contexts_of(collection: Collection) -> list[str]:
    """Return what is embedded of each passage: the host's question, the heading and the text."""
    of = {exchange.id: exchange for exchange in collection.searched}
    return [context_of(passage, of[passage.exchange_id]) for passage in collection.passages]


def context_of(passage: Passage, exchange: Exchange) -> str:
    """Return a passage below its heading and the host's question."""
    return "\n".join(part for part in (exchange.asked, passage.heading, passage.text) if part)


def exchange_of_passages(collection: Collection) -> NDArray[np.int64]:
    """Return the number of each passage's exchange among those that are searched."""
    place = {exchange.id: at for at, exchange in enumerate(collection.searched)}
    return np.array([place[passage.exchange_id] for passage in collection.passages], dtype=np.int64)


def passage_of_wordings(collection: Collection) -> NDArray[np.int64]:
    """Return the number of the passage that the words begin in which each wording asks for."""
    place = {passage.id: at for at, passage in enumerate(collection.passages)}
    exchange = {one.id: one for one in collection.searched}
    return np.array(
        [
            place[collection.passage_at(exchange[one.exchange_id], one.start).id]
            for one in collection.wordings
        ],
        dtype=np.int64,
    )


def quote_of_wordings(collection: Collection) -> NDArray[np.int64]:
    """Return which quote each wording asks for, numbered in the order of their first wordings."""
    numbers: dict[tuple[str, int, int], int] = {}
    return np.array(
        [
            numbers.setdefault((one.exchange_id, one.start, one.end), len(numbers))
            for one in collection.wordings
        ],
        dtype=np.int64,
    )


def _wordings_by_quote(collection: Collection) -> list[str]:
    """Return all wordings of each quote, as `quote_of_wordings` numbers them, one a line."""
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for number, one in zip(quote_of_wordings(collection), collection.wordings, strict=True):
        lines[int(number)].append(one.text)
    return ["\n".join(lines[number]) for number in range(len(lines))]


def first_sentences(passages: Iterable[Passage]) -> NDArray[np.int64]:
    """Return the number of each passage's first sentence, and how many sentences there are."""
    counts = [len(sentences(passage.text)) for passage in passages]
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _embedded(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Return a vector for each text; all zeros for an empty one."""
    vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
    filled = [at for at, text in enumerate(texts) if text.strip()]
    vectors[filled] = embedder.embed_passages([simplified(texts[at]) for at in filled])
    return vectors


def _embedded_questions(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Return a vector for each text, as of a question."""
    if not texts:
        return np.zeros((0, embedder.dimension), dtype=np.float32)
    return embedder.embed_questions([simplified(text) for text in texts])


def _means(vectors: Vectors, groups: NDArray[np.int64], n_groups: int) -> Vectors:
    """Return the mean of each group's vectors, at unit length; all zeros for an empty group."""
    sums = np.zeros((n_groups, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, groups, vectors)
    return at_unit_length(sums)
