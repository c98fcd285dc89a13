"""What the numbers below found quotes do: the one picked goes to the message that it was found for."""

from __future__ import annotations

from math import ceil

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Abstention, Answer
from bot.core.excerpts import Excerpt
from bot.core.model import Question
from bot.core.phrases import members
from bot.discord_app import errors, permissions, sending
from bot.discord_app.answers import messages
from bot.discord_app.answers.buttons import showing_of, why_not_here
from bot.discord_app.answers.render import answer_post, member_name, other_words_row, private_choice
from bot.discord_app.answers.showing import Showing, short_id_of
from bot.discord_app.components import Button, CustomId, Post
from bot.discord_app.interactions import ActionContext, Services
from bot.discord_app.markdown import block_quote, one_line
from bot.service.answering import Reply
from bot.service.rate_limits import MENU, AskedQuestion

_CHOICES = 3
_PASSAGE_CHARS = 300
_BLOCK_CHARS = 450  # of a passage whose marks are made plain
_NAME_CHARS = 80


def found_post(reply: Reply, asker: int, message: int) -> Post:
    """Up to three passages, numbered, with a button each; where there are none, the nearest topics."""
    if isinstance(reply.decision, Abstention):
        nothing = private_choice(reply, asker)
        return Post(nothing.text, (*nothing.rows, other_words_row(asker)))
    excerpts = [match.excerpt for match in reply.ranking.matches[:_CHOICES]]
    heading = members.PICK if isinstance(reply.decision, Answer) else members.PICK_UNSURE
    blocks = [_block(number, excerpt) for number, excerpt in enumerate(excerpts, 1)]
    buttons = tuple(
        Button(str(number), CustomId("pick", 0, (short_id_of(excerpt),), asker, message))
        for number, excerpt in enumerate(excerpts, 1)
    )
    return Post("\n".join([heading, *blocks]), (buttons,))


def no_words_post(asker: int) -> Post:
    return Post(members.NO_WORDS, (other_words_row(asker),))


def found_note(name: str) -> str:
    """Who has found it: a member's name, made harmless."""
    return members.FOUND_BY.format(name=member_name(name))


def _block(number: int, excerpt: Excerpt) -> str:
    narrowed = excerpt.narrowed(_PASSAGE_CHARS)
    while len(words := block_quote(narrowed.shown)) > _BLOCK_CHARS:
        narrowed = narrowed.narrowed(len(narrowed.text) * 3 // 4)
    quote = excerpt.quote
    name, date = one_line(quote.speaker.name, _NAME_CHARS), phrases.date(quote.source.published)
    return f"**{number}.**\n{words}\n— **{name}**, {date}"


async def pick(context: ActionContext) -> None:
    """A reply to the message; where the bot is no member, a message of its own with the link."""
    interaction, showing = context.interaction, await showing_of(context)
    if showing is None:
        return
    if reason := await why_not_here(context) or _lacking(interaction):
        await sending.confide(interaction, reason)
        return
    public = showing.to(interaction.user.id, is_private=False)
    await sending.respond(interaction.response.defer)
    if interaction.is_guild_integration():
        told = await _reply(context, public)
    else:
        link = messages.jump_url(interaction.guild_id, interaction.channel_id or 0, context.custom_id.message)
        notes = [found_note(interaction.user.display_name), members.FOR_MESSAGE.format(link=link)]
        await sending.follow(interaction, answer_post(public, context.knowledge, notes))
        told = members.POSTED
    await interaction.edit_original_response(content=told, view=None)


def _lacking(interaction: discord.Interaction) -> str:
    """What the bot lacks for a reply; where it is no member it needs nothing."""
    if not interaction.is_guild_integration():
        return ""
    missing = permissions.missing(interaction.app_permissions, interaction.channel)
    return members.CANNOT_REPLY.format(missing=missing) if missing else ""


async def _reply(context: ActionContext, showing: Showing) -> str:
    """Reply unless that message has this quote already; what its picker is told."""
    interaction, message, manners = context.interaction, context.custom_id.message, context.services.manners
    guild, channel = interaction.guild_id, interaction.channel_id or 0
    quotes = tuple(excerpt.quote.id for excerpt in showing.excerpts if excerpt)
    async with manners.given(message, quotes[0]) as given:
        if given:
            link = messages.jump_url(given.guild, given.channel, given.answer_messages[0])
            return members.REPLIED_ALREADY.format(link=link)
        post = answer_post(showing, context.knowledge, [found_note(interaction.user.display_name)])
        sent = await _sent(interaction, message, post)
        if sent is None:
            return members.COULD_NOT_REPLY
        asked = AskedQuestion(Question(""), MENU, guild, channel, interaction.user.id, message)
        manners.keep_given(message, asked, quotes, sent)
    return members.REPLIED.format(link=messages.jump_url(guild, channel, sent))


async def _sent(interaction: discord.Interaction, message: int, post: Post) -> int | None:
    """The reply's id; None where the message has been deleted, or the channel closed, in the meantime."""
    room = interaction.client.get_partial_messageable(interaction.channel_id or 0, guild_id=interaction.guild_id)
    try:
        return await sending.reply_to(room, message, post)
    except discord.HTTPException as error:
        if not errors.is_refusal(error):
            raise
        return None


NAME = "Find the quote"


class Find(commands.Cog):
    """Shows privately what fits a message; `press.picking` replies with what is picked."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._menu = app_commands.ContextMenu(name=NAME, callback=self.find)

    async def cog_load(self) -> None:
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def find(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """The message comes with the press, whatever the bot may read in the channel."""
        me, asker = self._bot.user, interaction.user.id
        text = messages.without_mention(message.content, me) if me else message.content
        if not text:
            await sending.confide(interaction, no_words_post(asker))
            return
        services = self._services
        if wait_s := services.manners.members.wait_s(asker):
            await sending.confide(interaction, phrases.ASK_LATER.format(seconds=ceil(wait_s)))
            return
        sources = (await services.memory.settings.of(interaction.guild_id)).sources
        question = Question(text, frozenset(sources))
        reply = await services.answering.reply_beside(question)
        services.journal.note(MENU, question, reply)
        await sending.confide(interaction, found_post(reply, asker, message.id))
