"""A server whose curators may curate: who they are, and a bot that lets them."""

from __future__ import annotations

from bot.discord_app.client import Bot, Curation
from bot.discord_app.permissions import CuratorPolicy
from bot.library.writer import Closed
from bot.service.answering import Answering
from bot.service.curating import Curating, ImpactAnalysis, Workshop
from bot.service.memory import Memory
from bot.service.snapshots import Live, Reloading
from tests.standin import Guild, Person, StandIn

ROLE = "Curators"


def curators_server(discord: StandIn) -> Guild:
    return discord.world.guild("Course")


def curator(discord: StandIn) -> Person:
    """A member with the role; they get it with the first look, if it is there."""
    return discord.person("friend")


def name_curators(discord: StandIn) -> CuratorPolicy:
    """The role is made, the friend has it, and it is the only one that may curate."""
    guild = curators_server(discord)
    role = discord.world.add_role(guild, ROLE)
    discord.world.add_member(guild, discord.world.user("friend"), role)
    return CuratorPolicy(guilds=(guild.id,), roles=(role.id,))


def take_role(discord: StandIn) -> None:
    """The friend is a curator no more."""
    discord.world.add_member(curators_server(discord), discord.world.user("friend"))


def curated_bot(answering: Answering, memory: Memory, trusted: CuratorPolicy) -> Bot:
    """It serves what it has, and neither reads nor writes files."""
    reloading = Reloading(Live(answering.snapshot), lambda served: served, lambda _: ())
    workshop = Workshop(Closed("There are no files."), lambda served, _: served, reloading.refresh)
    curating = Curating(answering, memory, workshop, ImpactAnalysis(answering.policy, tuple))
    return Bot(answering, memory, curation=Curation(trusted, reloading, curating))
