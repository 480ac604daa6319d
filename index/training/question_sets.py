"""Question sets in the BEIR layout, split by document, never by pair.

The part of a document is told by a hash of its group: documents that must not be torn apart
(near-duplicate replies, one press conference, one policy, one encyclopedia article, one interview)
share a group, so nothing in `dev` or `test` was seen in training. `part_of(group)` and
`groups(...)` are all that a benchmark needs to know which questions are held out.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

from index.training.records import Part, read_rows

WRITTEN = Path(str(files("index") / "training" / "written"))
"""The answers that were written for this training; they lie beside the program (README.md)."""
INVENTED = Path(str(files("index") / "training" / "invented"))
"""The interviews that were; they are read by `index.training.interviews`."""
TRAINED_SETS = (
    "gov_letters",
    "mfa_remarks",
    "covid_policy_answers",
    "cmrc2018",
    "drcd",
    WRITTEN.name,
    INVENTED.name,
)
_GROUP_FIELD = {
    "mfa_remarks": "doc",
    "covid_policy_answers": "policy_docid",
    "cmrc2018": "title",
    "drcd": "title",
}
_SHINGLE = 8  # characters
_COMMON = 30  # a shingle that more documents have is boilerplate
_NEAR = 0.3  # Jaccard similarity of the shingles of two near-duplicates


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a set, and the group that it can't be split from."""

    id: str
    text: str
    group: str
    untold: tuple[str, ...] = ()
    """Questions on its subject that it does not answer, where the set has some."""
    asked: str = ""
    """What it answers, in the words of who asked, where the set tells."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the documents that answer it, and where known its long form and answers."""

    id: str
    text: str
    documents: tuple[str, ...]
    detail: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A retrieval set."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    apart: bool = False
    """Whether a question is asked of the documents of its group alone: what others say is none of
    its answers, and none of its negatives."""

    def parts(self) -> dict[str, Part]:
        """Return the part of each question: that of the first document that answers it."""
        group = {document.id: document.group for document in self.documents}
        return {one.id: part_of(group[one.documents[0]]) for one in self.questions}


def part_of(group: str) -> Part:
    """Return the part of a group: SHA-256 of its name, as a number, modulo 10.

    0 is `dev`, 1 is `test`, the rest is `train`.
    """
    remainder = int(hashlib.sha256(group.encode()).hexdigest(), 16) % 10
    return {0: Part.DEV, 1: Part.TEST}.get(remainder, Part.TRAIN)


def read_set(folder: Path) -> QuestionSet:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv; a question without document is left out."""
    name = folder.name
    corpus = list(read_rows(folder / "corpus.jsonl"))
    queries = list(read_rows(folder / "queries.jsonl"))
    relevant: dict[str, list[str]] = defaultdict(list)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, document, _ = line.split("\t")
        relevant[question].append(document)
    questions = tuple(
        Question(
            id=row["id"],
            text=row["text"],
            documents=tuple(sorted(relevant[row["id"]])),
            detail=row.get("detail", ""),
            answers=tuple(row.get("answers", ())),
        )
        for row in queries
        if relevant[row["id"]]
    )
    group = groups(name, corpus, questions)
    titles = {one.documents[0]: one.text for one in questions if one.detail}
    documents = tuple(
        Document(
            row["id"],
            row["text"],
            group[row["id"]],
            tuple(row.get("untold", ())),
            row.get("asked", titles.get(row["id"], "")),
        )
        for row in corpus
    )
    return QuestionSet(name, documents, questions)


def groups(
    name: str, corpus: Sequence[Mapping[str, Any]], questions: Sequence[Question]
) -> dict[str, str]:
    """Return the group of each document.

    The field that names its page, policy or article where the set has one; else the smallest
    id among the documents joined to it by near-duplicate text or by questions of equal wording.
    """
    field = _GROUP_FIELD.get(name)
    if field:
        return {row["id"]: str(row[field]) or row["id"] for row in corpus}
    ids = [row["id"] for row in corpus]
    joined = [(ids[a], ids[b]) for a, b in near_duplicates([row["text"] for row in corpus])]
    by_wording: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        by_wording[question.text].extend(question.documents)
    joined += [(same[0], other) for same in by_wording.values() for other in same[1:]]
    return _components(ids, joined)


def held_out(folder: Path, part: Part) -> set[str]:
    """Return the ids of a set's questions in a part; of a set not trained on, all of them."""
    questions = read_set(folder)
    everything = questions.name not in TRAINED_SETS
    return {id_ for id_, of in questions.parts().items() if everything or of is part}


def near_duplicates(texts: Sequence[str], threshold: float = _NEAR) -> list[tuple[int, int]]:
    """Return the pairs of texts whose character shingles overlap (Jaccard) by the threshold.

    Broder, "On the resemblance and containment of documents", 1997; shingles that more than 30
    texts share are boilerplate and not looked up.
    """
    shingles = [{text[at : at + _SHINGLE] for at in range(len(text))} for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(shingles):
        for shingle in own:
            holders[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= _COMMON:
            shared.update(combinations(numbers, 2))
    return sorted(
        (a, b)
        for (a, b), n in shared.items()
        if n >= threshold * (len(shingles[a]) + len(shingles[b]) - n)
    )


def _components(ids: Sequence[str], joined: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the smallest id of each id's connected component."""
    parent = {name: name for name in ids}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for a, b in joined:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {name: root(name) for name in ids}
