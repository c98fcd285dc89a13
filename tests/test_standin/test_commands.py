"""Slash commands, autocomplete and context menus, from the person's keyboard to the answer."""

from __future__ import annotations

import asyncio

import discord
import pytest
from discord import app_commands

from tests.standin import Answer, ChannelKind, ImpossibleError, StandIn, Upload
from tests.standin.launch import running
from tests.test_standin.bots import Bot

pytestmark = pytest.mark.asyncio


def answering(answer: object) -> Bot:
    """A bot whose /ask does what `answer(interaction, question)` does."""
    bot = Bot()

    @bot.tree.command(description="Ask a question")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await answer(interaction, question)

    return bot


async def test_a_slash_command_is_answered(standin: StandIn) -> None:
    """The answer is a message in the channel, and the bot sees it as an event."""

    async def answer(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.send_message(f"{interaction.user.name} asks: {question}")

    async with running(answering(answer), standin) as bot:
        exchange = await standin.person("asker").slash("ask", question="why?")
        assert exchange.text == "asker asks: why?"
        assert standin.messages_in("questions") == [exchange.message]
        await standin.gateway.settled()
        assert bot.heard[0].interaction_metadata.id == exchange.id


async def test_an_interaction_carries_what_real_ones_carry(standin: StandIn) -> None:
    """Permissions, locales, context, installation, file limit and channel are all there."""
    seen = {}

    async def answer(interaction: discord.Interaction, question: str) -> None:
        seen.update(
            manage=interaction.permissions.manage_guild,
            app=interaction.app_permissions.send_messages,
            locales=(interaction.locale, interaction.guild_locale),
            context=interaction.context.guild,
            install=interaction.is_guild_integration(),
            limit=interaction.filesize_limit,
            channel=interaction.channel.name,
            guild=interaction.guild.name,
        )
        await interaction.response.send_message("ok", ephemeral=True)

    async with running(answering(answer), standin):
        exchange = await standin.person("moderator").slash("ask", question="?")
        assert exchange.is_ephemeral
        assert seen == {
            "manage": True,
            "app": True,
            "locales": (discord.Locale.american_english, discord.Locale.american_english),
            "context": True,
            "install": True,
            "limit": 10 * 1024 * 1024,
            "channel": "questions",
            "guild": "Course",
        }


async def test_a_deferred_answer_is_waited_for(standin: StandIn) -> None:
    """Awaiting an exchange does not end at "thinking" but at what replaces it."""

    async def answer(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(0.02)
        await interaction.edit_original_response(content="thought about it")

    async with running(answering(answer), standin):
        exchange = await standin.person("asker").slash("ask", question="?").acknowledged()
        assert exchange.is_thinking
        await exchange
        assert exchange.callback.kind is Answer.DEFERRED_MESSAGE
        assert (exchange.text, exchange.is_ephemeral) == ("thought about it", True)


async def test_the_first_follow_up_takes_the_place_of_thinking(standin: StandIn) -> None:
    """A follow-up after a deferral fills it and stays as private as that; the next one is a message of its own."""

    async def answer(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("first")
        await interaction.followup.send("second", ephemeral=True)

    async with running(answering(answer), standin):
        exchange = standin.person("asker").slash("ask", question="?")
        await exchange.until(lambda e: len(e.followup_ids) == 2)
        first, second = exchange.followups
        assert (first, first.is_ephemeral) == (exchange.message, True)
        assert second.content == "second"


async def test_an_answer_can_be_edited_fetched_and_deleted(standin: StandIn) -> None:
    """@original: PATCH, GET and DELETE."""

    async def answer(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.send_message("one")
        await interaction.edit_original_response(content="two")
        fetched = await interaction.original_response()
        follow_up = await interaction.followup.send(f"was {fetched.content}", wait=True)
        await follow_up.edit(content="three")
        await interaction.delete_original_response()

    async with running(answering(answer), standin):
        exchange = standin.person("asker").slash("ask", question="?")
        await exchange.until(lambda e: e.original_id is not None and e.message is None)
        assert [edit["content"] for edit in exchange.edits] == ["two"]
        assert exchange.followups[0].content == "three"
        assert [message.content for message in standin.chat.deleted] == ["two"]


async def test_autocomplete_gives_choices(standin: StandIn) -> None:
    """The last option given is the one being typed."""
    bot = Bot()

    @bot.tree.command(description="Ask")
    async def ask(interaction: discord.Interaction, question: str) -> None: ...

    @ask.autocomplete("question")
    async def offer(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current} {n}", value=str(n)) for n in range(25)]

    async with running(bot, standin):
        choices = await standin.person("asker").autocomplete("ask", question="mast")
        assert (len(choices), choices[0].name, choices[24].value) == (25, "mast 0", "24")


async def test_subcommands_and_every_type_of_option_arrive(standin: StandIn) -> None:
    """Members, channels, roles, files and plain values come as the library's own objects."""
    bot = Bot()
    group = app_commands.Group(name="quote", description="Quotes")
    inner = app_commands.Group(name="by", description="By whom", parent=group)
    seen = []

    @inner.command(description="Add one")
    async def add(
        interaction: discord.Interaction,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        file: discord.Attachment,
        count: app_commands.Range[int, 1, 3],
        sure: bool,
        share: float,
    ) -> None:
        seen.extend([who.name, where.name, role.name, await file.read(), count, sure, share])
        await interaction.response.send_message("added")

    bot.tree.add_command(group)
    async with running(bot, standin):
        friend, moderators = standin.person("friend"), standin.world.role("Moderators")
        await standin.person("asker").slash(
            "quote by add",
            who=friend,
            where=standin.channel("general"),
            role=moderators,
            file=Upload("a.txt", b"words"),
            count=3,
            sure=True,
            share=0.5,
        )
        assert seen == ["friend", "general", "Moderators", b"words", 3, True, 0.5]


async def test_a_context_menu_sees_the_whole_message(standin: StandIn) -> None:
    """The target's content is given even without the message content intent."""
    bot = Bot()

    @bot.tree.context_menu(name="Find the quote")
    async def find(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"about: {message.content}")

    @bot.tree.context_menu(name="Who is this")
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"it is {member.name}")

    async with running(bot, standin):
        asker, friend = standin.person("asker"), standin.person("friend")
        message = friend.says("questions", "is a degree worth it?")
        assert (await asker.menu("Find the quote", message)).text == "about: is a degree worth it?"
        assert (await asker.menu("Who is this", friend)).text == "it is friend"


async def test_what_the_client_would_not_offer_is_impossible(standin: StandIn) -> None:
    """An unregistered command, a missing option, a wrong type, or a command shown to others only."""
    bot = Bot()

    @bot.tree.command(description="For moderators")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def secret(interaction: discord.Interaction, count: app_commands.Range[int, 1, 3]) -> None:
        await interaction.response.send_message("psst", ephemeral=True)

    async with running(bot, standin):
        asker, moderator = standin.person("asker"), standin.person("moderator")
        for person, name, options in (
            (moderator, "unknown", {}),
            (moderator, "secret", {}),
            (moderator, "secret", {"count": "three"}),
            (moderator, "secret", {"count": 4}),
            (moderator, "secret", {"count": 1, "more": 2}),
            (moderator.at(moderator.dm), "secret", {"count": 1}),
            (asker, "secret", {"count": 1}),
        ):
            with pytest.raises(ImpossibleError):
                person.slash(name, **options)
        assert (await moderator.slash("secret", count=3)).text == "psst"


async def test_a_command_of_a_guild_is_offered_there_only(standin: StandIn) -> None:
    """Guild commands carry their guild and are found before global ones."""
    bot, guild = Bot(), standin.world.guild()

    @bot.tree.command(description="Here only", guild=discord.Object(guild.id))
    async def local(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("here")

    async with running(bot, standin):
        await bot.tree.sync(guild=discord.Object(guild.id))
        asker = standin.person("asker")
        assert (await asker.slash("local")).text == "here"
        with pytest.raises(ImpossibleError):
            asker.at(asker.dm).slash("local")


async def test_a_user_install_works_where_the_bot_is_not(standin: StandIn) -> None:
    """In a DM with the bot, in someone else's DM, and in a guild without the bot, which is then partial."""
    seen = []

    async def answer(interaction: discord.Interaction, question: str) -> None:
        seen.append((interaction.is_user_integration(), interaction.is_guild_integration(), interaction.guild_id))
        await interaction.response.send_message(f"heard {question}")

    world = standin.world
    stranger, elsewhere = (
        world.user("stranger"),
        world.add_guild("Elsewhere", owner=world.user("owner"), with_bot=False),
    )
    world.add_member(elsewhere, stranger)
    square = world.add_channel(elsewhere, "square", ChannelKind.TEXT)
    private = world.private_channel(stranger, world.user("friend"))
    async with running(answering(answer), standin) as bot:
        person = standin.person("stranger")
        for place in (person.dm, private, square):
            exchange = await person.at(place).slash("ask", question=str(place.id))
            assert exchange.text == f"heard {place.id}"
        assert seen == [(True, False, None), (True, False, None), (True, False, elsewhere.id)]
        assert bot.get_guild(elsewhere.id) is None or bot.get_guild(elsewhere.id).unavailable


async def test_without_an_installation_nothing_is_offered(standin: StandIn) -> None:
    """A member who has not installed the app finds no command where the guild has not either."""

    async def answer(interaction: discord.Interaction, question: str) -> None: ...

    world = standin.world
    elsewhere = world.add_guild("Elsewhere", owner=world.user("asker"), with_bot=False)
    square = world.add_channel(elsewhere, "square")
    async with running(answering(answer), standin):
        with pytest.raises(ImpossibleError, match="no installation"):
            standin.person("asker").at(square).slash("ask", question="?")


async def test_silence_of_the_bot_is_told(standin: StandIn) -> None:
    """Waiting in vain says what was asked and what came."""

    async def answer(interaction: discord.Interaction, question: str) -> None: ...

    async with running(answering(answer), standin):
        exchange = standin.person("asker").slash("ask", question="?")
        with pytest.raises(TimeoutError, match="COMMAND 'ask' was answered with nothing"):
            await exchange.answered(timeout_s=0.05)
