"""The quality table is made from summaries, and nothing else is touched."""

import json
import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parents[1] / "tools" / "quality_table.py"
MEASURES = ("hit1", "hit5", "mrr", "ndcg10", "refusal_precision", "quote_ok")


def test_the_table_replaces_what_stands_between_the_marks(tmp_path: Path) -> None:
    none = {"value": None, "interval": None, "n": 0}
    measures = dict.fromkeys(MEASURES, none) | {
        "accuracy": {"value": 0.75, "interval": {"low": 0.5, "high": 1.0}, "n": 4},
        "refusal_recall": {"value": 0.5, "interval": {"low": 0.0, "high": 1.0}, "n": 2},
    }
    figures = {"n": 4, "measures": measures}
    summary = {"overall": figures, "kinds": {"fact": figures}}
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    results = tmp_path / "RESULTS.md"
    results.write_text("前\n<!-- quality: tools/quality_table.py -->\n旧\n<!-- /quality -->\n后\n")
    command = [sys.executable, str(TOOL), f"dev={tmp_path}", "--file", str(results)]
    subprocess.run(command, check=True)
    cells = "| 4 | 0.750（0.50–1.00） | — | — | — | — | — | 0.500 | — |"
    assert results.read_text().splitlines() == [
        "前",
        "<!-- quality: tools/quality_table.py -->",
        "| 题 | 题数 | 准确率（95% 区间） | 命中@1 | 命中@5 | MRR | nDCG@10 | 拒答准确率 | "
        "拒答召回率 | 引文无误 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        f"| **dev：全部** {cells}",
        f"| dev：fact {cells}",
        "<!-- /quality -->",
        "后",
    ]
