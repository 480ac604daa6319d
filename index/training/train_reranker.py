"""Pairs, mined negatives and near misses become a reranker: does this passage answer, and where?

It learns reading comprehension: where in the passage the answer begins and ends, or, at the first
token, that there is none (Devlin et al., "BERT", 2019, for questions without an answer). Where in
the passage is told for every word, so attention between question and passage is learned from some
ten thousand examples; from one label for each pair it was not (README.md).
"""

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.normalise import normalise
from index.records import WINDOW
from index.tokens import content_tokens
from index.training.augment import Augmentation, reworded
from index.training.mine import Negatives, read_negatives
from index.training.near_misses import Miss, near_misses, without_answer
from index.training.prepare import Pair, Part, Piece, read_pairs, read_pieces, sample, write_rows
from index.training.train_encoder import (
    SINGLE_ANSWER,
    seed_everything,
    use_threads,
    without_dropout,
)
from index.training.windows import closeness, window

_WARMUP = 100  # steps
_TOLD = 100  # steps between two lines of what is printed
_LEAST = 40  # characters of a passage; the most is what the searcher lets it read
_DETAIL = 100  # characters of a letter's body that stand for its title
_WINDOW_OF_BATCHES = 16  # batches whose rows are put in the order of their length


@dataclass(frozen=True, slots=True)
class RerankerTraining:
    """Everything that the result depends on, besides the data and the start."""

    batch: int = 16
    rounds: int = 3
    learning_rate: float = 2e-4
    max_tokens: int = 224
    mined_share: float = 0.5
    near_share: float = 0.4
    removed_share: float = 0.6
    random_share: float = 0.05
    detail_share: float = 0.2
    seed: int = 11
    device: str = "cpu"
    threads: int = 2
    bf16: bool = False


