"""Question sets become training pairs and the passages of their documents."""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from index.lexical import LexicalIndex
from index.tokens import tokenise
from index.training.interviews import read_interviews
from index.training.question_sets import (
    INVENTED,
    TRAINED_SETS,
    WRITTEN,
    Document,
    QuestionSet,
    read_set,
)
from index.training.records import Pair, Part, Piece, sample, write_rows
from ingest.sentences import sentences

MAX_CHARS = 450  # of a passage; a document is ranked by its best passage
ASKED_ABOUT = frozenset({"mfa-0420", "mfa-0462", "mfa-0505"})
"""Groups that tests/questions ask about: never trained on, whatever their part."""
_DETAIL = 200  # characters of a letter's body that help to choose the passage


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


def pieces_of(documents: Iterable[Document], *, apart: bool = False) -> list[Piece]:
    """Cut documents into passages, in order.

    :param apart: As of their set.
    """
    return [
        Piece(
            id=f"{document.id}#{number}",
            document=document.id,
            text=text,
            untold=document.untold,
            asked=document.asked,
            group=document.group if apart else "",
        )
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
    so that mining them stays cheap; those of an interview stay together.
    """
    all_pairs: list[Pair] = []
    all_pieces: list[Piece] = []
    for name, limit in limits.items():
        questions = _questions(data, name)
        pieces = pieces_of(questions.documents, apart=questions.apart)
        asked_about = {one.id for one in questions.documents if one.group in ASKED_ABOUT}
        pairs = [pair for pair in pairs_of(questions, pieces) if pair.document not in asked_about]
        pairs = sample(pairs, limit)
        needed = {pair.document for pair in pairs}
        groups = {piece.group for piece in pieces if piece.group and piece.document in needed}
        all_pairs += pairs
        all_pieces += [one for one in pieces if one.document in needed or one.group in groups]
    write_rows(out / "pairs.jsonl", all_pairs)
    write_rows(out / "pieces.jsonl", all_pieces)
    return Counter((pair.set, pair.part) for pair in all_pairs)


def _questions(data: Path, name: str) -> QuestionSet:
    if name == INVENTED.name:
        return read_interviews(INVENTED)
    return read_set(WRITTEN if name == WRITTEN.name else data / name)


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
