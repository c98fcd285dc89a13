"""A database of each kind, empty, and what is kept in it; and an update that is yet to come."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state import migrating
from bot.state.database import Database
from bot.state.migrating import STEPS, Steps
from bot.state.postgres import Server
from bot.state.sqlite import NAME, File
from bot.state.store import Store

NEXT = f"""
from alembic import op
import sqlalchemy as sa
revision = "0999"
down_revision = "{STEPS.head}"
def upgrade():
    op.add_column("single", sa.Column("colour", sa.String()))
    {{more}}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One of each kind that the repositories are made for."""
    if request.param == "sqlite":
        made = Database(File(tmp_path / NAME, patience_s=0.2))
    else:
        made = Database(Server(request.getfixturevalue("postgres_url"), tmp_path))
    yield made
    made.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The migrations of a later version, from now on."""
    folder = tmp_path / "migrations"
    shutil.copytree(STEPS.folder, folder)
    (folder / "versions" / "r0999.py").write_text(NEXT.format(more=""))
    steps = Steps(folder, (*STEPS.revisions, "0999"))
    monkeypatch.setattr(migrating.bring_up, "__defaults__", (steps,))
    return steps
