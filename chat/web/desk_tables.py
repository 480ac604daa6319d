"""What the desk shows becomes HTML: gaps, the ledger, corpus and index, an explanation, charts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from chat.bot import Bot
from chat.evaluation.report import SUMMARY
from chat.explain import Explanation
from chat.ledger.records import LOCAL_TIME, Day, Entry, Feedback, Gap, Task
from chat.records import Status
from chat.web.markup import render
from index.records import BrokenIndex
from index.store import MANIFEST, Manifest
from ingest.collection import Collection
from ingest.corpus import fingerprint_of
from ingest.records import CorpusError

STATUSES = {Status.ANSWERED: "已回答", Status.REFUSED: "没有官员回答过"}
FEEDBACKS = {Feedback.HELPFUL: "有帮助", Feedback.UNHELPFUL: "没帮助"}
ENTRIES_SHOWN = 200
"""Entries on the page; the file that is exported has all."""

_BARS = "▁▂▃▄▅▆▇█"
_CONFLICTS = {
    "place": "地名", "year": "年份", "plan": "规划期", "date": "日期", "quantity": "数量",
    "aspect": "口径", "contrast": "对象", "class": "类别", "person": "人名", "negation": "是否排除",
    "list": "项数",
}  # fmt: skip
_GRAINS = {
    "question": "主持人的问题",
    "exchange": "整组问答",
    "passage": "段落",
    "sentence": "句子",
}
_WAYS = {"words": "词", "vectors": "向量"}
_MEASURES = {"accuracy": "准确率", "hit1": "首条出处正确", "refusal_recall": "该拒答的拒答了"}


@dataclass(frozen=True, slots=True)
class Office:
    """Where the desk reads the corpus, the index and the last evaluation."""

    corpus: Path
    index: Path
    evaluation: Path
    """Folder with the evaluation's summary.json."""


def gaps_html(gaps: Sequence[Gap], collection: Collection, today: date) -> str:
    """Return the gaps as a list, each with its questions, trend and task."""
    return render(
        "desk_gaps",
        gaps=[
            {
                "gap": gap,
                "bars": sparkline(gap.weeks),
                "last": _minute(gap.entries[0].asked_at),
                "task": _task_line(gap.task, collection, today),
                "overdue": bool(gap.task and not gap.task.closed_by and gap.task.due < today),
                "why": _why(gap.entries),
            }
            for gap in gaps
        ],
    )


def entries_html(entries: Sequence[Entry], collection: Collection) -> str:
    """Return the newest entries as a table."""
    rows = [
        {
            "entry": entry,
            "time": _minute(entry.asked_at),
            "status": STATUSES[entry.status],
            "feedback": FEEDBACKS[entry.feedback] if entry.feedback else "",
            "cited": [_cited(one, collection) for one in entry.citations],
        }
        for entry in entries[:ENTRIES_SHOWN]
    ]
    return render("desk_entries", rows=rows, n=len(entries), shown=ENTRIES_SHOWN)


def corpus_html(bot: Bot, office: Office) -> str:
    """Return the interviews, what the index was built from, and the last evaluation."""
    collection = bot.collection
    interviews = [
        {
            "interview": one,
            "guests": "、".join(f"{guest.name}（{guest.office}）" for guest in one.guests),
            "n": sum(exchange.interview_id == one.id for exchange in collection.substantive),
        }
        for one in collection.interviews
    ]
    return render(
        "desk_corpus",
        interviews=interviews,
        n_exchanges=len(collection.substantive),
        n_passages=len(collection.passages),
        index=_index_lines(office),
        evaluation=_evaluation_lines(office.evaluation),
        threshold=bot.min_score,
    )


def explanation_html(explanations: Sequence[Explanation]) -> str:
    """Return how each part of a question was read, and how its candidates compare."""
    parts = []
    for one in explanations:
        shown = one.shown
        rows = [
            {
                "explained": candidate,
                "asked": candidate.candidate.hit.exchange.asked,
                "probability": f"{candidate.candidate.probability:.2f}",
                "is_shown": candidate is shown,
                "against": [_against(found) for found in candidate.candidate.conflicts],
                "standings": {each.ranking: each for each in candidate.standings},
            }
            for candidate in one.candidates
        ]
        parts.append({"part": one, "rows": rows, "synonyms": "、".join(one.reading.synonyms)})
    columns = {
        f"{grain}_{way}": f"{name} · {said}"
        for grain, name in _GRAINS.items()
        for way, said in _WAYS.items()
    }
    return render("desk_explain", parts=parts, columns={"fused": "融合", **columns})