_DEFAULT = RerankerTraining()
_WORDINGS = Augmentation(synonym=0.3, keywords=0.03)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and a passage, whether it answers, and where the pair comes from."""

    question: str
    passage: str
    label: float
    kind: str
    set: str
    start: int = -1
    """Where the answer begins in the passage; -1 where that is not known, or there is none."""
    end: int = -1


Wrong = tuple[str, str, str]
"""A question, a passage that does not answer it, and what kind of negative it is."""


def judged(
    pairs: Sequence[Pair],
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    training: RerankerTraining,
    augmentation: Augmentation,
) -> list[Judged]:
    """Return for every pair its answer, and by chance a mined negative, a near miss, the passage
    without the answering sentence, and a random one.

    All texts are normalised, as they are when it serves.
    """
    chance = random.Random(training.seed)
    subjects = {
        name: sorted(
            {
                token
                for pair in pairs
                if pair.set == name
                for token in content_tokens(pair.question)
                if 2 <= len(token) <= 6
            }
        )
        for name in sorted({pair.set for pair in pairs})
    }
    made: list[Judged] = []
    for pair in pairs:
        whole = normalise(pieces[pair.piece].text)
        size = chance.randint(_LEAST, WINDOW) if pair.answers else WINDOW
        answers = [answer for answer in map(normalise, pair.answers) if answer and answer in whole]
        if pair.answers and not answers:
            continue
        close = closeness(pair.question)
        passage = window(whole, size, _holding(answers, chance) if answers else close)
        wrong = [
            *_mined(pair, negatives, pieces, size, training, chance),
            *_near(pair, passage, answers, subjects[pair.set], training, chance),
            *_removed(pair, whole, answers, size, training, chance),
            *_random(pair, pairs, pieces, size, training, chance),
        ]
        wording = chance.random()

        def asked(question: str, wording: float = wording) -> str:
            return normalise(reworded(question, augmentation, random.Random(wording)))

        long_form = pair.detail and chance.random() < training.detail_share
        question = pair.detail[:_DETAIL] if long_form else pair.question
        start, end = _span(passage, answers)
        made.append(Judged(asked(question), passage, 1.0, "answer", pair.set, start, end))
        made += [
            Judged(asked(question), text, 0.0, kind, pair.set) for question, text, kind in wrong
        ]
    return made


def _mined(
    pair: Pair,
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    size: int,
    training: RerankerTraining,
    chance: random.Random,
) -> Iterator[Wrong]:
    """Yield by chance one of the passages that were mined for a question."""
    mined = negatives.get(pair.question_id)
    if not mined or chance.random() >= training.mined_share:
        return
    hard = mined.negatives
    if pair.set in SINGLE_ANSWER:
        hard = (*mined.doubtful[:6], *mined.negatives)[:8]
    if hard:
        text = normalise(pieces[chance.choice(hard)].text)
        yield pair.question, window(text, size, closeness(pair.question)), "mined"


def _near(
    pair: Pair,
    passage: str,
    answers: Sequence[str],
    subjects: Sequence[str],
    training: RerankerTraining,
    chance: random.Random,
) -> Iterator[Wrong]:
    """Yield by chance the passage with a question of another year, place, quantity or subject."""
    if chance.random() >= training.near_share:
        return
    misses = near_misses(pair.question, passage, answers, subjects, chance)
    misses.pop(Miss.REMOVED, None)
    if misses:
        miss = chance.choice(sorted(misses))
        yield (*misses[miss], miss.value)


def _removed(
    pair: Pair,
    whole: str,
    answers: Sequence[str],
    size: int,
    training: RerankerTraining,
    chance: random.Random,
) -> Iterator[Wrong]:
    """Yield by chance what is left of the passage without the answering sentence."""
    shortened = without_answer(whole, answers)
    if shortened and chance.random() < training.removed_share:
        worth = chance.choice([closeness(pair.question), lambda _: chance.random()])
        yield pair.question, window(shortened, size, worth), Miss.REMOVED.value


def _random(
    pair: Pair,
    pairs: Sequence[Pair],
    pieces: Mapping[str, Piece],
    size: int,
    training: RerankerTraining,
    chance: random.Random,
) -> Iterator[Wrong]:
    """Yield by chance a passage of another document."""
    if chance.random() >= training.random_share:
        return
    other = chance.choice(pairs)
    if other.document != pair.document:
        text = normalise(pieces[other.piece].text)
        yield pair.question, window(text, size, closeness(pair.question)), "random"


def _span(passage: str, answers: Sequence[str]) -> tuple[int, int]:
    """Return where the first of the answers stands in the passage; -1, -1 where none does."""
    for answer in answers:
        if (start := passage.find(answer)) >= 0:
            return start, start + len(answer)
    return -1, -1


def _holding(answers: Sequence[str], chance: random.Random) -> Callable[[str], float]:
    """Return a measure by which any run that holds an answer may come first."""
    return lambda run: any(answer in run for answer in answers) + chance.random()


def ordered(rows: Sequence[Judged], batch: int, chance: random.Random) -> list[Judged]:
    """Shuffle, then put rows of like length into the same batch: less padding, same mixture."""
    shuffled = chance.sample(list(rows), len(rows))
    size = _WINDOW_OF_BATCHES * batch
    batches = []
    for first in range(0, len(shuffled), size):
        near = sorted(
            shuffled[first : first + size], key=lambda row: len(row.question) + len(row.passage)
        )
        some = [near[at : at + batch] for at in range(0, len(near), batch)]
        batches += chance.sample(some, len(some))
    return [row for group in batches for row in group]


def train(base: Path, out: Path, rows: Sequence[Judged], training: RerankerTraining) -> None:
    """Train on the rows once, batch by batch, and write the model to `out`.

    The learning rate rises over the first steps and then falls to nothing in a straight line.
    """
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    seed_everything(training.seed)
    use_threads(training.threads)
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModelForQuestionAnswering.from_pretrained(base, num_labels=2, dtype=torch.float32)
    model.to(training.device).train()
    without_dropout(model)
    n_steps = -(-len(rows) // training.batch)
    optimizer = torch.optim.AdamW(model.parameters(), lr=training.learning_rate)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / _WARMUP) * (1 - step / n_steps)
    )
    losses = []
    for step in range(n_steps):
        batch = rows[step * training.batch : (step + 1) * training.batch]
        inputs, places = encoded(tokenizer, batch, training.max_tokens)
        with torch.autocast(training.device, torch.bfloat16, enabled=training.bf16):
            output = model(**inputs.to(training.device))
        loss = span_loss(output.start_logits, output.end_logits, places)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        pace.step()
        losses.append(loss.item())
        if (step + 1) % _TOLD == 0:
            mean = sum(losses[-_TOLD:]) / _TOLD
            print(f"step {step + 1} of {n_steps}: loss {mean:.3f}", flush=True)
    if out.exists():
        shutil.rmtree(out)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def encoded(
    tokenizer: Any, batch: Sequence[Judged], max_tokens: int
) -> tuple[Any, list[tuple[int, int]]]:
    """Return the inputs, and for each row the tokens at which its answer begins and ends.

    0, 0 stands for no answer, -1, -1 for an answer of which the place is not known.
    """
    inputs = tokenizer(
        [row.question for row in batch],
        [row.passage for row in batch],
        return_tensors="pt",
        padding=True,
        truncation="longest_first",
        max_length=max_tokens,
        return_offsets_mapping=True,
    )
    offsets = inputs.pop("offset_mapping").tolist()
    places = []
    for at, row in enumerate(batch):
        if row.start < 0:
            places.append((-1, -1) if row.label else (0, 0))
            continue
        held = [
            token
            for token, (start, end) in enumerate(offsets[at])
            if inputs["token_type_ids"][at, token] and start < row.end and row.start < end
        ]
        places.append((held[0], held[-1]) if held else (0, 0))
    return inputs, places


def span_loss(starts: Any, ends: Any, places: Sequence[tuple[int, int]]) -> Any:
    """Return the mean negative log-likelihood of the places; of an unknown one, of any but 0."""
    import torch

    losses = []
    for logits, at in ((starts, 0), (ends, 1)):
        logs = torch.log_softmax(logits.float(), dim=-1)
        for row, place in enumerate(places):
            known = place[at] >= 0
            losses.append(-logs[row, place[at]] if known else -torch.logsumexp(logs[row, 1:], 0))
    return torch.stack(losses).mean()


def rounds(
    pairs: Sequence[Pair],
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    training: RerankerTraining,
) -> Iterator[Judged]:
    """Yield the rows of every round; each draws its own windows, negatives and wordings."""
    for number in range(training.rounds):
        own = replace(training, seed=training.seed + number)
        made = judged(pairs, negatives, pieces, own, _WORDINGS)
        yield from ordered(made, training.batch, random.Random(own.seed))


def main() -> None:
    """Train the reranker on the pairs in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that mine wrote to")
    parser.add_argument("--base", type=Path, required=True, help="what to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=_DEFAULT.rounds)
    parser.add_argument("--batch", type=int, default=_DEFAULT.batch)
    parser.add_argument("--learning-rate", type=float, default=_DEFAULT.learning_rate)
    parser.add_argument("--max-tokens", type=int, default=_DEFAULT.max_tokens)
    parser.add_argument("--threads", type=int, default=_DEFAULT.threads)
    parser.add_argument("--take", action="append", default=[], metavar="SET=N")
    parser.add_argument("--device", default=_DEFAULT.device)
    parser.add_argument("--bf16", action="store_true", help="matrix products in 16 bits")
    options = parser.parse_args()
    pairs, pieces = read_pairs(options.data), read_pieces(options.data)
    trained = [pair for pair in pairs if pair.part is Part.TRAIN]
    for name, _, n in (text.partition("=") for text in options.take):
        own = sample([pair for pair in trained if pair.set == name], int(n))
        trained = [pair for pair in trained if pair.set != name] + own
    training = RerankerTraining(
        batch=options.batch,
        rounds=options.rounds,
        learning_rate=options.learning_rate,
        max_tokens=options.max_tokens,
        device=options.device,
        threads=options.threads,
        bf16=options.bf16,
    )
    rows = list(rounds(trained, read_negatives(options.data), pieces, training))
    write_rows(options.data / "judged.jsonl", rows)
    print(len(rows), Counter((row.kind, row.label) for row in rows), flush=True)
    train(options.base, options.out, rows, training)


if __name__ == "__main__":
    main()
