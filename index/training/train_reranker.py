"""Judged rows become a reranker: does this passage answer, and where?

It learns reading comprehension: where in the passage the answer begins and ends, or, at the first
token, that there is none (Devlin et al., "BERT", 2019, for questions without an answer). Where in
the passage is told for every word, so attention between question and passage is learned from some
ten thousand examples; from one label for each pair it was not (README.md).
"""

import argparse
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.reranker import LONGEST
from index.training.discrimination import discrimination
from index.training.encoded import MAX_TOKENS, TOKENIZER, Encoded, batches, encode, read_encoded
from index.training.records import Judged, read_judged
from index.training.train_encoder import seed_everything, use_threads, without_dropout

if TYPE_CHECKING:
    import torch

_TOLD = 100  # steps between two lines of what is printed


@dataclass(frozen=True, slots=True)
class RerankerTraining:
    """Everything that the result depends on, besides the rows and the start."""

    batch: int = 16
    learning_rate: float = 2e-4
    warmup: int = 100
    """Steps."""
    dropout: bool = False
    epochs: int = 1
    seed: int = 11
    device: str = "cpu"
    threads: int = 2
    minutes: float | None = None
    """The learning rate falls to nothing by then at the latest, whatever is left of the rows."""
    listwise: float = 0.0
    """What counts for each group, beside the rows' own loss, that its answer comes first."""
    bf16: bool = False
    taught: float = 0.5
    """What the teachers' opinion counts for, where there are teachers; the rows count for the
    rest."""


_DEFAULT = RerankerTraining()


def train(
    base: Path,
    out: Path,
    encoded: Encoded,
    training: RerankerTraining,
    teachers: Sequence[Path] = (),
) -> None:
    """Train on the rows, batch by batch, and write the model to `out`.

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
    steps = [
        numbers
        for epoch in range(training.epochs)
        for numbers in batches(encoded, training.batch, training.seed + epoch)
    ]
    label = torch.from_numpy(encoded.labels).to(training.device)
    group = torch.from_numpy(encoded.groups).to(training.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=training.learning_rate)
    total = torch.zeros((), device=training.device)
    begun = time.monotonic()
    for step, numbers in enumerate(steps):
        done = _done(step / len(steps), begun, training.minutes)
        if done >= 1:
            break
        for one in optimizer.param_groups:
            one["lr"] = training.learning_rate * min(1, (step + 1) / training.warmup) * (1 - done)
        inputs, places = encoded.batch(numbers, training.device)
        with torch.autocast(training.device, torch.bfloat16, enabled=training.bf16):
            logs = log_shares(model, inputs)
        loss = span_loss(logs, places)
        if known:
            with (
                torch.no_grad(),
                torch.autocast(training.device, torch.bfloat16, enabled=training.bf16),
            ):
                opinion = sum(log_shares(one, inputs).exp() for one in known) / len(known)
            gap = -(opinion * logs).sum(dim=-1).mean()
            loss = (1 - training.taught) * loss + training.taught * gap
        if training.listwise:
            at = torch.from_numpy(numbers).to(training.device)
            loss = loss + training.listwise * listwise_loss(logs, label[at], group[at])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.detach()
        if step % _TOLD == _TOLD - 1:
            took = time.monotonic() - begun
            told = f"step {step + 1} of {len(steps)}: loss {total.item() / _TOLD:.3f}"
            print(f"{told}, {took:.0f} s", flush=True)
            total.zero_()
    if out.exists():
        shutil.rmtree(out)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def log_shares(model: Any, inputs: "Mapping[str, torch.Tensor]") -> "torch.Tensor":
    """Return the logarithm of how probable it is that an answer begins, or ends, at each token.

    :return: Shape (rows, 2, tokens).
    """
    import torch

    output = model(**inputs)
    logits = torch.stack([output.start_logits, output.end_logits], dim=1).float()
    # where there is no token there is no answer; a finite number, so that 0 times it is 0
    return torch.log_softmax(logits - 1e4 * (1 - inputs["attention_mask"][:, None]), dim=-1)


def listwise_loss(
    logs: "torch.Tensor", label: "torch.Tensor", group: "torch.Tensor"
) -> "torch.Tensor":
    """Return the mean negative log-likelihood that of its group's rows the answer is the one.

    The rows' logits are those of there being an answer, of its beginning and its end. (ListNet's
    top-one probability: Cao et al., "Learning to rank: from pairwise approach to listwise
    approach", ICML 2007.)

    :param logs: As `log_shares` returns them.
    :param label: Shape (rows,): 1 for an answer, else 0.
    :param group: Shape (rows,): equal numbers stand together.
    """
    import torch

    nowhere = logs[..., 0]
    logit = (torch.logsumexp(logs[..., 1:], dim=-1) - nowhere).sum(dim=1)
    own = torch.unique_consecutive(group, return_inverse=True)[1]
    n_groups = int(own[-1]) + 1
    empty = torch.zeros(n_groups, device=logit.device)
    peak = torch.full_like(empty, -torch.inf).scatter_reduce(0, own, logit.detach(), "amax")
    whole = empty.scatter_add(0, own, (logit - peak[own]).exp()).log() + peak
    answers = empty.scatter_add(0, own, label.to(logit.dtype))
    chosen = (label > 0) & (answers[own] == 1)
    return (whole[own] - logit)[chosen].sum() / max(1, n_groups)


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

    network = _network(model, training)
    encoded = encode(model / TOKENIZER, rows, MAX_TOKENS)
    logits, met = np.zeros(len(rows)), []
    for numbers in batches(encoded, training.batch, training.seed):
        inputs, wanted = encoded.batch(numbers, training.device)
        places = torch.arange(inputs["input_ids"].shape[1], device=training.device)
        begins = torch.from_numpy(encoded.passages[numbers]).to(training.device)
        passage = (inputs["token_type_ids"] == 1) & (places >= begins[:, None])
        with (
            torch.no_grad(),
            torch.autocast(training.device, torch.bfloat16, enabled=training.bf16),
        ):
            output = network(**inputs)
        starts, ends = output.start_logits.float(), output.end_logits.float()
        spans = starts[:, :, None] + ends[:, None, :]
        allowed = (passage[:, :, None] & passage[:, None, :]).triu().tril(LONGEST - 1)
        best, at = spans.masked_fill(~allowed, -torch.inf).flatten(1).max(dim=1)
        logits[numbers] = (best - starts[:, 0] - ends[:, 0]).cpu().numpy()
        first, last = at // spans.shape[2], at % spans.shape[2]
        known = (wanted[:, 0] > 0).tolist()
        meets = ((first <= wanted[:, 1]) & (wanted[:, 0] <= last)).tolist()
        met += [own for own, is_known in zip(meets, known, strict=True) if is_known]
    spans_met = {"n": len(met), "share": round(sum(met) / max(len(met), 1), 4)}
    return discrimination(logits, rows) | {
        "spans that meet the answer": spans_met,
        "answers before all others of their group": _first_of_groups(logits, rows, encoded),
    }


def _first_of_groups(
    logits: NDArray[np.float64], rows: Sequence[Judged], encoded: Encoded
) -> dict[str, float]:
    """Return in how many groups, of those with an answer and others, the answer's logit is best."""
    first = []
    for group in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(encoded.groups)) + 1):
        label = np.array([rows[at].label for at in group])
        if 0 < label.sum() < len(group):
            first.append(bool(label[logits[group].argmax()] > 0))
    return {"n": len(first), "share": round(sum(first) / max(len(first), 1), 4)}


