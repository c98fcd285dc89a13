"""Sending messages and forms: no previews, no pings, several messages where one is too short.

What is cut off is sent once more, and never comes twice: a message by its number, an answer because Discord refuses a
second one. What follows an answer has neither, so it is not sent again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, TypeVar

import discord
from discord import ui

from bot.discord_app.components import CustomId, Option, Post, select_options, view_of
from bot.discord_app.errors import is_answered_already, is_cut

CHOICES = 25

_PATIENCE_S = 30.0  # as long as the library tries, where Discord has troubles of its own

_Sent = TypeVar("_Sent")

Sendable = Post | str


async def answer(interaction: discord.Interaction, messages: Sequence[Sendable], *, is_private: bool = False) -> int:
    """Answer a command or a button, whether or not it has been answered; return the id of the first message.

    What does not fit into the first message follows it.
    """
    if interaction.response.is_done():
        ids = [await follow(interaction, message, is_private=is_private) for message in messages]
        return ids[0]
    first, *rest = map(_post, messages)

    async def send() -> int:
        sent = await interaction.response.send_message(
            first.text, view=view_of(first.rows), ephemeral=is_private, suppress_embeds=True
        )
        return sent.message_id or 0

    sent = await respond(send)
    for post in rest:
        await follow(interaction, post, is_private=is_private)
    return sent if sent is not None else (await interaction.original_response()).id


async def follow(interaction: discord.Interaction, message: Sendable, *, is_private: bool = False) -> int:
    """Send one more message to what has been answered; return its id."""
    post, view = _post(message), view_of(_post(message).rows)
    sent = await interaction.followup.send(post.text, view=view, ephemeral=is_private, suppress_embeds=True, wait=True)
    return sent.id


async def change(interaction: discord.Interaction, message: Sendable) -> None:
    """Put another message in the place of the one whose button was used."""
    post = _post(message)

    async def edit() -> None:
        await interaction.response.edit_message(content=post.text, view=view_of(post.rows), suppress_embeds=True)

    await respond(edit)


async def begin(interaction: discord.Interaction) -> None:
    """Tell whoever used something that it takes a moment; `put` ends it. What they alone see is changed then."""
    is_theirs = interaction.message is not None and interaction.message.flags.ephemeral
    await interaction.response.defer(ephemeral=True, thinking=not is_theirs)


async def put(interaction: discord.Interaction, message: Sendable) -> int:
    """Put a message in the place of what was begun. Return its id."""
    post = _post(message)
    sent = await interaction.edit_original_response(content=post.text, view=view_of(post.rows))
    return sent.id


async def confide(interaction: discord.Interaction, sentence: Sendable) -> None:
    """Tell something to whoever used a command or a button, and to nobody else."""
    await answer(interaction, [sentence], is_private=True)


async def hand_over(interaction: discord.Interaction, sentence: str, name: str, text: str) -> None:
    """Send a text file, privately."""
    file = discord.File(BytesIO(text.encode()), name)
    await interaction.response.send_message(sentence, file=file, ephemeral=True)


async def reply(message: discord.Message, messages: Sequence[Sendable]) -> discord.Message:
    """Reply to a message without pinging its author; the rest follows in the channel. Return the first of them."""
    first, *rest = map(_post, messages)
    sent = await _say(message.channel, first, _number(), message.to_reference(fail_if_not_exists=True))
    for post in rest:
        await _say(message.channel, post, _number())
    return sent


async def reply_to(channel: discord.PartialMessageable, message: int, post: Post) -> int:
    """Reply to a message that is known by its id alone, without pinging its author. Return the reply's id."""
    reference = discord.MessageReference(message_id=message, channel_id=channel.id, guild_id=channel.guild_id)
    return (await _say(channel, post, _number(), reference)).id


async def post(channel: discord.abc.Messageable, message: Post, nonce: int) -> int:
    """Say something that nobody asked for; return its id. Discord takes it once in some minutes from each nonce."""
    return (await _say(channel, message, nonce)).id


async def change_message(channel: discord.PartialMessageable, message: int, post: Post) -> None:
    """Put another text and other buttons into a message of the bot's own."""

    async def edit() -> None:
        sent = await channel.fetch_message(message)  # only a whole message can be told again to show no previews
        await sent.edit(content=post.text, view=view_of(post.rows), suppress=True)

    await _twice(edit)


async def respond(send: Callable[[], Awaitable[_Sent]]) -> _Sent | None:
    """Give the first answer to an interaction; None where Discord has it already, from a try that was cut off."""
    try:
        return await _twice(send)
    except discord.HTTPException as error:
        if is_answered_already(error):
            return None
        raise


async def _say(
    channel: discord.abc.Messageable, post: Post, number: int, reference: discord.MessageReference | None = None
) -> discord.Message:
    view = view_of(post.rows)
    send = partial(channel.send, post.text, view=view, nonce=number, suppress_embeds=True, mention_author=False)
    return await _twice(partial(send, reference=reference) if reference else send)


async def _twice(send: Callable[[], Awaitable[_Sent]]) -> _Sent:
    """Send, once more where the connection breaks. Raises TimeoutError where the library would wait for minutes."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await send()
    except Exception as error:
        if not is_cut(error):
            raise
    await asyncio.sleep(0.25)
    async with asyncio.timeout(_PATIENCE_S):
        return await send()


def _number() -> int:
    return secrets.randbits(63)


def _post(message: Sendable) -> Post:
    return Post(message) if isinstance(message, str) else message


WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class TextField:
    """A text to be written. Its action finds it in `ActionContext.written` by `id`; `value` stands there at first.

    Discord takes labels of 45 characters, hints of 100.
    """

    id: str
    label: str
    limit_chars: int
    value: str = ""
    hint: str = ""
    is_required: bool = True
    is_long: bool = True


@dataclass(frozen=True, slots=True)
class SelectField:
    """One of at most 25 options; `ActionContext.written` has its value, or nothing where none was picked."""

    id: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    is_required: bool = True


async def open_form(
    interaction: discord.Interaction, custom_id: CustomId, title: str, fields: Sequence[TextField | SelectField]
) -> None:
    """Open a form of at most five fields; `custom_id` is what sending it in does.

    Every form has a number of its own, since Discord takes two with the same custom id for one: `custom_id.message`, or
    a new one where that is 0. It is stopped at once, as views are; whoever has it open sends it in whenever they like.
    """
    number = custom_id.message or secrets.randbits(60) + 1
    own = CustomId(custom_id.action, custom_id.at, custom_id.short_ids, interaction.user.id, number, custom_id.words)
    form = ui.Modal(title=title, custom_id=own.text)
    for field in fields:
        form.add_item(ui.Label(text=field.label, description=field.hint or None, component=_component(field)))
    form.stop()
    await respond(partial(interaction.response.send_modal, form))


def _component(field: TextField | SelectField) -> ui.Item[Any]:
    if isinstance(field, SelectField):
        options = select_options(field.options)
        return ui.Select(custom_id=field.id, options=options, required=field.is_required)
    return ui.TextInput(
        custom_id=field.id,
        style=discord.TextStyle.paragraph if field.is_long else discord.TextStyle.short,
        default=field.value or None,
        required=field.is_required,
        min_length=1 if field.is_required else None,
        max_length=field.limit_chars,
    )
