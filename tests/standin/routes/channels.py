"""Channels and threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.standin.chat import Manner
from tests.standin.drafts import new_draft
from tests.standin.payloads import channel_payload
from tests.standin.permissions import Permission, to_send_in
from tests.standin.record import Call
from tests.standin.refusals import thread_exists, wrong_channel_kind
from tests.standin.routes.access import require, seen_channel
from tests.standin.routes.endpoint import NOTHING, Endpoint, Reply
from tests.standin.world import Channel, ChannelKind, Intent

if TYPE_CHECKING:
    from tests.standin.server import StandIn


def get_channel(discord: StandIn, call: Call) -> Reply:
    return Reply(body=channel_payload(discord.world, seen_channel(discord, call)))


def trigger_typing(discord: StandIn, call: Call) -> Reply:
    channel = seen_channel(discord, call)
    require(discord, channel, to_send_in(channel))
    return NOTHING


def create_thread(discord: StandIn, call: Call) -> Reply:
    """A thread without a message in a text channel, or a post with its first message in a forum."""
    parent = seen_channel(discord, call)
    if parent.kind is ChannelKind.FORUM:
        return _create_post(discord, call, parent)
    if parent.kind is not ChannelKind.TEXT:
        raise wrong_channel_kind()
    kind = ChannelKind(call.body.get("type") or ChannelKind.PRIVATE_THREAD)
    is_private = kind is ChannelKind.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
    return Reply(201, _thread_body(discord, _opened(discord, call, parent, needed, kind=kind)))


def _create_post(discord: StandIn, call: Call, forum: Channel) -> Reply:
    draft = new_draft(call.body["message"], call.uploads, discord.chat.keep(forum.id), ("message",))
    thread = _opened(discord, call, forum, Permission.SEND_MESSAGES)
    manner = Manner(call.body["message"].get("allowed_mentions"))
    message = discord.chat.post(thread, discord.world.bot, draft, manner)
    return Reply(201, _thread_body(discord, thread) | {"message": discord.chat.payload(message)})


def create_thread_from_message(discord: StandIn, call: Call) -> Reply:
    parent = seen_channel(discord, call)
    message = discord.chat.fetch(parent.id, call.id("message_id"))
    if message.id in discord.world.channels:
        raise thread_exists()
    thread = _opened(discord, call, parent, Permission.CREATE_PUBLIC_THREADS, id=message.id)
    return Reply(201, _thread_body(discord, thread))


def join_thread(discord: StandIn, call: Call) -> Reply:
    if not seen_channel(discord, call).is_thread:
        raise wrong_channel_kind()
    return NOTHING


def _opened(discord: StandIn, call: Call, parent: Channel, needed: Permission, **traits: Any) -> Channel:
    require(discord, parent, needed)
    thread = discord.world.add_thread(parent, call.body["name"], discord.world.bot, **traits)
    event = _thread_body(discord, thread) | {"newly_created": True}
    discord.gateway.dispatch("THREAD_CREATE", event, guild_id=thread.guild_id, intent=Intent.GUILDS)
    return thread


def _thread_body(discord: StandIn, thread: Channel) -> Any:
    return channel_payload(discord.world, thread)


ENDPOINTS = (
    Endpoint("GET", "/channels/{channel_id}", get_channel),
    Endpoint("POST", "/channels/{channel_id}/typing", trigger_typing),
    Endpoint("POST", "/channels/{channel_id}/threads", create_thread),
    Endpoint("POST", "/channels/{channel_id}/messages/{message_id}/threads", create_thread_from_message),
    Endpoint("PUT", "/channels/{channel_id}/thread-members/@me", join_thread),
)
