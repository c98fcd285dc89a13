"""The JSON of an interaction: what the bot is told of it, and what messages tell of it later."""

from __future__ import annotations

from tests.standin.exchange import Ask, Exchange
from tests.standin.message import Message
from tests.standin.payloads import FILE_LIMIT_BYTES, channel_payload, member_payload, user_payload
from tests.standin.permissions import IN_A_DM, permissions_in
from tests.standin.shapes import Json
from tests.standin.world import Channel, ChannelKind, User, World

GUILD, BOT_DM, PRIVATE = 0, 1, 2


def context_of(world: World, channel: Channel) -> int:
    """Where an interaction happens: in a guild, in a DM with the bot, or in another private channel."""
    if channel.guild_id is not None:
        return GUILD
    return BOT_DM if channel.kind is ChannelKind.DM and world.bot.id in channel.recipients else PRIVATE


def interaction_payload(world: World, exchange: Exchange, source: Json | None) -> Json:
    """An INTERACTION_CREATE; `source` is the message whose component was used."""
    act = exchange.act
    payload: Json = {
        "version": 1,
        "id": str(exchange.id),
        "application_id": str(world.application.id),
        "type": int(act.ask),
        "token": exchange.token,
        "data": act.data,
        "channel": place_payload(world, act.channel, act.user),
        "channel_id": str(act.channel.id),
        "app_permissions": _app_permissions(world, act.channel),
        "locale": act.user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": act.owners,
        "context": context_of(world, act.channel),
        "attachment_size_limit": FILE_LIMIT_BYTES,
    }
    return payload | ({"message": source} if source else {}) | _who(world, act.channel, act.user)


def place_payload(world: World, channel: Channel, user: User) -> Json:
    """A channel as interactions carry it: with what the user may do there."""
    payload = channel_payload(world, channel)
    if channel.guild_id is None:
        return payload
    payload.pop("permission_overwrites", None)
    return payload | {"permissions": str(int(permissions_in(world, channel, user.id)))}


def _who(world: World, channel: Channel, user: User) -> Json:
    if channel.guild_id is None:
        return {"user": user_payload(user)}
    guild = world.guilds[channel.guild_id]
    abilities = str(int(permissions_in(world, channel, user.id)))
    return {
        "member": member_payload(world, guild.id, user.id) | {"permissions": abilities},
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_id": str(guild.id),
        "guild_locale": guild.locale,
    }


def _app_permissions(world: World, channel: Channel) -> str:
    """What the application may do; without a bot member there, what a user-installed one may."""
    present = channel.guild_id is not None and world.has_bot(channel.guild_id)
    return str(int(permissions_in(world, channel, world.bot.id) if present else IN_A_DM))


def metadata(exchange: Exchange) -> Json:
    """The interaction_metadata of a message that answers this exchange."""
    act = exchange.act
    told: Json = {
        "id": str(exchange.id),
        "type": int(act.ask),
        "user": user_payload(act.user),
        "authorizing_integration_owners": act.owners,
    }
    if exchange.original_id is not None:
        told["original_response_message_id"] = str(exchange.original_id)
    if act.ask is Ask.COMPONENT and act.source is not None:
        told["interacted_message_id"] = str(act.source.id)
    if act.parent is not None:
        told["triggering_interaction_metadata"] = metadata(act.parent)
    return told | _aimed_at(act.menu_target)


def _aimed_at(target: Message | User | None) -> Json:
    if target is None:
        return {}
    if isinstance(target, Message):
        return {"target_message_id": str(target.id)}
    return {"target_user": user_payload(target)}
