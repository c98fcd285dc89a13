"""The knowledge itself: checked, described, begun."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click

from bot.cli.options import configured
from bot.cli.terminal import TerminalStyle, page_here
from bot.config import Config
from bot.core.drafts import Problem, Severity
from bot.core.evaluation.errors import Coverage, Findability
from bot.core.phrases.counting import counted
from bot.core.proof.lint import Phrasings
from bot.service.checking import Report

_HARDEST = 8
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def as_text(report: Report, page: TerminalStyle, every_topic: bool = False) -> str:
    """Problems first, each with its place and its mend; then the figures; the verdict last."""
    blocks = [_problem(problem, page) for problem in report.problems]
    covered = "\n".join(map(_coverage, report.coverage))
    found = "\n".join(_found(report, page, None if every_topic else _HARDEST))
    end = f"Questions are matched by {report.tier}\n{_verdict(report, page)}"
    return "\n\n".join(block for block in (*blocks, covered, found, end) if block)


def as_json(report: Report) -> str:
    """One object: problems, coverage, how each topic is found, how its ways of asking differ, counts."""
    row = {
        "errors": len(report.of(Severity.ERROR)),
        "warnings": len(report.of(Severity.WARNING)),
        "advice": len(report.of(Severity.ADVICE)),
        "topics": report.topics,
        "quotes": report.quotes,
        "tier": report.tier,
        "problems": [_problem_row(problem) for problem in report.problems],
        "coverage": [_coverage_row(covered) for covered in report.coverage],
        "hit_1": round(report.hit_1, 4),
        "findability": [_findability_row(found) for found in report.findability],
        "phrasings": [_phrasings_row(of_one) for of_one in report.phrasings],
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def as_github(report: Report, above: str = "") -> str:
    """A workflow command for each problem, which GitHub shows beside the line. `above`: the path up to the folder."""
    return "\n".join(_command(problem, above) for problem in report.problems)


def as_gitlab(report: Report, above: str = "") -> str:
    """A code quality report, which GitLab shows beside the lines."""
    return json.dumps([_issue(problem, above) for problem in report.problems], ensure_ascii=False, indent=2)


def _command(problem: Problem, above: str) -> str:
    location = problem.location
    where = [f"file={_property(above + location.file)}"]
    where += [f"line={location.line}", f"col={location.column}"] if location.line else []
    return f"::{_LEVELS[problem.severity]} {','.join(where)}::{_data(_whole(problem))}"


def _data(text: str) -> str:
    """As GitHub's own toolkit escapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _issue(problem: Problem, above: str) -> dict[str, Any]:
    location = problem.location
    told = f"{above}{location} {problem.message}"
    return {
        "description": _whole(problem),
        "check_name": "ontherecord check",
        "fingerprint": blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        "severity": _SEVERITIES[problem.severity],
        "location": {"path": above + location.file, "lines": {"begin": max(location.line, 1)}},
    }


def _whole(problem: Problem) -> str:
    nearest = f"\nnearest in the record: {problem.nearest}" if problem.nearest else ""
    return f"{problem.message} {problem.fix}{nearest}"


def _problem(problem: Problem, page: TerminalStyle) -> str:
    kind = page.styled(problem.severity, fg=_COLOURS[problem.severity])
    head = f"{page.styled(str(problem.location), bold=True)} {kind}: {problem.message}"
    lines = [head, f"    {problem.fix}"]
    return "\n".join(lines + ([f"    nearest in the record: {problem.nearest}"] if problem.nearest else []))


def _coverage(covered: Coverage) -> str:
    return f"{covered.source}: {covered.share:.1%} of the {covered.words:,} words of {covered.speaker} stand in quotes."


def _found(report: Report, page: TerminalStyle, limit: int | None) -> Iterator[str]:
    """How many ways of asking find their topic, and the topics with the fewest, as many as the limit allows."""
    asked = sum(found.asked for found in report.findability)
    if not asked:
        return
    yield f"Held out by turns, {report.hit_1:.1%} of the {asked:,} ways of asking find their topic, by words alone."
    shown = [found for found in report.hardest if limit is None or found.found < found.asked][:limit]
    if shown:
        yield page.styled("All topics, the hardest to find first:" if limit is None else "Hardest to find:", bold=True)
    width = max((len(found.topic) for found in shown), default=0)
    yield from (_topic(found, width) for found in shown)


