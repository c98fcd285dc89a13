"""A database of each kind, empty, and what is kept in it; and an update that is yet to come."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bot.state.database import STEPS, Database, Steps, bring_up
from bot.state.postgres import PostgresServer
from bot.state.sqlite import NAME, SqliteFile
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


Opens = Callable[[], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opens]:
    """`opens()`: one of each kind that the repositories are made for; called again, the same one as another process."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with ExitStack() as stack:

        def opened() -> Database:
            backend = PostgresServer(url, tmp_path) if url else SqliteFile(tmp_path / NAME, patience_s=0.2)
            return stack.enter_context(closing(Database(backend)))

        yield opened


@pytest.fixture
def database(opens: Opens) -> Database:
    return opens()


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
    monkeypatch.setattr(bring_up, "__defaults__", (steps,))
    return steps
