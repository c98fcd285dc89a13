"""`check`: every problem of the knowledge and how well its topics are found, for people and for other programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from threading import Event

import click

from bot import app
from bot.cli.options import configured
from bot.cli.terminal import TerminalStyle, nearest_lines, page_here
from bot.config import Config
from bot.core.drafts import Problem, Severity
from bot.core.evaluation.tuning import FEWEST_CERTIFYING, Promise
from bot.core.phrases import counted
from bot.core.proof.nearest import word_diff
from bot.service.checking import Report

_HARDEST = 8
_LINES = 12
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github", "gitlab")),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option("--topics", "every_topic", is_flag=True, help="Show how well each topic is found, not the worst alone.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
@configured
def check(config: Config, form: str, *, every_topic: bool, watch: bool) -> None:
    """Prove every quote and show every problem, with file and line. Ends with 1 on any error.

    \b
    Example: ontherecord check --knowledge ./knowledge --watch
    Example: ontherecord check --format github
    """
    from bot.library.watching import changes

    if not watch:
        raise SystemExit(_check(config, form, every_topic))
    code = 0
    with suppress(KeyboardInterrupt):
        mode = "auto" if config.watch == "off" else config.watch
        for is_changed in changes(app.knowledge_folder(config), mode, Event()):
            if is_changed:
                code = _check(config, form, every_topic)
                click.echo("Waiting for the next change; Ctrl-C ends.", err=True)
    raise SystemExit(code)


def _check(config: Config, form: str, every_topic: bool) -> int:
    """Print what is found, and return the exit code."""
    report = app.inspect_knowledge(config, os.environ)
    here, parent = Path.cwd(), app.knowledge_folder(config).resolve().parent
    is_below = parent.is_relative_to(here)
    above = f"{parent.relative_to(here).as_posix()}/".removeprefix("./") if is_below else ""
    match form:
        case "json":
            click.echo(as_json(report))
        case "github":
            click.echo(as_github(report, above))
        case "gitlab":
            click.echo(as_gitlab(report, above))
        case _:
            click.echo(as_text(report, page_here(), every_topic))
    return 1 if report.of(Severity.ERROR) else 0


def as_text(report: Report, page: TerminalStyle, every_topic: bool = False) -> str:
    """Return the problems, each with its location and its fix; then the figures; the verdict last."""
    blocks = []
    for problem, *others in grouped(report.problems):
        kind = page.styled(problem.severity, fg=_COLOURS[problem.severity])
        lines = [f"{page.styled(str(problem.location), bold=True)} {kind}: {problem.message}", f"    {problem.fix}"]
        lines += [f"    {line}" for line in nearest_lines(problem.nearest, page)]
        if others:
            places = "lines " + ", ".join(str(other.location.line) for other in others[:_LINES])
            places += f" and {len(others) - _LINES} more" if len(others) > _LINES else ""
            lines.append(f"    The same in {counted(len(others), 'more place')}: {places}")
        blocks.append("\n".join(lines))
    quoted = {each.source for each in report.coverage if each.quoted}  # whoever only asks there is hardly ever quoted
    blocks.append(
        "\n".join(
            f"{each.source}: {each.share:.1%} of the {each.words:,} words of {each.speaker} stand in quotes."
            for each in report.coverage
            if each.quoted or each.source not in quoted
        )
    )
    blocks.append("\n".join(_found(report, page, None if every_topic else _HARDEST)))
    blocks.append("\n".join(f"{source}: {promise_text(of)}" for source, of in (report.promises or {}).items()))

    errors, warnings, advice = (len(report.of(severity)) for severity in Severity)
    counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    more = f", {counted(advice, 'piece')} of advice" if advice else ""
    known = f"{counted(report.quotes, 'quote')} in {counted(report.topics, 'topic')}"
    verdict = page.styled(f"{known}; {counts}{more}.", fg="red" if errors else "green", bold=True)
    blocks.append(f"Questions are matched by {report.tier}\n{verdict}")
    return "\n\n".join(filter(None, blocks))


def grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return each problem by itself, but pieces of advice that want the same of one file together."""
    groups: dict[object, list[Problem]] = {}
    for problem in problems:
        is_advice = problem.severity is Severity.ADVICE
        key = (problem.location.file, problem.fix) if is_advice else problem
        groups.setdefault(key, []).append(problem)
    return list(groups.values())


