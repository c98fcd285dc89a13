"""Telling in time that an answer takes longer: Discord waits three seconds for the first word to an interaction.

The time counts from the moment at which Discord sent it, so that waiting in the bot's own queue counts too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.client import SWITCHING_PROTOCOLS
from math import inf
from time import monotonic, time
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bot.core import phrases
from bot.discord_app import sending
from bot.discord_app.components import CustomId
from bot.discord_app.errors import Incidents
from bot.discord_app.sending import Deferral, FirstAnswer, first_answer

DEFER_AFTER_S = 1.5
_GIVEN_UP_AFTER_S = 4.5  # Discord's three seconds, and what the clock may be wrong by
_AT_ONCE = 100  # requests that defer at the same time: more would only open more connections
_ANSWER_S = 0.002  # what an answer takes until it was measured
_SLOW_ANSWER_S = 0.05
_BY_FAR = 4  # the queue may turn out to be so many times as long as it looks
_CROWD_S = 3.0  # then Discord waits for none of a crowd that came at once
_ONE_ANSWER_S = 0.25  # where crowds come without an end, there is still an answer in that time
_TELLING = "telling that an answer takes longer"
_moment = lru_cache(8)(parsedate_to_datetime)  # hundreds of responses say the same second
_CALLBACK = re.compile(r"/interactions/(\d+)/[^/]+/callback$")


class DiscordClock:
    """Tells how long ago Discord sent something, whatever the clock of this machine says.

    Each response says in whole seconds what time it is at Discord, which bounds how far Discord's clock is ahead of a
    steady one here. This machine's clock is believed where it keeps within the bounds. Both clocks give seconds.
    """

    def __init__(self, own: Callable[[], float] = time, steady: Callable[[], float] = monotonic) -> None:
        self._own = own
        self.steady = steady
        self._least_ahead_s, self._most_ahead_s = -inf, inf

    def hear(self, date: datetime, asked_at: float, answered_at: float) -> None:
        """Narrow the bounds by what a response says; where they contradict it, a clock was set: it alone holds.

        `asked_at` and `answered_at` are of the steady clock.
        """
        said_s = date.timestamp()
        least, most = said_s - answered_at, said_s + 1 - asked_at
        if least <= self._most_ahead_s and most >= self._least_ahead_s:
            least, most = max(least, self._least_ahead_s), min(most, self._most_ahead_s)
        self._least_ahead_s, self._most_ahead_s = least, most

    def age_s(self, sent: datetime) -> float:
        """Return how many seconds ago something was sent."""
        now = self.steady()
        ahead_s = self._own() - now
        if not self._least_ahead_s <= ahead_s <= self._most_ahead_s:
            ahead_s = (self._least_ahead_s + self._most_ahead_s) / 2
        return max(0.0, now + ahead_s - sent.timestamp())


class EarlyDeferral:
    """Defers what may be answered late: 1.5 s after Discord sent it, or at once where the queue is that long.

    Where more have to be deferred than can be at once, they come before answers, which wait in `give_way`.

    `changing` names the actions that change the message whose button was used. `is_public` tells who sees the answer of
    a command.
    """

    def __init__(
        self,
        changing: Collection[str],
        is_public: Callable[[discord.Interaction], Awaitable[bool]],
        incidents: Incidents,
        clock: DiscordClock | None = None,
    ) -> None:
        self._changing = changing
        self._is_public = is_public
        self._incidents = incidents
        self._clock = clock or DiscordClock()
        self._open: dict[int, FirstAnswer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._deferring = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._answer_s = _ANSWER_S
        self._last_end = 0.0

    def traced(self, trace: aiohttp.TraceConfig | None) -> aiohttp.TraceConfig:
        """Return a trace that also tells the time at Discord, and which first answers met troubles of Discord's."""

        async def began(_: object, context: SimpleNamespace, __: object) -> None:
            context.asked_at = self._clock.steady()

        async def ended(_: object, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            date = end.response.headers.get("Date")
            if date and end.response.status != SWITCHING_PROTOCOLS:  # of the gateway, which has a clock of its own
                self._clock.hear(_moment(date), context.asked_at, self._clock.steady())
            callback = _CALLBACK.search(end.url.path) if end.response.status >= 500 else None
            if callback and (first := self._open.get(int(callback[1]))):
                first.hurry()

        trace = trace or aiohttp.TraceConfig()
        trace.on_request_start.append(began)
        trace.on_request_end.append(ended)
        return trace

    async def watch(self, interaction: discord.Interaction) -> bool:
        """Watch over an interaction for as long as the current task, which answers it; return whether it may.

        It may not once Discord has given the interaction up. Where the queue is long, it is deferred here, and waits
        until all others that have to be are deferred, too.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None or interaction.id in self._open:
            return True
        began, ahead_s = loop.time(), len(self._open) * self._answer_s
        left_s = DEFER_AFTER_S - self._clock.age_s(interaction.created_at)
        self._open[interaction.id] = first_answer(interaction)
        timer = loop.call_later(max(0.0, left_s), self._defer, interaction)

        def end(_: object) -> None:
            timer.cancel()
            self._end(interaction, began)

        task.add_done_callback(end)
        if _BY_FAR * ahead_s >= left_s:
            timer.cancel()
            with self._incidents.noted(_TELLING):
                await self._deferred(interaction)
            await self.give_way(_CROWD_S)
        return not first_answer(interaction).is_given_up

    async def give_way(self, patience_s: float = _ONE_ANSWER_S) -> None:
        """Wait while a crowd is being deferred, for so long at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._calm.wait()

    def _end(self, interaction: discord.Interaction, began: float) -> None:
        """Measure what an answer took besides waiting for others; leave no "thinking" behind."""
        self._open.pop(interaction.id, None)
        now = asyncio.get_running_loop().time()
        took_s = min(now - max(began, self._last_end), _SLOW_ANSWER_S)
        self._answer_s += (took_s - self._answer_s) / 16
        self._last_end = now
        if first_answer(interaction).is_thinking:
            self._run(sending.put(interaction, phrases.NOT_ANSWERED), "ending what was deferred")

    def _defer(self, interaction: discord.Interaction) -> None:
        if not first_answer(interaction).is_given:
            self._run(self._deferred(interaction), _TELLING)

    async def _deferred(self, interaction: discord.Interaction) -> None:
        self._deferring += 1
        if self._deferring > _AT_ONCE:
            self._calm.clear()
        try:
            if interaction.type is discord.InteractionType.application_command:
                deferral = Deferral.PUBLIC if await self._is_public(interaction) else Deferral.PRIVATE
            else:
                data: Mapping[str, Any] = dict(interaction.data or {})
                custom_id = CustomId.read(data["custom_id"])
                is_changing = custom_id is not None and custom_id.action in self._changing
                deferral = Deferral.UPDATE if is_changing and interaction.message else Deferral.PRIVATE
            async with self._few:
                if self._clock.age_s(interaction.created_at) < _GIVEN_UP_AFTER_S:
                    await sending.defer(interaction, deferral)
                else:
                    first_answer(interaction).is_given_up = True
                    self._incidents.expired(_TELLING, interaction.channel_id)
        finally:
            self._deferring -= 1
            if self._deferring <= _AT_ONCE:
                self._calm.set()

    def _run(self, sent: Coroutine[Any, Any, object], what: str) -> None:
        async def noted() -> None:
            with self._incidents.noted(what):
                await sent

        task = asyncio.create_task(noted())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
