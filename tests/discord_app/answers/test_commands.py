"""What members do and what they get."""

from __future__ import annotations

import logging
import re

import pytest

from bot.core.model import Question
from bot.discord_app.client import Bot
from bot.service.answering import Answering
from tests.standin import Flag, Message, StandIn
from tests.standin.chat import Manner
from tests.standin.message import Draft
from tests.standin.world import User

MASTERS = "Should I do a Master's degree?"
LINK = re.compile(r"\[[^\]]+\]\(<https://eugeneyan\.com/writing/informal-mentors-alexey-grigorev/#:~:text=[^ ]+>\)$")


def assert_is_an_answer(message: Message) -> None:
    """Words, then who, when and what was asked, then the link; small lines below; no preview, no ping."""
    lines = [line for line in message.content.splitlines() if not line.startswith("-# ")]
    assert message.content.startswith("\n".join(lines))
    words = [line for line in lines if line.startswith(">")]
    assert lines[: len(words)] == words
    assert re.match(
        r"— \*\*Alexey Grigorev\*\*, then lead data scientist at OLX Group, Nov 2020, asked", lines[len(words)]
    )
    assert LINK.match(lines[-1])
    assert Flag.SUPPRESS_EMBEDS in message.flags


def test_the_description_is_at_hand(reference) -> None:
    """Every request of these tests is held against Discord's own description."""
    reference("discord/openapi.json", "the requests fit Discord's own description")


async def test_a_slash_question_is_answered(discord: StandIn, bot: Bot) -> None:
    """In his own words, for everyone to see, with why it was found and who asked what."""
    exchange = await discord.person("asker").slash("ask", question=MASTERS)
    assert not exchange.is_ephemeral
    assert_is_an_answer(exchange.shown)
    because, asked = exchange.text.splitlines()[-2:]
    assert re.match(r"-# because of: .*Master's degree", because)
    assert asked == "-# Asker asked: “Should I do a Master's degree?”"


async def test_what_is_not_on_the_record_is_said_so(discord: StandIn, bot: Bot) -> None:
    """An honest no, to the asker alone, and no quote."""
    exchange = await discord.person("asker").slash("ask", question="who won the world cup?")
    assert exchange.is_ephemeral
    assert exchange.text.startswith("That is not on the record: Alexey Grigorev was not asked it")
    assert ">" not in exchange.text


async def test_questions_are_offered_while_typing(discord: StandIn, bot: Bot) -> None:
    """At most 25, each of which can be asked as it is; a title of every topic before anything is typed."""
    asker = discord.person("asker")
    suggested = await asker.autocomplete("ask", question="should I do a mas")
    assert 0 < len(suggested) <= 25
    assert "master" in suggested[0].name.lower()
    assert suggested[0].name == suggested[0].value
    assert len(await asker.autocomplete("ask", question="")) == 25


async def test_about_says_whose_words_these_are(discord: StandIn, bot: Bot) -> None:
    """Where they were published, that nothing is generated, how to have them taken down."""
    exchange = await discord.person("asker").slash("about")
    assert exchange.is_ephemeral
    assert "(<https://eugeneyan.com/writing/informal-mentors-alexey-grigorev/>)" in exchange.shown.content
    assert "Nothing is generated" in exchange.text
    assert "taken down" in exchange.text


async def test_a_mention_gets_a_reply(discord: StandIn, bot: Bot) -> None:
    """To that message, without pinging anybody."""
    asked = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
    reply = await discord.reply_to(asked)
    assert_is_an_answer(reply)
    assert reply.reply_to == asked.id
    [request] = discord.requests.to("POST", r"/messages$")
    assert request.body["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_a_direct_message_gets_an_answer(discord: StandIn, bot: Bot) -> None:
    """No mention needed."""
    asker = discord.person("asker")
    assert_is_an_answer(await discord.reply_to(asker.says(asker.dm, MASTERS)))


async def test_a_thread_gets_an_answer(discord: StandIn, bot: Bot) -> None:
    """Where it was asked."""
    asked = discord.person("asker").says("side talk", MASTERS, mentions=[discord.bot])
    assert (await discord.reply_to(asked)).channel_id == asked.channel_id


async def test_a_mention_alone_gets_told_how_to_ask(discord: StandIn, bot: Bot) -> None:
    """One line."""
    reply = await discord.reply_to(discord.person("asker").says("general", "", mentions=[discord.bot]))
    assert reply.content.startswith("Ask me something")


async def test_nobody_is_answered_who_did_not_ask(discord: StandIn, bot: Bot) -> None:
    """Not a message to somebody else, not @everyone; the mention that follows is answered first."""
    asker = discord.person("asker")
    asker.says("general", MASTERS)
    asker.says("general", f"@everyone {MASTERS}")
    asker.says("general", MASTERS, mentions=[discord.person("friend")])
    last = asker.says("general", MASTERS, mentions=[discord.bot])
    await discord.reply_to(last)
    own = [message for message in discord.messages_in("general") if message.author == discord.bot]
    assert [message.reply_to for message in own] == [last.id]


@pytest.mark.parametrize(("is_bot", "webhook"), [(True, None), (False, 7)])
async def test_a_program_is_not_answered(is_bot: bool, webhook: int | None, discord: StandIn, bot: Bot) -> None:
    """Another bot, or a webhook, whatever it asks."""
    program = User(discord.world.new_id(), "Feed", is_bot=is_bot)
    asked = Draft(f"{discord.bot.mention} {MASTERS}")
    discord.chat.post(discord.channel("general"), program, asked, Manner(webhook=webhook))
    for name in ("asker", "friend"):  # whatever was said before the first reply has been looked at by the second
        await discord.reply_to(discord.person(name).says("general", MASTERS, mentions=[discord.bot]))
    own = [message for message in discord.messages_in("general") if message.author == discord.bot]
    assert len(own) == 2


async def test_one_log_line_a_question_without_its_words(
    discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture, answering: Answering
) -> None:
    """Surface, decision, quote, confidence, time."""
    with caplog.at_level(logging.INFO, logger="bot"):
        await discord.person("asker").slash("ask", question=MASTERS)
    [line] = [record.getMessage() for record in caplog.records if record.name == "bot.service.answering"]
    quote_id = answering.reply(Question(MASTERS)).ranking.matches[0].quote.id
    assert re.fullmatch(rf"slash: answer {quote_id} confidence=0\.\d\d ms=\d+\.\d", line)


async def test_a_user_installed_bot_answers_anywhere(discord: StandIn, bot: Bot) -> None:
    """In a direct message of somebody who shares no server with it."""
    exchange = await discord.person("stranger").slash("ask", question=MASTERS)
    assert_is_an_answer(exchange.shown)