def charts_html(days: Sequence[Day], top: Sequence[tuple[str, int]]) -> str:
    """Return the questions of each day as bars and as a table, and the most asked."""
    asked = sum(day.asked for day in days)
    refused = sum(day.refused for day in days)
    rate = f"{refused / asked:.0%}" if asked else "—"
    most = max([day.asked for day in days], default=0) or 1
    return render(
        "desk_charts", days=days, asked=asked, refused=refused, rate=rate, most=most, top=top
    )


def sparkline(counts: Sequence[int]) -> str:
    """Return a bar for each count, as high as it is beside the greatest."""
    most = max(counts, default=0)
    return "".join(_BARS[0 if not most else count * (len(_BARS) - 1) // most] for count in counts)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"


def _why(entries: Sequence[Entry]) -> str:
    """Say how often they were refused, disliked and left."""
    counts = {
        "次没有官员回答过": sum(one.status is Status.REFUSED for one in entries),
        "次被评没帮助": sum(one.feedback is Feedback.UNHELPFUL for one in entries),
        "次留给工作人员": sum(one.left for one in entries),
    }
    return "，".join(f"{count} {said}" for said, count in counts.items() if count)


def _task_line(task: Task | None, collection: Collection, today: date) -> str:
    if not task:
        return "还没有交给部门"
    if task.closed_by:
        return f"已由《{_title(task.closed_by, collection)}》回答（{task.closed_on}）"
    late = (today - task.due).days
    state = f"已逾期 {late} 天" if late > 0 else f"还有 {-late} 天"
    return f"已交给{task.department}，期限 {task.due}，{state}"


def _title(interview_id: str, collection: Collection) -> str:
    titles = {one.id: one.title for one in collection.interviews}
    return titles.get(interview_id, interview_id).strip("《》")


def _cited(passage_id: str, collection: Collection) -> str:
    interview_id, _, place = passage_id.partition("#")
    return f"《{_title(interview_id, collection)}》{place}"


def _against(conflict: Any) -> str:
    said = f"，官员说的是“{conflict.said}”" if conflict.said else "，官员没有说到"
    return f"{_CONFLICTS[conflict.kind.value]}不一致：问的是“{conflict.asked}”{said}"


def _index_lines(office: Office) -> list[str]:
    """Say what the index was built from, when, and whether the corpus has changed since."""
    try:
        manifest = Manifest.read(office.index)
    except BrokenIndex as error:
        return [str(error)]
    written = datetime.fromtimestamp((office.index / MANIFEST).stat().st_mtime, LOCAL_TIME)
    lines = [
        f"索引 {manifest.build}，写于 {written:%Y-%m-%d %H:%M}",
        f"{manifest.n_interviews} 个访谈，{manifest.n_exchanges} 组问答，"
        f"{manifest.n_passages} 个段落",
        f"向量模型 {manifest.model}（{manifest.model_fingerprint[:16]}）",
        f"语料指纹 {manifest.corpus[:16]}，词表指纹 {manifest.lexicon[:16]}",
    ]
    try:
        same = fingerprint_of(office.corpus) == manifest.corpus
    except CorpusError as error:
        return [*lines, f"读不了语料文件夹，不知道语料有没有变：{error}"]
    changed = "语料在建索引之后变过，请运行 fangtan index 重建"
    return [*lines, "语料没有变，索引是最新的" if same else changed]


def _evaluation_lines(folder: Path) -> list[str]:
    """Say what the last evaluation came to, with its interval."""
    path = folder / SUMMARY
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        measures = summary["overall"]["measures"]
        lines = [f"共 {measures['accuracy']['n']} 题"]
        for key, name in _MEASURES.items():
            told = measures[key]
            if told["value"] is not None:
                low, high = told["interval"]["low"], told["interval"]["high"]
                lines.append(f"{name} {told['value']:.3f}（95% 区间 {low:.2f}–{high:.2f}）")
    except FileNotFoundError:
        return ["还没有评测结果，请运行 fangtan eval"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"读不了评测结果 {path.name}：{error}"]
    return lines
