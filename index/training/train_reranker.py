"""Pairs, mined negatives and near misses become a reranker: does this passage answer the question?

It starts from the trained encoder, with a new head over the matches (interaction.py); one label,
binary cross-entropy.
"""

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.tokens import content_tokens
from index.training.augment import Augmentation, reworded
from index.training.mine import Negatives, read_negatives
from index.training.near_misses import Miss, near_misses, without_answer
from index.training.prepare import Pair, Part, Piece, read_pairs, read_pieces, sample, write_rows
from index.training.train_encoder import (
    SINGLE_ANSWER,
    freeze,
    seed_everything,
    use_threads,
    without_dropout,
)
from index.windows import WINDOW, closeness, window

_HEAD_SPEED = 50
_WARMUP = 30  # steps
_TOLD = 25  # steps between two lines of what is printed
_LEAST = 80  # characters of a passage; the most is what the searcher lets it read


@dataclass(frozen=True, slots=True)
class RerankerTraining:
    """Everything that the result depends on, besides the data and the start."""

    batch: int = 32
    steps: int = 500
    learning_rate: float = 4e-5
    max_tokens: int = 256
    frozen_layers: int = 2
    n_hard: int = 2
    n_near: int = 2
    random_share: float = 0.3
    seed: int = 11
    device: str = "cpu"
    threads: int = 2
    bf16: bool = False


_DEFAULT = RerankerTraining()


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and a passage, whether it answers, and where the pair comes from."""

    question: str
    passage: str
    label: float
    kind: str
    set: str


def judged(
    pairs: Sequence[Pair],
    negatives: Mapping[str, Negatives],
    pieces: Mapping[str, Piece],
    training: RerankerTraining,
    augmentation: Augmentation,
) -> list[Judged]:
    """Return for every pair its answer, its hard negatives, its near misses, and a random one."""
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
        whole, mined = pieces[pair.piece].text, negatives[pair.question_id]
        size = chance.randint(_LEAST, WINDOW) if pair.answers else WINDOW
        answers = [answer for answer in pair.answers if answer in whole]
        close = closeness(pair.question)
        passage = window(whole, size, _holding(answers, chance) if answers else close)
        hard = (
            [*mined.doubtful[:6], *mined.negatives][:8]
            if pair.set in SINGLE_ANSWER
            else [*mined.negatives]
        )
        misses = near_misses(pair.question, passage, answers, subjects[pair.set], chance)
        shortened = without_answer(whole, answers)
        if shortened:
            misses[Miss.REMOVED] = pair.question, window(shortened, size, close)
        others = sorted(set(misses) - {Miss.REMOVED})
        chosen = chance.sample(others, min(training.n_near, len(others)))
        chosen += [Miss.REMOVED] * (Miss.REMOVED in misses)
        texts = [(pair.question, passage, 1.0, "answer")]
        texts += [
            (pair.question, window(pieces[piece].text, size, close), 0.0, "mined")
            for piece in chance.sample(hard, min(training.n_hard, len(hard)))
        ]
        texts += [(*misses[miss], 0.0, miss.value) for miss in chosen]
        if chance.random() < training.random_share:
            other = chance.choice(pairs)
            if other.document != pair.document:
                text = window(pieces[other.piece].text, size, close)
                texts.append((pair.question, text, 0.0, "random"))
        wording = chance.random()
        made += [
            Judged(
                reworded(question, augmentation, random.Random(wording)),
                text,
                label,
                kind,
                pair.set,
            )
            for question, text, label, kind in texts
        ]
    return made


def _holding(answers: Sequence[str], chance: random.Random) -> Callable[[str], float]:
    """Return a measure by which any run that holds an answer may come first."""
    return lambda run: any(answer in run for answer in answers) + chance.random()


def ordered(rows: Sequence[Judged], batch: int, chance: random.Random) -> list[Judged]:
    """Shuffle, then put rows of like length into the same batch: less padding, same mixture."""
    shuffled = chance.sample(list(rows), len(rows))
    window = 16 * batch
    batches = []
    for start in range(0, len(shuffled), window):
        near = sorted(shuffled[start : start + window], key=lambda row: len(row.passage))
        some = [near[at : at + batch] for at in range(0, len(near), batch)]
        batches += chance.sample(some, len(some))
    return [row for group in batches for row in group]


def train(encoder: Path, out: Path, rows: Sequence[Judged], training: RerankerTraining) -> None:
    """Train on the rows, batch by batch, round after round, and write the model to `out`.

    The head learns fifty times as fast as the encoder below it, which has little to change.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits
    from transformers import AutoTokenizer

    from index.training.interaction import load, save

    seed_everything(training.seed)
    use_threads(training.threads)
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    model = load(encoder).to(training.device)
    without_dropout(model)
    freeze(model.bert, training.frozen_layers)
    head = [value for name, value in model.named_parameters() if not name.startswith("bert.")]
    below = [value for value in model.bert.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": below, "lr": training.learning_rate},
            {"params": head, "lr": _HEAD_SPEED * training.learning_rate},
        ]
    )
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / _WARMUP) * (1 - step / training.steps)
    )
    losses = []
    for step in range(training.steps):
        batch = _batch(rows, step, training.batch)
        inputs = tokenizer(
            [row.question for row in batch],
            [row.passage for row in batch],
            return_tensors="pt",
            padding=True,
            truncation="longest_first",
            max_length=training.max_tokens,
        ).to(training.device)
        with torch.autocast(training.device, torch.bfloat16, enabled=training.bf16):
            logits = model(**inputs)
        labels = torch.tensor([row.label for row in batch], device=training.device)
        loss = binary_cross_entropy_with_logits(logits.float(), labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        pace.step()
        losses.append(loss.item())
        if (step + 1) % _TOLD == 0:
            print(f"step {step + 1}: loss {sum(losses[-_TOLD:]) / _TOLD:.3f}", flush=True)
    if out.exists():
        shutil.rmtree(out)
    save(model, tokenizer, out)


def _batch(rows: Sequence[Judged], step: int, size: int) -> Sequence[Judged]:
    n_batches = max(len(rows) // size, 1)
    first = step % n_batches * size
    return rows[first : first + size]


def main() -> None:
    """Train the reranker on the pairs in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that mine wrote to")
    parser.add_argument("--encoder", type=Path, required=True, help="what to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, help="default: one pass over the rows")
    parser.add_argument("--batch", type=int, default=_DEFAULT.batch)
    parser.add_argument("--learning-rate", type=float, default=_DEFAULT.learning_rate)
    parser.add_argument("--max-tokens", type=int, default=_DEFAULT.max_tokens)
    parser.add_argument("--frozen-layers", type=int, default=_DEFAULT.frozen_layers)
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
    made = judged(trained, read_negatives(options.data), pieces, _DEFAULT, Augmentation())
    rows = ordered(made, options.batch, random.Random(_DEFAULT.seed))
    write_rows(options.data / "judged.jsonl", rows)
    print(len(rows), Counter((row.kind, row.label) for row in rows))
    training = RerankerTraining(
        batch=options.batch,
        steps=options.steps or len(rows) // options.batch,
        learning_rate=options.learning_rate,
        max_tokens=options.max_tokens,
        frozen_layers=options.frozen_layers,
        device=options.device,
        threads=options.threads,
        bf16=options.bf16,
    )
    train(options.encoder, options.out, rows, training)


if __name__ == "__main__":
    main()
