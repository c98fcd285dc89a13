"""Sending: plain text, no previews, no pings, several messages where one is too short."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import discord

from bot.discord_app.posts import Post, view_of

CHOICES = 25

Sendable = Post | str


async def answer(interaction: discord.Interaction, messages: Sequence[Sendable], *, is_private: bool = False) -> int:
    """Answer a command or a press; what does not fit into the first message follows it. Gives the first one's id."""
    first, *rest = map(_post, messages)
    sent = await interaction.response.send_message(
        first.text, view=view_of(first.rows), ephemeral=is_private, suppress_embeds=True
    )
    for post in rest:
        await follow(interaction, post, is_private=is_private)
    return sent.message_id or 0


async def follow(interaction: discord.Interaction, message: Sendable, *, is_private: bool = False) -> None:
    """One more message to what has been answered."""
    post = _post(message)
    await interaction.followup.send(post.text, view=view_of(post.rows), ephemeral=is_private, suppress_embeds=True)


async def change(interaction: discord.Interaction, message: Sendable) -> None:
    """Put another message in the place of the one whose button was pressed."""
    post = _post(message)
    await interaction.response.edit_message(content=post.text, view=view_of(post.rows), suppress_embeds=True)


async def begin(interaction: discord.Interaction) -> None:
    """Tell whoever used something that it takes a moment; `put` ends it. What they alone see is changed then."""
    is_theirs = interaction.message is not None and interaction.message.flags.ephemeral
    await interaction.response.defer(ephemeral=True, thinking=not is_theirs)


async def put(interaction: discord.Interaction, message: Sendable) -> int:
    """Put a message in the place of what was begun. Gives its id."""
    post = _post(message)
    sent = await interaction.edit_original_response(content=post.text, view=view_of(post.rows))
    return sent.id


async def confide(interaction: discord.Interaction, sentence: Sendable) -> None:
    """Tell something to whoever used a command or a button, and to nobody else, whether or not it has been answered."""
    if interaction.response.is_done():
        await follow(interaction, sentence, is_private=True)
    else:
        await answer(interaction, [sentence], is_private=True)


async def hand_over(interaction: discord.Interaction, sentence: str, name: str, text: str) -> None:
    """A text file, to whoever pressed a button and to nobody else."""
    file = discord.File(BytesIO(text.encode()), name)
    await interaction.response.send_message(sentence, file=file, ephemeral=True)


async def reply(message: discord.Message, messages: Sequence[Sendable]) -> discord.Message:
    """Reply to a message without pinging its author; the rest follows in the channel. Gives the first of them."""
    first, *rest = map(_post, messages)
    sent = await message.reply(first.text, view=view_of(first.rows), mention_author=False, suppress_embeds=True)
    for post in rest:
        await message.channel.send(post.text, view=view_of(post.rows), suppress_embeds=True)
    return sent


async def reply_to(room: discord.PartialMessageable, message: int, post: Post) -> int:
    """Reply to a message that is known by its id alone, without pinging its author. Gives the reply's id."""
    reference = discord.MessageReference(message_id=message, channel_id=room.id, guild_id=room.guild_id)
    sent = await room.send(
        post.text, view=view_of(post.rows), reference=reference, mention_author=False, suppress_embeds=True
    )
    return sent.id


async def post(room: discord.TextChannel, message: Post, nonce: int) -> int:
    """Say something that nobody asked for. Discord takes it once in some minutes from each nonce. Gives its id."""
    sent = await room.send(message.text, view=view_of(message.rows), nonce=nonce, suppress_embeds=True)
    return sent.id


async def change_message(room: discord.PartialMessageable, message: int, post: Post) -> None:
    """Put another text and other buttons into a message of the bot's own."""
    kept = await room.fetch_message(message)  # only a whole message can be told again to show no previews
    await kept.edit(content=post.text, view=view_of(post.rows), suppress=True)


def _post(message: Sendable) -> Post:
    return Post(message) if isinstance(message, str) else message
