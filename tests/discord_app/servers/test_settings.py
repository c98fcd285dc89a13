"""/settings: what moderators set for their server, and nobody else for any."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.core.records import ChannelMode, DailyQuote
from bot.discord_app.client import Bot
from bot.discord_app.components import CustomId
from bot.service.memory import Memory
from bot.service.snapshots import Live
from tests.discord_app import voices
from tests.discord_app.forging import pressed
from tests.discord_app.shelves import interviews, shelf
from tests.discord_app.voices import HELP, PLAN
from tests.standin import Guild, ImpossibleError, Person, StandIn
from tests.standin.launch import running
from tests.standin.permissions import Permission

CHOOSE = "Which interviews answer here? None chosen: all of them"
REFUSED = "Only people who may manage this server can change its settings."


@pytest.fixture
async def bot(discord: StandIn, memory: Memory) -> AsyncIterator[Bot]:
    async with running(Bot(voices.answering(voices.ada(), voices.eve()), memory), discord) as connected:
        yield connected


def moderator(discord: StandIn, at: str = "general") -> Person:
    return discord.person("moderator").at(at)


def course(discord: StandIn) -> Guild:
    return discord.world.guild("Course")


def demote(discord: StandIn) -> None:
    """The moderator is one no more."""
    discord.world.add_member(course(discord), discord.world.user("moderator"))


def janitor(discord: StandIn) -> Person:
    """A member who may manage messages, and not the server."""
    role = discord.world.add_role(course(discord), "Janitors", Permission.MANAGE_MESSAGES)
    discord.world.add_member(course(discord), discord.world.user("friend"), role)
    return discord.person("friend").at("general")


async def test_a_channel_is_silenced(discord: StandIn, bot: Bot) -> None:
    """Nothing is said there that everybody sees; its threads too; other channels as before."""
    told = await moderator(discord).slash("settings channel", answers="off")
    assert told.is_ephemeral
    general = discord.channel("general")
    assert told.text == f"<#{general.id}>: I keep silent; commands are answered to their user alone."
    asker = discord.person("asker")
    for where in ("general", "side talk"):
        assert (await asker.at(where).slash("ask", question=HELP, private=False)).is_ephemeral
        assert (await asker.at(where).slash("quote", private=False)).is_ephemeral
    assert not (await asker.at("questions").slash("ask", question=HELP)).is_ephemeral
    asker.says("general", PLAN, mentions=[discord.bot])
    await discord.reply_to(asker.says("questions", PLAN, mentions=[discord.bot]))
    assert [message.author.name for message in discord.messages_in("general") if not message.is_ephemeral] == ["asker"]


async def test_nothing_private_is_shared_where_it_is_silent(discord: StandIn, bot: Bot) -> None:
    """Whoever presses is told why."""
    await moderator(discord).slash("settings channel", answers="off")
    answer = await discord.person("asker").at("general").slash("ask", question=HELP)
    assert (await discord.person("asker").at("general").click(answer, "Share")).text.startswith("The moderators want")


async def test_answers_are_private_by_default(discord: StandIn, bot: Bot) -> None:
    """In the channel, or in the server but for one channel; whoever asks may choose."""
    asker = discord.person("asker")
    await moderator(discord).slash("settings channel", private="yes")
    assert (await asker.at("general").slash("ask", question=HELP)).is_ephemeral
    assert (await asker.at("side talk").slash("topic", name="How to plan a week?")).is_ephemeral
    assert not (await asker.at("general").slash("ask", question=HELP, private=False)).is_ephemeral
    assert not (await asker.at("questions").slash("ask", question=PLAN)).is_ephemeral
    await moderator(discord).slash("settings server", private="yes")
    await moderator(discord).slash("settings channel", private="as in the server")
    for where in ("general", "staff"):
        channel = discord.channel(where)
        assert (await discord.person("moderator").at(channel).slash("ask", question=HELP)).is_ephemeral


async def test_another_channel_is_named(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """A forum, or a thread; what was set before stays."""
    for name in ("ask-forum", "side talk", "vault"):
        channel = discord.channel(name)
        told = await moderator(discord).slash("settings channel", channel=channel, answers="off")
        assert told.text.startswith(f"<#{channel.id}>: I keep silent")
        told = await moderator(discord).slash("settings channel", channel=channel, private="yes")
        settings = await memory.settings.of(course(discord).id)
        assert settings.mode_of(channel.id) is ChannelMode.OFF
        assert settings.is_private_in(channel.id)


async def test_unasked_answers_need_the_operator(discord: StandIn, bot: Bot) -> None:
    """Without what members write there are none, which is told at once and by show."""
    told = await moderator(discord).slash("settings channel", answers="questions")
    assert "I also answer plain questions" in told.text
    assert "`discord.message_content: true`" in told.text
    assert "`discord.message_content: true`" in (await moderator(discord).slash("settings show")).text


async def test_what_the_bot_lacks_is_shown(discord: StandIn, bot: Bot) -> None:
    """Where it is to answer, and nowhere else; a channel that is gone is called so."""
    for name in ("readonly", "vault"):
        await moderator(discord).slash("settings channel", channel=discord.channel(name), answers="mention")
    told = await moderator(discord).slash("settings show")
    assert told.is_ephemeral
    lines = told.text.splitlines()
    assert lines[0] == "What holds in this server:"
    assert lines[1].startswith("- Wherever nothing else is set: I answer commands, and whoever mentions me")
    assert lines[1].endswith("; a command's answer is for everybody, unless its user chooses otherwise.")
    lacking = {line.split(">")[0][4:]: line.partition("There I lack: ")[2] for line in lines if line.startswith("- <#")}
    assert lacking[str(discord.channel("readonly").id)] == "Send Messages."
    assert lacking[str(discord.channel("vault").id)] == "View Channel, Send Messages, Read Message History."
    assert lines[-2:] == ["- Every interview answers here.", "- There is no quote of the day."]


async def test_a_long_list_has_pages(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Turned by whoever may manage the server."""
    guild = course(discord)
    for number in range(40):
        await memory.settings.set_mode(guild.id, 1000 + number, ChannelMode.OFF)
    shown = await moderator(discord).slash("settings show")
    assert "Page 1 of 4." in shown.text
    assert "A channel that is gone: I keep silent" in shown.text
    await moderator(discord).click(shown, "Next page")
    assert "Page 2 of 4." in shown.text


