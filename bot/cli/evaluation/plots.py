"""The plots of the page: SVG that takes its colours from page.css and needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import floor

from bot.cli.evaluation.text import share_text
from bot.core.evaluation.metrics import Figures, Outcome
from bot.core.evaluation.tuning import Point
from bot.service.checking import Evaluation

BINS = 20
_TELLING_ANSWERS = 10
_WIDTH, _LEFT, _RIGHT = 480, 64, 22


class Markup(str):
    """Markup that is ready. Any other text is escaped where it is put in."""

    __slots__ = ()


def tag(name: str, *content: str, **attributes: object) -> Markup:
    """Return an element; `class_` and `aria_label` become class and aria-label, None is left out.

    Numbers have two decimals at most.
    """

    def shown(value: object) -> str:
        return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

    given = {key.rstrip("_").replace("_", "-"): shown(value) for key, value in attributes.items() if value is not None}
    opening = "".join([name, *(f' {key}="{escape(value)}"' for key, value in given.items())])
    return Markup(f"<{opening}>{joined(content)}</{name}>")


def joined(content: Iterable[str]) -> Markup:
    """Return the parts one after the other, escaped unless they are markup."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in content))


def table(head: Iterable[str], rows: Iterable[Iterable[str]], caption: str, class_: str | None = None) -> Markup:
    """Return a table; the first cell of a row names it."""
    names = tag("tr", *(tag("th", name, scope="col") for name in head))
    body = [tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in cells)) for name, *cells in rows]
    return tag("table", tag("caption", caption), tag("thead", names), tag("tbody", *body), class_=class_)


@dataclass(frozen=True, slots=True)
class _Area:
    """Where a plot is drawn, in units of its view box; x runs from 0 to 1, y from `floor` to 1."""

    top: float
    height: float
    floor: float = 0.0

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def x(self, value: float) -> float:
        return _LEFT + value * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return self.bottom - (max(value, self.floor) - self.floor) / (1 - self.floor) * self.height


def precision_against_coverage(evaluation: Evaluation) -> Markup:
    """Draw the curve with its 95 % interval, and where the thresholds stand; needs a point at least."""
    points = evaluation.curve
    telling = [point.precision.value for point in points if point.precision.total >= _TELLING_ANSWERS]
    lowest = min(telling or [point.precision.value for point in points])  # that of a single answer tells nothing
    area = _Area(top=12, height=250, floor=max(0.0, min(0.8, floor(lowest * 10 - 0.5) / 10)))
    marks = [_mark(area, place, *marked) for place, marked in enumerate(_marked(evaluation))]
    lower, upper = ([(p.coverage.value, p.precision.interval[end]) for p in points] for end in (0, 1))
    band = tag("polygon", points=_path(area, [*lower, *reversed(upper)]), class_="band")
    middle = _path(area, [(point.coverage.value, point.precision.value) for point in points])
    curve = tag("polyline", points=middle, class_="curve")
    names = _names(area, "coverage: questions answered rightly", "precision: answers that are right")
    figures = evaluation.figures
    now = f"precision {share_text(figures.precision)}, coverage {share_text(figures.coverage)}"
    text = f"A curve, with one point for each threshold. The thresholds of today give {now}."
    return _svg(area.bottom + 42, "Precision against coverage", text, [*_grid(area), band, curve, *marks, *names])


def confidences(evaluation: Evaluation) -> Markup:
    """Draw answerable questions upwards, silent ones downwards, a bar for each twentieth of confidence."""
    bins = binned(evaluation.outcomes)
    highest, deepest = max(max(a + b, 1) for a, b, _ in bins), max(max(c, 1) for _, _, c in bins)
    area = _Area(top=58, height=230)
    unit = area.height / (highest + deepest)
    axis = area.top + highest * unit
    bars = [_bars(area, row, counts, axis, unit) for row, counts in enumerate(bins)]
    policy = evaluation.policy
    thresholds = {"suggests": policy.suggest_at, "answers": policy.answer_at, "replies unasked": policy.message_at}
    lines = [_threshold(area, row, name, value) for row, (name, value) in enumerate(thresholds.items())]
    ground = tag("line", x1=area.x(0), x2=area.x(1), y1=axis, y2=axis, class_="ground")
    heights = [_tick(area, highest, area.top), _tick(area, 0, axis), _tick(area, deepest, area.bottom)]
    names = _names(area, "confidence", "questions")
    text = "; ".join(f"{name} at {value:g}" for name, value in thresholds.items())
    drawn = [*_steps(area, [f"{fifth / 5:g}" for fifth in range(6)]), *bars, ground, *lines, *heights, *names]
    return _svg(area.bottom + 42, "Confidence of answerable and silent questions", f"Thresholds: {text}.", drawn)


def binned(outcomes: Iterable[Outcome]) -> list[tuple[int, int, int]]:
    """Count for each twentieth of confidence the questions found right, those found wrong, and silent ones."""
    counts: Counter[tuple[int, str]] = Counter()
    for outcome in outcomes:
        row = min(BINS - 1, floor(outcome.confidence * BINS))
        counts[row, "silent" if outcome.asked.is_silent else "right" if outcome.is_right() else "wrong"] += 1
    return [(counts[row, "right"], counts[row, "wrong"], counts[row, "silent"]) for row in range(BINS)]


