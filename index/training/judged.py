"""Pairs, mined negatives and near misses become what the reranker learns from.

A row is a question and a passage; of a passage that answers, the row tells where the answer stands,
as far as the set tells it.

    python -m index.training.judged --data DATA --rounds 4
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from typing import NamedTuple

from index.normalise import normalise
from index.records import WINDOW
from index.tokens import content_tokens
from index.training.augment import Augmentation, reworded
from index.training.in_situ import MadeQuestion, made_questions, shortened
from index.training.near_misses import Miss, near_misses, without_answer
from index.training.records import (
    SINGLE_ANSWER,
    Judged,
    Negatives,
    Pair,
    Part,
    Piece,
    read_negatives,
    read_pairs,
    read_pieces,
    take,
    write_rows,
)
from index.training.windows import closeness, window

_LEAST = 40  # characters of a passage; the most is what the searcher lets it read
_DETAIL = 100  # characters of a letter's body that stand for its title
_SHORTENED = 0.4  # of the made questions
REWORDED = Augmentation(synonym=0.45, keywords=0.04)
PLAIN = Augmentation(typo=0, traditional=0, colloquial=0)


@dataclass(frozen=True, slots=True)
class Draw:
    """How often each kind of row is drawn, for each pair and round."""

    mined: float = 0.7
    n_mined: int = 1
    """Chances to draw a mined passage, another each time."""
    near: float = 0.5
    removed: float = 0.6
    random: float = 0.05
    detail: float = 0.3
    """Of the letters: the letter's beginning in the place of its title, in all rows of the pair."""
    untold: float = 1.0
    """A question that the passage does not answer, where somebody wrote some."""
    made: float = 0.7
    """A question made of a sentence of the passage, with negatives of its own."""
    context: float = 0.0
    """What the host or the letter's title asked, before each passage of which it is known; in all
    rows of a question or in none."""
    seed: int = 11


@dataclass(frozen=True, slots=True)
class Sources:
    """Where rows come from."""

    pairs: Sequence[Pair]
    negatives: Mapping[str, Negatives]
    pieces: Mapping[str, Piece]
    subjects: Mapping[str, Sequence[str]]
    """Of each set: words that its questions are about."""

    @classmethod
    def of(
        cls,
        pairs: Sequence[Pair],
        negatives: Mapping[str, Negatives],
        pieces: Mapping[str, Piece],
    ) -> "Sources":
        """Collect the subjects of the pairs' questions."""
        words: dict[str, set[str]] = {}
        for pair in pairs:
            tokens = content_tokens(pair.question)
            words.setdefault(pair.set, set()).update(one for one in tokens if 2 <= len(one) <= 6)
        return cls(pairs, negatives, pieces, {name: sorted(own) for name, own in words.items()})


