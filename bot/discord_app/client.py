"""The Discord client: its intents and options, its cogs, its sessions, who may use it while it stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.curation.requests import Curator
from bot.core.model import Knowledge, Quote
from bot.core.phrases import TRANSLATIONS, counted
from bot.discord_app import registering, sending
from bot.discord_app.actions import ACTION_TYPES, CHANGING, ActionDispatcher
from bot.discord_app.answers.commands import AskCommands, Find
from bot.discord_app.answers.messages import MessageListener
from bot.discord_app.browse.commands import BrowseCommands
from bot.discord_app.curation.alerts import CuratorAlerts
from bot.discord_app.curation.commands import CurateCommands
from bot.discord_app.curation.corrections import correct
from bot.discord_app.curation.previews import PreviewSession
from bot.discord_app.curation.render import corrected_text
from bot.discord_app.deferring import EarlyDeferral
from bot.discord_app.errors import Incidents
from bot.discord_app.interactions import Services
from bot.discord_app.permissions import CuratorPolicy, is_public, lacking_in
from bot.discord_app.servers.daily import DailyPoster, LeaderTasks
from bot.discord_app.servers.settings import SettingsCommands
from bot.service.answering import Answering, Journal
from bot.service.curating import Curating
from bot.service.daily import Dailies
from bot.service.health import Health, Shard, Work
from bot.service.memory import Memory
from bot.service.ports import Sessions
from bot.service.responder import Limits, ReplyLog, Responder
from bot.service.shards import IdentifyQueue, ShardRange
from bot.service.snapshots import Reloading
from bot.service.unanswered import UnansweredReview


class HeartbeatMonitor:
    """Tells how long each shard has been silent; to be asked about once a second; `clock` gives seconds.

    A heartbeat that is answered changes its shard's latency, and every event counts as life of all shards: answers may
    be missing while events flow.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._event_at = clock()
        self._beats: dict[int, tuple[float, float]] = {}

    def hear(self) -> None:
        """Note that an event came."""
        self._event_at = self._clock()

    def shard(self, info: discord.ShardInfo) -> Shard:
        """Return how a shard does now."""
        now, latency_s = self._clock(), info.latency
        if self._beats.get(info.id, (None, now))[0] != latency_s:
            self._beats[info.id] = latency_s, now
        silent_s = now - max(self._beats[info.id][1], self._event_at)
        return Shard(info.id, not info.is_closed(), latency_s, silent_s)


_log = logging.getLogger(__name__)


class Departures(commands.Cog):
    """Forgets the servers that the bot has left; one that Discord has an outage of is not left."""

    def __init__(self, bot: commands.AutoShardedBot, memory: Memory) -> None:
        self._bot = bot
        self._memory = memory

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._memory.forget_guild(guild.id)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard: int) -> None:
        """Forget the servers that the bot has left, once Discord has named all that it is in.

        A memory of another application is left alone: the servers that it knows are none that were left.
        """
        mine = str(self._bot.application_id)
        is_ours = await self._memory.put_value_if("application", None, mine)
        if not is_ours and await self._memory.value("application") != mine:
            return
        for guild in await self._memory.settings.guilds():
            if (guild >> 22) % (self._bot.shard_count or 1) == shard and self._bot.get_guild(guild) is None:
                _log.info("the bot is no longer in server %s, of which nothing is kept now", guild)
                await self._memory.forget_guild(guild)


@dataclass(frozen=True, slots=True)
class Curation:
    """Who may curate, what brings edits live, what makes them, and the channel that is told what is wrong.

    `link_for` gives a curator an address that lets them in to the pages for a browser, where there are any.
    """

    trusted: CuratorPolicy
    reloading: Reloading
    curating: Curating
    channel: int | None = None
    link_for: Callable[[Curator], str] | None = None


BANNED_S = 300.0