def _done(share: float, begun: float, minutes: float | None) -> float:
    """Return what share of the training is over: of its steps, or of its time."""
    return max(share, (time.monotonic() - begun) / (60 * minutes)) if minutes else share


def main() -> None:
    """Train the reranker on judged rows, and measure it on others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help="what encoded wrote")
    parser.add_argument("--dev", type=Path, help="what judged wrote, to measure it on")
    parser.add_argument("--base", type=Path, required=True, help="what to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, action="append", default=[], metavar="MODEL")
    parser.add_argument("--batch", type=int, default=_DEFAULT.batch)
    parser.add_argument("--learning-rate", type=float, default=_DEFAULT.learning_rate)
    parser.add_argument("--dropout", action="store_true", help="as the base was trained")
    parser.add_argument("--epochs", type=int, default=_DEFAULT.epochs)
    parser.add_argument("--seed", type=int, default=_DEFAULT.seed)
    parser.add_argument("--threads", type=int, default=_DEFAULT.threads)
    parser.add_argument("--device", default=_DEFAULT.device)
    parser.add_argument("--minutes", type=float, help="be through by then, whatever is left")
    parser.add_argument("--listwise", type=float, default=_DEFAULT.listwise)
    parser.add_argument("--bf16", action="store_true", help="matrix products in 16 bits")
    options = parser.parse_args()
    training = RerankerTraining(
        batch=options.batch,
        learning_rate=options.learning_rate,
        dropout=options.dropout,
        epochs=options.epochs,
        seed=options.seed,
        device=options.device,
        threads=options.threads,
        bf16=options.bf16,
        minutes=options.minutes,
        listwise=options.listwise,
    )
    encoded = read_encoded(options.rows)
    print(f"{len(encoded.labels)} rows", flush=True)
    train(options.base, options.out, encoded, training, options.teacher)
    if options.dev:
        for name, value in measured(options.out, read_judged(options.dev), training).items():
            print(name, value)


if __name__ == "__main__":
    main()
