"""What is said to whoever changes the knowledge, on Discord and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bot.core.curation.lookup import one_line
from bot.core.drafts import Problem, Severity
from bot.core.records import Change, ChangeKind, Decided

if TYPE_CHECKING:
    from bot.core.curation import Plan
    from bot.core.curation.impact import Shift, Shifts, Verdict

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
FOUND: Final = "{speaker} says this in {source}, turn {turn}{asked}."
SAID_OFTEN: Final = (
    "These words are said {places} times; this is one of them. With more of the words there is no doubt."
)
STANDS_ALREADY: Final = "Words of it stand already in {quotes}."
WITHDRAWN_ALREADY: Final = "These words were withdrawn on {since} as {id}: {reason}"
NEAREST_PASSAGE: Final = "The nearest passage: {nearest}"
CHECK_WOULD_SAY: Final = "`check` would say:"
NO_SHIFT: Final = "None of {asked} questions would get another answer."
SHIFTS: Final = "Of {asked} questions, {shifted} would get another answer: {worse} worse, {better} better."
NOTHING_THERE: Final = "It would not be shown any more."
IT_WOULD_SAY: Final = "It would be shown like this:"
NO_HISTORY: Final = "No change is noted."
NOT_NOTED: Final = "It is live, but I could not note it in the history, so undo does not know of it."

_DONE: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.ADD: "added",
    ChangeKind.EDIT: "changed",
    ChangeKind.RETIRE: "withdrawn",
    ChangeKind.RESTORE: "restored",
    ChangeKind.UNDO: "taken back",
}
_ORIGINS: Final[Mapping[str, str]] = {
    "phrasing": "",
    "evaluation": ", of the questions with known answers",
    "unanswered": ", asked in vain",
    "not_what_i_asked": ", answered amiss",
}
_SEVERITY: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.ADVICE: "Advice",
}


def done(kind: ChangeKind, subject: str) -> str:
    """As in "added talk/one-small-project"."""
    return f"{_DONE[kind]} {subject}"


def told(change: Change, number: int | None) -> str:
    """That it is done, and what takes it back."""
    sentence = f"{done(change.kind, change.subject).capitalize()}."
    return f"{sentence} It is change {number}." if number else f"{sentence} {NOT_NOTED}"


def would(plan: Plan) -> str:
    """As in "talk/one-small-project would be added (knowledge/talk.yaml)."."""
    subject = f"Change {plan.undoes}, of {plan.subject}," if plan.undoes else plan.subject
    return f"{subject} would be {_DONE[plan.kind]} ({plan.file})."


def shifts_head(shifts: Shifts) -> str:
    """How many questions would get another answer."""
    if not shifts.shifts:
        return NO_SHIFT.format(asked=f"{shifts.asked:,}")
    worse, better = len(shifts.worse), len(shifts.better)
    return SHIFTS.format(asked=f"{shifts.asked:,}", shifted=len(shifts.shifts), worse=worse, better=better)


def shift_line(shift: Shift) -> str:
    """Whether it is worse, the question, and what it gets before and after, each with how sure that is."""
    how = "worse" if shift.is_worse else "better" if shift.is_better else "other"
    question = one_line(shift.question)
    return f"{how}{_ORIGINS[shift.origin]}: “{question}”: {_verdict(shift.before)} → {_verdict(shift.after)}"


def _verdict(verdict: Verdict) -> str:
    sure = f"({verdict.confidence:.2f})"
    if verdict.decided is Decided.ANSWER:
        return f"{verdict.quote} {sure}"
    return f"topics to choose from {sure}" if verdict.suggested else f"no answer {sure}"


def problem_line(problem: Problem) -> str:
    """How bad it is, where, what, and the way out; without the nearest passage."""
    return f"{_SEVERITY[problem.severity]}, {problem.place}: {problem.message} {problem.mend}"


def change_line(change: Change) -> str:
    """One change of the history: its number, when, who, what, and why if somebody said so."""
    when = f"{change.changed_at:%Y-%m-%d %H:%M}"
    undone = f" (change {change.undoes})" if change.undoes else ""
    why = f": {change.why}" if change.why else ""
    return f"{change.id}. {when}, {change.curator}: {done(change.kind, change.subject)}{undone}{why}"
