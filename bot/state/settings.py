"""What moderators have set for their server and its channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select

from bot.core.kept import ChannelMode, Daily, ServerSettings
from bot.state.database import Database
from bot.state.tables import channels, servers
from bot.state.upserting import upsert


class Settings:
    """One row a server, one a channel; what was never set is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, guild: int) -> ServerSettings:
        with self._database.reading() as connection:
            server = connection.execute(select(servers).where(servers.c.guild == guild)).one_or_none()
            query = select(channels.c.channel, channels.c.mode).where(channels.c.guild == guild)
            modes = {channel: ChannelMode(mode) for channel, mode in connection.execute(query)}
        if server is None:
            return ServerSettings(modes=modes)
        return ServerSettings(server.is_private, tuple(server.sources), _daily(server), modes)

    def set_mode(self, guild: int, channel: int, mode: ChannelMode) -> None:
        with self._database.writing() as connection:
            upsert(connection, channels, {"guild": guild, "channel": channel, "mode": mode.value})

    def set_privacy(self, guild: int, *, is_private: bool) -> None:
        self._set(guild, is_private=is_private)

    def set_sources(self, guild: int, sources: tuple[str, ...]) -> None:
        self._set(guild, sources=list(sources))

    def set_daily(self, guild: int, daily: Daily | None) -> None:
        channel, at, zone = (daily.channel, daily.at, daily.zone) if daily else (None, None, None)
        self._set(guild, daily_channel=channel, daily_at=at, daily_zone=zone)

    def dailies(self) -> Mapping[int, Daily]:
        with self._database.reading() as connection:
            rows = connection.execute(select(servers).where(servers.c.daily_channel.is_not(None))).all()
        return {row.guild: daily for row in rows if (daily := _daily(row))}

    def _set(self, guild: int, **columns: Any) -> None:
        with self._database.writing() as connection:
            upsert(connection, servers, {"guild": guild, **columns})


def _daily(row: Row[Any]) -> Daily | None:
    return None if row.daily_channel is None else Daily(row.daily_channel, row.daily_at, row.daily_zone)