def judged(
    pair: Pair, sources: Sources, draw: Draw, augmentation: Augmentation, number: int = 0
) -> list[Judged]:
    """Return the rows of a pair in a round: what the pair's id and the round's number decide.

    Its answer, and by chance a mined negative, a near miss, the passage without the answering
    sentence, and a random passage; likewise for a question made of the passage. All rows of a
    question have one wording. All texts are normalised, as they are when it serves.
    """
    chance = random.Random(f"{draw.seed} {number} {pair.question_id}")
    whole = normalise(sources.pieces[pair.piece].text)
    answers = [answer for answer in map(normalise, pair.answers) if answer and answer in whole]
    rows: list[Judged] = []
    if answers or not pair.answers:
        long_form = pair.detail and chance.random() < draw.detail
        question = pair.detail[:_DETAIL] if long_form else pair.question
        size = chance.randint(_LEAST, WINDOW) if answers else WINDOW
        worth = _holding(answers, chance) if answers else closeness(pair.question)
        passage = window(whole, size, worth)
        start, end = _span(passage, answers)
        group = f"{pair.question_id} {number}"
        # a letter that is asked by its title must not be found by it
        context = question != sources.pieces[pair.piece].asked and chance.random() < draw.context
        asked = _Asked(question, pair, passage, start, end, tuple(answers), size, group, context)
        rows += _rows(asked, sources, draw, augmentation, chance)
    if chance.random() < draw.made and (made := made_questions(whole, chance)):
        one = chance.choice(made)
        group = f"{pair.question_id} {number} made"
        asked = _made(one, pair, whole, chance, group, chance.random() < draw.context)
        rows += _rows(asked, sources, draw, augmentation, chance)
    return rows


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, the part of its passage that is read, and what would answer it."""

    question: str
    pair: Pair
    passage: str
    start: int
    end: int
    answers: tuple[str, ...]
    size: int
    group: str
    context: bool
    made: bool = False


def _made(
    one: MadeQuestion, pair: Pair, whole: str, chance: random.Random, group: str, context: bool
) -> _Asked:
    """Return a made question as it is asked of the text it was made of."""
    size = chance.randint(_LEAST, WINDOW)
    around = whole[max(0, one.start - 6) : one.end + 6]  # the answer alone may stand there twice
    passage = window(whole, size, _holding([around], chance))
    at = passage.find(around)
    start = at + one.start - max(0, one.start - 6) if at >= 0 else -1
    end = start + one.end - one.start if at >= 0 else -1
    if start < 0:  # its sentence is cut where the answer stands
        passage, start, end = whole[: one.end + _LEAST], one.start, one.end
    question = shortened(one.text, chance) if chance.random() < _SHORTENED else one.text
    answer = whole[one.start : one.end]
    return _Asked(question, pair, passage, start, end, (answer,), size, group, context, made=True)


def _rows(
    asked: _Asked,
    sources: Sources,
    draw: Draw,
    augmentation: Augmentation,
    chance: random.Random,
) -> Iterator[Judged]:
    """Yield the answer, and what is drawn of negatives."""
    name = f"{asked.pair.set} made" if asked.made else asked.pair.set
    wording = chance.random()

    def worded(question: str) -> str:
        return normalise(reworded(question, augmentation, random.Random(wording)))

    def context(piece: str) -> str:
        return normalise(sources.pieces[piece].asked) if asked.context else ""

    own = asked.pair.piece
    yield Judged(
        worded(asked.question),
        asked.passage,
        1.0,
        "answer",
        name,
        asked.start,
        asked.end,
        context(own),
        asked.group,
    )
    wrong = chain(
        _mined(asked, sources, draw, chance),
        _near(asked, sources, draw, chance),
        _removed(asked, sources, draw, chance),
        _untold(asked, sources, draw, chance),
        _random(asked, sources, draw, chance),
    )
    for one in wrong:
        yield Judged(
            worded(one.question),
            one.passage,
            0.0,
            one.kind,
            name,
            context=context(one.piece or own),
            group=asked.group,
        )


class Wrong(NamedTuple):
    """A question, a passage that does not answer it, and what kind of negative it is."""

    question: str
    passage: str
    kind: str
    piece: str = ""
    """What the passage is of, where that is not the answer's."""


def _mined(asked: _Asked, sources: Sources, draw: Draw, chance: random.Random) -> Iterator[Wrong]:
    """Yield by chance some of the passages that were mined for the pair's question."""
    mined = sources.negatives.get(asked.pair.question_id)
    n_drawn = sum(chance.random() < draw.mined for _ in range(draw.n_mined))
    if not mined or not n_drawn:
        return
    hard = mined.negatives
    if asked.pair.set in SINGLE_ANSWER:
        hard = (*mined.doubtful[:6], *mined.negatives)[:8]
    for piece in chance.sample(hard, min(n_drawn, len(hard))):
        text = normalise(sources.pieces[piece].text)
        passage = window(text, asked.size, closeness(asked.question))
        # what was made of one passage may stand in another of the same subject
        if not (asked.made and any(answer in passage for answer in asked.answers)):
            yield Wrong(asked.question, passage, "mined", piece)


def _near(asked: _Asked, sources: Sources, draw: Draw, chance: random.Random) -> Iterator[Wrong]:
    """Yield by chance the passage with a question of another year, place, quantity or subject."""
    if chance.random() >= draw.near:
        return
    subjects = sources.subjects[asked.pair.set]
    misses = near_misses(asked.question, asked.passage, asked.answers, subjects, chance)
    misses.pop(Miss.REMOVED, None)
    if misses:
        miss = chance.choice(sorted(misses))
        yield Wrong(*misses[miss], miss.value)


