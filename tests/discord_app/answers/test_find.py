"""Right-click on a message: a private preview, and the quote that was picked as a reply to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.core.records import ChannelMode
from bot.discord_app.client import Bot
from bot.discord_app.components import CustomId
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.responder import Limits
from tests.discord_app import voices
from tests.discord_app.client_view import quoted_in
from tests.discord_app.hostile import hostile_texts
from tests.discord_app.voices import ADA_HELP, EVE_HELP, HELP, PLAN
from tests.standin import Exchange, Message, Overwrite, Permission, Person, StandIn, Upload
from tests.standin.chat import Manner
from tests.standin.launch import running
from tests.standin.message import Draft
from tests.standin.world import User

MENU = "Find the quote"


@pytest.fixture
def known() -> Answering:
    return voices.answering(voices.ada(), voices.eve())


@pytest.fixture
async def bot(discord: StandIn, known: Answering, memory: Memory) -> AsyncIterator[Bot]:
    async with running(Bot(known, memory, Limits(member_questions=100)), discord) as connected:
        yield connected


def own(discord: StandIn, channel: str) -> list[Message]:
    said = discord.messages_in(channel)
    return [message for message in said if message.author == discord.bot and not message.is_ephemeral]


def finder(discord: StandIn, channel: str = "general") -> Person:
    return discord.person("friend").at(channel)


async def found(discord: StandIn, channel: str = "general", said: str = HELP) -> tuple[Message, Exchange]:
    """What the asker said without naming the bot, and what the friend sees who looks for a quote."""
    target = discord.person("asker").says(channel, said)
    return target, await finder(discord, channel).menu(MENU, target)


async def told(pressed: Exchange, begins: str) -> str:
    """What stands in the preview's place once something was picked."""
    await pressed.until(lambda each: each.message is not None and each.text.startswith(begins))
    return pressed.text


async def test_the_best_three_are_shown_to_whoever_looks(discord: StandIn, bot: Bot) -> None:
    """Numbered, with who and when, without a word on how sure; nothing is posted."""
    _, preview = await found(discord)
    assert preview.is_ephemeral
    assert preview.text.startswith("Which one fits?")
    assert quoted_in([preview.text])[:2] == [ADA_HELP, EVE_HELP]
    assert re.findall(r"^\*\*(\d)\.\*\*$", preview.text, re.MULTILINE) == ["1", "2", "3"][: len(preview.shown.buttons)]
    assert "— **Ada Example**, Mar 2021\n" in preview.text
    assert [button.label for button in preview.shown.buttons] == ["1", "2", "3"][: len(preview.shown.buttons)]
    assert own(discord, "general") == []


async def test_the_one_picked_is_the_reply(discord: StandIn, bot: Bot) -> None:
    """To that message, for everybody, naming who found it; nobody is pinged."""
    target, preview = await found(discord)
    picked = finder(discord).click(preview, "2")
    assert await told(picked, "Thank you. It stands here: ")
    [reply] = own(discord, "general")
    assert reply.reply_to == target.id
    assert quoted_in([reply.content]) == [EVE_HELP]
    assert reply.content.splitlines()[-1] == "-# found by Friend"
    assert not reply.mentions
    assert picked.text.endswith(f"/{reply.channel_id}/{reply.id}")
    assert not preview.shown.buttons
    assert {"In context", "Helpful", "Delete"} <= {button.label for button in reply.buttons}
    gone = finder(discord).click(reply, "Delete")
    await gone.until(lambda each: each.callback is not None and each.message is None)
    assert own(discord, "general") == []


@pytest.mark.parametrize("channel", ["side talk", "first steps"])
async def test_in_threads_and_posts(channel: str, discord: StandIn, bot: Bot) -> None:
    """Where the message is."""
    target, preview = await found(discord, channel)
    await told(finder(discord, channel).click(preview, "1"), "Thank you.")
    assert [reply.reply_to for reply in own(discord, channel)] == [target.id]


async def test_the_same_again_is_a_link(discord: StandIn, bot: Bot) -> None:
    """To the reply that is there; another quote is another reply."""
    target, preview = await found(discord)
    friend, again = finder(discord), await discord.person("owner").at("general").menu(MENU, target)
    await told(friend.click(preview, "1"), "Thank you.")
    [reply] = own(discord, "general")
    pressed = discord.person("owner").at("general").click(again, "1")
    assert (await told(pressed, "That message was given")).endswith(f"/{reply.id}")
    await told(friend.click(await friend.menu(MENU, target), "2"), "Thank you.")
    assert len(own(discord, "general")) == 2


