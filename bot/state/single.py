"""Values of which there is one each: what Discord was sent last, whose turn it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from bot.state.database import Database
from bot.state.tables import single
from bot.state.upserting import insert_new, upsert


class Single:
    """One row a key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(single.c.value).where(single.c.key == key)).scalar_one_or_none()

    def put(self, key: str, value: str, at: datetime) -> None:
        with self._database.writing() as connection:
            upsert(connection, single, {"key": key, "value": value, "updated_at": at})

    def put_if(self, key: str, old: str | None, new: str, at: datetime) -> bool:
        with self._database.writing() as connection:
            if old is None:
                return insert_new(connection, single, {"key": key, "value": new, "updated_at": at})
            stands = (single.c.key == key) & (single.c.value == old)
            done = connection.execute(update(single).where(stands).values(value=new, updated_at=at))
            return done.rowcount == 1
