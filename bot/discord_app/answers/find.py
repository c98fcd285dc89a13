"""What the numbers below found quotes do: the one picked goes to the message that it was found for."""

from __future__ import annotations

import discord

from bot.core.model import Question
from bot.core.phrases import members
from bot.discord_app import errors, guards, permissions, sending
from bot.discord_app.answers.buttons import showing_of, why_not_here
from bot.discord_app.answers.render import answer_post
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Post
from bot.discord_app.interactions import Pressed
from bot.discord_app.render_found import found_note
from bot.service.rate_limits import MENU, Asked


async def pick(pressed: Pressed) -> None:
    """A reply to the message; where the bot is no member, a message of its own with the link."""
    interaction, showing = pressed.interaction, await showing_of(pressed)
    if showing is None:
        return
    if reason := await why_not_here(pressed) or _lacking(interaction):
        await sending.confide(interaction, reason)
        return
    public = showing.to(interaction.user.id, is_private=False)
    await sending.respond(interaction.response.defer)
    if interaction.is_guild_integration():
        told = await _reply(pressed, public)
    else:
        link = guards.jump_url(interaction.guild_id, interaction.channel_id or 0, pressed.press.message)
        notes = [found_note(interaction.user.display_name), members.FOR_MESSAGE.format(link=link)]
        await sending.follow(interaction, answer_post(public, pressed.knowledge, notes))
        told = members.POSTED
    await interaction.edit_original_response(content=told, view=None)


def _lacking(interaction: discord.Interaction) -> str:
    """What the bot lacks for a reply; where it is no member it needs nothing."""
    if not interaction.is_guild_integration():
        return ""
    missing = permissions.missing(interaction.app_permissions, interaction.channel)
    return members.CANNOT_REPLY.format(missing=missing) if missing else ""


async def _reply(pressed: Pressed, showing: Showing) -> str:
    """Reply unless that message has this quote already; what its picker is told."""
    interaction, message, manners = pressed.interaction, pressed.press.message, pressed.services.manners
    guild, channel = interaction.guild_id, interaction.channel_id or 0
    quotes = tuple(excerpt.quote.id for excerpt in showing.excerpts if excerpt)
    async with manners.given(message, quotes[0]) as given:
        if given:
            link = guards.jump_url(given.guild, given.channel, given.answer_messages[0])
            return members.REPLIED_ALREADY.format(link=link)
        post = answer_post(showing, pressed.knowledge, [found_note(interaction.user.display_name)])
        sent = await _sent(interaction, message, post)
        if sent is None:
            return members.COULD_NOT_REPLY
        asked = Asked(Question(""), MENU, guild, channel, interaction.user.id, message)
        manners.keep_given(message, asked, quotes, sent)
    return members.REPLIED.format(link=guards.jump_url(guild, channel, sent))


async def _sent(interaction: discord.Interaction, message: int, post: Post) -> int | None:
    """The reply's id; None where the message has been deleted, or the channel closed, in the meantime."""
    room = interaction.client.get_partial_messageable(interaction.channel_id or 0, guild_id=interaction.guild_id)
    try:
        return await sending.reply_to(room, message, post)
    except discord.HTTPException as error:
        if not errors.is_refusal(error):
            raise
        return None
