"""The JSON of messages, in REST answers and in gateway events, and what of it an application may read."""

from __future__ import annotations

import re

from tests.standin.clock import iso
from tests.standin.message import Message
from tests.standin.payloads import member_payload, user_payload
from tests.standin.shapes import Json
from tests.standin.world import World


def message_payload(world: World, message: Message, replied: Message | None = None) -> Json:
    """A message as REST answers it; `replied` is the message it replies to, if that still exists."""
    payload = _bare_message(world, message)
    if message.reply_to is not None:
        payload["referenced_message"] = _bare_message(world, replied) if replied else None
    if message.reactions:
        payload["reactions"] = _reactions(world, message)
    return payload


def _bare_message(world: World, message: Message) -> Json:
    return {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": int(message.kind),
        "author": user_payload(message.author),
        "content": message.content,
        "timestamp": iso(message.created_at),
        "edited_timestamp": iso(message.edited_at) if message.edited_at else None,
        "tts": False,
        "pinned": False,
        "mention_everyone": message.mentions.everyone,
        "mentions": [user_payload(world.users[i]) for i in message.mentions.users if i in world.users],
        "mention_roles": [str(role) for role in message.mentions.roles],
        "attachments": [attachment.payload() for attachment in message.attachments],
        "embeds": list(message.embeds),
        "components": list(message.components),
        "flags": int(message.flags),
        **_origin(world, message),
    }


def _origin(world: World, message: Message) -> Json:
    origin: Json = {}
    if message.nonce is not None:
        origin["nonce"] = message.nonce
    if message.reply_to is not None:
        origin["message_reference"] = {
            "type": 0,
            "channel_id": str(message.channel_id),
            "message_id": str(message.reply_to),
            **({"guild_id": str(message.guild_id)} if message.guild_id else {}),
        }
    if message.webhook is not None:
        origin["webhook_id"] = str(message.webhook)
    if message.interaction is not None:
        application_id = str(world.application.id)
        origin |= {"application_id": application_id, "webhook_id": application_id}
        origin["interaction_metadata"] = message.interaction
    return origin


def _reactions(world: World, message: Message) -> list[Json]:
    emojis = dict.fromkeys(reaction.emoji for reaction in message.reactions)
    return [_reaction(world, message, emoji) for emoji in emojis]


def _reaction(world: World, message: Message, emoji: str) -> Json:
    users = [reaction.user_id for reaction in message.reactions if reaction.emoji == emoji]
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "me": world.bot.id in users,
    }


def message_event(world: World, message: Message, replied: Message | None = None) -> Json:
    """A message as MESSAGE_CREATE carries it: with its guild and its author's membership."""
    payload = message_payload(world, message, replied)
    if message.guild_id is None:
        return payload
    payload["guild_id"] = str(message.guild_id)
    if message.author.id in world.members[message.guild_id]:
        payload["member"] = member_payload(world, message.guild_id, message.author.id, with_user=False)
    return payload


_EMPTIED: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def without_content(world: World, message: Message, replied: Message | None, payload: Json) -> Json:
    """A message as an application sees it that may not read message content."""
    seen = payload if _is_readable(world, message, replied) else payload | _EMPTIED
    if replied is not None and not _is_readable(world, replied, None):
        seen = seen | {"referenced_message": seen["referenced_message"] | _EMPTIED}
    return seen


def _is_readable(world: World, message: Message, replied: Message | None) -> bool:
    """Whether content is given although the intent is missing: own messages, mentions of the bot, DMs.

    A ping by replying is a mention only where the bot's message was no answer to a command.
    """
    if message.guild_id is None or message.author.id == world.bot.id:
        return True
    is_pinged_by_reply = replied is not None and replied.author.id == world.bot.id
    is_named = re.search(rf"<@!?{world.bot.id}>", message.content)
    if is_pinged_by_reply and replied and replied.interaction and not is_named:
        return False
    return world.bot.id in message.mentions.users
