"""What is to be done to which file, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.curation.lookup import Found
from bot.core.edits import Edit
from bot.core.records import ChangeKind


@dataclass(frozen=True, slots=True)
class Curator:
    """Who changes the knowledge: Discord's id and the name shown there; on the command line 0 and the login name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`subject` is the whole id of a quote, or the id of a topic; `undoes` the number of a change.

    `found`: the words in their record, where there are new ones.
    """

    file: str
    edit: Edit
    kind: ChangeKind
    subject: str
    undoes: int | None = None
    found: Found | None = None
