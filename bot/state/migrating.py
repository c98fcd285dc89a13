"""Bringing a database to the tables that this program knows, one revision after another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import StateError

_NEWER = (
    "It was written by a newer version of this program (revision {found}; this one knows up to {head}). "
    "Install that version again, or put back the copy that was made before the update."
)
_FOREIGN = "It is a database of another program. Let state.folder or state.url name another one."

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()  # Alembic keeps what it is doing in one place for the whole process

Keep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Steps:
    """The migrations in a folder, and their revisions in order, so that Alembic is loaded only where one is due."""

    folder: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        return self.revisions[-1]

    def is_due(self, found: str | None) -> bool:
        return found != self.head


STEPS = Steps(Path(__file__).parent / "migrations", ("0001", "0002"))


def bring_up(engine: Engine, keep: Keep, steps: Steps = STEPS) -> None:
    """Migrate if that is due. Of several processes one does it, while the others wait.

    `keep` is called with the revision that follows what is there, before any of it is changed. Raises StateError where
    the database is not ours, or is ours of tomorrow.
    """
    with engine.connect() as connection:
        if not steps.is_due(revision_of(connection)):
            return
    with engine.execution_options(writes=True, migrates=True).begin() as connection:
        found = revision_of(connection)
        if not steps.is_due(found):
            return
        _refuse_others(connection, found, steps)
        if found is not None:
            keep(steps.revisions[steps.revisions.index(found) + 1])
        _upgrade(connection, steps)
        _log.info("the database is at revision %s now, it was at %s", steps.head, found or "none")


def revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def refuse_newer(found: str, steps: Steps = STEPS) -> None:
    """Raises StateError where the revision is not known here."""
    if found not in steps.revisions:
        raise StateError(_NEWER.format(found=found, head=steps.head))


def _refuse_others(connection: Connection, found: str | None, steps: Steps) -> None:
    if found is not None:
        refuse_newer(found, steps)
    elif inspect(connection).get_table_names():
        raise StateError(_FOREIGN)


def _upgrade(connection: Connection, steps: Steps) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # what was done is told once, by us
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(steps.folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, "head")
