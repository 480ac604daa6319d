"""Pairs, mined negatives and near misses become a cross-encoder: does this passage answer it?

It starts from the trained encoder; one label, binary cross-entropy, after Nogueira & Cho,
"Passage re-ranking with BERT", 2019.
"""

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.tokens import content_tokens
from index.training.augment import Augmentation, reworded
from index.training.mine import Negatives, read_negatives
from index.training.near_misses import Miss, near_misses, without_answer
from index.training.prepare import Pair, Part, Piece, read_pairs, read_pieces, sample, write_rows
from index.training.train_encoder import (
    SINGLE_ANSWER,
    deadline,
    in_order,
    seed_everything,
    use_threads,
    without_dropout,
)
from index.windows import WINDOW, closeness, window

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_LEAST = 80  # characters of a passage; the most is what the searcher lets it read


@dataclass(frozen=True, slots=True)
class RerankerTraining:
    """Everything that the result depends on, besides the data and the start."""

    batch: int = 32
    steps: int = 500
    learning_rate: float = 2e-4
    max_tokens: int = 320
    n_hard: int = 2
    n_near: int = 2
    random_share: float = 0.3
    seed: int = 11
    device: str = "cpu"
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


def start_from(encoder: Path, max_tokens: int, device: str = "cpu") -> "CrossEncoder":
    """Return a cross-encoder with the encoder's weights, its pooler passing the vector on."""
    import torch
    from sentence_transformers import CrossEncoder

    model: CrossEncoder = CrossEncoder(
        str(encoder), num_labels=1, max_length=max_tokens, device=device, local_files_only=True
    )
    inner: Any = model.model
    bert = inner.bert
    with torch.no_grad():
        bert.pooler.dense.weight.copy_(torch.eye(bert.config.hidden_size))
        bert.pooler.dense.bias.zero_()
    bert.embeddings.word_embeddings.requires_grad_(False)
    bert.embeddings.position_embeddings.requires_grad_(False)
    without_dropout(model)
    return model


def train(
    encoder: Path,
    out: Path,
    rows: Sequence[Judged],
    training: RerankerTraining,
    minutes: float | None = None,
) -> None:
    """Train and write the model to `out`."""
    from datasets import Dataset
    from sentence_transformers.cross_encoder import CrossEncoderTrainer
    from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss

    seed_everything(training.seed)
    model = start_from(encoder, training.max_tokens, training.device)
    columns = {
        "question": [row.question for row in rows],
        "passage": [row.passage for row in rows],
        "label": [row.label for row in rows],
    }
    trainer = CrossEncoderTrainer(
        model=model,
        args=_arguments(out.with_name(out.name + "-checkpoints"), training),
        train_dataset=Dataset.from_dict(columns),
        loss=BinaryCrossEntropyLoss(model),
        callbacks=[deadline(minutes)] if minutes else [],
    )
    trainer.train()
    if out.exists():
        shutil.rmtree(out)
    model.save_pretrained(str(out))


def _arguments(folder: Path, training: RerankerTraining) -> Any:
    from sentence_transformers.cross_encoder import CrossEncoderTrainingArguments

    return CrossEncoderTrainingArguments(
        output_dir=str(folder),
        max_steps=training.steps,
        per_device_train_batch_size=training.batch,
        learning_rate=training.learning_rate,
        warmup_steps=max(1, training.steps // 10),
        lr_scheduler_type="linear",
        seed=training.seed,
        data_seed=training.seed,
        batch_sampler=in_order,
        save_strategy="steps",
        save_steps=max(1, training.steps // 4),
        save_total_limit=2,
        logging_steps=10,
        report_to=[],
        use_cpu=training.device == "cpu",
        bf16=training.bf16,
        disable_tqdm=True,
    )


def main() -> None:
    """Train the cross-encoder on the pairs in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that mine wrote to")
    parser.add_argument("--encoder", type=Path, required=True, help="what to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, help="default: one pass over the rows")
    parser.add_argument("--batch", type=int, default=_DEFAULT.batch)
    parser.add_argument("--learning-rate", type=float, default=_DEFAULT.learning_rate)
    parser.add_argument("--max-tokens", type=int, default=_DEFAULT.max_tokens)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--take", action="append", default=[], metavar="SET=N")
    parser.add_argument("--minutes", type=float, help="stop after so long")
    parser.add_argument("--device", default=_DEFAULT.device)
    parser.add_argument("--bf16", action="store_true", help="matrix products in 16 bits")
    options = parser.parse_args()
    use_threads(options.threads)
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
        device=options.device,
        bf16=options.bf16,
    )
    train(options.encoder, options.out, rows, training, options.minutes)


if __name__ == "__main__":
    main()
