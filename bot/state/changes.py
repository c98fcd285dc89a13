"""Who changed the knowledge, when, how and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, insert, select

from bot.core.records import Change, ChangeKind
from bot.state.database import Database
from bot.state.tables import changes

_NEWEST_CHANGES = select(changes).order_by(changes.c.id.desc())
_IS_UNDO = changes.c.kind == ChangeKind.UNDO.value
_undo, _redo = changes.alias("undo"), changes.alias("redo")
_UNDONE_AGAIN = select(_redo.c.undoes).where(_redo.c.undoes.is_not(None))
_UNDONE = select(_undo.c.undoes).where(_undo.c.undoes.is_not(None), _undo.c.id.not_in(_UNDONE_AGAIN))
_STANDS = changes.c.id.not_in(_UNDONE)


class Changes:
    """A row for each change; none is ever altered or dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, change: Change) -> int:
        row = {
            "curator_id": change.curator_id,
            "curator": change.curator,
            "changed_at": change.changed_at,
            "why": change.why,
            "kind": change.kind.value,
            "subject": change.subject,
            "file": change.file,
            "before": change.before,
            "after": change.after,
            "undoes": change.undoes,
            "undo": change.undo,
        }
        with self._database.writing() as connection:
            return int(connection.execute(insert(changes).values(row).returning(changes.c.id)).scalar_one())

    def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        query = _NEWEST_CHANGES.limit(limit)
        return self._found(query if subject is None else query.where(changes.c.subject == subject))

    def last_standing(self) -> Change | None:
        return self._first(_NEWEST_CHANGES.where(~_IS_UNDO, _STANDS))

    def stands(self, change: int) -> bool:
        return self._first(_NEWEST_CHANGES.where(_STANDS, changes.c.id == change)) is not None

    def by_id(self, change: int) -> Change | None:
        return self._first(select(changes).where(changes.c.id == change))

    def _first(self, query: Select[Any]) -> Change | None:
        found = self._found(query.limit(1))
        return found[0] if found else None

    def _found(self, query: Select[Any]) -> tuple[Change, ...]:
        with self._database.reading() as connection:
            return tuple(_change(row) for row in connection.execute(query))


def _change(row: Row[Any]) -> Change:
    return Change(
        row.curator_id,
        row.curator,
        row.changed_at,
        row.why,
        ChangeKind(row.kind),
        row.subject,
        row.file,
        row.before,
        row.after,
        row.undoes,
        row.undo,
        row.id,
    )