async def test_two_at_once_are_one_reply(discord: StandIn, bot: Bot) -> None:
    """The second waits for the first, and gets its link."""
    target, first = await found(discord)
    second = await discord.person("owner").at("general").menu(MENU, target)
    presses = finder(discord).click(first, "1"), discord.person("owner").at("general").click(second, "1")
    texts = {(await told(each, "Tha")).split(" ")[0] for each in presses}
    assert texts == {"Thank", "That"}
    assert len(own(discord, "general")) == 1


async def test_a_deleted_message_takes_all_with_it(discord: StandIn, bot: Bot) -> None:
    """However many quotes were found for it; one that is merely edited keeps them."""
    target, preview = await found(discord)
    for number in ("1", "2"):
        preview = await finder(discord).menu(MENU, target)
        await told(finder(discord).click(preview, number), "Thank you.")
    replies = own(discord, "general")
    discord.person("asker").edits(target, "never mind")
    discord.person("asker").deletes(discord.newest(target))
    for reply in replies:
        await discord.requested("DELETE", f"/messages/{reply.id}$")
    assert len(replies) == 2


@pytest.mark.parametrize("changed", ["never mind", PLAN])
async def test_a_question_that_changes_keeps_what_was_found(changed: str, discord: StandIn, bot: Bot) -> None:
    """Its own reply is mended or goes; what somebody found for it stays until the message itself is deleted."""
    asker = discord.person("asker")
    await discord.reply_to(asker.says("general", HELP, mentions=[discord.bot]))
    target = asker.says("general", HELP, mentions=[discord.bot])
    link = await discord.reply_to(target)
    await told(finder(discord).click(await finder(discord).menu(MENU, target), "2"), "Thank you.")
    reply = own(discord, "general")[-1]
    is_question = changed == PLAN
    asker.edits(target, f"{discord.bot.mention} {changed}" if is_question else changed)
    await discord.requested("PATCH" if is_question else "DELETE", f"/messages/{link.id}$")
    assert reply in own(discord, "general")
    asker.deletes(discord.newest(target))
    await discord.requested("DELETE", f"/messages/{reply.id}$")


async def test_a_webhooks_message(discord: StandIn, bot: Bot) -> None:
    """Nobody of the server wrote it; it is replied to like any other."""
    feed = User(discord.world.user("asker").id + 1, "Feed", is_bot=True)
    target = discord.chat.post(discord.channel("general"), feed, Draft(HELP), Manner(webhook=feed.id))
    preview = await finder(discord).menu(MENU, target)
    assert quoted_in([preview.text])[0] == ADA_HELP
    await told(finder(discord).click(preview, "1"), "Thank you.")
    assert [reply.reply_to for reply in own(discord, "general")] == [target.id]


async def test_the_preview_outlives_a_restart(discord: StandIn, known: Answering, memory: Memory) -> None:
    """Its buttons say all that is needed; so does what is remembered of the reply."""
    async with running(Bot(known, memory), discord):
        target, preview = await found(discord)
    async with running(Bot(known, memory), discord):
        await told(finder(discord).click(preview, "1"), "Thank you.")
    async with running(Bot(known, memory), discord):
        again = await finder(discord).menu(MENU, target)
        await told(finder(discord).click(again, "1"), "That message was given")
    assert len(own(discord, "general")) == 1


async def test_a_quote_withdrawn_meanwhile(discord: StandIn, memory: Memory, known: Answering) -> None:
    """It is told, and nothing posted."""
    async with running(Bot(known, memory), discord):
        _, preview = await found(discord)
    async with running(Bot(voices.answering(voices.eve()), memory), discord):
        pressed = await finder(discord).click(preview, "1")
        assert pressed.text == "That quote has been withdrawn."
    assert own(discord, "general") == []


async def test_a_message_gone_meanwhile(discord: StandIn, bot: Bot) -> None:
    """Whoever picks is told."""
    target, preview = await found(discord)
    discord.person("asker").deletes(target)
    await told(finder(discord).click(preview, "1"), "I could not reply: the message is gone")
    discord.violations.clear()


async def test_where_the_bot_may_not_write(discord: StandIn, bot: Bot) -> None:
    """Seen beforehand: it says what it would need."""
    _, preview = await found(discord, "readonly")
    pressed = await finder(discord, "readonly").click(preview, "1")
    assert pressed.is_ephemeral
    assert pressed.text == "I cannot reply in this channel. I would need: Send Messages."
    assert not discord.requests.to("POST", r"/channels/\d+/messages$")


