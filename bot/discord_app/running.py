"""Running the bot: log in, connect, try again while Discord is away, and finish on a signal what was begun."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat

import discord

from bot.discord_app.client import BANNED_S, Bot
from bot.discord_app.errors import in_one_line, is_ban, is_outage
from bot.errors import OnTheRecordError, TokenError, UnreachableError
from bot.service.memory import Memory
from bot.service.snapshots import Reloading

_AUTHENTICATION_FAILED = 4004


def ending(error: Exception) -> OnTheRecordError | None:
    """Return what to tell the operator; None where the error is a mistake of our own."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return TokenError(
            "Discord does not grant the bot an intent that it asks for. "
            "Switch it on in the developer portal: Bot, Privileged Gateway Intents (docs/operators.md)."
        )
    is_sent_away = isinstance(error, discord.ConnectionClosed) and error.code == _AUTHENTICATION_FAILED
    if is_sent_away or isinstance(error, discord.LoginFailure):
        return TokenError(
            "Discord refuses the token. Copy it anew from the developer portal: Bot, Reset Token (docs/operators.md)."
        )
    if is_outage(error) or isinstance(error, discord.HTTPException):
        return UnreachableError(
            f"Discord cannot be reached ({in_one_line(error)}). "
            "Look whether this machine is online and https://discordstatus.com is all green, then start again."
        )
    return None


_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunOptions:
    """How the bot is run: what watches over it, how long it waits before it tries again, and for what it has begun."""

    watching: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    tries_after_s: Sequence[float] = (5, 10, 20, 40, 80, 160, 300)
    finishes_within_s: float = 10.0


def serve(bot: Bot, memory: Memory, token: str, reloading: Reloading, manner: RunOptions) -> None:
    """Run until SIGINT or SIGTERM. Raises an OnTheRecordError where Discord refuses the bot or sends it away."""
    bot.answering.snapshot.ready()
    gc.freeze()  # what is there by now stays: no collection halts the event loop to look through it
    sys.setswitchinterval(0.0005)  # the event loop waits so long while a thread works; Python's own 5 ms are felt
    try:
        with reloading:
            asyncio.run(run(bot, memory, token, manner))
    except KeyboardInterrupt:
        _log.info("stopped")
    except Exception as error:
        if told := ending(error):
            raise told from None
        raise


async def run(bot: Bot, memory: Memory, token: str, manner: RunOptions) -> None:
    """Run until a signal, or until Discord sends the bot away: that is raised."""
    async with memory, bot, manner.watching:
        living = asyncio.create_task(_live(bot, token, manner.tries_after_s))
        if await _is_stopped(living):
            # What has been asked is answered; whoever asks now is told that the bot is about to be back.
            _log.info("stopping: %d answers to finish", bot.work.in_flight)
            if left := await bot.finish(manner.finishes_within_s):
                _log.warning("stopped before %d answers were given", left)
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living
        else:
            living.result()


async def _is_stopped(living: asyncio.Task[None]) -> bool:
    """Wait for a signal, or for the end of what lives. Windows has no handlers: there Ctrl-C cancels this task."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((living, stopping), return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        if this := asyncio.current_task():
            this.uncancel()  # it has been heard: what is still to be done may take its time
    stopping.cancel()
    return not living.done()


async def _live(bot: Bot, token: str, tries_after_s: Sequence[float]) -> None:
    """Log in, connect, and stay connected."""

    async def log_in() -> None:
        try:
            await bot.login(token)
        except Exception:
            await bot.http.close()
            bot.http.connector = discord.utils.MISSING  # closed with the session: the next try needs one of its own
            raise
        bot.waiting_for = ""

    await _patiently(log_in, bot, tries_after_s)
    await bot.wait_for_session()
    await _patiently(bot.connect, bot, tries_after_s)


async def _patiently(begin: Callable[[], Awaitable[None]], bot: Bot, tries_after_s: Sequence[float]) -> None:
    """Try again, ever more rarely, for as long as it is Discord or the way to it that is out of order."""
    for wait_s in chain(tries_after_s, repeat(tries_after_s[-1])):
        try:
            await begin()
        except Exception as error:
            if bot.is_closed() or not is_outage(error):
                raise
            again_s = max(wait_s, BANNED_S) if is_ban(error) else wait_s
            bot.waiting_for = f"Discord cannot be reached ({in_one_line(error)})"
            _log.warning("%s; trying again in %.0f s", bot.waiting_for, again_s)
        else:
            return
        await asyncio.sleep(again_s)