def _svg(height: float, title: str, description: str, content: Iterable[Markup]) -> Markup:
    box = f"0 0 {_WIDTH} {height:g}"
    return tag("svg", tag("title", title), tag("desc", description), *content, viewBox=box, role="img")


def _grid(area: _Area) -> Iterator[Markup]:
    yield from _steps(area, [f"{20 * fifth} %" for fifth in range(6)])
    tenths = range(round(area.floor * 10), 11)
    for tenth in tenths if len(tenths) <= 6 else tenths[::2]:
        yield _tick(area, f"{10 * tenth} %", area.y(tenth / 10))
        yield tag("line", x1=area.x(0), x2=area.x(1), y1=area.y(tenth / 10), y2=area.y(tenth / 10), class_="grid")


def _steps(area: _Area, labels: Iterable[str]) -> Iterator[Markup]:
    """Label the fifths of the horizontal axis."""
    for fifth, label in enumerate(labels):
        yield tag("text", label, x=area.x(fifth / 5), y=area.bottom + 16, text_anchor="middle")


def _tick(area: _Area, label: object, y: float) -> Markup:
    return tag("text", str(label), x=area.x(0) - 6, y=y + 4, text_anchor="end")


def _names(area: _Area, along: str, upwards: str) -> list[Markup]:
    """Name the horizontal and the vertical axis."""
    across, middle = (area.x(0) + area.x(1)) / 2, area.top + area.height / 2
    turned = f"rotate(-90 10 {middle:g})"
    return [
        tag("text", along, x=across, y=area.bottom + 34, text_anchor="middle", class_="name"),
        tag("text", upwards, x=10, y=middle, text_anchor="middle", transform=turned, class_="name"),
    ]


def _path(area: _Area, points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{area.x(x):.1f},{area.y(y):.1f}" for x, y in points)


def _marked(evaluation: Evaluation) -> list[tuple[str, float, Figures]]:
    """Return the named points of the curve with their thresholds, the one that covers most first."""
    marked = [("now", evaluation.policy.answer_at, evaluation.figures)]
    if evaluation.tuning and evaluation.tuning.policy and evaluation.tuned_figures:
        marked.append(("wanted", evaluation.tuning.policy.answer_at, evaluation.tuned_figures))
    given = [mark for mark in marked if mark[2].precision.total]
    return sorted(given, key=lambda mark: -mark[2].coverage.value)


def _mark(area: _Area, place: int, name: str, threshold: float, figures: Figures) -> Markup:
    """Draw a named point: the first has its name above and to the right, the other below and to the left."""
    coverage = figures.coverage.value
    x, y = area.x(coverage), area.y(figures.precision.value)
    is_left = coverage > 0.25 if place else coverage > 0.7
    across, anchor = (-9, "end") if is_left else (9, "start")
    text = tag("text", f"{name} ({threshold:g})", x=x + across, y=y + (18 if place else -9), text_anchor=anchor)
    return tag("g", text, tag("circle", cx=x, cy=y, r=5), class_=f"mark {name}")


def _threshold(area: _Area, row: int, name: str, value: float) -> Markup:
    """Draw a dashed line, its name on a row of its own above the plot."""
    x, y = area.x(value), 12 + 15 * row
    line = tag("line", x1=x, x2=x, y1=y + 4, y2=area.bottom)
    anchor = "end" if value > 0.4 else "start"
    return tag("g", line, tag("text", f"{name} from {value:g}", x=x, y=y, text_anchor=anchor), class_="threshold")


def _bars(area: _Area, row: int, counts: tuple[int, int, int], axis: float, unit: float) -> Markup:
    """Draw the three bars of one twentieth."""
    right, wrong, silent = counts
    bars = {"right": (axis - right * unit, right), "wrong": (axis - (right + wrong) * unit, wrong)}
    x, width = area.x(row / BINS) + 1, area.x(1 / BINS) - area.x(0) - 2
    drawn = [
        tag("rect", x=x, y=top, width=width, height=count * unit, class_=kind)
        for kind, (top, count) in (bars | {"silent": (axis, silent)}).items()
        if count
    ]
    return tag("g", tag("title", f"{_between(row)}: {right} right, {wrong} wrong, {silent} silent"), *drawn)


def _between(row: int) -> str:
    return f"{row / BINS:.2f}-{(row + 1) / BINS:.2f}"


def bin_rows(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the bars as rows of a table."""
    for row, counts in enumerate(binned(outcomes)):
        if any(counts):
            right, wrong, silent = map(str, counts)
            yield _between(row), right, wrong, silent


def curve_rows(points: Sequence[Point]) -> Iterator[tuple[str, str, str]]:
    """Yield the curve as rows of a table: what answering from each twentieth of confidence gives."""
    for step in range(BINS):
        reached = [point for point in points if point.threshold >= step / BINS]
        if reached:
            yield f"{step / BINS:.2f}", share_text(reached[-1].precision), share_text(reached[-1].coverage)
