from pathlib import Path

import pytest

from chat.evaluation.gate import GateError, check, read_gate
from chat.evaluation.metrics import summarise
from tests.data.eval_fakes import question, reply, verdict

# Accuracy 2/3 (fact 1/2, refuse 1); times 10, 20, 30 ms.
SUMMARY = summarise(
    [
        verdict(question("a"), reply("历时一年", ["e1"], took_ms=10)),
        verdict(question("b"), reply(took_ms=20)),
        verdict(question("c", kind="refuse", answerable=False), reply(took_ms=30)),
    ],
    cold_start_ms=900.0,
)


def broken(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return [str(floor) for floor in check(SUMMARY, read_gate(path))]


@pytest.mark.parametrize(
    "line",
    ["accuracy = 0.66", "refusal_recall = 1", "p95_ms = 30", "cold_start_ms = 900", "accuracy = 0"],
)
def test_a_figure_that_reaches_its_floor_breaks_nothing(tmp_path: Path, line: str) -> None:
    assert broken(tmp_path, line) == []


def test_broken_floors_and_ceilings_are_named_with_what_came_out(tmp_path: Path) -> None:
    gate = "accuracy = 0.9\np95_ms = 25.5\ncold_start_ms = 899\nrefusal_precision = 0.4\n"
    assert broken(tmp_path, gate) == [
        "accuracy：应不低于 0.9，实际 0.6667",
        "p95_ms：应不高于 25.5，实际 30",
        "cold_start_ms：应不高于 899，实际 900",
    ]


def test_a_kind_has_its_own_floors(tmp_path: Path) -> None:
    gate = "[kind.fact]\naccuracy = 0.6\np50_ms = 10\n[kind.refuse]\naccuracy = 1\n"
    assert broken(tmp_path, gate) == ["kind.fact.accuracy：应不低于 0.6，实际 0.5"]


def test_a_figure_that_cannot_be_told_breaks_its_floor(tmp_path: Path) -> None:
    gate = "mrr = 0.1\n[kind.nobody]\naccuracy = 0\n"
    assert broken(tmp_path, gate) == [
        "mrr：应不低于 0.1，没有相应的题，算不出来",
        "kind.nobody.accuracy：应不低于 0，没有相应的题，算不出来",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("acuracy = 0.9", "gate.toml: 不认识的门槛 acuracy；可用的有：accuracy、answered、"),
        ("[kind.fact]\nspeed = 1", "gate.toml: 不认识的门槛 kind.fact.speed；可用的有：accuracy、"),
        ("[kind.fact]\ncold_start_ms = 1", "gate.toml: 不认识的门槛 kind.fact.cold_start_ms；"),
        ("accuracy = 90", "gate.toml: accuracy 写的是 90，应为 0 到 1 之间的数，例如 0.9"),
        ('accuracy = "0.9"', "gate.toml: accuracy 写的是 '0.9'，应为不小于 0 的数"),
        ("accuracy = true", "gate.toml: accuracy 写的是 True，应为不小于 0 的数"),
        ("p95_ms = nan", "gate.toml: p95_ms 写的是 nan，应为不小于 0 的数"),
        ("p95_ms = -1", "gate.toml: p95_ms 写的是 -1，应为不小于 0 的数"),
        ("kind = 1", "gate.toml: kind 应为表，例如 [kind.fact]"),
        ("[kind]\nfact = 1", "gate.toml: kind.fact 应为表，例如 [kind.fact]"),
        ("accuracy 0.9", "gate.toml: 不是合法的 TOML（"),
        ("", "gate.toml: 文件里没有门槛；请至少写一条，例如 accuracy = 0.9"),
    ],
)
def test_a_gate_that_cannot_be_used_names_file_and_key(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(GateError) as caught:
        broken(tmp_path, text)
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(told)


def test_a_missing_gate_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="没有这个文件；请检查路径"):
        read_gate(tmp_path / "none.toml")
