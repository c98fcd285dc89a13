"""Right-click on a message: the quotes that fit it."""

from __future__ import annotations

from math import ceil

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.model import Question
from bot.discord_app import guards, sending
from bot.discord_app.interactions import Services
from bot.discord_app.render_found import found_post, no_words_post
from bot.service.rate_limits import MENU

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
        text = guards.without_mention(message.content, me) if me else message.content
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
