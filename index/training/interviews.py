"""Interviews and the wordings beside them become a set of questions.

A document is a passage, as it is searched; its group is its interview. The other passages of the
interview, which speak of the same matters, are what the answer must be told from.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np

from index.lexical import LexicalIndex
from index.tokens import tokenise
from index.training.question_sets import Document, Question, QuestionSet
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus
from ingest.records import Passage, Wording

_NEAR = 3
"""Passages of an interview for which a question that it leaves open is taken."""


def read_interviews(folder: Path) -> QuestionSet:
    """Read the interviews in `folder`/interviews and the wordings beside them.

    A question that an interview leaves open is one that the passages nearest to it, by their words,
    do not answer. Wordings of words that reach over two passages are left out.

    :raises CorpusError: As `load_corpus` does.
    """
    collection = collect(load_corpus(folder / "interviews"))
    untold = _untold(collection)
    documents = tuple(
        Document(
            id=passage.id,
            text=passage.text,
            group=exchange.interview_id,
            untold=tuple(untold[passage.id]),
            asked=exchange.asked,
        )
        for exchange in collection.substantive
        for passage in collection.passages_of(exchange)
    )
    questions = tuple(
        question
        for number, wording in enumerate(collection.wordings)
        if (question := _question(collection, wording, number))
    )
    return QuestionSet(folder.name, documents, questions, apart=True)


def _question(collection: Collection, wording: Wording, number: int) -> Question | None:
    exchange = collection.exchange(wording.exchange_id)
    passage = collection.passage_at(exchange, wording.start)
    if wording.end > passage.end:
        return None
    answer = exchange.answer[wording.start : wording.end]
    return Question(f"invented-{number}", wording.text, (passage.id,), answers=(answer,))


def _untold(collection: Collection) -> dict[str, list[str]]:
    """Return the questions that are left open near each passage."""
    of_interview: dict[str, list[Passage]] = defaultdict(list)
    for exchange in collection.substantive:
        of_interview[exchange.interview_id] += collection.passages_of(exchange)
    words = {
        interview: LexicalIndex.build([tokenise(passage.text) for passage in own])
        for interview, own in of_interview.items()
    }
    untold: dict[str, list[str]] = defaultdict(list)
    for question in collection.open_questions:
        scores = words[question.interview_id].scores(tokenise(question.text))
        for at in np.argsort(-scores, kind="stable")[:_NEAR]:
            untold[of_interview[question.interview_id][at].id].append(question.text)
    return untold
