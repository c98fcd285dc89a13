"""An edit of a file's bytes, proved: the new bytes say what the edit means and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import reduce
from typing import Any

from bot.core.curation.proposal import Proposal
from bot.core.drafts import Problem
from bot.core.edits import AddSilence, Edit, ImpossibleError, RemoveSilence, Several, said
from bot.library.formats import KNOWLEDGE, SILENCE, Shape, read
from bot.library.text import UnreadableError
from bot.library.writing.edits import splices_of
from bot.library.writing.layout import Layout
from bot.library.writing.manuscript import Manuscript
from bot.library.writing.splicing import Splicing
from bot.library.yaml_reader import read_nodes


def revise(old: bytes, file: str, edit: Edit) -> Proposal:
    """The edit as new bytes for the file. Raises ImpossibleError, also where they would say anything else."""
    shape: Shape[Any] = SILENCE if isinstance(edit, AddSilence | RemoveSilence) else KNOWLEDGE
    draft, problems = _read(shape, old, file)
    intended: Any = edit.applied_to(draft)
    new = _spliced(old, file, edit, draft)
    after, problems_after = _read(shape, new, file)
    if worse := _added(problems, problems_after):
        raise ImpossibleError(f"{worse.message} {worse.mend}")
    if said(after) != said(intended):
        raise ImpossibleError(
            f"{file} is written in a way that this change would disturb, so it is left alone: edit it by hand."
        )
    return Proposal(file, edit, edit.taken_back(draft), old, new, after)


def _spliced(old: bytes, file: str, edit: Edit, draft: Any) -> bytes:
    if isinstance(edit, Several):
        return reduce(lambda data, one: revise(data, file, one).new, edit.edits, old)
    manuscript = Manuscript(old, file)
    return manuscript.spliced(splices_of(edit, Splicing(Layout(manuscript.text)), draft))


def _read(shape: Shape[Any], data: bytes, file: str) -> tuple[Any, list[Problem]]:
    try:
        draft, problems = read(shape, read_nodes(data, file))
    except UnreadableError as unreadable:
        draft, problems = None, [unreadable.problem]
    if draft is None:
        [problem, *_] = problems
        raise ImpossibleError(f"{problem.place}: {problem.message} {problem.mend}")
    return draft, problems


def _added(before: Sequence[Problem], after: Sequence[Problem]) -> Problem | None:
    """A problem that was not there before, wherever the others stand now."""
    known = Counter(map(_kind, before))
    known.subtract(map(_kind, after))
    return next((problem for problem in after if known[_kind(problem)] < 0), None)


def _kind(problem: Problem) -> str:
    """Its sentence, without the numbers of lines in it."""
    return _NUMBER.sub("", problem.message)


_NUMBER = re.compile("[0-9]+")
