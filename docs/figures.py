"""Makes what is measured on docs/figures.md and in the README, and the plots: python docs/figures.py

Nothing is typed there by hand. Tables come out of benchmarks/RESULTS.md, the question set out of
benchmarks/questions.json, which `python benchmarks/questions.py --keep` writes. Each stands behind a comment that says
where it is from, and is written anew up to the next `<!-- end -->`.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

from bot.cli.evaluation.page import Markup, joined, tag
from bot.cli.evaluation.text import share_text
from bot.core.evaluation.metrics import Share

DOCS = Path(__file__).parent
PAGE = DOCS / "figures.md"
README = DOCS.parent / "README.md"
RESULTS = DOCS.parent / "benchmarks" / "RESULTS.md"
QUESTIONS = DOCS.parent / "benchmarks" / "questions.json"

_PART = re.compile(r"(<!-- (\w+): (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
_IN_README = re.compile(r"comes first for \S+ % \(words alone: .*?\)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OURS = "On the Record"
_WIDTH = 760
_STYLE = """
svg {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1b1e23; --faint: #5b6370; --rule: #d8dce2;
  --blue: #1d5fbf; --green: #1a7f4b; --grey: #8b94a1;
}
@media (prefers-color-scheme: dark) {
  svg {
    --paper: #15181c; --ink: #e6e9ed; --faint: #9ba4b0; --rule: #363c45;
    --blue: #6ea8ff; --green: #58c98d; --grey: #7d8692;
  }
}
.paper { fill: var(--paper); }
text { fill: var(--ink); font: 13px system-ui, sans-serif; }
.faint { fill: var(--faint); font-size: 12px; }
.head { font-weight: 650; font-size: 14px; }
.grid { stroke: var(--rule); }
.ours { fill: var(--blue); } .rival { fill: var(--grey); }
.range { stroke: var(--ink); stroke-width: 1.5; }
polyline { fill: none; stroke: var(--grey); stroke-width: 2; stroke-linejoin: round; }
polyline.lexical, polyline.static, polyline.transformer { stroke: var(--blue); }
polyline.lexical { stroke-dasharray: 2 4; } polyline.static { stroke-dasharray: 7 4; }
polyline.WRatio { stroke-dasharray: 2 4; }
circle { fill: var(--green); stroke: var(--paper); stroke-width: 2; }
.on { stroke: var(--paper); stroke-width: 4; paint-order: stroke; }
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share in percent, with the interval if one is known."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None

    @property
    def is_ours(self) -> bool:
        return self.name.startswith(_OURS)


# --- what was measured ---


def questions() -> list[dict[str, Any]]:
    """The engines on the question set, as `benchmarks/questions.py` kept them."""
    return list(json.loads(QUESTIONS.read_text(encoding="utf-8")))


def section(start: str) -> str:
    """The section of RESULTS.md whose heading starts like this, without the heading."""
    parts = re.split(r"^## (.*)\n", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = [body for heading, body in zip(parts[1::2], parts[2::2], strict=True) if heading.startswith(start)]
    if not found:
        raise SystemExit(f"benchmarks/RESULTS.md has no section that starts with “{start}”.")
    return found[0].strip()


def first_table(text: str) -> list[list[str]]:
    """Head and rows of the first Markdown table."""
    lines = next((block for block in text.split("\n\n") if block.startswith("|")), "").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not set(line) <= set("| -:")]


def bars(start: str, column: str) -> list[Bar]:
    """A column of a section's table: the first number of each cell, with the interval behind it in brackets."""
    head, *rows = first_table(section(start))
    at = head.index(column)
    return [_bar(row[0], row[at]) for row in rows if _NUMBER.search(row[at])]


def _bar(name: str, cell: str) -> Bar:
    value, *rest = map(float, _NUMBER.findall(cell))
    return Bar(name, value, *rest[:2]) if "(" in cell else Bar(name, value)


def _hit_1(engine: Mapping[str, Any]) -> Bar:
    share = Share(*engine["hit@1"])
    low, high = share.interval
    return Bar(engine["engine"], 100 * share.value, 100 * low, 100 * high)


# --- tables ---


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _cell(figure: Any) -> str:
    if isinstance(figure, list):
        return share_text(Share(*figure)) if figure[1] else "-"
    return "-" if figure is None else f"{figure:g}"


def _question_table(which: str) -> str:
    """The columns named, of the engine itself or of what the thresholds that are set make of it."""
    names = [name.strip() for name in which.split(",")]
    engines = [(engine, engine | (engine["set"] or {})) for engine in questions()]
    rows = [
        (engine["engine"], *(_cell(all_of[name]) for name in names)) for engine, all_of in engines if names[0] in all_of
    ]
    return _markdown(["", *names], rows)


def _kind_table(_: str) -> str:
    engines = questions()
    kinds = list(engines[0]["kinds"])
    return _markdown(["hit@1", *kinds], [(e["engine"], *(_cell(e["kinds"][kind]) for kind in kinds)) for e in engines])


def _first_table_of(start: str) -> str:
    head, *rows = first_table(section(start))
    return _markdown(head, rows)


