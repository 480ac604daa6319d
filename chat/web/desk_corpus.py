"""The corpus, the index and the last evaluations at a glance."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chat.evaluation.labels import LABELS
from chat.evaluation.records import Estimate, Interval, Measure
from chat.evaluation.report import SUMMARY, interval_text, reached
from chat.web.desk_gaps import local_time
from chat.web.transcript import interview_address
from index.records import BrokenIndex
from index.store import MANIFEST, Manifest
from ingest.collection import Collection
from ingest.corpus import fingerprint_of
from ingest.records import CorpusError

MEASURES = (Measure.ACCURACY, Measure.ANSWERED_ACCURACY, Measure.REFUSAL_RECALL, Measure.HIT1)
"""What is shown of an evaluation."""
_N_EVALUATIONS = 8


@dataclass(frozen=True, slots=True)
class Office:
    """Where the desk reads the corpus, the index' manifest, and the last evaluations."""

    corpus: Path
    index: Path
    evaluation: Path


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """An interview as it is listed."""

    title: str
    address: str
    day: str
    guests: str
    n_exchanges: int
    n_passages: int
    n_wordings: int
    n_open: int
    """Questions that are noted as left open."""


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """An evaluation as it is listed."""

    name: str
    time: str
    n: str
    figures: tuple[str, ...]
    """One for each of `MEASURES`, with its 95% interval."""
    fault: str = ""
    """Why it can't be read; empty if it can."""


def interview_rows(collection: Collection) -> list[InterviewRow]:
    """Return the interviews that are answered from, the newest first."""
    rows = []
    exchange_of = {exchange.id: exchange.interview_id for exchange in collection.searched}
    worded = Counter(exchange_of[wording.exchange_id] for wording in collection.wordings)
    left_open = Counter(one.interview_id for one in collection.open_questions)
    for interview in sorted(collection.interviews, key=lambda one: one.date, reverse=True):
        exchanges = [one for one in collection.substantive if one.interview_id == interview.id]
        passages = [
            one for one in collection.passages if exchange_of[one.exchange_id] == interview.id
        ]
        guests = (
            f"{guest.name}（{guest.office}）" if guest.office else guest.name
            for guest in interview.guests
        )
        rows.append(
            InterviewRow(
                title=interview.title,
                address=f"../{interview_address(interview.id)}",
                day=interview.date.isoformat(),
                guests="、".join(guests),
                n_exchanges=len(exchanges),
                n_passages=len(passages),
                n_wordings=worded[interview.id],
                n_open=left_open[interview.id],
            )
        )
    return rows


def serving_build(index: Path) -> str:
    """Return the build that serves in an index folder, empty if there is none."""
    try:
        return Manifest.read(index).build
    except BrokenIndex:
        return ""


def index_lines(office: Office, serving: str) -> list[str]:
    """Say in Chinese when and from what the index was built, and whether it is out of date.

    :param serving: The build that answers; it was opened when the service was started.
    """
    try:
        manifest = Manifest.read(office.index)
    except BrokenIndex as error:
        return [f"注意：{error}"]
    built = _modified(office.index / MANIFEST)
    lines = [
        f"索引建于 {built}，版本 {manifest.build}：访谈 {manifest.n_interviews} 个，"
        f"问答 {manifest.n_exchanges} 组，段落 {manifest.n_passages} 个。",
        f"向量模型 {manifest.model}（指纹 {manifest.model_fingerprint[:12]}），"
        f"语料指纹 {manifest.corpus[:12]}，词表指纹 {manifest.lexicon[:12]}。",
    ]
    if manifest.build != serving:
        lines.append("注意：服务启动以后，索引重建过；请重启服务，新的索引才会用上。")
    return [*lines, _corpus_line(office.corpus, manifest)]


def evaluation_rows(folder: Path) -> list[EvaluationRow]:
    """Return the evaluations in a folder and in those right below it, the newest first."""
    paths = [folder / SUMMARY, *folder.glob(f"*/{SUMMARY}")]
    found = sorted(
        (path for path in paths if path.is_file()),
        key=lambda path: (-path.stat().st_mtime, path),
    )
    return [_evaluation_row(path) for path in found[:_N_EVALUATIONS]]


def measure_names() -> list[str]:
    """Return what the measures that are shown are called."""
    return [LABELS[measure].name for measure in MEASURES]


def _corpus_line(folder: Path, manifest: Manifest) -> str:
    try:
        changed = fingerprint_of(folder) != manifest.corpus
    except CorpusError as error:
        return f"注意：读不到语料，无法核对它有没有变动（{error}）。"
    if changed:
        return "注意：语料在建索引之后有变动；请运行 fangtan index 重建索引。"
    return "语料在建索引之后没有变动。"


def _evaluation_row(path: Path) -> EvaluationRow:
    name, time = path.parent.name, _modified(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        overall = content["overall"]
        figures = tuple(_figures(overall["measures"]))
        n = f"{overall['n']}" + ("（中断）" if content["interrupted"] else "")
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = f"读不了这份评测结果（{type(error).__name__}）；请重新评测：fangtan eval"
        return EvaluationRow(name, time, "", (), fault)
    return EvaluationRow(name, time, n, figures)


def _figures(measures: Mapping[str, Any]) -> Iterator[str]:
    for measure in MEASURES:
        one = measures[measure]
        interval = Interval(**one["interval"]) if one["interval"] else None
        value = reached(Estimate(one["value"], interval, one["n"]), measure)
        shown = f"（{interval_text(interval, measure)}）" if interval else ""
        yield f"{value}{shown}，{one['n']} 题"


def _modified(path: Path) -> str:
    return local_time(datetime.fromtimestamp(path.stat().st_mtime, UTC))