async def test_interviews_are_chosen(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Only these answer, by every way of asking; none chosen means all."""
    shown = await moderator(discord).slash("settings sources")
    assert shown.is_ephemeral
    assert shown.text == "Every interview answers here."
    await moderator(discord).select(shown, CHOOSE, "A talk with Eve Second")
    assert shown.text == "These interviews answer here: A talk with Eve Second."
    assert [option["label"] for option in shown.shown.selects[0]["options"] if option.get("default")] == [
        "A talk with Eve Second"
    ]
    answer = await discord.person("asker").slash("ask", question=HELP)
    assert "Ada" not in answer.text
    await moderator(discord).select(shown, CHOOSE)
    assert shown.text == "Every interview answers here."
    assert (await memory.settings.of(course(discord).id)).sources == ()


async def test_many_interviews_are_chosen_page_by_page(
    discord: StandIn, live: Live, small_bot: Bot, memory: Memory
) -> None:
    """What was chosen on one page stays when another is used; what is gone from the knowledge goes."""
    live.snapshot = shelf(*interviews(30))
    guild = course(discord)
    await memory.settings.set_sources(guild.id, ("talk-3", "gone"))
    shown = await moderator(discord).slash("settings sources")
    assert "Page 1 of 2." in shown.text
    await moderator(discord).click(shown, "Next page")
    last = shown.shown.selects[0]["options"][-1]["value"]
    await moderator(discord).select(shown, CHOOSE, last)
    assert (await memory.settings.of(guild.id)).sources == ("talk-3", "talk-29")
    await moderator(discord).click(shown, "Previous page")
    await moderator(discord).select(shown, CHOOSE)
    assert (await memory.settings.of(guild.id)).sources == ("talk-29",)
    live.snapshot = shelf(*interviews(2))
    assert "are gone, so none answers here" in (await moderator(discord).slash("settings sources")).text


async def test_a_quote_of_the_day(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Time and zone as people type them; what is left out stays as it was."""
    guild, general, questions = course(discord), discord.channel("general"), discord.channel("questions")
    told = await moderator(discord).slash("settings daily", time="0.00", zone="berlin")
    assert told.is_ephemeral
    comes = f"A quote of the day comes to <#{general.id}> at 00:00 (Europe/Berlin). Its time is over for today and "
    assert told.text.startswith(comes)
    await moderator(discord).slash("settings daily", channel=questions)
    assert (await memory.settings.of(guild.id)).daily == DailyQuote(questions.id, "00:00", "Europe/Berlin")
    assert "A quote of the day comes to" in (await moderator(discord).slash("settings show")).text
    assert (await moderator(discord).slash("settings daily", post="off")).text == "There is no quote of the day."
    assert (await memory.settings.of(guild.id)).daily is None


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"time": "25:00"}, "I cannot read that as a time of day: “25\\:00”"),
        ({"time": "<@1>"}, "I cannot read that as a time of day: “\\<\\@1\\>”"),
        ({"zone": "Mars"}, "I know no time zone called “Mars”"),
    ],
)
async def test_what_cannot_be_read_is_told(options: dict[str, str], says: str, discord: StandIn, bot: Bot) -> None:
    """And nothing is set."""
    told = await moderator(discord).slash("settings daily", **options)
    assert told.is_ephemeral
    assert told.text.startswith(says)
    assert "There is no quote of the day." in (await moderator(discord).slash("settings show")).text


