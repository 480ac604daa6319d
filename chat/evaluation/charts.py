"""A summary becomes four charts, as SVG to stand inside a page. The only door to matplotlib.

Equal figures give equal SVG. Letters stay text, so that the browser's own fonts show Chinese;
colours are the page's CSS variables, so that the charts follow it into dark mode and on paper.
The hues are from Okabe & Ito's palette, which colour-blind readers can tell apart.
"""

import io
import re
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from chat.evaluation.records import Figures, Measure, RiskPoint, Summary, Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_Draw = Callable[["Axes"], None]

_INK, _LINE, _BLUE, _ORANGE = "#000001", "#000002", "#000003", "#000004"
_VARIABLES = {_INK: "--ink", _LINE: "--line", _BLUE: "--blue", _ORANGE: "--orange"}
_WIDTH, _HEIGHT = 3.8, 2.6  # inches: letters stay readable when shrunk to a phone's width
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "grid.linewidth": 0.6,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
}
_RANKS = ("1", "2", "3", "4", "5", "6–10", "11+", "无")
_LABEL_MAX = 18  # half-width columns of a kind's name that fit beside its bar


def risk_coverage_chart(curve: Sequence[RiskPoint]) -> str:
    """Draw the share of wrong answers against the share of questions that are answered."""

    def draw(axes: "Axes") -> None:
        coverages = [100 * point.coverage for point in curve]
        risks = [100 * point.risk for point in curve]
        axes.plot(coverages, risks, color=_BLUE, linewidth=2)
        axes.plot(coverages[-1:], risks[-1:], "o", color=_ORANGE)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, min(100, max(5, *(1.15 * risk for risk in risks))) if risks else 5)
        axes.grid(visible=True)
        _name_axes(axes, "给出回答的题占全部题的 %", "其中答错的 %")

    return _svg("risk-coverage", "风险—覆盖曲线", draw)


def latency_chart(verdicts: Sequence[Verdict], figures: Figures) -> str:
    """Draw how many questions took how long, the slowest percent together, and p50, p95, p99."""

    def draw(axes: "Axes") -> None:
        if figures.latency:
            most = figures.latency.p99_ms * 1.05 or 1.0
            times = [min(verdict.took_ms, most) for verdict in verdicts]
            axes.hist(times, bins=30, range=(0, most), color=_BLUE)
            axes.set_xlim(0, most)
            for time, style in zip(astuple(figures.latency), ("-", "--", ":"), strict=True):
                axes.axvline(time, color=_ORANGE, linestyle=style)
        _count_upwards(axes)
        _name_axes(axes, "用时（毫秒）", "题数")

    return _svg("latency", "用时分布", draw)


def rank_chart(verdicts: Sequence[Verdict]) -> str:
    """Draw where the right exchange was ranked, over the questions that name it."""
    named = [v for v in verdicts if v.asked.answerable and v.asked.names_exchange]
    counts = Counter(_rank_name(verdict.rank) for verdict in named)

    def draw(axes: "Axes") -> None:
        heights = [counts[name] for name in _RANKS]
        colours = [_ORANGE if name == _RANKS[-1] else _BLUE for name in _RANKS]
        bars = axes.bar(range(len(_RANKS)), heights, color=colours)
        axes.bar_label(bars, padding=2)
        axes.set_xticks(range(len(_RANKS)), _RANKS)
        axes.set_ylim(0, max(1, *heights) * 1.15)
        _count_upwards(axes)
        _name_axes(axes, "标准出处的名次", "题数")

    return _svg("rank", "标准出处的名次", draw)


def accuracy_chart(kinds: Mapping[str, Figures]) -> str:
    """Draw the accuracy of each kind with its 95% interval."""

    def draw(axes: "Axes") -> None:
        for row, figures in enumerate(kinds.values()):
            accuracy = figures.measures[Measure.ACCURACY]
            if accuracy.value is None or accuracy.interval is None:
                continue
            ends = [100 * accuracy.interval.low, 100 * accuracy.interval.high]
            axes.plot(ends, [row, row], color=_BLUE, linewidth=2, solid_capstyle="butt")
            axes.plot(100 * accuracy.value, row, "o", color=_ORANGE, markersize=6, clip_on=False)
        names = [f"{_shortened(kind)} ({figures.n})" for kind, figures in kinds.items()]
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(max(1, len(names)) - 0.5, -0.5)
        axes.set_xlim(0, 100)
        axes.grid(visible=True, axis="x")
        axes.set_xlabel("准确率 %")

    widest = max((_columns(_shortened(kind)) + 7 for kind in kinds), default=10)
    height = 0.65 + 0.24 * max(3, len(kinds))
    return _svg(
        "accuracy", "各类题的准确率", draw, height=height, left=0.1 + 0.075 * widest, top=0.1
    )


def draw_charts(summary: Summary, verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Return the four charts by name."""
    return {
        "accuracy": accuracy_chart(summary.kinds),
        "risk_coverage": risk_coverage_chart(summary.curve),
        "rank": rank_chart(verdicts),
        "latency": latency_chart(verdicts, summary.overall),
    }


def _rank_name(rank: int | None) -> str:
    if rank is None:
        return _RANKS[-1]
    return str(rank) if rank <= 5 else "6–10" if rank <= 10 else "11+"


def _name_axes(axes: "Axes", across: str, up: str) -> None:
    """Name the axes; the upright one above its end, as Chinese does not read sideways."""
    axes.set_xlabel(across)
    axes.set_title(up, loc="left", fontsize=10)


def _count_upwards(axes: "Axes") -> None:
    """Let the upright axis count questions: whole numbers only."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.grid(visible=True, axis="y")


def _shortened(name: str) -> str:
    if _columns(name) <= _LABEL_MAX:
        return name
    kept = name
    while _columns(kept) >= _LABEL_MAX:
        kept = kept[:-1]
    return f"{kept}…"


def _columns(text: str) -> int:
    """Return how wide a text is, in half-width columns."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def _svg(
    name: str, title: str, draw: _Draw, height: float = _HEIGHT, left: float = 0.5, top: float = 0.3
) -> str:
    """Draw on fresh axes and return an SVG element without ids that other charts might have.

    :param left: Inches left of the axes, as `top` is above them. Margins are set by hand,
        because matplotlib has no font by which to measure Chinese.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({**_STYLE, "svg.hashsalt": name}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(_WIDTH, height))
        axes = figure.add_axes(
            (left / _WIDTH, 0.5 / height, 1 - (left + 0.2) / _WIDTH, 1 - (0.5 + top) / height)
        )
        draw(axes)
        return _inline(_written(figure), name, title)


def _written(figure: "Figure") -> str:
    content = io.StringIO()
    figure.patch.set_visible(False)
    for axes in figure.axes:
        axes.patch.set_visible(False)
    figure.savefig(
        content,
        format="svg",
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
    )
    return content.getvalue()


def _inline(document: str, name: str, title: str) -> str:
    """Return the svg element of an SVG document, as a part of a page."""
    element = document[document.index("<svg") :]
    element = re.sub(r"<!--.*?-->\s*", "", element, flags=re.DOTALL)
    element = re.sub(r'id="(?=[^"])', f'id="{name}-', element)
    element = re.sub(r'href="#', f'href="#{name}-', element)
    element = element.replace("url(#", f"url(#{name}-")
    for colour, variable in _VARIABLES.items():
        element = element.replace(colour, f"var({variable})")
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    return element.replace("<svg", f'<svg role="img" aria-label="{title}"', 1)