def _topic(found: Findability, width: int) -> str:
    row = f"  {found.topic:{width}}  {found.hit_1:4.0%}  {found.found:2} of {found.asked:2}"
    if found.is_distinct:
        return f"{row}  {found.instead} takes {found.taken}" if found.taken else row
    return f"{row}  cannot be told apart from {found.instead}, which takes {found.taken}"


def _verdict(report: Report, page: TerminalStyle) -> str:
    errors, warnings, advice = (len(report.of(severity)) for severity in Severity)
    counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    more = f", {counted(advice, 'piece')} of advice" if advice else ""
    known = f"{counted(report.quotes, 'quote')} in {counted(report.topics, 'topic')}"
    return page.styled(f"{known}; {counts}{more}.", fg="red" if errors else "green", bold=True)


def _problem_row(problem: Problem) -> dict[str, Any]:
    location = problem.location
    return {
        "severity": problem.severity,
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "message": problem.message,
        "mend": problem.fix,
        "nearest": problem.nearest,
    }


def _coverage_row(covered: Coverage) -> dict[str, Any]:
    share = round(covered.share, 4)
    return {
        "source": covered.source,
        "speaker": covered.speaker,
        "words": covered.words,
        "quoted": covered.quoted,
        "share": share,
    }


def _findability_row(found: Findability) -> dict[str, Any]:
    return {
        "topic": found.topic,
        "asked": found.asked,
        "found": found.found,
        "hit_1": round(found.hit_1, 4),
        "instead": found.instead,
        "taken": found.taken,
    }


def _phrasings_row(of_one: Phrasings) -> dict[str, Any]:
    return {
        "topic": of_one.topic,
        "asked": of_one.asked,
        "alike": [[str(later.location), str(earlier.location)] for later, earlier in of_one.alike],
        "start": of_one.start,
        "starting": of_one.starting,
        "own_words": of_one.own_words,
    }


_FORMATS = ("text", "json", "github", "gitlab")
_FORMATS_READ = ("knowledge", "transcript", "silence")


@click.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print.")
@click.option("--topics", "every_topic", is_flag=True, help="Show how well each topic is found, not the worst alone.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
@configured
def check(config: Config, form: str, *, every_topic: bool, watch: bool) -> None:
    """Prove every quote and show every problem, with file and line. Ends with 1 on any error.

    \b
    Example: ontherecord check --knowledge ./knowledge --watch
    Example: ontherecord check --format github
    """
    raise SystemExit(_check_on(config, form, every_topic) if watch else _check(config, form, every_topic))


def _check(config: Config, form: str, every_topic: bool) -> int:
    from bot import app

    found = app.inspect_knowledge(config, os.environ)
    above = _above(app.knowledge_folder(config))
    match form:
        case "json":
            told = as_json(found)
        case "github":
            told = as_github(found, above)
        case "gitlab":
            told = as_gitlab(found, above)
        case _:
            told = as_text(found, page_here(), every_topic)
    click.echo(told)
    return found.exit_code


def _check_on(config: Config, form: str, every_topic: bool) -> int:
    """Until Ctrl-C; the last exit code."""
    from threading import Event

    from bot import app

    code = 0
    with suppress(KeyboardInterrupt):
        for is_changed in app.folder_changes(config, Event()):
            if is_changed:
                code = _check(config, form, every_topic)
                click.echo("Waiting for the next change; Ctrl-C ends.", err=True)
    return code


def _above(folder: Path) -> str:
    """The way from here to where the folder is, as a checkout's own paths begin; nothing if it is not below."""
    parent = folder.resolve().parent
    return (
        f"{parent.relative_to(Path.cwd()).as_posix()}/".removeprefix("./") if parent.is_relative_to(Path.cwd()) else ""
    )


@click.command()
@click.argument("kind", type=click.Choice(_FORMATS_READ), default="knowledge")
def schema(kind: str) -> None:
    """Print the JSON Schema of a knowledge, transcript or silence file, for editors.

    \b
    Example: ontherecord schema > knowledge/schema.json
    """
    from bot.library.formats import schema_text

    click.echo(schema_text(kind), nl=False)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder with a config.yaml and a knowledge folder of your own.

    \b
    Example: ontherecord init my-bot
    """
    from bot.cli.init import make

    for line in make(folder):
        click.echo(line)
