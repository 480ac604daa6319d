"""Write the quality table of tests/questions/RESULTS.md from the summary.json of evaluation runs.

    fangtan eval tests/questions/seed.jsonl --split dev --out var/eval/dev
    fangtan eval tests/questions/seed.jsonl --split test --out var/eval/test
    python tools/quality_table.py dev=var/eval/dev test=var/eval/test

The table stands between two marks; what is outside them is left alone.
"""

import argparse
import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "tests" / "questions" / "RESULTS.md"
START, END = "<!-- quality: tools/quality_table.py -->", "<!-- /quality -->"
COLUMNS = {
    "accuracy": "准确率（95% 区间）",
    "hit1": "命中@1",
    "hit5": "命中@5",
    "mrr": "MRR",
    "ndcg10": "nDCG@10",
    "refusal_precision": "拒答准确率",
    "refusal_recall": "拒答召回率",
    "quote_ok": "引文无误",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--file", type=Path, default=RESULTS)
    options = parser.parse_args()
    lines = [
        f"| 题 | 题数 | {' | '.join(COLUMNS.values())} |",
        "|---|--:|" + "--:|" * len(COLUMNS),
    ]
    for run in options.runs:
        name, _, folder = run.partition("=")
        summary = json.loads((Path(folder) / "summary.json").read_text(encoding="utf-8"))
        lines.append(row(f"**{name}：全部**", summary["overall"]))
        lines += [row(f"{name}：{kind}", summary["kinds"][kind]) for kind in summary["kinds"]]
    text = options.file.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{options.file}: the marks {START} and {END} are missing")
    table = "\n".join(lines)
    options.file.write_text(f"{before}{START}\n{table}\n{END}{after}", encoding="utf-8")


def row(name: str, figures: dict[str, Any]) -> str:
    cells = [cell(figures["measures"][measure], measure) for measure in COLUMNS]
    return f"| {name} | {figures['n']} | {' | '.join(cells)} |"


def cell(estimate: dict[str, Any], measure: str) -> str:
    if estimate["value"] is None:
        return "—"
    value = f"{estimate['value']:.3f}"
    if measure == "accuracy":
        interval = estimate["interval"]
        return f"{value}（{interval['low']:.2f}–{interval['high']:.2f}）"
    return value


if __name__ == "__main__":
    main()
