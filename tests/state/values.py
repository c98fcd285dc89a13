"""Values to keep, each a little different from what the test needs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.records import Change, ChangeKind, Decided, Reason, SentReply, Unanswered, Verdict, Vote
from bot.state.sqlite import NAME

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

_REPLY = SentReply(1, 10, 100, (200, 201), ("a/one", "a/two"), Decided.ANSWER, "message", "d" * 16, "p" * 16, NOON)
_QUESTION = Unanswered("who won?", 1, 10, 100, "p" * 16, Reason.ABSTENTION, ("a/sport", "a/luck"), NOON)
_VOTE = Vote(200, "p" * 16, Verdict.HELPFUL, "a/one", 1, NOON)
_CHANGE = Change(7, "Kim", NOON, "a slip", ChangeKind.EDIT, "a/one", "a.yaml", "old", "new")


def reply(**fields: object) -> SentReply:
    return replace(_REPLY, **fields)


def question(**fields: object) -> Unanswered:
    return replace(_QUESTION, **fields)


def vote(**fields: object) -> Vote:
    return replace(_VOTE, **fields)


def change(**fields: object) -> Change:
    return replace(_CHANGE, **fields)


def statuses(folder: Path) -> dict[str, int]:
    """How many questions of a state folder have which status."""
    with closing(sqlite3.connect(folder / NAME)) as connection:
        return dict(connection.execute("select status, count(*) from unanswered group by status"))
