"""PRIVACY.md says of every column what it is and for how long."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from bot.config import Config
from bot.service.memory import KEPT_FOR
from bot.state import sqlite
from bot.state.tables import metadata

PAGE = (Path(__file__).parent.parent / "PRIVACY.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### `(\w+)`: .*?\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def rows(table: str) -> dict[str, str]:
    """For how long, by column."""
    return dict(re.findall(r"^\| `(\w+)` \| \S.*? \| (\S.*?) \|$", SECTIONS[table], re.MULTILINE))


def test_every_table_is_there_and_no_other() -> None:
    """By name, with what it is for."""
    assert set(SECTIONS) == {table.name for table in metadata.sorted_tables}
    assert sqlite.NAME in PAGE


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_there_and_no_other(table: Table) -> None:
    """In the order of the table."""
    assert [*rows(table.name)] == [column.name for column in table.columns]


def test_it_says_how_long_as_the_program_does() -> None:
    """What is dropped by age, and by what is set."""
    assert f"{KEPT_FOR.days} days" == "30 days" == f"{Config().state.question_days} days"
    assert {*rows("replies").values(), *rows("feedback").values()} == {"30 days"}
    assert {*rows("unanswered").values()} == {"`state.question_days`: 30 days"}
    assert {*rows("servers").values(), *rows("channels").values()} == {"with the server"}
    assert {*rows("changes").values()} == {"always"}


def test_ids_of_people_are_kept_of_curators_alone() -> None:
    """No other column is one."""
    columns = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    assert [name for name in columns if re.search("user|author|person|curator|member", name)] == [
        "changes.curator_id",
        "changes.curator",
    ]
