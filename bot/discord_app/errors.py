"""Failures: their kinds, and the log of incidents, each with an id that the member is told."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import discord
from discord import app_commands

from bot.core import phrases
from bot.core.phrases import counted

_TOO_LATE = {40060, 50027}  # the interaction has been answered; its token has expired
_TOO_MANY = 429
EXPIRED = 10062  # Discord waited for three seconds
_EXPIRED_AGAIN_S = 60.0


def is_refusal(error: BaseException) -> bool:
    """Return whether Discord refuses, and would refuse a word to the member too: no permission, gone, too late."""
    if not isinstance(error, discord.HTTPException):
        return False
    is_gone = isinstance(error, discord.Forbidden | discord.NotFound) or "message_reference" in error.text
    return is_gone or error.code in _TOO_LATE


def is_ban(error: BaseException) -> bool:
    """Return whether Cloudflare, which stands before Discord, sends this machine away."""
    if not isinstance(error, discord.HTTPException):
        return False
    return error.status == _TOO_MANY and "Via" not in error.response.headers


def is_outage(error: BaseException) -> bool:
    """Return whether Discord, or the way to it, is out of order for a while.

    aiohttp's errors are told by their module: not all of them are OSErrors, and aiohttp is discord.py's own affair.
    """
    if isinstance(error, discord.HTTPException):
        return isinstance(error, discord.DiscordServerError) or error.status == _TOO_MANY
    known = (ConnectionError, TimeoutError, discord.RateLimited, discord.GatewayNotFound, discord.ConnectionClosed)
    return isinstance(error, known) or type(error).__module__.startswith("aiohttp.")


def in_one_line(error: BaseException) -> str:
    """Return the kind of error and what it says."""
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def without_traceback(record: logging.LogRecord) -> bool:
    """Make one line of what the library logs of Discord's failures; a log filter that drops nothing."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and (is_refusal(error) or is_outage(error)):
        record.msg, record.args = f"{record.getMessage()}: {in_one_line(error)}", ()
        record.exc_info = record.exc_text = None
    return True


Send = Callable[[str], Awaitable[object]]

_log = logging.getLogger(__name__)


class Incidents:
    """Log of failures; `where` says what failed. A channel that the bot may not write in is noted once.

    `banned` is called where Discord sends this machine away; `counts` holds mistakes, outages, refusals and bans.
    """

    def __init__(self, banned: Callable[[], None] = lambda: None) -> None:
        self.counts: Counter[str] = Counter()
        self._banned = banned
        self._closed: set[int] = set()
        self._expired: int | None = None  # since the last line about it; None where the next has a line of its own

    @asynccontextmanager
    async def told(self, where: str, channel_id: int | None, send: Send) -> AsyncIterator[None]:
        """Note whatever fails within, and tell the member."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whoever asked is told something
            await self.tell(error, where, channel_id, send)

    @contextmanager
    def noted(self, where: str) -> Iterator[None]:
        """Note whatever fails within; nobody can be told."""
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

    def expired(self, where: str, channel_id: int | None) -> None:
        """Note what Discord waited for in vain: the first in a line of its own, those of a minute in one."""
        self.counts["refusal"] += 1
        if self._expired is not None:
            self._expired += 1
            return
        _log.warning("%s in channel %s: Discord has waited for three seconds (%d)", where, channel_id or "-", EXPIRED)
        self._expired = 0
        asyncio.get_running_loop().call_later(_EXPIRED_AGAIN_S, self._tell_expired)

    def _tell_expired(self) -> None:
        if self._expired:
            _log.warning("Discord has waited in vain for %s more", counted(self._expired, "answer"))
        self._expired = None

    def _note(self, error: Exception, where: str, channel_id: int | None) -> str:
        """Log a failure; return its id, or "" where nobody can be told."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        if is_ban(cause):
            self.counts["ban"] += 1
            self._banned()
            _log.error("%s: Discord sends this machine away: %s", where, in_one_line(cause))
            return ""
        if is_refusal(cause):
            if isinstance(cause, discord.NotFound) and cause.code == EXPIRED:
                self.expired(where, channel_id)
                return ""
            self.counts["refusal"] += 1
            is_closed = isinstance(cause, discord.Forbidden) and channel_id is not None
            if not is_closed or channel_id not in self._closed:
                _log.warning("%s in channel %s: %s", where, channel_id or "-", in_one_line(cause))
            if is_closed and channel_id is not None:
                self._closed.add(channel_id)
            return ""
        incident = secrets.token_hex(4)
        named = {"incident": incident}
        if is_outage(cause):
            self.counts["outage"] += 1
            _log.warning("incident %s in %s: %s", incident, where, in_one_line(cause), extra=named)
        else:
            self.counts["mistake"] += 1
            _log.error("incident %s in %s", incident, where, exc_info=error, extra=named)
        return incident