def _found(report: Report, page: TerminalStyle, limit: int | None) -> Iterator[str]:
    """Yield how many phrasings find their topic, and the topics with the fewest, as many as the limit allows."""
    asked = sum(found.asked for found in report.findability)
    if not asked:
        return
    yield f"Held out by turns, {report.hit_1:.1%} of the {asked:,} ways of asking find their topic, by words alone."
    shown = [found for found in report.hardest if limit is None or found.found < found.asked][:limit]
    if shown:
        yield page.styled("All topics, the hardest to find first:" if limit is None else "Hardest to find:", bold=True)
    width = max((len(found.topic) for found in shown), default=0)
    for found in shown:
        share = f"{found.hit_1:4.0%}" if found.asked else "   –"
        row = f"  {found.topic:{width}}  {share}  {found.found:2} of {found.asked:2}"
        if not found.is_distinct:
            row += f"  cannot be told apart from {found.instead}, which takes {found.taken}"
        elif found.taken:
            row += f"  {found.instead} takes {found.taken}"
        yield row


def promise_text(promise: Promise) -> str:
    """Return how many answers are wrong at most, or that it is not known, as one sentence."""
    wrong = promise.wrong
    if promise.at_most is None:
        return (
            f"how many answers are wrong is not known: {wrong.total} to judged questions, it takes {FEWEST_CERTIFYING}."
        )
    told = f"{wrong.count} of {counted(wrong.total, 'answer')} to judged questions"
    return f"at most {promise.at_most:.1%} of answers are wrong, 95 % sure ({told})."


def as_json(report: Report) -> str:
    """Return one object: problems, coverage, how each topic is found, how its phrasings differ, promises, counts."""
    row = {
        "errors": len(report.of(Severity.ERROR)),
        "warnings": len(report.of(Severity.WARNING)),
        "advice": len(report.of(Severity.ADVICE)),
        "topics": report.topics,
        "quotes": report.quotes,
        "tier": report.tier,
        "problems": [
            {
                "severity": p.severity,
                **asdict(p.location),
                "message": p.message,
                "mend": p.fix,
                "nearest": word_diff(p.nearest),
            }
            for p in report.problems
        ],
        "coverage": [{**asdict(each), "share": round(each.share, 4)} for each in report.coverage],
        "hit_1": round(report.hit_1, 4),
        "findability": [{**asdict(found), "hit_1": round(found.hit_1, 4)} for found in report.findability],
        "phrasings": [
            {
                "topic": topic.topic,
                "asked": topic.asked,
                "alike": [[str(later.location), str(earlier.location)] for later, earlier in topic.similar],
                "start": topic.start,
                "starting": topic.starting,
                "own_words": topic.own_words,
            }
            for topic in report.phrasings
        ],
        "promises": None
        if report.promises is None
        else [{"source": source, **asdict(promise)} for source, promise in report.promises.items()],
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def as_github(report: Report, above: str = "") -> str:
    """Return workflow commands, which GitHub shows beside the lines. `above`: the path up to the folder."""
    commands = []
    for problem in report.problems:
        location = problem.location
        file = _escaped(above + location.file).replace(":", "%3A").replace(",", "%2C")
        spot = f",line={location.line},col={location.column}" if location.line else ""
        commands.append(f"::{_LEVELS[problem.severity]} file={file}{spot}::{_escaped(_described(problem))}")
    return "\n".join(commands)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_gitlab(report: Report, above: str = "") -> str:
    """Return a code quality report, which GitLab shows beside the lines. `above`: the path up to the folder."""
    issues = []
    for problem in report.problems:
        identity = f"{above}{problem.location} {problem.message}".encode("utf-8", "replace")
        issues.append(
            {
                "description": _described(problem),
                "check_name": "ontherecord check",
                "fingerprint": blake2b(identity, digest_size=16).hexdigest(),
                "severity": _SEVERITIES[problem.severity],
                "location": {"path": above + problem.location.file, "lines": {"begin": max(problem.location.line, 1)}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2)


def _described(problem: Problem) -> str:
    return "\n".join([f"{problem.message} {problem.fix}", *nearest_lines(problem.nearest, TerminalStyle(None, False))])
