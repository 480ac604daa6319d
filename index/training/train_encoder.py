"""Batches of questions and passages become an encoder in which a question lies near its answer.

The loss is sentence-transformers' multiple negatives ranking: every other passage of the batch
is a negative. Beside it an anchor may hold the vectors near those of the base, so that what the
base knows of other subjects is kept.
"""

import argparse
import copy
import random
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.training.records import (
    Batched,
    Pair,
    Part,
    Piece,
    read_batched,
    read_pairs,
    read_pieces,
)

if TYPE_CHECKING:
    import torch
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss


@dataclass(frozen=True, slots=True)
class EncoderTraining:
    """Everything that the result depends on, besides the data and the base."""

    batch: int = 32
    n_checks: int = 3
    learning_rate: float = 4e-5
    max_tokens: int = 128
    # 1 / 0.02, the temperature of FlagEmbedding's own fine-tuning of the base.
    scale: float = 50.0
    frozen_layers: int = 1
    anchor: float = 0.0
    """What counts for each text, beside the loss, how far its vector is from the base's."""
    seed: int = 7
    device: str = "cpu"
    threads: int = 2
    bf16: bool = False
    """Matrix products in 16 bits: on a CPU with AVX-512 BF16 a step takes half the time."""


_DEFAULT = EncoderTraining()


def seed_everything(seed: int) -> None:
    """Seed random, numpy and torch."""
    from transformers import set_seed

    set_seed(seed)


def use_threads(n: int) -> None:
    """Let torch use so many threads.

    Said after the trainer is made: making one, accelerate allows a thread for each whole core.
    """
    import torch

    torch.set_num_threads(n)


def dev_evaluator(
    pairs: Sequence[Pair], pieces: Mapping[str, Piece], set_name: str, n_distractors: int = 300
) -> "InformationRetrievalEvaluator":
    """Return nDCG@10 over the `dev` questions of a set, among its dev passages and some others."""
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

    own = [pair for pair in pairs if pair.set == set_name and pair.part is Part.DEV]
    known = {pair.document for pair in pairs if pair.set == set_name and pair.part is Part.TRAIN}
    documents = {pair.document for pair in own}
    inside = [piece for piece in pieces.values() if piece.document in documents]
    outside = [piece for piece in pieces.values() if piece.document in known]
    others = random.Random(0).sample(outside, min(n_distractors, len(outside)))
    relevant = {
        pair.question_id: {piece.id for piece in inside if piece.document == pair.document}
        for pair in own
    }
    return InformationRetrievalEvaluator(
        queries={pair.question_id: pair.question for pair in own},
        corpus={piece.id: piece.text for piece in [*inside, *others]},
        relevant_docs=relevant,
        ndcg_at_k=[10],
        accuracy_at_k=[1],
        precision_recall_at_k=[10],
        mrr_at_k=[10],
        map_at_k=[10],
        batch_size=16,
        name="dev",
        show_progress_bar=False,
        write_csv=False,
    )


def train(
    base: Path,
    out: Path,
    rows: Sequence[Batched],
    evaluator: "InformationRetrievalEvaluator | None",
    training: EncoderTraining,
    minutes: float | None = None,
) -> dict[str, float]:
    """Train, keep the checkpoint that is best on dev, write it to `out`, and return its measures.

    :param rows: Each run of `training.batch` rows is one batch; they are taken as they come.
    :param minutes: Stop after so long, whatever is left to do.
    """
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    seed_everything(training.seed)
    model = SentenceTransformer(str(base), device=training.device, local_files_only=True)
    usual_length = model.max_seq_length
    model.max_seq_length = training.max_tokens
    without_dropout(model)
    freeze(model.get_submodule("0.model"), training.frozen_layers)
    columns = {
        "anchor": [row.question for row in rows],
        "positive": [row.passage for row in rows],
    }
    n_steps = len(rows) // training.batch
    checkpoints = out.with_name(out.name + "-checkpoints")
    trainer = SentenceTransformerTrainer(
        model=model,
        args=_arguments(checkpoints, training, n_steps, evaluator is not None),
        train_dataset=Dataset.from_dict(columns),
        loss=anchored(MultipleNegativesRankingLoss(model, scale=training.scale), training.anchor),
        evaluator=evaluator,
        callbacks=[deadline(minutes)] if minutes else [],
    )
    use_threads(training.threads)
    trainer.train()
    measures = dict(evaluator(model)) if evaluator else {}
    model.max_seq_length = usual_length
    if out.exists():
        shutil.rmtree(out)
    model.save(str(out), create_model_card=False)
    return measures