async def test_where_the_finder_may_not_write(discord: StandIn, bot: Bot) -> None:
    """A right taken away between the preview and the press."""
    _, preview = await found(discord)
    general, friend = discord.channel("general"), discord.person("friend").user
    discord.world.overwrite(general, Overwrite(friend.id, deny=Permission.SEND_MESSAGES, is_member=True))
    pressed = await finder(discord).click(preview, "1")
    assert pressed.text.startswith("You cannot write in this channel")
    assert own(discord, "general") == []


async def test_where_the_bot_is_to_keep_silent(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """The preview is private; nothing is posted."""
    general = discord.channel("general")
    await memory.settings.set_mode(general.guild_id or 0, general.id, ChannelMode.OFF)
    _, preview = await found(discord)
    pressed = await finder(discord).click(preview, "1")
    assert pressed.text.startswith("The moderators want me to keep silent")
    assert own(discord, "general") == []


async def test_only_sources_that_answer_there(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """As for every other question."""
    await memory.settings.set_sources(discord.world.guild().id, ("eve-2019",))
    _, preview = await found(discord)
    assert quoted_in([preview.text]) == [EVE_HELP]


async def test_where_the_bot_is_no_member(discord: StandIn, bot: Bot) -> None:
    """Whoever has installed it for themselves gets a message with the link, in direct messages too."""
    stranger = discord.person("stranger")
    other = discord.world.add_guild("Elsewhere", owner=stranger.user, with_bot=False)
    for place in (discord.world.add_channel(other, "plaza"), stranger.dm):
        target = stranger.says(place, HELP)
        preview = await stranger.at(place).menu(MENU, target)
        pressed = stranger.at(place).click(preview, "1")
        await told(pressed, "Thank you. I have posted it")
        [posted] = pressed.followups
        assert not posted.is_ephemeral
        found_by, link = posted.content.splitlines()[-2:]
        assert found_by == "-# found by Stranger"
        assert link.startswith("-# for this message: https://discord.com/channels/")
        assert link.endswith(f"/{place.id}/{target.id}")


async def test_nothing_found_leads_on(discord: StandIn, bot: Bot) -> None:
    """One line, the nearest topics, and a form for other words."""
    _, preview = await found(discord, said="who won the world cup?")
    assert preview.is_ephemeral
    assert preview.text.startswith("That is not on the record")
    assert preview.shown.buttons[-1].label == "Ask in other words"


async def test_a_picture_alone_has_no_words(discord: StandIn, bot: Bot) -> None:
    """So it is told; the bot's own name is no question either."""
    asker, picture = discord.person("asker"), Upload("picture.png", b"")
    for target in (asker.says("general", "", files=[picture]), asker.says("general", discord.bot.mention)):
        preview = await finder(discord).menu(MENU, target)
        assert preview.text.startswith("There are no words in that message")
        assert [button.label for button in preview.shown.buttons] == ["Ask in other words"]


async def test_too_many_at_once(discord: StandIn, known: Answering, memory: Memory) -> None:
    """As with every other way of asking."""
    async with running(Bot(known, memory, Limits(member_questions=1)), discord):
        target, _ = await found(discord)
        again = await finder(discord).menu(MENU, target)
    assert again.is_ephemeral
    assert again.text.startswith("That was a lot of questions at once.")


async def test_a_bots_message_and_a_long_one(discord: StandIn, bot: Bot) -> None:
    """Whoever wrote it and however long it is: somebody asks for a quote to it."""
    robot = discord.world.add_user("robot", is_bot=True)
    discord.world.add_member(discord.world.guild(), robot)
    target = discord.person("robot", "general").says("general", HELP)
    preview = await finder(discord).menu(MENU, target)
    assert quoted_in([preview.text])[0] == ADA_HELP
    _, preview = await found(discord, said=f"{PLAN} " * 60)
    assert len(preview.text) <= 2000


async def test_hostile_messages_are_looked_at_in_peace(discord: StandIn, bot: Bot) -> None:
    """Nothing of them is repeated."""
    for text in hostile_texts(20):
        _, preview = await found(discord, said=text)
        assert preview.is_ephemeral
        assert "evil.example" not in preview.text


def test_the_button_is_short_enough() -> None:
    """With the longest numbers that there are."""
    custom_id = CustomId("pick", 0, ("abcdefgh-zz",), 2**64 - 1, 2**64 - 1)
    assert len(custom_id.text) <= 100
