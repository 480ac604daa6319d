"""The whole run, for the command line: asked, summed up, compared, gated, reported."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from chat.evaluation.compare import compare
from chat.evaluation.gate import check, read_gate
from chat.evaluation.judge import doubts
from chat.evaluation.metrics import summarise
from chat.evaluation.records import EvalQuestion, Evaluation
from chat.evaluation.report import write_report
from chat.evaluation.run import Asks, OnQuestion, evaluate, read_results
from ingest.collection import Collection


def run_evaluation(
    questions: Sequence[EvalQuestion],
    asker: Asks,
    collection: Collection,
    folder: Path,
    *,
    baseline: Path | None = None,
    gate: Path | None = None,
    resume: bool = False,
    opened_ms: float | None = None,
    setup: Mapping[str, str] | None = None,
    on_question: OnQuestion | None = None,
) -> Evaluation:
    """Ask the questions and write results.jsonl, summary.json and report.html into a folder.

    Baseline and gate are read before anything is asked. On Ctrl-C the run ends early and is
    reported as far as it came: `summary.interrupted` tells.

    :param questions: As `read_questions` gives them.
    :param asker: A Bot, or anything else that answers.
    :param collection: What it answers from: its searcher's collection.
    :param baseline: The folder of an earlier run to compare with; may be `folder` itself.
    :param gate: A TOML file of floors; the broken ones are in `broken`.
    :param resume: Go on with an interrupted run in the same folder.
    :param opened_ms: What opening model and index took; with the first question's time it makes
        the cold start.
    :param setup: What answers, as names and values shown in the report (index fingerprint, model,
        options); neither times nor absolute paths, so that equal runs give equal files.
    :param on_question: Called with how many questions are done, and of how many.
    :raises ResultsError: If the baseline can't be read.
    :raises GateError: If the gate can't be used.
    """
    earlier = read_results(baseline) if baseline is not None else None
    floors = read_gate(gate) if gate is not None else None
    run = evaluate(
        questions,
        asker,
        collection,
        folder,
        resume=resume,
        setup=setup,
        on_question=on_question,
    )
    cold_start_ms = (
        opened_ms + run.first_ms if opened_ms is not None and run.first_ms is not None else None
    )
    summary = summarise(run.verdicts, cold_start_ms, len(questions), setup)
    evaluation = Evaluation(
        summary=summary,
        verdicts=run.verdicts,
        comparison=compare(run.verdicts, earlier) if earlier is not None else None,
        broken=check(summary, floors) if floors is not None else None,
        doubts=doubts(questions, collection),
        n_kept=run.n_kept,
    )
    write_report(folder, evaluation)
    return evaluation
