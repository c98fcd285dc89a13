"""What is said to whoever changes the knowledge, on Discord and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core.kept import Change, ChangeKind
from bot.core.problems import Problem, Severity

PREVIEW_GONE: Final = "I do not have that preview any more: it is too old, or I was restarted. Please make it again."
CHANGED_MEANWHILE: Final = "{file} was changed meanwhile{by}, so nothing was written. Please make the preview again."
IS_WRONG: Final = "Nothing was written: {problem}"
NOTHING_LEFT: Final = "Nothing would be left to answer from, so nothing was written."
NOTHING_TO_UNDO: Final = "There is no change to take back, or I cannot read the history just now."
NO_SUCH_CHANGE: Final = "There is no change {number}, or I cannot read the history just now."
UNDONE_ALREADY: Final = "Change {number} is taken back already."
CANNOT_UNDO: Final = "How to take change {number} back was not kept: take it back by hand."
SHIPPED: Final = (
    "This bot answers from the knowledge that came with the program, which an update would overwrite. "
    "Make one of your own (ontherecord init DIR), and let the setting 'knowledge' name it."
)
NOT_NOTED: Final = "It is live, but I could not note it in the history, so undo does not know of it."

_DONE: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.ADD: "added",
    ChangeKind.EDIT: "changed",
    ChangeKind.RETIRE: "withdrawn",
    ChangeKind.RESTORE: "restored",
    ChangeKind.UNDO: "taken back",
}
_SEVERITY: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.ADVICE: "Advice",
}


def done(kind: ChangeKind, subject: str) -> str:
    """As in "added talk/one-small-project"."""
    return f"{_DONE[kind]} {subject}"


def problem_line(problem: Problem) -> str:
    """How bad it is, where, what, and the way out; without the nearest passage."""
    return f"{_SEVERITY[problem.severity]}, {problem.place}: {problem.message} {problem.mend}"


def change_line(change: Change) -> str:
    """One change of the history: its number, when, who, what, and why if somebody said so."""
    when = f"{change.changed_at:%Y-%m-%d %H:%M}"
    undone = f" (change {change.undoes})" if change.undoes else ""
    why = f": {change.why}" if change.why else ""
    return f"{change.id}. {when}, {change.curator}: {done(change.kind, change.subject)}{undone}{why}"
