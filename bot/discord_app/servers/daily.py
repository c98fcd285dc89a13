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
from bot.discord_app.errors import Incidents
from bot.discord_app.interactions import Services
from bot.discord_app.markdown import one_line
from bot.discord_app.permissions import ClosedChannels
from bot.discord_app.servers.render import daily_missing
from bot.service.daily import Claim, Due, zones
from bot.service.replies import Request, Surface

_WHY_CHARS = 200
_INTERVAL_S = 0.1  # ten posts a second, of the fifty requests that Discord allows

Pause = Callable[[float], Awaitable[object]]


class DailyPoster:
    """Posts the quote of the day where it is due. `pause` waits for so many seconds."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        services: Services,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self.services = services
        self._dailies = services.dailies
        self._incidents = services.incidents
        self._pause = pause
        self._closed = ClosedChannels()

    async def once(self) -> None:
        """Post what is due, one after the other; what fails in one server is no concern of the next."""
        for due in await self._dailies.due():
            with self._incidents.noted(f"the quote of the day in server {due.guild}"):
                if await self._post(due):
                    await self._pause(_INTERVAL_S)

    async def _post(self, due: Due) -> bool:
        """Post in a server, unless it is out of reach; return whether anything was sent."""
        guild = self._bot.get_guild(due.guild)
        if guild is None and self._bot.shard_ids is not None:
            return await self._post_afar(due)
        if guild is None or guild.unavailable:
            return False
        if missing := daily_missing(guild, due.daily):
            await self._closed.note(guild, due.daily.channel, missing, servers.NO_CHANNEL_FOR_DAILY)
            return False
        channel = guild.get_channel(due.daily.channel)
        claim = await self._dailies.claim(due) if isinstance(channel, discord.TextChannel) else None
        if claim is None or not isinstance(channel, discord.TextChannel):
            return False
        await self._send(claim, channel)
        return True

    async def _post_afar(self, due: Due) -> bool:
        """Post in a server that another process sees: whether the bot may, Discord will say."""
        claim = await self._dailies.claim(due)
        if claim is not None:
            await self._send(claim, self._bot.get_partial_messageable(due.daily.channel))
        return claim is not None

    async def _send(self, claim: Claim, channel: discord.TextChannel | discord.PartialMessageable) -> None:
        """Post it with the buttons of an answer that is nobody's: only moderators delete it.

        A post that Discord was too busy for is given back; the number sent along keeps it from coming twice. What
        Discord refuses is another day's quote: to ask again at once would be refused as well.
        """
        due, responder = claim.due, self.services.responder
        showing = Showing.of([Excerpt.of(claim.quote)], self.services.answering.snapshot.knowledge)
        request = Request(Surface.DAILY, due.guild, due.daily.channel, 0)
        response, post = responder.showing(request, showing.quotes), answer_post(showing, [servers.DAILY_NOTE])
        try:
            sent = await sending.post(channel, post, due.day.toordinal())
        except Exception as error:
            if errors.is_outage(error):
                await self._dailies.give_back(claim)
            elif isinstance(error, discord.Forbidden):
                await self._dailies.put_off(claim)
                await self._tell_refused(channel, error)
            raise
        responder.remember(response, sent)

    async def _tell_refused(self, channel: discord.TextChannel | discord.PartialMessageable, error: Exception) -> None:
        """Tell the moderators of a server that this process sees."""
        if channel.guild is not None:
            why = one_line(getattr(error, "text", "") or str(error), _WHY_CHARS)
            sentence = servers.DAILY_REFUSED.format(channel=f"<#{channel.id}>", why=why)
            await self._closed.tell(channel.guild, sentence)


_ROUND_S = 20.0


class LeaderTasks:
    """What the leading process does: `register` the commands once, post quotes of the day again and again."""

    def __init__(
        self,
        register: Callable[[], Awaitable[None]],
        daily_poster: DailyPoster,
        incidents: Incidents,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._memory = daily_poster.services.memory
        self._register = register
        self._poster = daily_poster
        self._work = daily_poster.services.work
        self._incidents = incidents
        self._pause = pause
        self._has_them = False

    async def take(self) -> bool:
        """Return whether this process has them; where they have just come to it, register the commands."""
        had_them, self._has_them = self._has_them, await self._memory.leads()
        if self._has_them and not had_them:
            await self._register()
        return self._has_them

    async def go(self) -> None:
        """Do what is due until cancelled."""
        await asyncio.to_thread(zones)
        while True:
            with self._incidents.noted("the quotes of the day"):
                if self._work.is_open and await self.take():
                    await self._poster.once()
            await self._pause(_ROUND_S)


class DailyTask(commands.Cog):
    """Runs the tasks of the leading process while the bot is online."""

    def __init__(self, leader_tasks: LeaderTasks) -> None:
        self._tasks = leader_tasks
        self._going: asyncio.Task[None] | None = None

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin with the first session; Discord says so again after every lost one."""
        if self._going is None:
            self._going = asyncio.create_task(self._tasks.go())

    async def cog_unload(self) -> None:
        if self._going:
            self._going.cancel()
