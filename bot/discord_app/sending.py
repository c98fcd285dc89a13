"""Sending messages and forms: no previews, no pings, several messages where one is too short.

What is cut off is sent once more, and never comes twice: a message by its number, an answer because Discord refuses a
second one. What follows an answer has neither, so it is not sent again.

Discord takes one first answer to an interaction, within three seconds. Whoever sends it takes `FirstAnswer.turn`, so
that a deferral and an answer never race.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from io import BytesIO
from typing import TypeVar

import discord
from discord import ui

from bot.core import phrases
from bot.discord_app.components import CustomId, Post, view_of
from bot.discord_app.errors import EXPIRED

CHOICES = 25

_PATIENCE_S = 30.0  # as long as the library tries, where Discord has troubles of its own
_MESSAGE_AGAIN_S = (0.25,)
_ANSWER_AGAIN_S = (0.2, 0.4, 0.8)  # Discord waits three seconds, the library's second try alone comes after one

_Sent = TypeVar("_Sent")

Sendable = Post | str


class Deferral(Enum):
    """How Discord is told that an answer takes longer."""

    PUBLIC = "everybody sees that the bot is thinking"
    PRIVATE = "whoever used something sees that the bot is thinking"
    UPDATE = "nothing is seen: the message whose button was used may change later"


class FirstAnswer:
    """State of the first answer to an interaction.

    `is_given_up`: Discord has waited for too long, and takes none. `is_thinking`: whether "thinking" still stands where
    the answer belongs. `patience`: the limit of a try that may be
    cut short to try again; None where there is none to be cut short.
    """

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.deferral: Deferral | None = None
        self.is_given = False
        self.is_given_up = False
        self.is_thinking = False
        self.patience: asyncio.Timeout | None = None

    def hurry(self) -> None:
        """Try again soon, instead of waiting as long as the library does."""
        if self.patience and not self.patience.expired():
            self.patience.reschedule(asyncio.get_running_loop().time())


_FIRST_ANSWER = "first answer"


def first_answer(interaction: discord.Interaction) -> FirstAnswer:
    """Return the state of an interaction's first answer, kept with the interaction."""
    found = interaction.extras.get(_FIRST_ANSWER)
    if not isinstance(found, FirstAnswer):
        found = interaction.extras[_FIRST_ANSWER] = FirstAnswer()
    return found


async def answer(interaction: discord.Interaction, messages: Sequence[Sendable], *, is_private: bool = False) -> int:
    """Answer a command or a button, whether or not it has been answered; return the id of the first message.

    What does not fit into the first message follows it.
    """
    first, *rest = map(_post, messages)
    given = first_answer(interaction)

    async def send() -> int:
        sent = await interaction.response.send_message(
            first.text, view=view_of(first.rows), ephemeral=is_private, suppress_embeds=True
        )
        return sent.message_id or 0

    async with given.turn:
        is_later = given.is_given
        sent = None if is_later else await _respond(interaction, send)
    if is_later:
        sent = await _answer_later(interaction, first, is_private=is_private)
    for post in rest:
        await follow(interaction, post, is_private=is_private)
    return sent if sent is not None else (await interaction.original_response()).id


async def _answer_later(interaction: discord.Interaction, post: Post, *, is_private: bool) -> int:
    """Answer what was deferred or answered before. Who sees "thinking" cannot be changed: it makes room then."""
    given = first_answer(interaction)
    if given.is_thinking and is_private == (given.deferral is Deferral.PRIVATE):
        return await put(interaction, post)
    if given.is_thinking:
        await interaction.delete_original_response()
        given.is_thinking = False
    return await follow(interaction, post, is_private=is_private)


async def follow(interaction: discord.Interaction, message: Sendable, *, is_private: bool = False) -> int:
    """Send one more message to what has been answered; return its id."""
    post, view = _post(message), view_of(_post(message).rows)
    sent = await interaction.followup.send(post.text, view=view, ephemeral=is_private, suppress_embeds=True, wait=True)
    return sent.id


async def change(interaction: discord.Interaction, message: Sendable) -> None:
    """Put another message in the place of the one whose button was used."""
    post, given = _post(message), first_answer(interaction)
    edit = interaction.response.edit_message
    async with given.turn:
        if not given.is_given:
            await _respond(interaction, partial(edit, content=post.text, view=view_of(post.rows), suppress_embeds=True))
            return
    await put(interaction, post)


async def begin(interaction: discord.Interaction) -> None:
    """Tell whoever used something that it takes a moment; `put` ends it. What they alone see is changed then."""
    is_theirs = interaction.message is not None and interaction.message.flags.ephemeral
    await defer(interaction, Deferral.UPDATE if is_theirs else Deferral.PRIVATE)


async def defer(interaction: discord.Interaction, deferral: Deferral) -> None:
    """Tell Discord that the answer takes longer, unless it was told or answered before."""
    given, is_thinking = first_answer(interaction), deferral is not Deferral.UPDATE
    send = partial(interaction.response.defer, ephemeral=deferral is Deferral.PRIVATE, thinking=is_thinking)
    async with given.turn:
        if not given.is_given:
            await _respond(interaction, send)
            given.deferral, given.is_thinking = deferral, is_thinking


async def put(interaction: discord.Interaction, message: Sendable) -> int:
    """Put a message in the place of what was begun. Return its id."""
    post = _post(message)
    sent = await interaction.edit_original_response(content=post.text, view=view_of(post.rows))
    first_answer(interaction).is_thinking = False
    return sent.id