def intents(*, reads_messages: bool) -> discord.Intents:
    """Return what the bot asks to hear: servers, mentions, direct messages; and, privileged, all that is said."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=reads_messages)


@dataclass(frozen=True)
class Upkeep:
    """Settings of the running process: the journal, a budget of sessions if any, what traces requests, how to wait.

    `part`: the shards of this process, None for all of them.
    """

    journal: Journal = field(default_factory=Journal)
    sessions: Sessions | None = None
    http_trace: Any = None
    heartbeat_timeout_s: float = 60.0
    part: ShardRange | None = None
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep


class Tree(app_commands.CommandTree["Bot"]):
    """Commands that answer the member even when they fail. Those registered in a server of its own are for curators."""

    async def interaction_check(self, interaction: discord.Interaction[Bot]) -> bool:
        """Return whether a command, or what is suggested for its options, may be used; refuse in private."""
        if not await interaction.client.lets_in(interaction):
            return False
        is_curators = "guild_id" in (interaction.data or {})
        reason = interaction.client.trusted.why_not(interaction) if is_curators else ""
        if reason and interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        elif reason:
            with self.client.incidents.noted("a refusal"):
                await sending.confide(interaction, reason)
        return not reason

    async def on_error(self, interaction: discord.Interaction[Bot], error: app_commands.AppCommandError) -> None:
        where = f"/{interaction.command.qualified_name}" if interaction.command else "a command that is not known"
        confide = partial(sending.confide, interaction)
        await interaction.client.incidents.tell(error, where, interaction.channel_id, confide)


class Bot(commands.AutoShardedBot):
    """The client of On the Record. `waiting_for`: what keeps it from being connected, in a sentence."""

    def __init__(  # noqa: PLR0913 - all that a bot is made of
        self,
        answering: Answering,
        memory: Memory,
        limits: Limits | None = None,
        curation: Curation | None = None,
        upkeep: Upkeep | None = None,
        *,
        reads_messages: bool = False,
    ) -> None:
        self._upkeep = upkeep = upkeep or Upkeep()
        self.work = Work()
        self.incidents = Incidents(partial(self.work.hold, BANNED_S))
        self._deferral = EarlyDeferral(CHANGING, partial(is_public, memory=memory), self.incidents)
        answering.gives_way = self._deferral.give_way
        options = _options(upkeep, reads_messages=reads_messages)
        super().__init__(**options, http_trace=self._deferral.traced(upkeep.http_trace))
        self._identify_queue = IdentifyQueue(memory, upkeep.part.interval_s) if upkeep.part else None
        self._buckets = 1
        self.waiting_for = ""
        self._heartbeats = HeartbeatMonitor()
        self.answering = answering
        self.memory = memory
        self._curation = curation
        self.trusted = curation.trusted if curation else CuratorPolicy()
        limits = limits or Limits()
        replies = ReplyLog(memory, limits.repeat)
        self._services = Services(
            answering,
            memory,
            Responder(answering, upkeep.journal, replies, limits),
            replies,
            Dailies(answering, memory),
            self.trusted,
            UnansweredReview(answering, memory),
            self.work,
            self.incidents,
            PreviewSession(curation.curating) if curation else None,
        )
        self.daily_poster = DailyPoster(self, self._services)
        register = partial(registering.register, self.tree, memory, self.trusted.guilds)
        self.leader_tasks = LeaderTasks(register, self.daily_poster)
        self._dispatcher = ActionDispatcher(self._services)
        self._telling: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Prepare what is needed to connect; called again after a try that failed, so what may fail comes first."""
        limits = await self.fetch_session_start_limits()
        self._buckets = limits.max_concurrency
        if self._upkeep.sessions:
            self._upkeep.sessions.heed(limits.remaining, limits.total, limits.reset_after / 1000)
        await self.add_cogs()
        self._tell_curators()
        await self.leader_tasks.take()

    async def add_cogs(self) -> None:
        """Add all that members can do, and what curators can in their own servers; each cog brings its commands."""
        services = self._services
        await self.tree.set_translator(registering.TableTranslator() if TRANSLATIONS else None)
        for cog in (
            AskCommands(services),
            MessageListener(self, services),
            BrowseCommands(services),
            Find(self, services),
            SettingsCommands(services, self.daily_poster),
            self.leader_tasks,
            Departures(self, self.memory),
        ):
            await self.add_cog(cog)
        guilds, session = [discord.Object(guild) for guild in self.trusted.guilds], services.session
        if self._curation and session and guilds:  # with no servers named, they would be everybody's
            curate = CurateCommands(services, session, self._curation.reloading, self._curation.link_for)
            for command in curate.grouped():
                self.tree.add_command(command, guilds=guilds)

    def _tell_curators(self) -> None:
        """Tell the curators' channel what is wrong with the knowledge, from now on until the bot is closed."""
        if self._curation is None or self._curation.channel is None:
            return
        reloading = self._curation.reloading
        channel = self.get_partial_messageable(self._curation.channel)
        curators = CuratorAlerts(channel, self.incidents, self.memory.leads if self._identify_queue else None)
        loop = asyncio.get_running_loop()
        reloading.told.append(lambda status: loop.call_soon_threadsafe(curators.hear, status))
        curators.hear(reloading.status)
        self._telling = asyncio.create_task(curators.run())

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello where Discord itself welcomes people; register the curators' commands in a server of theirs."""
        if guild.id in self.trusted.guilds:
            await registering.send(self.tree, self.memory, guild.id)
        channel = guild.system_channel
        if channel and not lacking_in(channel, guild.me):
            with self.incidents.noted("the welcome"):
                await channel.send(phrases.welcome(self.answering.snapshot.speakers), suppress_embeds=True)

    async def close(self) -> None:
        if self._telling:
            self._telling.cancel()
        await super().close()

    async def finish(self, patience_s: float) -> int:
        """Finish what has been asked, begin nothing new; return how many answers were not given in time."""
        if self._services.session:
            self._services.session.stop()
        return await self.work.finish(patience_s)

    async def lets_in(self, interaction: discord.Interaction) -> bool:
        """Return whether an interaction may be answered now; who comes while the bot stops is told so."""
        if self.work.begin():
            return interaction.type is discord.InteractionType.autocomplete or await self._deferral.watch(interaction)
        if self.work.is_stopping and interaction.type is not discord.InteractionType.autocomplete:
            with self.incidents.noted("telling of the restart"):
                await sending.confide(interaction, phrases.RESTARTING)
        return False

    async def why_not(self, curator: Curator) -> str:
        """Return why somebody who curates in a browser may not (any more); "" if they may."""
        return await self.trusted.why_not_now(self, curator.id)

    async def correct(self, quote: Quote, knowledge: Knowledge) -> str:
        """Correct the replies that show a quote which is gone, and say what came of it."""
        return corrected_text(await correct(self.memory, quote, knowledge, self.get_partial_messageable))

    def health(self) -> Health:
        """How it does just now."""
        return Health(
            shards=tuple(map(self._heartbeats.shard, self.shards.values())),
            servers=len(self.guilds),
            in_flight=self.work.in_flight,
            is_stopping=self.work.is_stopping,
            waiting_for=self.waiting_for,
            held_s=self.work.held_s,
        )

    async def wait_for_session(self) -> None:
        """Wait until a session may be begun: after too many of them in a day, Discord resets the token."""
        while self._upkeep.sessions and (wait_s := self._upkeep.sessions.wait_s()):
            self.waiting_for = f"too many sessions with Discord were begun: the next may be in {wait_s:.0f} s"
            _log.warning("%s", self.waiting_for)
            await self._upkeep.pause(wait_s)

    async def before_identify_hook(self, shard: int | None, *, initial: bool = False) -> None:
        """Count a session before it is begun; of several processes, one after the other begins one."""
        if self._identify_queue:
            await self._identify_queue.wait((shard or 0) % self._buckets)
        elif not initial:
            await self._upkeep.pause(5.0)  # Discord takes one new session in so many seconds
        await self.wait_for_session()
        if self._upkeep.sessions:
            await asyncio.to_thread(self._upkeep.sessions.spend)

    async def on_shard_connect(self, _: int) -> None:
        self.waiting_for = ""

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Hear of every event that Discord sends, without the task that a listener would be."""
        if event_name == "socket_event_type":
            self._heartbeats.hear()
        super().dispatch(event_name, *args, **kwargs)

    async def on_ready(self) -> None:
        tier = self.answering.snapshot.tier
        _log.info("answering as %s in %s, by %s", self.user, counted(len(self.guilds), "server"), tier)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer buttons, selects and forms, all of them; commands are the tree's business."""
        if interaction.type in ACTION_TYPES and await self.lets_in(interaction):
            await self._dispatcher.take(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Do nothing: there are no text commands, and what a message asks is the cogs' business."""


def _options(upkeep: Upkeep, *, reads_messages: bool) -> dict[str, Any]:
    """Return the library's options: nobody is pinged, and no more is kept in memory than is looked at."""
    part, sharding = upkeep.part, dict[str, Any]()
    if part:  # without it, the library serves all shards, as many as Discord advises; before one, others may wait long
        sharding = {"shard_ids": list(part.ids), "shard_count": part.count, "shard_connect_timeout": 3600.0}
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody misses a voice
    return {
        "command_prefix": commands.when_mentioned,
        "help_command": None,
        "tree_cls": Tree,
        "intents": intents(reads_messages=reads_messages),
        "allowed_mentions": discord.AllowedMentions.none(),
        "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
        "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "heartbeat_timeout": upkeep.heartbeat_timeout_s,
        **sharding,
    }
