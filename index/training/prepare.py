"""Question sets in the BEIR layout become training pairs, split by document, never by pair.

The part of a document is told by a hash of its group: documents that must not be torn apart
(near-duplicate replies, one press conference, one policy, one encyclopedia article) share a
group, so nothing in `dev` or `test` was seen in training. `part_of(group)` and `groups(...)`
are all that a benchmark needs to know which questions are held out.
"""

import argparse
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

from index.lexical import LexicalIndex
from index.tokens import tokenise
from index.training.records import Pair, Part, Piece, read_rows, sample, write_rows
from ingest.sentences import sentences

MAX_CHARS = 450  # of a passage; a document is ranked by its best passage
WRITTEN = Path(str(files("index") / "training" / "written"))
"""The set that was written for this training; it lies beside the program (README.md)."""
TRAINED_SETS = (
    "gov_letters",
    "mfa_remarks",
    "covid_policy_answers",
    "cmrc2018",
    "drcd",
    WRITTEN.name,
)
_GROUP_FIELD = {
    "mfa_remarks": "doc",
    "covid_policy_answers": "policy_docid",
    "cmrc2018": "title",
    "drcd": "title",
}
ASKED_ABOUT = frozenset({"mfa-0420", "mfa-0462", "mfa-0505"})
"""Groups that tests/questions ask about: never trained on, whatever their part."""
_SHINGLE = 8  # characters
_COMMON = 30  # a shingle that more documents have is boilerplate
_NEAR = 0.3  # Jaccard similarity of the shingles of two near-duplicates
_DETAIL = 200  # characters of a letter's body that help to choose the passage


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


def cut(text: str, max_chars: int = MAX_CHARS) -> list[str]:
    """Cut a text into groups of whole sentences, as even in length as they allow."""
    n_groups = -(-len(text) // max_chars)
    target = -(-len(text) // max(n_groups, 1))
    pieces, start, previous = [], 0, 0
    for _, end in sentences(text):
        if end - start > max_chars and previous > start:
            pieces.append(text[start:previous])
            start = previous
        if end - start >= target:
            pieces.append(text[start:end])
            start = end
        previous = end
    return [*pieces, text[start:]] if start < len(text) else pieces


def pieces_of(documents: Iterable[Document]) -> list[Piece]:
    """Cut documents into passages, in order."""
    return [
        Piece(f"{document.id}#{number}", document.id, text, document.untold, document.asked)
        for document in documents
        for number, text in enumerate(cut(document.text))
    ]


def pairs_of(questions: QuestionSet, pieces: Sequence[Piece]) -> list[Pair]:
    """Pair every question with the passage of its first document that shares most words with it.

    Where the answer's wording is known, the passage that holds it comes first. A letter's body
    counts as well as its title.
    """
    words = LexicalIndex.build([tokenise(piece.text) for piece in pieces])
    of_document: dict[str, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        of_document[piece.document].append(number)
    part = questions.parts()
    pairs = []
    for question in questions.questions:
        document = question.documents[0]
        numbers = of_document[document]
        scores = words.scores(tokenise(question.text + question.detail[:_DETAIL]))
        best = max(
            numbers,
            key=lambda at: (
                any(answer in pieces[at].text for answer in question.answers),
                scores[at],
                -at,
            ),
        )
        pairs.append(
            Pair(
                question_id=question.id,
                set=questions.name,
                part=part[question.id],
                question=question.text,
                detail=question.detail,
                piece=pieces[best].id,
                document=document,
                answers=question.answers,
            )
        )
    return pairs


def prepare(data: Path, out: Path, limits: Mapping[str, int]) -> Counter[tuple[str, Part]]:
    """Write pairs.jsonl and pieces.jsonl; return how many pairs each set and part has.

    The passages of documents that no chosen pair needs are left out of sets that are sampled,
    so that mining them stays cheap.
    """
    all_pairs: list[Pair] = []
    all_pieces: list[Piece] = []
    for name, limit in limits.items():
        questions = read_set(WRITTEN if name == WRITTEN.name else data / name)
        pieces = pieces_of(questions.documents)
        asked_about = {one.id for one in questions.documents if one.group in ASKED_ABOUT}
        pairs = [pair for pair in pairs_of(questions, pieces) if pair.document not in asked_about]
        pairs = sample(pairs, limit)
        needed = {pair.document for pair in pairs}
        all_pairs += pairs
        all_pieces += [piece for piece in pieces if piece.document in needed]
    write_rows(out / "pairs.jsonl", all_pairs)
    write_rows(out / "pieces.jsonl", all_pieces)
    return Counter((pair.set, pair.part) for pair in all_pairs)


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


def main() -> None:
    """Prepare the sets named on the command line, or all that we train on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of sets in BEIR layout")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--limit", action="append", default=[], metavar="SET=N", help="training pairs of a set"
    )
    options = parser.parse_args()
    limits = dict.fromkeys(TRAINED_SETS, 10**6)
    if options.limit:
        limits = {name: int(n) for name, _, n in (text.partition("=") for text in options.limit)}
    for (name, part), n in sorted(prepare(options.data, options.out, limits).items()):
        print(f"{name}\t{part}\t{n}")


if __name__ == "__main__":
    main()
