"""The commands /ask and *Find the quote*: of three quotes shown privately, the one picked becomes a reply."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Abstention, Answer
from bot.core.model import Question
from bot.discord_app import errors, permissions, sending
from bot.discord_app.answers import render
from bot.discord_app.answers.buttons import QUESTION_CHARS, showing_of, why_not_here
from bot.discord_app.answers.messages import without_mention
from bot.discord_app.answers.render import Showing
from bot.discord_app.components import Button, CustomId, Post
from bot.discord_app.interactions import (
    ActionContext,
    Choices,
    Services,
    deliver,
    question_choices,
    request_of,
    source_choices,
)
from bot.discord_app.markdown import jump_url, one_line
from bot.discord_app.permissions import MAY_BE_PUBLIC
from bot.discord_app.sending import Deferral
from bot.service.answering import Reply
from bot.service.responder import Audience, Response, Surface


class AskCommands(commands.Cog):
    """Takes questions, and suggests some while they are being typed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(
        name="ask",
        description="Ask, and get the answer in the words of the person interviewed.",
        extras=MAY_BE_PUBLIC,
    )
    @app_commands.describe(question=phrases.WHAT_TO_ASK, source=phrases.WHAT_SOURCE, private=phrases.WHETHER_PRIVATE)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARS],
        source: str = "",
        private: bool | None = None,
    ) -> None:
        services = self._services
        selection = await services.selection(interaction)
        narrowed_to = selection.catalogue.source(source)
        if source and narrowed_to is None:
            await sending.confide(interaction, render.no_such_source(source))
            return
        audience = await permissions.audience_of(interaction, services.memory, private, Audience.ANSWERS)
        asked = Question(question, selection.narrowed(narrowed_to).sources)
        async with services.responder.responding(request_of(interaction, Surface.COMMAND, audience, asked)) as response:
            await deliver(interaction, services, response, render.command_post(response))

    @ask.autocomplete("question")
    async def offer_questions(self, interaction: discord.Interaction, typed: str) -> Choices:
        choices = partial(question_choices, source=str(interaction.namespace.source or ""))
        return await self._services.suggest(interaction, "/ask, while the question", choices, typed)

    @ask.autocomplete("source")
    async def offer_sources(self, interaction: discord.Interaction, typed: str) -> Choices:
        return await self._services.suggest(interaction, "/ask, while the source", source_choices, typed)


async def pick(context: ActionContext) -> None:
    """Reply to the message; where the bot is no member, send a message of its own with the link."""
    interaction, showing = context.interaction, await showing_of(context)
    if showing is None:
        return
    reason, is_member = await why_not_here(context), interaction.is_guild_integration()
    missing = permissions.missing(interaction.app_permissions, interaction.channel) if is_member else ""
    if reason or missing:
        await sending.confide(interaction, reason or phrases.CANNOT_REPLY.format(missing=missing))
        return
    with context.once() as is_first:
        if is_first:
            await _post_picked(context, showing, is_member=is_member)
        else:
            await sending.confide(interaction, phrases.POSTED_ALREADY)


async def _post_picked(context: ActionContext, showing: Showing, *, is_member: bool) -> None:
    interaction, message = context.interaction, context.custom_id.message
    await sending.defer(interaction, Deferral.UPDATE)
    showing = showing.to(interaction.user.id, is_private=False)
    notes = [phrases.FOUND_BY.format(name=render.member_name(interaction.user.display_name))]
    request = request_of(interaction, Surface.MENU, Audience.ALL, message=message)
    response = context.services.responder.showing(request, showing.quotes)
    if is_member:
        told = await _reply(context, response, render.answer_post(showing, notes))
    else:
        notes.append(phrases.FOR_MESSAGE.format(link=jump_url(interaction.guild_id, request.channel, message)))
        await deliver(interaction, context.services, response, render.answer_post(showing, notes))
        told = phrases.POSTED
    await interaction.edit_original_response(content=told, view=None)


async def _reply(context: ActionContext, response: Response, post: Post) -> str:
    """Reply unless that message has this quote already; what its picker is told."""
    interaction, message = context.interaction, context.custom_id.message
    guild, channel = interaction.guild_id, interaction.channel_id or 0
    quotes = response.outcome.quotes if response.outcome else ()
    async with context.services.replies.given(message, quotes[0]) as given:
        if given:
            return phrases.REPLIED_ALREADY.format(link=jump_url(given.guild, given.channel, given.answer_messages[0]))
        try:
            where = interaction.client.get_partial_messageable(channel, guild_id=guild)
            sent = await sending.reply_to(where, message, post)
        except discord.HTTPException as error:
            if not errors.is_refusal(error):
                raise
            return phrases.COULD_NOT_REPLY  # the message was deleted, or the channel closed, in the meantime
        context.services.responder.remember(response, sent)
    return phrases.REPLIED.format(link=jump_url(guild, channel, sent))


def found_post(response: Response) -> Post | None:
    """Return up to three passages, numbered, with a button each; where there are none, the nearest topics."""
    reply, asker, message = response.content, response.request.asker, response.request.message or 0
    if not isinstance(reply, Reply) or reply.told:
        return render.command_post(response)
    if isinstance(reply.decision, Abstention):
        nearest = render.private_choice(reply, asker)
        return Post(nearest.text, (*nearest.rows, render.other_words_row(asker)))
    excerpts = [match.excerpt for match in reply.ranking.matches[:3]]
    heading = phrases.PICK if isinstance(reply.decision, Answer) else phrases.PICK_UNSURE
    blocks, buttons = [heading], list[Button]()
    for number, excerpt in enumerate(excerpts, 1):
        _, words = render.fitting(excerpt.narrowed(300), 450)  # marks that are made plain take more room
        name, date = one_line(excerpt.quote.speaker.name, 80), phrases.date(excerpt.quote.source.published)
        blocks.append(f"**{number}.**\n{words}\n— {phrases.joined(f'**{name}**', date)}")
        buttons.append(Button(str(number), CustomId("pick", 0, (render.short_id_of(excerpt),), asker, message)))
    return Post("\n".join(blocks), (tuple(buttons),))


class Find(commands.Cog):
    """Shows privately what fits a message; `pick` replies with what is picked."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._menu = app_commands.ContextMenu(name="Find the quote", callback=self.find)

    async def cog_load(self) -> None:
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def find(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Find quotes for a message, which comes with the command, whatever the bot may read in the channel."""
        me, services = self._bot.user, self._services
        text = without_mention(message.content, me) if me else message.content
        if not text:
            await sending.confide(interaction, Post(phrases.NO_WORDS, (render.other_words_row(interaction.user.id),)))
            return
        question = Question(text, (await services.selection(interaction)).sources)
        request = request_of(interaction, Surface.MENU, Audience.ASKER, question, message.id)
        async with services.responder.responding(request) as response:
            await deliver(interaction, services, response, found_post(response))
