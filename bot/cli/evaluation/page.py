"""The figures of `eval` as one HTML file for moderators: no network, no script, light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cli.evaluation import plots
from bot.cli.evaluation.plots import Markup, joined, table, tag
from bot.cli.evaluation.text import COLUMNS, NOTHING, TABLES, Column, Table, head, moved, pasted, told, why_these
from bot.core.evaluation.errors import cut
from bot.core.evaluation.metrics import Figures, Outcome, Share
from bot.durable import replacing
from bot.service.checking import Evaluation

_MISSES = 10
_CONFUSIONS = 15
_QUESTION_CHARS = 300
_NOTHING_LOADED = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(evaluation: Evaluation) -> str:
    """Return the whole page; whatever somebody typed is escaped."""
    sections = (_figures, _tuning, _curve, _confidences, _confusions, _misses, _warnings)
    body = joined(part for section in sections for part in section(evaluation))
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_LOADED}">\n'
        f"<title>How well the bot answers</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>{body}</main>\n</body>\n</html>\n"
    )


def write(path: Path, text: str) -> None:
    """Put the file in its place whole, or not at all. Raises OSError."""
    with replacing(path) as file:
        file.write(text.encode("utf-8"))


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
        yield from _table(found, evaluation)


_HOW_SURE = (
    "A silent question is one that the record does not answer. Under each share stand the count and, as a pale bar, "
    "the range in which it lies with 95 % certainty: the fewer questions, the wider."
)


def _table(found: Table, evaluation: Evaluation) -> Iterator[Markup]:
    rows = [(kind, *(_cell(column, figures) for column in found.columns)) for kind, figures in found.rows(evaluation)]
    if rows:
        names = [joined([column.words.capitalize(), tag("small", column.name)]) for column in found.columns]
        yield tag("h2", found.title)
        yield table(["kind", *names], rows, found.caption, class_="kinds")


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


def _tuning(evaluation: Evaluation) -> Iterator[Markup]:
    tuning = evaluation.tuning
    if tuning:
        yield tag("h2", f"Thresholds for a precision of {100 * tuning.wanted:g}\u00a0%")
        if tuning.policy:
            yield tag("p", "These lines go into config.yaml:")
            yield tag("pre", pasted(tuning.policy))
            rows = [(name, _share(now), _share(then)) for name, now, then in moved(evaluation)]
            yield table(["", "now", "with these lines"], rows, "What they change on these questions.", class_="kinds")
        yield from (tag("p", sentence.replace(" %", "\u00a0%")) for sentence in why_these(tuning, evaluation.tuned))


def _curve(evaluation: Evaluation) -> Iterator[Markup]:
    yield tag("h2", "How careful to be")
    if not evaluation.curve or not evaluation.figures.answerable:
        yield tag("p", "There is nothing to draw: no question was answered.")
        return
    rows = plots.curve_rows(evaluation.curve)
    behind = table(["answers from", "precision", "coverage"], rows, "What each answer threshold gives.")
    yield _figure(plots.precision_against_coverage(evaluation), _READ_CURVE, behind)


_READ_CURVE = (
    "A lower answer threshold moves the bot along the line to the right: it answers more, and more of it is wrong; "
    "the pale band is what chance alone could make of it."
)


def _confidences(evaluation: Evaluation) -> Iterator[Markup]:
    rows = plots.bin_rows(evaluation.outcomes)
    behind = table(["confidence", "right", "wrong", "silent"], rows, "Questions by the confidence of the first result.")
    names = {"right": "first result right", "wrong": "first result wrong", "silent": "the record does not answer"}
    keys = tag("p", *(tag("span", tag("i", class_=kind), name) for kind, name in names.items()), class_="key")
    yield tag("h2", "How sure it was")
    yield _figure(joined([plots.confidences(evaluation), keys]), _READ_CONFIDENCES, behind)


_READ_CONFIDENCES = (
    "Good thresholds have the blue bars to their right and the bars that hang down to their left: "
    "what hangs down to the right of “answers” gets an answer that it should not get."
)


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


_READ_MISSES = (
    "The surest first. “Why” adds up what spoke for the words shown; "
    "“words” are those that the question shares with them."
)


def _listed(title: str, outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    yield tag("h3", f"{title} ({len(outcomes)})")
    worst, others = outcomes[:_MISSES], outcomes[_MISSES:]
    yield tag("ol", *map(_miss, worst), class_="misses") if worst else tag("p", "None.")
    if others:
        summary = tag("summary", f"{len(others)} more")
        yield tag("details", summary, tag("ol", *map(_miss, others), class_="misses"))


def _miss(outcome: Outcome) -> Markup:
    asked = outcome.asked
    question = tag("p", cut(asked.text, _QUESTION_CHARS), " ", tag("small", f"{cut(asked.kind)}, {cut(asked.id)}"))
    lines = (line for label, text in told(outcome).items() for line in (tag("dt", label), tag("dd", text)))
    return tag("li", question, tag("dl", *lines))


def _warnings(evaluation: Evaluation) -> Iterator[Markup]:
    if evaluation.warnings:
        yield tag("h2", "Slips in the question file")
        yield tag("ul", *(tag("li", f"Line {p.location.line}: {p.message} {p.fix}") for p in evaluation.warnings))
