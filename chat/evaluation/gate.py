"""A TOML file of floors is read, and a run is held against them.

    accuracy = 0.9            # the run as a whole: at least
    p95_ms = 200              # at most

    [kind.fact]               # the questions of one kind
    hit1 = 0.85

Floors may be set for every measure of records.Measure but `length_ratio`; ceilings for
`length_ratio`, `aurc`, `ece`, `p50_ms`, `p95_ms`, `p99_ms`, and, as a whole only,
`cold_start_ms`. A figure that can't be told, such as that of a kind nobody asked, breaks its floor.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chat.evaluation.records import BrokenFloor, Figures, Floor, Measure, Summary
from ingest.records import FangtanError

_CEILINGS = ("length_ratio", "aurc", "ece", "p50_ms", "p95_ms", "p99_ms")
_COLD_START = "cold_start_ms"
_FLOORS = tuple(measure.value for measure in Measure if measure.value not in _CEILINGS)
_SHARES = frozenset({*_FLOORS, "aurc", "ece"})


class GateError(FangtanError):
    """A gate file can't be used; the message names file and key and says what to do."""


def read_gate(path: Path) -> tuple[Floor, ...]:
    """Read the floors of a gate file, those of the whole run first.

    :raises GateError: If it is missing, is not TOML, or has an unknown key or a wrong value.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise GateError(f"{path}: 没有这个文件；请检查路径") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GateError(f"{path}: 不是合法的 TOML（{error}）；请改正") from error
    kinds = content.pop("kind", {})
    if not isinstance(kinds, dict):
        raise GateError(f"{path}: kind 应为表，例如 [kind.fact]")
    floors = _floors(path, content, None)
    for kind, table in kinds.items():
        if not isinstance(table, dict):
            raise GateError(f"{path}: kind.{kind} 应为表，例如 [kind.{kind}]")
        floors += _floors(path, table, kind)
    if not floors:
        raise GateError(f"{path}: 文件里没有门槛；请至少写一条，例如 accuracy = 0.9")
    return tuple(floors)


def check(summary: Summary, gate: tuple[Floor, ...]) -> tuple[BrokenFloor, ...]:
    """Return the floors that the run did not meet, in the gate's order."""
    broken = []
    for floor in gate:
        got = _got(summary, floor)
        meets = got is not None and (
            got <= floor.wanted if floor.is_ceiling else got >= floor.wanted
        )
        if not meets:
            broken.append(BrokenFloor(floor, got))
    return tuple(broken)


def _floors(path: Path, table: Mapping[str, Any], kind: str | None) -> list[Floor]:
    known = (*_FLOORS, *_CEILINGS, *([] if kind else [_COLD_START]))
    floors = []
    for key, wanted in table.items():
        name = f"kind.{kind}.{key}" if kind else key
        if key not in known:
            raise GateError(f"{path}: 不认识的门槛 {name}；可用的有：{'、'.join(known)}")
        if isinstance(wanted, bool) or not isinstance(wanted, int | float) or not wanted >= 0:
            raise GateError(f"{path}: {name} 写的是 {wanted!r}，应为不小于 0 的数")
        if key in _SHARES and wanted > 1:
            raise GateError(f"{path}: {name} 写的是 {wanted!r}，应为 0 到 1 之间的数，例如 0.9")
        floors.append(Floor(key, kind, float(wanted), key not in _FLOORS))
    return floors


def _got(summary: Summary, floor: Floor) -> float | None:
    if floor.key == _COLD_START:
        return summary.cold_start_ms
    figures = summary.overall if floor.kind is None else summary.kinds.get(floor.kind)
    return None if figures is None else _figure(figures, floor.key)


def _figure(figures: Figures, key: str) -> float | None:
    if key in {"aurc", "ece"}:
        return figures.aurc if key == "aurc" else figures.ece
    if key.endswith("_ms"):
        return getattr(figures.latency, key) if figures.latency else None
    return figures.measures[Measure(key)].value
