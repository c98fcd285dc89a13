"""The one place that notes failures: an id that the member is told and the log holds, or a line for a refusal."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import discord
from discord import app_commands

from bot.core import phrases
from bot.discord_app import failures

Send = Callable[[str], Awaitable[object]]

_log = logging.getLogger(__name__)


class Incidents:
    """`where` says what failed, for the log. A channel that the bot may not write in is noted once.

    `banned` is called where Discord sends this machine away; `counts` holds mistakes, outages, refusals and bans.
    """

    def __init__(self, banned: Callable[[], None] = lambda: None) -> None:
        self.counts: Counter[str] = Counter()
        self._banned = banned
        self._closed: set[int] = set()

    @asynccontextmanager
    async def told(self, where: str, channel_id: int | None, send: Send) -> AsyncIterator[None]:
        """Whatever fails within is noted, and the member is told."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - nobody who asked is left in silence
            await self.tell(error, where, channel_id, send)

    @contextmanager
    def noted(self, where: str) -> Iterator[None]:
        """Whatever fails within is noted; nobody can be told."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - noted is all that can be done
            self._note(error, where, None)

    async def tell(self, error: Exception, where: str, channel_id: int | None, send: Send) -> None:
        """Note a failure and tell the member, unless Discord lets nobody be told. Raises nothing."""
        incident = self._note(error, where, channel_id)
        if incident:
            try:
                await send(phrases.TRY_AGAIN.format(incident=incident))
            except Exception as failure:  # noqa: BLE001 - there is no further way to tell anybody
                self._note(failure, f"telling of incident {incident}", channel_id)

    def _note(self, error: Exception, where: str, channel_id: int | None) -> str:
        """Log a failure; its id, or "" where nobody can be told."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        kind = failures.kind(cause)
        self.counts[kind] += 1
        if kind == "ban":
            self._banned()
            _log.error("%s: Discord sends this machine away: %s", where, failures.in_one_line(cause))
            return ""
        if kind == "refusal":
            self._note_refusal(cause, where, channel_id)
            return ""
        incident = secrets.token_hex(4)
        named = {"incident": incident}
        if kind == "outage":
            _log.warning("incident %s in %s: %s", incident, where, failures.in_one_line(cause), extra=named)
        else:
            _log.error("incident %s in %s", incident, where, exc_info=error, extra=named)
        return incident

    def _note_refusal(self, refusal: Exception, where: str, channel_id: int | None) -> None:
        if isinstance(refusal, discord.Forbidden) and channel_id is not None:
            if channel_id in self._closed:
                return
            self._closed.add(channel_id)
        _log.warning("%s in channel %s: %s", where, channel_id or "-", failures.in_one_line(refusal))
