"""Users, the bot itself, DM channels, and where the gateway is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin.payloads import channel_payload, my_guild_payload, my_user_payload, user_payload
from tests.standin.record import Call
from tests.standin.refusals import unknown_user
from tests.standin.routes.endpoint import Endpoint, Reply

if TYPE_CHECKING:
    from tests.standin.server import StandIn


def get_me(discord: StandIn, call: Call) -> Reply:
    return Reply(body=my_user_payload(discord.world))


def list_my_guilds(discord: StandIn, call: Call) -> Reply:
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 200))
    guilds = sorted((guild for guild in discord.world.bot_guilds() if guild.id > after), key=lambda guild: guild.id)
    return Reply(body=[my_guild_payload(guild) for guild in guilds[:limit]])


def get_user(discord: StandIn, call: Call) -> Reply:
    user = discord.world.users.get(call.id("user_id"))
    if user is None:
        raise unknown_user()
    return Reply(body=user_payload(user))


def create_dm(discord: StandIn, call: Call) -> Reply:
    user = discord.world.users.get(int(call.body["recipient_id"]))
    if user is None or user == discord.world.bot:
        raise unknown_user()
    channel = discord.world.private_channel(user, discord.world.bot)
    return Reply(body=channel_payload(discord.world, channel))


def get_gateway(discord: StandIn, call: Call) -> Reply:
    return Reply(body={"url": discord.gateway.url})


def get_bot_gateway(discord: StandIn, call: Call) -> Reply:
    application = discord.world.application
    limit = {
        "total": 1000,
        "remaining": application.identifies_left - discord.gateway.identify_count,
        "reset_after": application.identifies_anew_ms,
        "max_concurrency": application.identifies_at_once,
    }
    body = {"url": discord.gateway.url, "shards": application.shards, "session_start_limit": limit}
    return Reply(body=body)


ENDPOINTS = (
    Endpoint("GET", "/users/@me", get_me),
    Endpoint("GET", "/users/@me/guilds", list_my_guilds),
    Endpoint("POST", "/users/@me/channels", create_dm),
    Endpoint("GET", "/users/{user_id}", get_user),
    Endpoint("GET", "/gateway", get_gateway, needs_token=False),
    Endpoint("GET", "/gateway/bot", get_bot_gateway),
)
