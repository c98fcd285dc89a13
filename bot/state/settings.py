"""What moderators have set for their server and its channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from secrets import token_hex
from threading import Event
from typing import Any

from sqlalchemy import Connection, Row, select, union

from bot.core.records import ChannelMode, DailyQuote, ServerSettings
from bot.errors import StateError
from bot.state.database import Database
from bot.state.tables import channels, servers, upsert

_AGAIN_S = 1.0


class News:
    """Of the settings of servers. What this process tells, it does not hear."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._author = token_hex(4)

    def tell(self, connection: Connection, guild: int) -> None:
        """Within the transaction that changes them."""
        self._database.backend.tell(connection, f"{self._author} {guild}")

    def heard(self, stop: Event) -> Iterator[int | None]:
        """The servers whose settings somebody else has changed; None where that may be any."""
        while not stop.is_set():
            try:
                with self._database.reading():
                    pass
                for news in self._database.backend.heard(stop):
                    author, _, guild = news.partition(" ")
                    if author != self._author:
                        yield int(guild) if guild else None
            except StateError:
                stop.wait(_AGAIN_S)


class Settings:
    """One row a server, one a channel; what was never set is not there."""

    def __init__(self, database: Database, news: News) -> None:
        self._database = database
        self._news = news

    def get(self, guild: int) -> ServerSettings:
        with self._database.reading() as connection:
            server = connection.execute(select(servers).where(servers.c.guild == guild)).one_or_none()
            rows = connection.execute(select(channels).where(channels.c.guild == guild)).all()
        modes = {row.channel: ChannelMode(row.mode) for row in rows if row.mode is not None}
        privacies = {row.channel: row.is_private for row in rows if row.is_private is not None}
        if server is None:
            return ServerSettings(modes=modes, privacies=privacies)
        mode = ChannelMode(server.mode or ChannelMode.MENTION)
        return ServerSettings(bool(server.is_private), tuple(server.sources), _daily(server), modes, privacies, mode)

    def set_mode(self, guild: int, channel: int | None, mode: ChannelMode | None) -> None:
        self._set(guild, channel, mode=mode.value if mode else None)

    def set_privacy(self, guild: int, channel: int | None = None, *, is_private: bool | None) -> None:
        self._set(guild, channel, is_private=is_private)

    def set_sources(self, guild: int, sources: tuple[str, ...]) -> None:
        self._set(guild, None, sources=list(sources))

    def set_daily(self, guild: int, daily: DailyQuote | None) -> None:
        channel, at, zone = (daily.channel, daily.at, daily.zone) if daily else (None, None, None)
        self._set(guild, None, daily_channel=channel, daily_at=at, daily_zone=zone)

    def dailies(self) -> Mapping[int, DailyQuote]:
        with self._database.reading() as connection:
            rows = connection.execute(select(servers).where(servers.c.daily_channel.is_not(None))).all()
        return {row.guild: daily for row in rows if (daily := _daily(row))}

    def guilds(self) -> frozenset[int]:
        with self._database.reading() as connection:
            return frozenset(connection.execute(union(select(servers.c.guild), select(channels.c.guild))).scalars())

    def _set(self, guild: int, channel: int | None, **columns: Any) -> None:
        table, key = (servers, {}) if channel is None else (channels, {"channel": channel})
        with self._database.writing() as connection:
            upsert(connection, table, {"guild": guild, **key, **columns})
            self._news.tell(connection, guild)


def _daily(row: Row[Any]) -> DailyQuote | None:
    return None if row.daily_channel is None else DailyQuote(row.daily_channel, row.daily_at, row.daily_zone)
