"""Questions are asked one by one, and each verdict is written down before the next is asked.

results.jsonl holds one row for each question. While a run goes on rows are appended; when it
ends, or is interrupted, the file is put into the order of the questions. Two runs on one index
give equal bytes but for `took_ms`, the last key of each row.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from chat.evaluation.judge import judge
from chat.evaluation.records import EvalQuestion, ResultsError, Verdict
from chat.records import Answer
from ingest.collection import Collection

RESULTS = "results.jsonl"
SETUP = "setup.json"

OnQuestion = Callable[[int, int], None]
"""Called with how many questions are done, and of how many."""


class Asks(Protocol):
    """Answers a question; Bot does."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer one question, given the earlier ones of the same conversation."""


@dataclass(frozen=True, slots=True)
class Run:
    """The verdicts in question order; fewer than there are questions if it was interrupted."""

    verdicts: tuple[Verdict, ...]
    n_kept: int
    """Verdicts taken over from an interrupted run."""
    first_ms: float | None
    """What the first question that was asked took; None if none was."""


def evaluate(
    questions: Sequence[EvalQuestion],
    asker: Asks,
    collection: Collection,
    folder: Path,
    *,
    resume: bool = False,
    setup: Mapping[str, str] | None = None,
    on_question: OnQuestion | None = None,
) -> Run:
    """Ask every question and write results.jsonl into the folder.

    Ctrl-C (KeyboardInterrupt) ends the run early and is not passed on.

    :param resume: Keep the verdicts of an interrupted run in the same folder, where question and
        setup are unchanged; a last line that was torn is dropped, and that question asked again.
    :param setup: What answers (index, model, options), as names and values: verdicts of another
        setup are not kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = _kept(questions, folder, dict(setup or {})) if resume else {}
    _write(folder / SETUP, json.dumps(dict(setup or {}), ensure_ascii=False, sort_keys=True) + "\n")
    done = dict(kept)
    first_ms: float | None = None
    _write_results(folder / RESULTS, questions, done)
    if kept and on_question:
        on_question(len(kept), len(questions))
    try:
        with (folder / RESULTS).open("a", encoding="utf-8") as file:
            for question in questions:
                if question.id in done:
                    continue
                answer = asker.ask(question.question, question.history)
                verdict = judge(question, answer, collection)
                first_ms = verdict.took_ms if first_ms is None else first_ms
                _append(file, verdict)
                done[question.id] = verdict
                if on_question:
                    on_question(len(done), len(questions))
    except KeyboardInterrupt:
        pass
    _write_results(folder / RESULTS, questions, done)
    return Run(_in_order(questions, done), len(kept), first_ms)


def read_results(path: Path) -> tuple[Verdict, ...]:
    """Read the results of an earlier run.

    :param path: results.jsonl, or the folder that it is in.
    :raises ResultsError: If there are none, or a line is not a verdict.
    """
    path = path / RESULTS if path.is_dir() else path
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise ResultsError(f"{path}: 没有这个文件；请指明以前一次评测的输出文件夹") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path}: 读不了（{error}）；请重跑那次评测") from error
    verdicts = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            verdicts.append(Verdict.from_json(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise ResultsError(f"{path}:{number}: 不是评测结果的一行；请重跑那次评测") from error
    return tuple(verdicts)


def _kept(
    questions: Sequence[EvalQuestion], folder: Path, setup: Mapping[str, str]
) -> dict[str, Verdict]:
    """Return the verdicts that still stand, by question id."""
    try:
        if json.loads((folder / SETUP).read_text(encoding="utf-8")) != setup:
            return {}
        lines = (folder / RESULTS).read_text(encoding="utf-8", errors="replace").split("\n")
    except (FileNotFoundError, ValueError):
        return {}
    wanted = {question.id: question for question in questions}
    kept = {}
    for line in lines[:-1]:  # behind the last newline stands nothing, or a torn line
        with suppress(KeyError, TypeError, ValueError):
            verdict = Verdict.from_json(json.loads(line))
            if wanted.get(verdict.asked.id) == verdict.asked:
                kept[verdict.asked.id] = verdict
    return kept


def _in_order(
    questions: Sequence[EvalQuestion], done: Mapping[str, Verdict]
) -> tuple[Verdict, ...]:
    return tuple(done[question.id] for question in questions if question.id in done)


def _write_results(
    path: Path, questions: Sequence[EvalQuestion], done: Mapping[str, Verdict]
) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        for verdict in _in_order(questions, done):
            file.write(_line(verdict))
    fresh.replace(path)


def _append(file: TextIO, verdict: Verdict) -> None:
    file.write(_line(verdict))
    file.flush()


def _line(verdict: Verdict) -> str:
    return f"{json.dumps(verdict.as_json(), ensure_ascii=False)}\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