def _summary(tier: str) -> str:
    """In a few sentences, for whoever asks the bot."""
    engine = next(engine for engine in questions() if _short(engine) == tier)
    first, three, right, answers, wrong = (
        Share(*figures[name])
        for figures, name in (
            (engine, "hit@1"),
            (engine, "hit@3"),
            (engine["set"], "coverage"),
            (engine["set"], "precision"),
            (engine["set"], "false answers"),
        )
    )
    astray = answers.total - answers.count - wrong.count
    said = (
        f"Of {first.total} questions the interview answers, the right passage comes first for {first.count}, and is "
        f"among the first three for {three.count}. The bot answers only when it is sure: {right.count} of them get a "
        f"right answer at once, {astray} a wrong one. Of {wrong.total} other questions, most of them close to what the "
        f"interview is about, {wrong.count} get an answer that they should not get."
    )
    return textwrap.fill(said, 120)


PARTS: dict[str, Callable[[str], str]] = {
    "summary": _summary,
    "questions": _question_table,
    "kinds": _kind_table,
    "table": _first_table_of,
    "section": section,
}


def page(text: str) -> str:
    """The page with all that is measured as it was measured last."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]](part[3])}\n\n{part[4]}", text)


def readme(text: str) -> str:
    """The README with the figures of its one sentence."""
    hit_1 = {_short(engine): f"{100 * Share(*engine['hit@1']).value:.1f} %" for engine in questions()}
    engines = ("transformer", "lexical", "token_set_ratio")
    said = "comes first for {} (words alone: {}; rapidfuzz's `token_set_ratio`: {})".format(*map(hit_1.get, engines))
    return _IN_README.sub(said, text)


# --- plots ---


def first_results() -> Markup:
    """hit@1 beside rivals, a block for each set."""
    blocks = {
        "Questions about the shipped interview": [_hit_1(engine) for engine in questions()],
        "Course FAQ: 948 entries, one question each": bars("FAQ set", "hit@1"),
        "Podcasts: texts alone, the guest's answer among all turns of the episode": bars("Podcasts", "hit@1"),
        "CLINC150: 150 intents, 5 examples each": bars("Few-shot intents", "CLINC150 k=5"),
        "BANKING77: 77 intents, 5 examples each": bars("Few-shot intents", "BANKING77 k=5"),
    }
    drawn, top = [], 14.0
    for title, rows in blocks.items():
        drawn += [tag("text", title, x=16, y=top + 14, class_="head"), *_rows(rows, top + 26)]
        top += 26 + 24 * len(rows) + 22
    return _svg(top, "First result right, beside rivals", drawn)


_BARS_LEFT, _BARS_RIGHT = 296, 100


def _rows(rows: Sequence[Bar], top: float) -> Iterator[Markup]:
    unit = (_WIDTH - _BARS_LEFT - _BARS_RIGHT) / 100
    for row, bar in enumerate(rows):
        y = top + 24 * row
        kind, name = ("ours", bar.name) if bar.is_ours else ("rival", bar.name)
        yield tag("text", name, x=_BARS_LEFT - 10, y=y + 13, text_anchor="end")
        yield tag("rect", x=_BARS_LEFT, y=y, width=bar.value * unit, height=17, rx=2, class_=kind)
        end = bar.value
        if bar.low is not None and bar.high is not None:
            end = bar.high
            ends = {"x1": _BARS_LEFT + bar.low * unit, "x2": _BARS_LEFT + bar.high * unit}
            yield tag("line", **ends, y1=y + 8.5, y2=y + 8.5, class_="range")
        yield tag("text", f"{bar.value:.1f} %", x=_BARS_LEFT + end * unit + 8, y=y + 13)


_TOP, _HEIGHT, _LEFT, _RIGHT, _LOWEST = 20, 330, 64, 150, 0.4


def precision_against_coverage() -> Markup:
    """A curve for each engine over the question set, and where the thresholds that are set stand."""
    engines = [engine for engine in questions() if engine["curve"]]
    shown = [engine for engine in engines if max(precision for _, precision in engine["curve"][5:]) > _LOWEST]
    curves = [_curve(engine) for engine in shown]
    marks = [_mark(engine) for engine in shown if engine["set"]]
    names = [
        tag("text", "coverage: questions answered rightly", x=_x(0.5), y=_TOP + _HEIGHT + 42, text_anchor="middle"),
        tag(
            "text",
            "precision: answers that are right",
            x=16,
            y=_y(0.7),
            text_anchor="middle",
            transform=f"rotate(-90 16 {_y(0.7):g})",
        ),
    ]
    return _svg(_TOP + _HEIGHT + 60, "Precision against coverage", [*_grid(), *curves, *marks, *names])


def _x(coverage: float) -> float:
    return _LEFT + coverage * (_WIDTH - _LEFT - _RIGHT)


def _y(precision: float) -> float:
    return _TOP + (1 - max(precision, _LOWEST)) / (1 - _LOWEST) * _HEIGHT


def _grid() -> Iterator[Markup]:
    for step in range(6):
        yield tag("text", f"{20 * step} %", x=_x(step / 5), y=_TOP + _HEIGHT + 20, text_anchor="middle", class_="faint")
    for tenth in range(round(10 * _LOWEST), 11):
        y = _y(tenth / 10)
        yield tag("line", x1=_x(0), x2=_x(1), y1=y, y2=y, class_="grid")
        yield tag("text", f"{10 * tenth} %", x=_x(0) - 8, y=y + 4, text_anchor="end", class_="faint")


def _short(engine: Mapping[str, Any]) -> str:
    return str(engine["engine"].split()[-1])


def _curve(engine: Mapping[str, Any]) -> Markup:
    """From the first five answers on: the precision of fewer says nothing. What lies below the plot is left out."""
    points = [(coverage, precision) for coverage, precision in engine["curve"][5:] if precision >= _LOWEST]
    path = " ".join(f"{_x(coverage):.1f},{_y(precision):.1f}" for coverage, precision in points)
    end = points[-1]
    name = tag("text", _short(engine), x=_x(end[0]) + 8, y=_y(end[1]) + 4, class_="on")
    return tag("g", tag("polyline", points=path, class_=_short(engine)), name)


def _mark(engine: Mapping[str, Any]) -> Markup:
    coverage, precision = (Share(*engine["set"][name]).value for name in ("coverage", "precision"))
    return tag("circle", tag("title", f"{_short(engine)}, as it is set"), cx=_x(coverage), cy=_y(precision), r=5.5)


_TIERS = ("lexical", "static", "transformer")
_MIDDLE = {"text_anchor": "middle"}
_SIZES, _TIMES_MS = (100, 1_000_000), (0.01, 10_000)


def time_by_quotes() -> Markup:
    """The median CPU time of a question against the number of quotes, both in powers of ten."""
    head, *rows = first_table(section("Speed"))
    quotes, engine, p50 = (head.index(name) for name in ("quotes", "engine", "CPU p50"))
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        lines.setdefault(row[engine], []).append((float(row[quotes].replace(",", "")), float(row[p50])))
    names = [
        *(
            tag("text", f"{10**power:,}", x=_along(10**power), y=370, **_MIDDLE, class_="faint")
            for power in range(2, 7)
        ),
        tag("text", "quotes", x=_x(0.5), y=392, **_MIDDLE),
        tag("text", "ms of CPU a question, median", x=16, y=185, **_MIDDLE, transform="rotate(-90 16 185)"),
    ]
    drawn = [*_times(), *(_line(*line) for line in lines.items()), *_ends(lines), *names]
    return _svg(410, "Time against the number of quotes", drawn)


def _along(quotes: float) -> float:
    few, many = map(log10, _SIZES)
    return _x((log10(quotes) - few) / (many - few))


def _up(time_ms: float) -> float:
    least, most = map(log10, _TIMES_MS)
    return _TOP + (1 - (log10(time_ms) - least) / (most - least)) * _HEIGHT


def _times() -> Iterator[Markup]:
    for power in range(-2, 5):
        y = _up(10.0**power)
        yield tag("line", x1=_x(0), x2=_x(1), y1=y, y2=y, class_="grid")
        yield tag("text", f"{10.0**power:g}", x=_x(0) - 8, y=y + 4, text_anchor="end", class_="faint")


def _line(engine: str, points: Sequence[tuple[float, float]]) -> Markup:
    path = " ".join(f"{_along(quotes):.1f},{_up(time_ms):.1f}" for quotes, time_ms in points)
    return tag("polyline", points=path, class_=_ours(engine))


def _ours(engine: str) -> str | None:
    """How a line of ours is drawn; the first stage belongs to every tier."""
    return "transformer" if engine == "first stage" else engine if engine in _TIERS else None


def _ends(lines: Mapping[str, Sequence[tuple[float, float]]]) -> Iterator[Markup]:
    """The names behind the ends of the lines, the fastest lowest, each with a row of its own."""
    lowest = float("inf")
    for engine, points in sorted(lines.items(), key=lambda line: line[1][-1][1]):
        lowest = min(lowest - 16, _up(points[-1][1]) + 4)
        yield tag("text", engine, x=_along(points[-1][0]) + 8, y=lowest)


def _svg(height: float, title: str, content: Iterable[Markup]) -> Markup:
    style = tag("style", Markup(_STYLE))
    paper = tag("rect", width="100%", height="100%", rx=8, class_="paper")
    box = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDTH} {height:g}", "role": "img"}
    return Markup(tag("svg", tag("title", title), style, paper, joined(content), **box) + "\n")


PLOTS: dict[str, Callable[[], Markup]] = {
    "first-results.svg": first_results,
    "precision-coverage.svg": precision_against_coverage,
    "time-by-quotes.svg": time_by_quotes,
}


def made() -> dict[Path, str]:
    """Every file that this makes, with what it should hold."""
    drawn = {DOCS / name: str(plot()) for name, plot in PLOTS.items()}
    written = {path: make(path.read_text(encoding="utf-8")) for path, make in ((PAGE, page), (README, readme))}
    return written | drawn


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
