"""What other processes have set, heard by every one that works with the same database."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex
from threading import Event

from sqlalchemy import Connection

from bot.errors import StateError
from bot.state.database import Database

_AGAIN_S = 1.0


class News:
    """Of the settings of servers. What this process tells, it does not hear."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._author = token_hex(4)

    def tell(self, connection: Connection, guild: int) -> None:
        """Within the transaction that changes them."""
        self._database.place.tell(connection, f"{self._author} {guild}")

    def heard(self, stop: Event) -> Iterator[int | None]:
        """The servers whose settings somebody else has changed; None where that may be any."""
        while not stop.is_set():
            try:
                with self._database.reading():
                    pass
                for news in self._database.place.heard(stop):
                    author, _, guild = news.partition(" ")
                    if author != self._author:
                        yield int(guild) if guild else None
            except StateError:
                stop.wait(_AGAIN_S)
