"""Guilds with their channels, roles and members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin.payloads import channel_payload, guild_payload, member_payload
from tests.standin.record import Call
from tests.standin.refusals import missing_access, unknown_member
from tests.standin.routes.access import seen_guild
from tests.standin.routes.endpoint import Endpoint, Reply
from tests.standin.world import Intent

if TYPE_CHECKING:
    from tests.standin.server import StandIn


def get_guild(discord: StandIn, call: Call) -> Reply:
    guild = seen_guild(discord, call)
    body = guild_payload(discord.world, guild)
    if call.query.get("with_counts", "").lower() in ("1", "true"):
        body["approximate_member_count"] = len(discord.world.members[guild.id])
        body["approximate_presence_count"] = 1
    return Reply(body=body)


def list_channels(discord: StandIn, call: Call) -> Reply:
    channels = discord.world.channels_of(seen_guild(discord, call).id)
    return Reply(body=[channel_payload(discord.world, c) for c in channels if not c.is_thread])


def list_roles(discord: StandIn, call: Call) -> Reply:
    return Reply(body=guild_payload(discord.world, seen_guild(discord, call))["roles"])


def list_members(discord: StandIn, call: Call) -> Reply:
    guild = seen_guild(discord, call)
    if Intent.GUILD_MEMBERS not in discord.world.application.privileged:
        raise missing_access()
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    ids = sorted(i for i in discord.world.members[guild.id] if i > after)[:limit]
    return Reply(body=[member_payload(discord.world, guild.id, i) for i in ids])


def get_member(discord: StandIn, call: Call) -> Reply:
    guild = seen_guild(discord, call)
    if call.id("user_id") not in discord.world.members[guild.id]:
        raise unknown_member()
    return Reply(body=member_payload(discord.world, guild.id, call.id("user_id")))


ENDPOINTS = (
    Endpoint("GET", "/guilds/{guild_id}", get_guild),
    Endpoint("GET", "/guilds/{guild_id}/channels", list_channels),
    Endpoint("GET", "/guilds/{guild_id}/roles", list_roles),
    Endpoint("GET", "/guilds/{guild_id}/members", list_members),
    Endpoint("GET", "/guilds/{guild_id}/members/{user_id}", get_member),
)
