"""*Find the quote* for somebody's message: three are shown privately; the one picked becomes a reply to it."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Abstention, Answer
from bot.core.model import Question
from bot.discord_app import errors, permissions, sending
from bot.discord_app.answers.buttons import showing_of, why_not_here
from bot.discord_app.answers.messages import without_mention
from bot.discord_app.answers.render import (
    answer_post,
    command_post,
    fitting,
    member_name,
    other_words_row,
    private_choice,
    short_id_of,
)
from bot.discord_app.components import Button, CustomId, Post
from bot.discord_app.interactions import ActionContext, Services, deliver, request_of
from bot.discord_app.markdown import jump_url, one_line
from bot.service.answering import Reply
from bot.service.replies import Audience, Surface
from bot.service.responder import Response


async def pick(context: ActionContext) -> None:
    """Reply to the message; where the bot is no member, send a message of its own with the link."""
    interaction, showing, message = context.interaction, await showing_of(context), context.custom_id.message
    if showing is None:
        return
    if reason := await why_not_here(context) or _lacking(interaction):
        await sending.confide(interaction, reason)
        return
    await sending.respond(interaction.response.defer)
    showing = showing.to(interaction.user.id, is_private=False)
    responder = context.services.responder
    notes = [phrases.FOUND_BY.format(name=member_name(interaction.user.display_name))]
    request = request_of(interaction, Surface.MENU, Audience.ALL, message=message)
    response = responder.showing(request, showing.quotes)
    if interaction.is_guild_integration():
        told = await _reply(context, response, answer_post(showing, notes))
    else:
        link = jump_url(interaction.guild_id, request.channel, message)
        notes.append(phrases.FOR_MESSAGE.format(link=link))
        await deliver(interaction, context.services, response, answer_post(showing, notes))
        told = phrases.POSTED
    await interaction.edit_original_response(content=told, view=None)


def _lacking(interaction: discord.Interaction) -> str:
    """Return what the bot lacks for a reply, in a sentence; where it is no member it needs nothing."""
    if not interaction.is_guild_integration():
        return ""
    missing = permissions.missing(interaction.app_permissions, interaction.channel)
    return phrases.CANNOT_REPLY.format(missing=missing) if missing else ""


async def _reply(context: ActionContext, response: Response, post: Post) -> str:
    """Reply unless that message has this quote already; what its picker is told."""
    interaction, message = context.interaction, context.custom_id.message
    guild, channel = interaction.guild_id, interaction.channel_id or 0
    quotes = response.outcome.quotes if response.outcome else ()
    async with context.services.replies.given(message, quotes[0]) as given:
        if given:
            link = jump_url(given.guild, given.channel, given.answer_messages[0])
            return phrases.REPLIED_ALREADY.format(link=link)
        try:
            where = interaction.client.get_partial_messageable(channel, guild_id=guild)
            sent = await sending.reply_to(where, message, post)
        except discord.HTTPException as error:
            if not errors.is_refusal(error):
                raise
            return phrases.COULD_NOT_REPLY  # the message was deleted, or the channel closed, in the meantime
        context.services.responder.remember(response, sent)
    return phrases.REPLIED.format(link=jump_url(guild, channel, sent))


_FOUND = 3
_FOUND_CHARS = 300
_FOUND_BLOCK_CHARS = 450  # of a passage whose marks are made plain
_FOUND_NAME_CHARS = 80


def found_post(response: Response) -> Post | None:
    """Return up to three passages, numbered, with a button each; where there are none, the nearest topics."""
    reply, asker, message = response.content, response.request.asker, response.request.message or 0
    if not isinstance(reply, Reply):
        return command_post(response)
    if isinstance(reply.decision, Abstention):
        nothing = private_choice(reply, asker)
        return Post(nothing.text, (*nothing.rows, other_words_row(asker)))
    excerpts = [match.excerpt for match in reply.ranking.matches[:_FOUND]]
    heading = phrases.PICK if isinstance(reply.decision, Answer) else phrases.PICK_UNSURE
    blocks = []
    for number, excerpt in enumerate(excerpts, 1):
        _, words = fitting(excerpt.narrowed(_FOUND_CHARS), _FOUND_BLOCK_CHARS)
        name, date = (
            one_line(excerpt.quote.speaker.name, _FOUND_NAME_CHARS),
            phrases.date(excerpt.quote.source.published),
        )
        blocks.append(f"**{number}.**\n{words}\n— {phrases.joined(f'**{name}**', date)}")
    buttons = tuple(
        Button(str(number), CustomId("pick", 0, (short_id_of(excerpt),), asker, message))
        for number, excerpt in enumerate(excerpts, 1)
    )
    return Post("\n".join([heading, *blocks]), (buttons,))


NAME = "Find the quote"


class Find(commands.Cog):
    """Shows privately what fits a message; `pick` replies with what is picked."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._menu = app_commands.ContextMenu(name=NAME, callback=self.find)

    async def cog_load(self) -> None:
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def find(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Find quotes for a message, which comes with the command, whatever the bot may read in the channel."""
        me, services = self._bot.user, self._services
        text = without_mention(message.content, me) if me else message.content
        if not text:
            await sending.confide(interaction, Post(phrases.NO_WORDS, (other_words_row(interaction.user.id),)))
            return
        sources = (await services.memory.settings.of(interaction.guild_id)).sources
        question = Question(text, frozenset(sources))
        request = request_of(interaction, Surface.MENU, Audience.ASKER, question, message.id)
        async with services.responder.responding(request) as response:
            await deliver(interaction, services, response, found_post(response))