def _removed(asked: _Asked, sources: Sources, draw: Draw, chance: random.Random) -> Iterator[Wrong]:
    """Yield by chance what is left of the passage without the answering sentence."""
    whole = normalise(sources.pieces[asked.pair.piece].text)
    shortened_ = without_answer(whole, asked.answers)
    if shortened_ and chance.random() < draw.removed:
        worth = chance.choice([closeness(asked.question), lambda _: chance.random()])
        passage = window(shortened_, asked.size, worth)
        yield Wrong(asked.question, passage, Miss.REMOVED.value)


def _untold(asked: _Asked, sources: Sources, draw: Draw, chance: random.Random) -> Iterator[Wrong]:
    """Yield by chance the passage with a question on its subject that it does not answer."""
    piece = sources.pieces[asked.pair.piece]
    if piece.untold and not asked.made and chance.random() < draw.untold:
        question = chance.choice(piece.untold)
        worth = closeness(question)
        passage = window(normalise(piece.text), asked.size, worth)
        yield Wrong(question, passage, "untold")


def _random(asked: _Asked, sources: Sources, draw: Draw, chance: random.Random) -> Iterator[Wrong]:
    """Yield by chance a passage of another document."""
    if chance.random() >= draw.random:
        return
    other = chance.choice(sources.pairs)
    if other.document != asked.pair.document:
        text = normalise(sources.pieces[other.piece].text)
        passage = window(text, asked.size, closeness(asked.question))
        yield Wrong(asked.question, passage, "random", other.piece)


def _span(passage: str, answers: Sequence[str]) -> tuple[int, int]:
    """Return where the first of the answers stands in the passage; -1, -1 where none does."""
    for answer in answers:
        if (start := passage.find(answer)) >= 0:
            return start, start + len(answer)
    return -1, -1


def _holding(answers: Sequence[str], chance: random.Random) -> Callable[[str], float]:
    """Return a measure by which any run that holds an answer may come first."""
    return lambda run: any(answer in run for answer in answers) + chance.random()


def rounds(
    sources: Sources, draw: Draw, augmentation: Augmentation, numbers: Iterable[int]
) -> Iterator[Judged]:
    """Yield the rows of some rounds, those of a pair together; each round draws anew."""
    for pair, number in product(sources.pairs, numbers):
        yield from judged(pair, sources, draw, augmentation, number)


def main() -> None:
    """Write the rows of the pairs in a folder, beside them."""
    usual = Draw()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that mine wrote to")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument("--part", type=Part, choices=list(Part), default=Part.TRAIN)
    parser.add_argument("--take", action="append", default=[], metavar="SET=N")
    parser.add_argument("--n-mined", type=int, default=usual.n_mined, help="chances of a mined one")
    parser.add_argument("--context", type=float, default=usual.context, help="share of questions")
    parser.add_argument("--out", type=Path, help="instead of judged-PART.jsonl in the folder")
    options = parser.parse_args()
    pairs = read_pairs(options.data)
    own = (
        take(pairs, options.take)
        if options.part is Part.TRAIN
        else [pair for pair in pairs if pair.part is options.part]
    )
    sources = Sources.of(own, read_negatives(options.data), read_pieces(options.data))
    counted: Counter[str] = Counter()
    path = options.out or options.data / f"judged-{options.part}.jsonl"
    draw = Draw(n_mined=options.n_mined, context=options.context)
    numbers = range(options.first, options.first + options.rounds)
    rows = rounds(sources, draw, REWORDED, numbers)
    write_rows(path, _counting(rows, counted))
    print(f"{path}: {counted.total()} rows", dict(sorted(counted.items())))


def _counting(rows: Iterator[Judged], counted: Counter[str]) -> Iterator[Judged]:
    for row in rows:
        counted[row.kind] += 1
        yield row


if __name__ == "__main__":
    main()