async def test_a_place_where_no_quote_can_be_posted(discord: StandIn, bot: Bot) -> None:
    """It is told before anything is set; a thread is none."""
    told = await moderator(discord).slash("settings daily", channel=discord.channel("readonly"))
    assert told.text.endswith("I would need: Send Messages.")
    assert "name a text channel" in (await moderator(discord, "side talk").slash("settings daily")).text


async def test_zones_are_offered(discord: StandIn, bot: Bot) -> None:
    """By their cities."""
    suggested = await moderator(discord).autocomplete("settings daily", zone="new yo")
    assert [choice.value for choice in suggested] == ["America/New_York"]
    assert len(await moderator(discord).autocomplete("settings daily", zone="")) == 25


async def test_a_member_does_not_even_see_it(discord: StandIn, bot: Bot) -> None:
    """Nor is it there in direct messages, or where the bot is no member."""
    stranger = discord.person("stranger")
    for person in (discord.person("asker"), stranger, discord.person("moderator").at(discord.person("moderator").dm)):
        with pytest.raises(ImpossibleError):
            person.slash("settings show")


@pytest.mark.parametrize("name", ["show", "channel", "server", "sources", "daily"])
async def test_a_member_to_whom_it_is_shown(name: str, discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Discord lets administrators show a command to anybody: the right itself is looked at."""
    command = next(c for c in discord.commands.listed(None) if c.name == "settings")
    command.payload["default_member_permissions"] = None
    told = await discord.person("asker").slash(f"settings {name}")
    assert told.is_ephemeral
    assert told.text == REFUSED
    assert (await memory.settings.of(course(discord).id)).daily is None


async def test_managing_messages_is_not_managing_the_server(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """The right that counts is the one that Discord shows the command to."""
    refused = await pressed(janitor(discord), CustomId("setsources"), "aaaaaaaa")
    assert refused.is_ephemeral
    assert refused.text == REFUSED
    assert (await memory.settings.of(course(discord).id)).sources == ()


async def test_a_right_taken_away_between_two_steps(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """What was opened with it does nothing any more."""
    shown = await moderator(discord).slash("settings sources")
    demote(discord)
    pressed = await moderator(discord).select(shown, CHOOSE, "A talk with Eve Second")
    assert pressed.is_ephemeral
    assert pressed.text == REFUSED
    assert (await memory.settings.of(course(discord).id)).sources == ()


@pytest.mark.parametrize("action", ["settings", "setpage", "setsources"])
async def test_a_forged_press_is_refused(action: str, discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Whoever sends it, and whatever it claims."""
    refused = await pressed(discord.person("asker"), CustomId(action, 99, asker=1, message=2), "aaaaaaaa")
    assert refused.is_ephemeral
    assert refused.text == REFUSED
    assert (await memory.settings.of(course(discord).id)).sources == ()


async def test_an_administrator_changes_their_own_server_alone(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Whatever a press claims, it is for the server where it was made."""
    stranger = discord.world.user("stranger")
    other = discord.world.add_guild("Other", owner=stranger, with_bot=False)
    plaza = discord.world.add_channel(other, "plaza")
    discord.join(other)
    boss = discord.person("stranger").at(plaza)
    await boss.slash("settings channel", answers="off")
    shown = await boss.slash("settings sources")
    await boss.select(shown, CHOOSE, "A talk with Eve Second")
    assert (await memory.settings.of(other.id)).sources == ("eve-2019",)
    settings = await memory.settings.of(course(discord).id)
    assert (settings.channels, settings.sources) == ((), ())


async def test_in_direct_messages_a_forged_press_is_told(discord: StandIn, bot: Bot) -> None:
    """There is no server that it could be for."""
    asker = discord.person("asker")
    refused = await pressed(asker.at(asker.dm), CustomId("setsources"), "aaaaaaaa")
    assert refused.text == "Settings belong to a server that I am a member of. Please use this there."


async def test_what_could_not_be_kept_is_told(
    discord: StandIn, bot: Bot, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds all the same."""

    async def fails(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(memory._worker, "did", fails)
    told = await moderator(discord).slash("settings channel", answers="off")
    assert "I could not write it down" in told.text
    assert (await memory.settings.of(course(discord).id)).is_silent_in(discord.channel("general").id)


async def test_the_servers_news_are_forgotten_with_it(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """The bot is taken out, and comes back as to a new place."""
    guild = course(discord)
    await moderator(discord).slash("settings channel", answers="off")
    discord.leave(guild)
    async with asyncio.timeout(60):
        while (await memory.settings.of(guild.id)).channels:
            await asyncio.sleep(0.05)
    assert (await memory.settings.of(guild.id)).channels == ()
