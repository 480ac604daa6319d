"""`fangtan eval`: what it shows of a run."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from chat.evaluation.judge import why
from chat.evaluation.labels import LABELS
from chat.evaluation.records import Evaluation, Measure

_SHOWN = (
    Measure.ACCURACY,
    Measure.HIT1,
    Measure.HIT5,
    Measure.MRR,
    Measure.REFUSAL_PRECISION,
    Measure.REFUSAL_RECALL,
)


def show_evaluation(evaluation: Evaluation, out: Path) -> None:
    """Print what was wrong, the figures of each kind, and where the report lies."""
    console = Console(highlight=False)
    for verdict in evaluation.verdicts:
        for reason in why(verdict):
            line = f"✗ {verdict.asked.id} {verdict.asked.question}：{reason}"
            console.print(line, markup=False, soft_wrap=True)
    table = Table("题类", "题数", *(LABELS[measure].name for measure in _SHOWN))
    groups = {"全部": evaluation.summary.overall, **evaluation.summary.kinds}
    for name, figures in groups.items():
        values = [figures.measures[measure].value for measure in _SHOWN]
        shown = ("—" if value is None else f"{value:.3f}" for value in values)
        table.add_row(name, str(figures.n), *shown)
    console.print(table)
    for doubt in evaluation.doubts:
        console.print(f"题目存疑：{doubt}", markup=False, soft_wrap=True)
    if evaluation.comparison:
        console.print(evaluation.comparison.sentence, markup=False, soft_wrap=True)
    for broken in evaluation.broken or ():
        console.print(f"未达门槛：{broken}", markup=False, soft_wrap=True)
    if evaluation.summary.interrupted:
        done, planned = evaluation.summary.overall.n, evaluation.summary.n_planned
        console.print(
            f"已中断：问了 {done} 题，共 {planned} 题；加 --resume 可接着问", markup=False
        )
    console.print(f"报告：{out / 'report.html'}", markup=False, soft_wrap=True)
