"""Judged rows become a reranker: does this passage answer, and where?

It learns reading comprehension: where in the passage the answer begins and ends, or, at the first
token, that there is none (Devlin et al., "BERT", 2019, for questions without an answer). Where in
the passage is told for every word, so attention between question and passage is learned from some
ten thousand examples; from one label for each pair it was not (README.md).
"""

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.reranker import LONGEST
from index.training.discrimination import discrimination
from index.training.records import Judged, read_judged
from index.training.train_encoder import seed_everything, use_threads, without_dropout

if TYPE_CHECKING:
    import torch

_TOLD = 100  # steps between two lines of what is printed
_WINDOW_OF_BATCHES = 16  # batches whose rows are put in the order of their length


@dataclass(frozen=True, slots=True)
class RerankerTraining:
    """Everything that the result depends on, besides the rows and the start."""

    batch: int = 16
    learning_rate: float = 2e-4
    warmup: int = 100
    """Steps."""
    dropout: bool = False
    max_tokens: int = 224
    seed: int = 11
    device: str = "cpu"
    threads: int = 2
    workers: int = 0
    """Processes that make batches of rows; 0 is none beside the training's own."""
    bf16: bool = False
    taught: float = 0.5
    """What the teachers' opinion counts for, where there are teachers; the rows count for the
    rest."""


_DEFAULT = RerankerTraining()


def ordered(rows: Sequence[Judged], training: RerankerTraining) -> list[Judged]:
    """Shuffle, then put rows of like length into the same batch: less padding, same mixture."""
    chance = random.Random(training.seed)
    batch = training.batch
    shuffled = chance.sample(rows, len(rows))
    size = _WINDOW_OF_BATCHES * batch
    batches = []
    for first in range(0, len(shuffled), size):
        near = sorted(
            shuffled[first : first + size], key=lambda row: len(row.question) + len(row.passage)
        )
        some = [near[at : at + batch] for at in range(0, len(near), batch)]
        batches += chance.sample(some, len(some))
    return [row for group in batches for row in group]


def train(
    base: Path,
    out: Path,
    rows: Sequence[Judged],
    training: RerankerTraining,
    teachers: Sequence[Path] = (),
) -> None:
    """Train on the rows once, batch by batch, and write the model to `out`.

    The learning rate rises over the first steps and then falls to nothing in a straight line.

    :param teachers: Rerankers trained before: the model learns their mean opinion as well as the
        rows (Hinton et al., "Distilling the knowledge in a neural network", 2015).
    """
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    seed_everything(training.seed)
    use_threads(training.threads)
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModelForQuestionAnswering.from_pretrained(base, num_labels=2, dtype=torch.float32)
    model.to(training.device).train()
    if not training.dropout:
        without_dropout(model)
    known = [_network(teacher, training) for teacher in teachers]
    batches = loaded(tokenizer, ordered(rows, training), training)
    n_steps = len(batches)
    optimizer = torch.optim.AdamW(model.parameters(), lr=training.learning_rate)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / training.warmup) * (1 - step / n_steps)
    )
    total = torch.zeros((), device=training.device)
    for step, (inputs, places) in enumerate(batches, 1):
        inputs = {name: values.to(training.device) for name, values in inputs.items()}
        with torch.autocast(training.device, torch.bfloat16, enabled=training.bf16):
            logs = log_shares(model, inputs)
        loss = span_loss(logs, places.to(training.device))
        if known:
            with torch.no_grad():
                opinion = sum(log_shares(one, inputs).exp() for one in known) / len(known)
            gap = -(opinion * logs).sum(dim=-1).mean()
            loss = (1 - training.taught) * loss + training.taught * gap
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        pace.step()
        total += loss.detach()
        if step % _TOLD == 0:
            print(f"step {step} of {n_steps}: loss {total.item() / _TOLD:.3f}", flush=True)
            total.zero_()
    if out.exists():
        shutil.rmtree(out)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def loaded(tokenizer: Any, rows: Sequence[Judged], training: RerankerTraining) -> Any:
    """Return the loader of the batches, in the order of the rows."""
    from torch.utils.data import DataLoader

    return DataLoader(
        rows,  # type: ignore[arg-type]  # a sequence will do
        batch_size=training.batch,
        collate_fn=partial(encoded, tokenizer, max_tokens=training.max_tokens),
        num_workers=training.workers,
    )


def encoded(
    tokenizer: Any, batch: Sequence[Judged], max_tokens: int
) -> "tuple[dict[str, torch.Tensor], torch.Tensor]":
    """Return the inputs, and for each row the tokens at which its answer begins and ends.

    0, 0 stands for no answer, -1, -1 for an answer of which the place is not known.

    :return: Tensors of shape (rows, tokens), and one of shape (rows, 2).
    """
    import torch

    inputs = tokenizer(
        [row.question for row in batch],
        [row.passage for row in batch],
        return_tensors="pt",
        padding=True,
        truncation="longest_first",
        max_length=max_tokens,
        return_offsets_mapping=True,
    )
    offsets = inputs.pop("offset_mapping").numpy()
    of_passage = inputs["token_type_ids"].numpy() == 1
    starts, ends = np.array([(row.start, row.end) for row in batch]).T[..., None]
    held = of_passage & (offsets[..., 0] < ends) & (starts < offsets[..., 1])
    first = held.argmax(1)  # 0 where none is held
    last = np.where(held.any(1), held.shape[1] - 1 - held[:, ::-1].argmax(1), 0)
    places = np.stack([first, last], axis=1)
    places[[row.start < 0 and row.label > 0 for row in batch]] = -1
    return dict(inputs), torch.from_numpy(places)