def anchored(loss: "MultipleNegativesRankingLoss", anchor: float) -> "torch.nn.Module":
    """Return a loss with an anchor: each column's mean cosine distance from where it lay before.

    (What is learned is kept near what was known, on the texts that it is learned from: Li & Hoiem,
    "Learning without forgetting", ECCV 2016; there for the answers of a classifier.)

    :param loss: Of a model that is not trained yet.
    """
    import torch

    if not anchor:
        return loss
    before = copy.deepcopy(loss.model).eval().requires_grad_(False)

    class Anchored(torch.nn.Module):
        """The loss, and what the vectors' distance from those of before adds to it."""

        def __init__(self) -> None:
            super().__init__()
            self.loss = loss

        def forward(
            self, features: "Iterable[dict[str, torch.Tensor]]", labels: "torch.Tensor"
        ) -> "torch.Tensor":
            columns = list(features)
            with torch.no_grad():  # a model adds to the features that it is given
                known = [before(dict(one))["sentence_embedding"] for one in columns]
            vectors = [loss.model(dict(one))["sentence_embedding"] for one in columns]
            total: torch.Tensor = loss.compute_loss_from_embeddings(vectors, labels)
            for own, old in zip(vectors, known, strict=True):
                total = total + anchor * (1 - torch.cosine_similarity(own, old)).mean()
            return total

    return Anchored()


def freeze(model: "torch.nn.Module", n_layers: int) -> None:
    """Leave the word vectors and the first layers as they are.

    Rare words keep their meaning, and a step costs less.
    """
    model.get_submodule("embeddings").requires_grad_(False)
    for number in range(n_layers):
        model.get_submodule(f"encoder.layer.{number}").requires_grad_(False)


def without_dropout(model: "torch.nn.Module") -> None:
    """Switch dropout off: one pass over little data, and on a CPU it costs a third of the time."""
    from torch.nn import Dropout

    for module in model.modules():
        if isinstance(module, Dropout):
            module.p = 0.0


def _arguments(folder: Path, training: EncoderTraining, n_steps: int, evaluated: bool) -> Any:
    from sentence_transformers import SentenceTransformerTrainingArguments

    every = max(1, n_steps // training.n_checks)
    return SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        max_steps=n_steps,
        per_device_train_batch_size=training.batch,
        learning_rate=training.learning_rate,
        warmup_steps=max(1, n_steps // 10),
        lr_scheduler_type="linear",
        seed=training.seed,
        data_seed=training.seed,
        batch_sampler=in_order,
        eval_strategy="steps" if evaluated else "no",
        eval_steps=every,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=training.n_checks + 1,
        load_best_model_at_end=evaluated,
        metric_for_best_model="eval_dev_cosine_ndcg@10",
        greater_is_better=True,
        logging_steps=5,
        report_to=[],
        use_cpu=training.device == "cpu",
        bf16=training.bf16,
        disable_tqdm=True,
    )


def in_order(dataset: Any, batch_size: int, drop_last: bool, **_: object) -> Any:
    """Return a sampler that takes the rows as they come: they are batched and shuffled already."""
    from sentence_transformers.base.sampler import DefaultBatchSampler
    from torch.utils.data import SequentialSampler

    return DefaultBatchSampler(SequentialSampler(dataset), batch_size, drop_last)


def deadline(minutes: float) -> Any:
    """Return a callback that stops the training after so many minutes."""
    from transformers import TrainerCallback

    class Deadline(TrainerCallback):
        """Stops the training, with a check and a checkpoint, when the time is up."""

        def __init__(self) -> None:
            self.end = time.monotonic() + 60 * minutes

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> Any:  # noqa: ARG002
            if time.monotonic() > self.end:
                control.should_save = True
                control.should_evaluate = args.eval_strategy != "no"
                control.should_training_stop = True
            return control

    return Deadline()


def main() -> None:
    """Train the encoder on the pairs in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that batches wrote to")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--batch", type=int, default=_DEFAULT.batch)
    parser.add_argument("--learning-rate", type=float, default=_DEFAULT.learning_rate)
    parser.add_argument("--max-tokens", type=int, default=_DEFAULT.max_tokens)
    parser.add_argument("--frozen-layers", type=int, default=_DEFAULT.frozen_layers)
    parser.add_argument("--anchor", type=float, default=_DEFAULT.anchor, help="0: none")
    parser.add_argument("--seed", type=int, default=_DEFAULT.seed)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--checks", type=int, default=_DEFAULT.n_checks)
    parser.add_argument("--dev-set", default="gov_letters")
    parser.add_argument("--minutes", type=float, help="stop after so long")
    parser.add_argument("--device", default=_DEFAULT.device)
    parser.add_argument("--bf16", action="store_true", help="matrix products in 16 bits")
    options = parser.parse_args()
    training = EncoderTraining(
        batch=options.batch,
        n_checks=options.checks,
        learning_rate=options.learning_rate,
        max_tokens=options.max_tokens,
        frozen_layers=options.frozen_layers,
        anchor=options.anchor,
        seed=options.seed,
        device=options.device,
        threads=options.threads,
        bf16=options.bf16,
    )
    pairs, pieces = read_pairs(options.data), read_pieces(options.data)
    rows = read_batched(options.data / "batched.jsonl")
    evaluator = dev_evaluator(pairs, pieces, options.dev_set)
    measures = train(options.base, options.out, rows, evaluator, training, options.minutes)
    print({name: round(value, 4) for name, value in measures.items()})


if __name__ == "__main__":
    main()
