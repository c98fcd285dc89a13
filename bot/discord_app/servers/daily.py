"""Quotes of the day, posted server by server, never in a burst; and what only the leading process does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import discord
from discord.ext import commands

from bot.core.excerpts import Excerpt
from bot.core.phrases import servers
from bot.discord_app import errors, sending
from bot.discord_app.answers.render import Showing, answer_post
from bot.discord_app.interactions import Services
from bot.discord_app.markdown import one_line
from bot.discord_app.permissions import ClosedChannels
from bot.discord_app.servers.render import daily_missing
from bot.service.daily import Due, zones
from bot.service.responder import Request, Surface

_INTERVAL_S = 0.1  # ten posts a second, of the fifty requests that Discord allows

Pause = Callable[[float], Awaitable[object]]


class DailyPoster:
    """Posts the quote of the day where it is due. `pause` waits for so many seconds."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services, pause: Pause = asyncio.sleep) -> None:
        self._bot = bot
        self.services = services
        self._dailies = services.dailies
        self._incidents = services.incidents
        self._pause = pause
        self._closed = ClosedChannels()

    async def once(self) -> None:
        """Post what is due, one after the other; what fails in one server is no concern of the next."""
        for due in await self._dailies.due():
            if await self.post(due):
                await self._pause(_INTERVAL_S)

    async def post(self, due: Due) -> bool:
        """Post in a server; return whether anything was sent. What fails is noted."""
        is_sent = False
        with self._incidents.noted(f"the quote of the day in server {due.guild}"):
            is_sent = await self._post(due)
        return is_sent  # noqa: RET504 - also where it fails

    async def _post(self, due: Due) -> bool:
        """Post in a server, unless it is out of reach; return whether anything was sent."""
        guild = self._bot.get_guild(due.guild)
        if guild is None and self._bot.shard_ids is not None:
            # Another process sees this server: whether the bot may post there, Discord will say.
            return await self._send(due, self._bot.get_partial_messageable(due.daily.channel))
        if guild is None or guild.unavailable:
            return False
        if missing := daily_missing(guild, due.daily):
            await self._closed.note(guild, due.daily.channel, missing, servers.NO_CHANNEL_FOR_DAILY)
            return False
        channel = guild.get_channel(due.daily.channel)
        return isinstance(channel, discord.TextChannel) and await self._send(due, channel)

    async def _send(self, due: Due, channel: discord.TextChannel | discord.PartialMessageable) -> bool:
        """Post it, unless another process does, with the buttons of an answer that is nobody's.

        A post that Discord was too busy for is given back; the number sent along keeps it from coming twice. What
        Discord refuses is another day's quote: to ask again at once would be refused as well.
        """
        claim, responder = await self._dailies.claim(due), self.services.responder
        if claim is None:
            return False
        knowledge = self.services.answering.snapshot.knowledge
        showing = Showing.of([Excerpt.of(claim.quote)], knowledge, is_asked=False)
        request = Request(Surface.DAILY, due.guild, due.daily.channel, 0)
        response, post = responder.showing(request, showing.quotes), answer_post(showing, [servers.DAILY_NOTE])
        try:
            sent = await sending.post(channel, post, due.day.toordinal())
        except Exception as error:
            if errors.is_outage(error):
                await self._dailies.give_back(claim)
            elif isinstance(error, discord.Forbidden):
                await self._dailies.put_off(claim)
                if channel.guild is not None:  # this process sees the server
                    why = one_line(error.text or str(error), 200)
                    sentence = servers.DAILY_REFUSED.format(channel=f"<#{channel.id}>", why=why)
                    await self._closed.tell(channel.guild, sentence)
            raise
        responder.remember(response, sent)
        return True


class LeaderTasks(commands.Cog):
    """What the leading process does: `register` the commands once, post quotes of the day while the bot is online."""

    def __init__(self, register: Callable[[], Awaitable[None]], daily_poster: DailyPoster) -> None:
        self._register = register
        self._poster = daily_poster
        self._services = daily_poster.services
        self._has_them = False
        self._going: asyncio.Task[None] | None = None

    async def take(self) -> bool:
        """Return whether this process has them; where they have just come to it, register the commands."""
        had_them, self._has_them = self._has_them, await self._services.memory.leads()
        if self._has_them and not had_them:
            await self._register()
        return self._has_them

    async def go(self) -> None:
        """Do what is due until cancelled."""
        await asyncio.to_thread(zones)
        while True:
            with self._services.incidents.noted("the quotes of the day"):
                if self._services.work.is_open and await self.take():
                    await self._poster.once()
            await asyncio.sleep(20.0)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin with the first session; Discord says so again after every lost one."""
        if self._going is None:
            self._going = asyncio.create_task(self.go())

    async def cog_unload(self) -> None:
        if self._going:
            self._going.cancel()