def log_shares(model: Any, inputs: "Mapping[str, torch.Tensor]") -> "torch.Tensor":
    """Return the logarithm of how probable it is that an answer begins, or ends, at each token.

    :return: Shape (rows, 2, tokens).
    """
    import torch

    output = model(**inputs)
    logits = torch.stack([output.start_logits, output.end_logits], dim=1).float()
    # where there is no token there is no answer; a finite number, so that 0 times it is 0
    return torch.log_softmax(logits - 1e4 * (1 - inputs["attention_mask"][:, None]), dim=-1)


def span_loss(logs: "torch.Tensor", places: "torch.Tensor") -> "torch.Tensor":
    """Return the mean negative log-likelihood of the places; of an unknown one, of any but 0.

    :param logs: As `log_shares` returns them.
    :param places: Shape (rows, 2), as `encoded` returns them.
    """
    import torch

    known = logs.gather(2, places.clamp(min=0)[..., None])[..., 0]
    anywhere = torch.logsumexp(logs[..., 1:], dim=-1)
    return -torch.where(places < 0, anywhere, known).mean()


def _network(folder: Path, training: RerankerTraining) -> Any:
    from transformers import AutoModelForQuestionAnswering

    network = AutoModelForQuestionAnswering.from_pretrained(folder)
    return network.to(training.device).eval()


def measured(model: Path, rows: Sequence[Judged], training: RerankerTraining) -> dict[str, object]:
    """Return the AUC of each kind of negative, and how often the best span meets the answer.

    The logit is that of the best span beside no answer, as in serving.
    """
    import torch
    from transformers import AutoTokenizer

    tokenizer, network = AutoTokenizer.from_pretrained(model), _network(model, training)
    logits, met = [], []
    for inputs, places in loaded(tokenizer, rows, training):
        passage = inputs["token_type_ids"].to(training.device) == 1
        inputs = {name: values.to(training.device) for name, values in inputs.items()}
        with (
            torch.no_grad(),
            torch.autocast(training.device, torch.bfloat16, enabled=training.bf16),
        ):
            output = network(**inputs)
        starts, ends = output.start_logits.float(), output.end_logits.float()
        spans = starts[:, :, None] + ends[:, None, :]
        allowed = (passage[:, :, None] & passage[:, None, :]).triu().tril(LONGEST - 1)
        best, at = spans.masked_fill(~allowed, -torch.inf).flatten(1).max(dim=1)
        logits += (best - starts[:, 0] - ends[:, 0]).tolist()
        first, last = at // spans.shape[2], at % spans.shape[2]
        wanted = places.to(training.device)
        known = (wanted[:, 0] > 0).tolist()
        meets = ((first <= wanted[:, 1]) & (wanted[:, 0] <= last)).tolist()
        met += [own for own, is_known in zip(meets, known, strict=True) if is_known]
    spans_met = {"n": len(met), "share": round(sum(met) / max(len(met), 1), 4)}
    return discrimination(np.array(logits), rows) | {"spans that meet the answer": spans_met}


def main() -> None:
    """Train the reranker on judged rows, and measure it on others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help="what judged wrote, or its .xz")
    parser.add_argument("--dev", type=Path, help="rows to measure it on")
    parser.add_argument("--base", type=Path, required=True, help="what to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, action="append", default=[], metavar="MODEL")
    parser.add_argument("--batch", type=int, default=_DEFAULT.batch)
    parser.add_argument("--learning-rate", type=float, default=_DEFAULT.learning_rate)
    parser.add_argument("--dropout", action="store_true", help="as the base was trained")
    parser.add_argument("--max-tokens", type=int, default=_DEFAULT.max_tokens)
    parser.add_argument("--seed", type=int, default=_DEFAULT.seed)
    parser.add_argument("--threads", type=int, default=_DEFAULT.threads)
    parser.add_argument("--workers", type=int, default=_DEFAULT.workers)
    parser.add_argument("--device", default=_DEFAULT.device)
    parser.add_argument("--bf16", action="store_true", help="matrix products in 16 bits")
    options = parser.parse_args()
    training = RerankerTraining(
        batch=options.batch,
        learning_rate=options.learning_rate,
        dropout=options.dropout,
        max_tokens=options.max_tokens,
        seed=options.seed,
        device=options.device,
        threads=options.threads,
        workers=options.workers,
        bf16=options.bf16,
    )
    rows = read_judged(options.rows)
    print(len(rows), Counter((row.kind, row.label) for row in rows), flush=True)
    train(options.base, options.out, rows, training, options.teacher)
    if options.dev:
        for name, value in measured(options.out, read_judged(options.dev), training).items():
            print(name, value)


if __name__ == "__main__":
    main()
