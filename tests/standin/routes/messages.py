"""Messages and reactions in channels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.standin.chat import Manner
from tests.standin.drafts import changed_draft, new_draft
from tests.standin.message import Flag, Message, MessageKind
from tests.standin.permissions import Permission, to_send_in
from tests.standin.record import Call
from tests.standin.refusals import (
    archived_thread,
    closed_dms,
    foreign_message,
    invalid_form,
    missing_access,
    not_a_text_channel,
    unreadable_reply,
)
from tests.standin.routes.access import bot_permissions, require, seen_channel
from tests.standin.routes.endpoint import NOTHING, Endpoint, Reply
from tests.standin.shapes import Problem
from tests.standin.world import Channel

if TYPE_CHECKING:
    from tests.standin.server import StandIn

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}/@me"

_SENDABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2


def list_messages(discord: StandIn, call: Call) -> Reply:
    """Newest first, as Discord does; empty where the bot may not read the history."""
    channel = seen_channel(discord, call)
    if Permission.READ_MESSAGE_HISTORY not in bot_permissions(discord, channel):
        return Reply(body=[])
    before, after = int(call.query.get("before", 1 << 63)), int(call.query.get("after", 0))
    limit = int(call.query.get("limit", 50))
    history = [m for m in discord.chat.history(channel.id) if after < m.id < before and not m.is_ephemeral]
    window = history[:limit] if "after" in call.query else history[-limit:]
    return Reply(body=[discord.chat.readable_payload(message) for message in reversed(window)])


def create_message(discord: StandIn, call: Call) -> Reply:
    channel = seen_channel(discord, call)
    nonce = call.body.get("nonce")
    if call.body.get("enforce_nonce") and nonce is not None:
        earlier = discord.chat.sent_with(channel.id, nonce)
        if earlier is not None:
            return Reply(body=discord.chat.payload(earlier))
    _check_place(discord, call, channel)
    replied = _replied(discord, call, channel)
    draft = new_draft(call.body, call.uploads, discord.chat.keep(channel.id))
    draft = replace(draft, flags=draft.flags & _SENDABLE)
    kind = MessageKind.REPLY if replied else MessageKind.DEFAULT
    manner = Manner(call.body.get("allowed_mentions"), replied, nonce, kind)
    message = discord.chat.post(channel, discord.world.bot, draft, manner)
    return Reply(body=discord.chat.payload(message))


def _check_place(discord: StandIn, call: Call, channel: Channel) -> None:
    if not channel.holds_messages:
        raise not_a_text_channel()
    if channel.guild_id is None:
        people = (discord.world.users[i] for i in channel.recipients)
        if not all(user.accepts_dms for user in people):
            raise closed_dms()
    require(discord, channel, to_send_in(channel))
    if call.uploads:
        require(discord, channel, Permission.ATTACH_FILES)
    if channel.is_archived and channel.is_locked:
        raise archived_thread()


def _replied(discord: StandIn, call: Call, channel: Channel) -> Message | None:
    """The message that is replied to; a missing one is an error unless the bot said that it is not."""
    reference = call.body.get("message_reference")
    if not reference:
        return None
    if Permission.READ_MESSAGE_HISTORY not in bot_permissions(discord, channel):
        raise unreadable_reply()
    message = discord.chat.get(int(reference["message_id"]))
    if message is not None and message.channel_id == channel.id:
        return message
    if reference.get("fail_if_not_exists", True):
        raise invalid_form([Problem(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")])
    return None


def get_message(discord: StandIn, call: Call) -> Reply:
    channel = seen_channel(discord, call)
    if Permission.READ_MESSAGE_HISTORY not in bot_permissions(discord, channel):
        raise missing_access()
    return Reply(body=discord.chat.readable_payload(_message(discord, call)))


def update_message(discord: StandIn, call: Call) -> Reply:
    message = _message(discord, call)
    if message.author != discord.world.bot:
        raise foreign_message()
    draft = changed_draft(message, call.body, call.uploads, discord.chat.keep(message.channel_id))
    edited = discord.chat.revise(message, draft, call.body.get("allowed_mentions"))
    return Reply(body=discord.chat.payload(edited))


def delete_message(discord: StandIn, call: Call) -> Reply:
    channel, message = seen_channel(discord, call), _message(discord, call)
    if message.author != discord.world.bot:
        require(discord, channel, Permission.MANAGE_MESSAGES)
    discord.chat.remove(message)
    return NOTHING


def add_reaction(discord: StandIn, call: Call) -> Reply:
    channel, message = seen_channel(discord, call), _message(discord, call)
    require(discord, channel, Permission.ADD_REACTIONS | Permission.READ_MESSAGE_HISTORY)
    discord.chat.react(message, call.params["emoji_name"], discord.world.bot)
    return NOTHING


def delete_reaction(discord: StandIn, call: Call) -> Reply:
    discord.chat.unreact(_message(discord, call), call.params["emoji_name"], discord.world.bot)
    return NOTHING


def _message(discord: StandIn, call: Call) -> Message:
    return discord.chat.fetch(seen_channel(discord, call).id, call.id("message_id"))


ENDPOINTS = (
    Endpoint("GET", MESSAGES, list_messages),
    Endpoint("POST", MESSAGES, create_message),
    Endpoint("GET", MESSAGE, get_message),
    Endpoint("PATCH", MESSAGE, update_message),
    Endpoint("DELETE", MESSAGE, delete_message),
    Endpoint("PUT", REACTION, add_reaction),
    Endpoint("DELETE", REACTION, delete_reaction),
)
