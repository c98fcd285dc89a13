"""The figures of `eval` as one HTML file for moderators: no network, no script, light and dark.

Its plots are SVG that takes its colours from page.css.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import floor
from pathlib import Path

from bot.cli.evaluation.text import (
    COLUMNS,
    NOTHING,
    TABLES,
    Column,
    asked_text,
    head,
    moved,
    pasted,
    promised,
    share_text,
    told,
    why_these,
)
from bot.core.evaluation.errors import cut
from bot.core.evaluation.metrics import Figures, Outcome, Share
from bot.service.checking import Evaluation

_MISSES = 10
_CONFUSIONS = 15

_HOW_SURE = (
    "A silent question is one that the record does not answer. Under each share stand the count and, as a pale bar, "
    "the range in which it lies with 95 % certainty: the fewer questions, the wider."
)
_READ_CURVE = (
    "A lower answer threshold moves the bot along the line to the right: it answers more, and more of it is wrong; "
    "the pale band is what chance alone could make of it."
)
_READ_CONFIDENCES = (
    "Good thresholds have the blue bars to their right and the bars that hang down to their left: "
    "what hangs down to the right of “answers” gets an answer that it should not get."
)
_READ_MISSES = (
    "The surest first. “Why” adds up what spoke for the words shown; "
    "“words” are those that the question shares with them."
)


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


def as_html(evaluation: Evaluation) -> str:
    """Return the whole page; whatever somebody typed is escaped."""
    sections = (_figures, _promise, _plots, _confusions, _misses)
    body = joined(part for section in sections for part in section(evaluation))
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>How well the bot answers</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>{body}</main>\n</body>\n</html>\n"
    )


def _figures(evaluation: Evaluation) -> Iterator[Markup]:
    questions, thresholds = head(evaluation)
    yield tag("h1", "How well the bot answers")
    yield tag("p", f"{questions} {thresholds}", class_="faint")
    names = [tag("dt", column.words.capitalize(), tag("small", column.name)) for column in COLUMNS]
    values = [tag("dd", _cell(column, evaluation.figures)) for column in COLUMNS]
    tiles = [tag("div", name, value, class_="tile") for name, value in zip(names, values, strict=True)]
    yield tag("dl", *tiles, class_="tiles")
    yield tag("p", _HOW_SURE, class_="faint")

    for found in TABLES:
        if rows := [(kind, *(_cell(each, of) for each in found.columns)) for kind, of in found.rows(evaluation)]:
            names = [joined([column.words.capitalize(), tag("small", column.name)]) for column in found.columns]
            yield tag("h2", found.title)
            yield table(["kind", *names], rows, found.caption, class_="kinds")

    if tuning := evaluation.tuning:
        yield tag("h2", f"Thresholds for a precision of {100 * tuning.wanted:g}\u00a0%")
        if tuning.policy:
            yield tag("p", "These lines go into config.yaml:")
            yield tag("pre", pasted(tuning.policy))
            rows = [(name, _share(now), _share(then)) for name, now, then in moved(evaluation)]
            yield table(["", "now", "with these lines"], rows, "What they change on these questions.", class_="kinds")
        yield from (tag("p", sentence.replace(" %", "\u00a0%")) for sentence in why_these(tuning, evaluation.tuned))


def _cell(column: Column, figures: Figures) -> Markup:
    value = column.of(figures)
    return _share(value) if isinstance(value, Share) else joined([column.text(figures)])


def _share(share: Share) -> Markup:
    if not share.total:
        return Markup(NOTHING)
    low, high = (100 * bound for bound in share.interval)
    interval = tag("i", style=f"left:{low:.1f}%;right:{100 - high:.1f}%")
    bar = tag("span", interval, tag("b", style=f"left:{100 * share.value:.1f}%"), class_="range", aria_hidden="true")
    counted = tag("small", f"{share.count} of {share.total}, ", tag("span", f"{low:.0f}-{high:.0f}"))
    return joined([f"{100 * share.value:.1f} %", bar, counted])


def _promise(evaluation: Evaluation) -> Iterator[Markup]:
    yield tag("h2", "A promise")
    yield tag("p", promised(evaluation))


def _plots(evaluation: Evaluation) -> Iterator[Markup]:
    yield tag("h2", "How careful to be")
    if evaluation.curve and evaluation.figures.answerable:
        steps = [step / _BINS for step in range(_BINS)]
        first = [(at, next((p for p in reversed(evaluation.curve) if p.threshold >= at), None)) for at in steps]
        points = [(f"{at:.2f}", share_text(p.precision), share_text(p.coverage)) for at, p in first if p]
        behind = table(["answers from", "precision", "coverage"], points, "What each answer threshold gives.")
        yield _figure(_precision_against_coverage(evaluation), _READ_CURVE, behind)
    else:
        yield tag("p", "There is nothing to draw: no question was answered.")

    bins = _binned(evaluation.outcomes)
    rows = [(_between(row), *map(str, counts)) for row, counts in enumerate(bins) if any(counts)]
    behind = table(["confidence", "right", "wrong", "silent"], rows, "Questions by the confidence of the first result.")
    names = {"right": "first result right", "wrong": "first result wrong", "silent": "the record does not answer"}
    keys = tag("p", *(tag("span", tag("i", class_=kind), name) for kind, name in names.items()), class_="key")
    yield tag("h2", "How sure it was")
    yield _figure(joined([_confidences(evaluation, bins), keys]), _READ_CONFIDENCES, behind)


def _figure(drawn: Markup, how_to_read: str, behind: Markup) -> Markup:
    numbers = tag("details", tag("summary", "The numbers behind it"), behind)
    return tag("figure", drawn, tag("figcaption", how_to_read), numbers)


def _confusions(evaluation: Evaluation) -> Iterator[Markup]:
    found = evaluation.confusions
    yield tag("h2", "Topics taken for one another")
    if not found:
        yield tag("p", "None.")
        return
    wanted = [joined([c.wanted.title, tag("small", f"“{cut(c.asked[0].text)}”")]) for c in found[:_CONFUSIONS]]
    rows = [(name, c.found.title, str(len(c.asked))) for name, c in zip(wanted, found, strict=False)]
    caption = "The first result is about another topic than the one wanted, whether it was answered or not."
    yield table(["wanted", "found instead", "times"], rows, caption, class_="pairs")
    if len(found) > _CONFUSIONS:
        yield tag("p", f"And {len(found) - _CONFUSIONS} more.", class_="faint")
    yield tag("p", "Two topics that come up often need ways of asking that tell them apart, or should be one.")


def _misses(evaluation: Evaluation) -> Iterator[Markup]:
    yield tag("h2", "The worst misses")
    yield tag("p", _READ_MISSES)
    silent = [outcome for outcome in evaluation.misses if outcome.asked.is_silent]
    wrong = [outcome for outcome in evaluation.misses if not outcome.asked.is_silent]
    yield from _listed("Wrong answers", wrong)
    yield from _listed("Answers where the record is silent", silent)
    if evaluation.warnings:
        yield tag("h2", "Slips in the question file")
        yield tag("ul", *(tag("li", f"Line {p.location.line}: {p.message} {p.fix}") for p in evaluation.warnings))


def _listed(title: str, outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    yield tag("h3", f"{title} ({len(outcomes)})")
    worst, others = outcomes[:_MISSES], outcomes[_MISSES:]
    yield tag("ol", *map(_miss, worst), class_="misses") if worst else tag("p", "None.")
    if others:
        summary = tag("summary", f"{len(others)} more")
        yield tag("details", summary, tag("ol", *map(_miss, others), class_="misses"))


def _miss(outcome: Outcome) -> Markup:
    asked = outcome.asked
    question = tag("p", asked_text(asked), " ", tag("small", f"{cut(asked.kind)}, {cut(asked.id)}"))
    lines = (line for label, text in told(outcome).items() for line in (tag("dt", label), tag("dd", text)))
    return tag("li", question, tag("dl", *lines))


_BINS = 20
_TELLING_ANSWERS = 10
_WIDTH, _LEFT, _RIGHT = 480, 64, 22


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


def _precision_against_coverage(evaluation: Evaluation) -> Markup:
    """Draw the curve with its 95 % interval, and where the thresholds stand; needs a point at least."""
    points = evaluation.curve
    telling = [point.precision.value for point in points if point.precision.total >= _TELLING_ANSWERS]
    lowest = min(telling or [point.precision.value for point in points])  # that of a single answer tells nothing
    area = _Area(top=12, height=250, floor=max(0.0, min(0.8, floor(lowest * 10 - 0.5) / 10)))
    tenths = range(round(area.floor * 10), 11)
    grid = [*_steps(area, [f"{20 * fifth} %" for fifth in range(6)])]
    for tenth in tenths if len(tenths) <= 6 else tenths[::2]:
        y = area.y(tenth / 10)
        grid += [_tick(area, f"{10 * tenth} %", y), tag("line", x1=area.x(0), x2=area.x(1), y1=y, y2=y, class_="grid")]

    lower, upper = ([(p.coverage.value, p.precision.interval[end]) for p in points] for end in (0, 1))
    band = tag("polygon", points=_path(area, [*lower, *reversed(upper)]), class_="band")
    middle = _path(area, [(point.coverage.value, point.precision.value) for point in points])
    curve = tag("polyline", points=middle, class_="curve")
    names = _names(area, "coverage: questions answered rightly", "precision: answers that are right")
    figures = evaluation.figures
    now = f"precision {share_text(figures.precision)}, coverage {share_text(figures.coverage)}"
    text = f"A curve, with one point for each threshold. The thresholds of today give {now}."
    return _svg(
        area.bottom + 42, "Precision against coverage", text, [*grid, band, curve, *_marks(area, evaluation), *names]
    )


def _confidences(evaluation: Evaluation, bins: Sequence[tuple[int, int, int]]) -> Markup:
    """Draw answerable questions upwards, silent ones downwards, a bar for each twentieth of confidence."""
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


def _binned(outcomes: Iterable[Outcome]) -> list[tuple[int, int, int]]:
    """Count for each twentieth of confidence the questions found right, those found wrong, and silent ones."""
    counts: Counter[tuple[int, str]] = Counter()
    for outcome in outcomes:
        row = min(_BINS - 1, floor(outcome.confidence * _BINS))
        counts[row, "silent" if outcome.asked.is_silent else "right" if outcome.is_right() else "wrong"] += 1
    return [(counts[row, "right"], counts[row, "wrong"], counts[row, "silent"]) for row in range(_BINS)]


def _svg(height: float, title: str, description: str, content: Iterable[Markup]) -> Markup:
    box = f"0 0 {_WIDTH} {height:g}"
    return tag("svg", tag("title", title), tag("desc", description), *content, viewBox=box, role="img")


def _steps(area: _Area, labels: Iterable[str]) -> Iterator[Markup]:
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


def _marks(area: _Area, evaluation: Evaluation) -> Iterator[Markup]:
    """Draw named points of the curve: the one that covers most has its name above and to the right, the other below."""
    marked = [("now", evaluation.policy.answer_at, evaluation.figures)]
    if evaluation.tuning and evaluation.tuning.policy and evaluation.tuned_figures:
        marked.append(("wanted", evaluation.tuning.policy.answer_at, evaluation.tuned_figures))
    given = [mark for mark in marked if mark[2].precision.total]
    for place, (name, threshold, figures) in enumerate(sorted(given, key=lambda mark: -mark[2].coverage.value)):
        coverage = figures.coverage.value
        x, y = area.x(coverage), area.y(figures.precision.value)
        is_left = coverage > 0.25 if place else coverage > 0.7
        across, anchor = (-9, "end") if is_left else (9, "start")
        text = tag("text", f"{name} ({threshold:g})", x=x + across, y=y + (18 if place else -9), text_anchor=anchor)
        yield tag("g", text, tag("circle", cx=x, cy=y, r=5), class_=f"mark {name}")


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
    x, width = area.x(row / _BINS) + 1, area.x(1 / _BINS) - area.x(0) - 2
    drawn = [
        tag("rect", x=x, y=top, width=width, height=count * unit, class_=kind)
        for kind, (top, count) in (bars | {"silent": (axis, silent)}).items()
        if count
    ]
    return tag("g", tag("title", f"{_between(row)}: {right} right, {wrong} wrong, {silent} silent"), *drawn)


def _between(row: int) -> str:
    return f"{row / _BINS:.2f}-{(row + 1) / _BINS:.2f}"
