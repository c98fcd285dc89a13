"""The report of `check`, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.console import Page
from bot.core.problems import Problem
from bot.core.review import Coverage, Findability
from bot.service.checking import Report


def as_text(report: Report, page: Page) -> str:
    """Problems first, each with its place and its mend; then the figures; the verdict last."""
    blocks = [_problem(problem, page) for problem in report.problems]
    figures = [*map(_coverage, report.coverage), *_confusions(report)]
    found = f"Questions are matched by {report.tier}"
    return "\n\n".join([*blocks, "\n".join([*figures, found, _verdict(report, page)])])


def as_json(report: Report) -> str:
    """One object: problems, coverage, topics with how they are found, counts."""
    row = {
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "topics": report.topics,
        "quotes": report.quotes,
        "tier": report.tier,
        "problems": [_problem_row(problem) for problem in report.problems],
        "coverage": [_coverage_row(covered) for covered in report.coverage],
        "findability": [_findability_row(found) for found in report.findability],
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def _problem(problem: Problem, page: Page) -> str:
    colour = "red" if problem.is_error else "yellow"
    head = f"{page.styled(str(problem.place), bold=True)} {page.styled(problem.severity, fg=colour)}: {problem.message}"
    lines = [head, f"    {problem.mend}"]
    return "\n".join(lines + ([f"    nearest in the record: {problem.nearest}"] if problem.nearest else []))


def _coverage(covered: Coverage) -> str:
    return f"{covered.source}: {covered.share:.1%} of the {covered.words:,} words of {covered.speaker} stand in quotes."


def _confusions(report: Report) -> Iterator[str]:
    for found in report.findability:
        if not found.is_told_apart:
            share = f"of its {found.asked} ways of asking, held out, {found.found} find it"
            yield f"{found.topic} cannot be told apart from {found.instead}: {share}, {found.taken} the other."


def _verdict(report: Report, page: Page) -> str:
    counts = f"{_count(len(report.errors), 'error')}, {_count(len(report.warnings), 'warning')}"
    known = f"{_count(report.quotes, 'quote')} in {_count(report.topics, 'topic')}"
    return page.styled(f"{known}; {counts}.", fg="red" if report.errors else "green", bold=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _problem_row(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "severity": problem.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": problem.message,
        "mend": problem.mend,
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
        "instead": found.instead,
        "taken": found.taken,
    }
