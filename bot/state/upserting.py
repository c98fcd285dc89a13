"""Insert, or what else: the one thing that each database says in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row; where its key is taken, set the other columns that are given."""
    key = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in key}
    connection.execute(_insert(connection, table, row).on_conflict_do_update(index_elements=key, set_=rest))


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; whether it was inserted."""
    statement = _insert(connection, table, row).on_conflict_do_nothing(index_elements=[*table.primary_key])
    return connection.execute(statement.returning(*table.primary_key)).first() is not None


def _insert(connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table).values(**row)
