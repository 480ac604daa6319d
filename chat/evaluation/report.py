"""An evaluation becomes report.html, one page that opens offline, and summary.json for programs."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from chat.evaluation import compare, metrics
from chat.evaluation.charts import draw_charts
from chat.evaluation.judge import why
from chat.evaluation.labels import LABELS
from chat.evaluation.records import (
    CitedWords,
    Comparison,
    Estimate,
    Evaluation,
    Interval,
    Measure,
    Summary,
)
from chat.render import titled

REPORT = "report.html"
SUMMARY = "summary.json"
_TEMPLATE = "report.html.jinja"
_SCRIPT = "report.js"
_STYLE = "report.css"
_ORDER = (
    Measure.ACCURACY,
    Measure.ANSWERED_ACCURACY,
    Measure.RIGHT_FIRST,
    Measure.HOLDS,
    Measure.REFUSAL_RECALL,
    Measure.REFUSAL_PRECISION,
    Measure.REFUSAL_F1,
    Measure.ANSWERED,
    Measure.HIT1,
    Measure.HIT5,
    Measure.MRR,
    Measure.NDCG10,
    Measure.QUOTE_OK,
    Measure.LENGTH_RATIO,
)


def write_report(folder: Path, evaluation: Evaluation) -> Path:
    """Write report.html and summary.json into the folder, and return the page's path."""
    write_summary(folder / SUMMARY, evaluation.summary, evaluation.comparison)
    page = folder / REPORT
    page.write_text(render(evaluation), encoding="utf-8", newline="\n")
    return page


def write_summary(path: Path, summary: Summary, comparison: Comparison | None = None) -> None:
    """Write the figures as JSON with sorted keys; the only times in it are the measured ones."""
    content: dict[str, Any] = metrics.as_json(summary)
    if comparison is not None:
        content["comparison"] = compare.as_json(comparison)
    text = json.dumps(_rounded(content), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def render(evaluation: Evaluation) -> str:
    """Return the page. Everything in it is escaped; it loads nothing, and runs one script only."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters |= {
        "percent": percent,
        "number": number,
        "cited": citation_line,
        "interval": interval_text,
        "counted": counted,
        "reached": reached,
    }
    script, style = _resource(_SCRIPT), _resource(_STYLE)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    charts = draw_charts(evaluation.summary, evaluation.verdicts)
    return environment.from_string(_resource(_TEMPLATE)).render(
        evaluation=evaluation,
        summary=evaluation.summary,
        comparison=evaluation.comparison,
        measures=_ORDER,
        labels=LABELS,
        why=why,
        charts={name: Markup(chart) for name, chart in charts.items()},  # our own drawing
        script=Markup(script),
        style=Markup(style),
        script_digest=digest,
    )


def percent(value: float | None) -> str:
    """Return a share as per cent with one decimal, or a dash where there is none."""
    return "—" if value is None else f"{100 * value:.1f}%"


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with a fixed count of decimals, or a dash where there is none."""
    return "—" if value is None else f"{value:.{digits}f}"


def reached(estimate: Estimate, measure: Measure) -> str:
    """Return a measure's value as its kind is shown: shares as per cent."""
    if LABELS[measure].is_share:
        return percent(estimate.value)
    return number(estimate.value, 2 if measure is Measure.LENGTH_RATIO else 3)


def interval_text(interval: Interval | None, measure: Measure) -> str:
    """Return "low–high", as the measure is shown; one number where both are the same."""
    if interval is None:
        return "—"
    low, high = (reached(Estimate(end, None, 1), measure) for end in (interval.low, interval.high))
    return high if low == high else f"{low.removesuffix('%')}–{high}"


def counted(estimate: Estimate, measure: Measure) -> str:
    """Return of how many questions a figure tells, for a share also how many."""
    if LABELS[measure].is_share and estimate.value is not None:
        return f"{round(estimate.value * estimate.n)} / {estimate.n} 题"
    return f"{estimate.n} 题"


def citation_line(cited: CitedWords) -> str:
    """Return who said it, when, and in which interview."""
    speaker = f"{cited.speaker}（{cited.office}）" if cited.office else cited.speaker
    return f"{speaker}，{cited.time}，{titled(cited.title)}"


def _resource(name: str) -> str:
    return (files("chat.evaluation") / name).read_text(encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Round all floats to six decimals: what lies beyond is noise."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_rounded(entry) for entry in value]
    return value
