"""A database of each kind, empty, and what is kept in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state.database import NAME, Database
from bot.state.store import Store


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One of each kind that the repositories are made for."""
    made = {"sqlite": lambda: Database(tmp_path / NAME, patience_s=0.2)}[request.param]()
    yield made
    made.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