async def confide(interaction: discord.Interaction, sentence: Sendable) -> None:
    """Tell something to whoever used a command or a button, and to nobody else."""
    await answer(interaction, [sentence], is_private=True)


async def hand_over(interaction: discord.Interaction, sentence: str, name: str, text: str) -> None:
    """Send a text file, privately."""
    file = discord.File(BytesIO(text.encode()), name)
    await defer(interaction, Deferral.PRIVATE)
    await interaction.followup.send(sentence, file=file, ephemeral=True)
    first_answer(interaction).is_thinking = False


async def reply(message: discord.Message, messages: Sequence[Sendable]) -> discord.Message:
    """Reply to a message without pinging its author; the rest follows in the channel. Return the first of them."""
    first, *rest = map(_post, messages)
    sent = await _say(message.channel, first, secrets.randbits(63), message.to_reference(fail_if_not_exists=True))
    for post in rest:
        await _say(message.channel, post, secrets.randbits(63))
    return sent


async def reply_to(channel: discord.PartialMessageable, message: int, post: Post) -> int:
    """Reply to a message that is known by its id alone, without pinging its author. Return the reply's id."""
    reference = discord.MessageReference(message_id=message, channel_id=channel.id, guild_id=channel.guild_id)
    return (await _say(channel, post, secrets.randbits(63), reference)).id


async def post(channel: discord.abc.Messageable, message: Post, nonce: int) -> int:
    """Say something that nobody asked for; return its id. Discord takes it once in some minutes from each nonce."""
    return (await _say(channel, message, nonce)).id


async def change_message(channel: discord.PartialMessageable, message: int, post: Post) -> None:
    """Put another text and other buttons into a message of the bot's own."""

    async def edit() -> None:
        sent = await channel.fetch_message(message)  # only a whole message can be told again to show no previews
        await sent.edit(content=post.text, view=view_of(post.rows), suppress=True)

    await _sent(edit)


async def _respond(interaction: discord.Interaction, send: Callable[[], Awaitable[_Sent]]) -> _Sent | None:
    """Give the first answer to an interaction; None where Discord has it already, from a try that was cut off."""
    given, sent = first_answer(interaction), None
    try:
        sent = await _sent(send, _ANSWER_AGAIN_S, given)
    except discord.HTTPException as error:
        given.is_given_up = error.code == EXPIRED
        if error.code != 40060:
            raise
    given.is_given = True
    return sent


async def _say(
    channel: discord.abc.Messageable, post: Post, number: int, reference: discord.MessageReference | None = None
) -> discord.Message:
    view = view_of(post.rows)
    send = partial(channel.send, post.text, view=view, nonce=number, suppress_embeds=True, mention_author=False)
    return await _sent(partial(send, reference=reference) if reference else send)


async def _sent(
    send: Callable[[], Awaitable[_Sent]],
    again_after_s: Sequence[float] = _MESSAGE_AGAIN_S,
    hurried: FirstAnswer | None = None,
) -> _Sent:
    """Send, again after so many seconds each time that the connection breaks or that Discord was not there.

    Raises TimeoutError where the library would wait for minutes.
    """
    for wait_s in again_after_s:
        try:
            return await _tried(send, hurried)
        except Exception as error:
            if not _is_passing(error, hurried):
                raise
        await asyncio.sleep(wait_s)
    return await _tried(send)


async def _tried(send: Callable[[], Awaitable[_Sent]], hurried: FirstAnswer | None = None) -> _Sent:
    async with asyncio.timeout(_PATIENCE_S) as patience:
        if hurried:
            hurried.patience = patience
        try:
            return await send()
        finally:
            if hurried:
                hurried.patience = None


def _is_passing(error: Exception, hurried: FirstAnswer | None) -> bool:
    """Return whether the next try may go through."""
    if isinstance(error, discord.HTTPException):
        return error.status == 503
    is_hurried = hurried is not None and isinstance(error, TimeoutError)
    return is_hurried or isinstance(error, ConnectionError) or type(error).__module__.startswith("aiohttp.")


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


async def open_form(
    interaction: discord.Interaction, custom_id: CustomId, title: str, fields: Sequence[TextField]
) -> None:
    """Open a form of at most five fields; `custom_id` is what sending it in does.

    Every form has a number of its own, since Discord takes two with the same custom id for one: `custom_id.message`, or
    a new one where that is 0. It is stopped at once, as views are; whoever has it open sends it in whenever they like.
    """
    number = custom_id.message or secrets.randbits(60) + 1
    own = CustomId(custom_id.action, custom_id.at, custom_id.short_ids, interaction.user.id, number, custom_id.words)
    form = ui.Modal(title=title, custom_id=own.text)
    for field in fields:
        written = ui.TextInput[ui.Modal](
            custom_id=field.id,
            style=discord.TextStyle.paragraph if field.is_long else discord.TextStyle.short,
            default=field.value or None,
            required=field.is_required,
            min_length=1 if field.is_required else None,
            max_length=field.limit_chars,
        )
        form.add_item(ui.Label(text=field.label, description=field.hint or None, component=written))
    form.stop()
    given = first_answer(interaction)
    async with given.turn:
        if not given.is_given:
            await _respond(interaction, partial(interaction.response.send_modal, form))
            return
    await confide(interaction, phrases.FORM_TOO_LATE)
