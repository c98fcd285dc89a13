"""A withdrawn quote is corrected in every message that shows it; what cannot be corrected is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from bot.core.model import Knowledge
from bot.core.phrases import curators
from bot.core.records import DailyQuote, Personal
from bot.discord_app.client import Bot
from bot.discord_app.curation.corrections import correct
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Live
from tests.core.drafts import quote, record, topic
from tests.discord_app import voices
from tests.discord_app.client_view import quoted_in, seen
from tests.discord_app.curating_room import PROJECT, remembered, retired
from tests.discord_app.shelves import PROJECT as PROJECT_WORDS
from tests.discord_app.shelves import shelf
from tests.discord_app.voices import ADA_HELP, EVE_HELP, HELP
from tests.standin import Message, StandIn
from tests.standin.launch import running
from tests.state.values import NOON

SAID = "One small project that real people used."
QUESTION = "best way to learn for newcomers"
TOPIC = "What helped most at the start?"


@pytest.fixture
def known() -> Answering:
    return voices.answering(voices.ada(), voices.eve())


@pytest.fixture
async def bot(discord: StandIn, known: Answering, memory: Memory) -> AsyncIterator[Bot]:
    """The bot with two interviews that answer the same question."""
    async with running(Bot(known, memory), discord) as connected:
        yield connected


def without(knowledge: Knowledge, name: str) -> Knowledge:
    """The knowledge once a quote is withdrawn."""
    quotes = tuple(quote for quote in knowledge.quotes.values() if quote.id != name)
    topics = {
        topic.id: replace(topic, quotes=tuple(quote for quote in topic.quotes if quote.id != name))
        for topic in knowledge.topics.values()
    }
    sources = {quote.source.id: quote.source for quote in quotes}
    return Knowledge(MappingProxyType(sources), MappingProxyType(topics), (), (), MappingProxyType({}))


def public(discord: StandIn, *channels: str) -> list[Message]:
    """What the bot has said for everybody to see."""
    said = [message for channel in channels for message in discord.messages_in(channel)]
    return [message for message in said if message.author == discord.bot and not message.is_ephemeral]


async def post_by_all_surfaces(discord: StandIn, bot: Bot, memory: Memory) -> int:
    """The quote, by all that can post it: how many messages of #general, #questions and a thread show it then."""
    asker = discord.person("asker").at("general")
    await asker.slash("quote", id=PROJECT)
    await asker.slash("topic", name=TOPIC)
    private = await asker.slash("ask", question=QUESTION, private=True)
    shared = asker.click(private, "Share")
    await shared.until(lambda found: bool(found.followups))
    finder = discord.person("friend").at("questions")
    picked = finder.click(await finder.menu("Find the quote", asker.says("questions", QUESTION)), "1")
    await picked.until(lambda found: found.message is not None and "It stands here" in found.text)
    await discord.person("friend").at("side talk").slash("ask", question=QUESTION)
    general = discord.channel("general")
    await memory.settings.set_daily(general.guild_id or 0, DailyQuote(general.id, "12:00", "UTC"))
    for days in range(2):  # two quotes, each on one of two days
        memory.now = lambda days=days: NOON + timedelta(days=days)
        await bot.daily_poster.once()
    shown = [
        message for message in public(discord, "general", "side talk", "questions") if SAID in seen(message.content)
    ]
    assert len(shown) == 6
    return len(shown)


async def test_every_message_that_shows_it_is_corrected(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """By whatever way the quote came there: asked for, looked up, shared, found for a message, of the day."""
    memory.now = lambda: NOON - timedelta(minutes=1)
    count = await post_by_all_surfaces(discord, curators_bot, memory)
    await remembered(memory, PROJECT, count)
    done = await retired(discord)
    assert f"{count} corrected, 0 gone already, 0 that I could not change." in done.text
    left = public(discord, "general", "side talk", "questions")
    assert not [message for message in left if SAID in seen(message.content)]
    assert sum(message.content.startswith(curators.WITHDRAWN_REPLY) for message in left) == count


async def test_a_private_answer_is_not_counted(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """No bot can change it later: the curator is told so, and not that nobody saw the words."""
    asker = discord.person("asker").at("general")
    for command, options in {"quote": {"id": PROJECT}, "topic": {"name": TOPIC}, "ask": {"question": QUESTION}}.items():
        assert (await asker.slash(command, **options, private=True)).is_ephemeral
    done = await retired(discord)
    assert "No message of the last 30 days that everybody can see showed it." in done.text
    assert "only their asker sees" in done.text


async def test_what_cannot_be_corrected_is_told_with_links(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """So that a moderator there can delete it."""
    shown = (await discord.person("asker").at("general").slash("quote", id=PROJECT)).shown
    discord.fault("PATCH", f"/messages/{shown.id}$", status=403)
    await remembered(memory, PROJECT)
    done = await retired(discord)
    assert "0 corrected, 0 gone already, 1 that I could not change" in done.text
    assert f"https://discord.com/channels/{shown.guild_id}/{shown.channel_id}/{shown.id}" in done.text


@pytest.mark.parametrize(("withdrawn", "words"), [("ada-2021/help", ADA_HELP), ("eve-2019/walk", EVE_HELP)])
async def test_of_two_voices_the_one_with_a_former_link_is_corrected(
    withdrawn: str, words: str, discord: StandIn, bot: Bot, known: Answering, memory: Memory
) -> None:
    """The other voice stands in the same message: that is no sign that somebody pressed Next."""
    answer = await discord.person("asker").slash("ask", question=HELP)
    assert words in quoted_in([answer.text])
    assert len(quoted_in([answer.text])) == 2
    await remembered(memory, withdrawn)
    knowledge = known.snapshot.knowledge
    moved = replace(knowledge.quotes[withdrawn], url="https://example.org/moved")
    done = await correct(memory, moved, without(knowledge, withdrawn), bot.get_partial_messageable)
    assert done.corrected == 1
    assert answer.text.startswith(curators.WITHDRAWN_REPLY)


async def test_behind_next_the_words_of_another_stay(
    discord: StandIn, bot: Bot, known: Answering, memory: Memory
) -> None:
    """Those of the withdrawn quote stand there no more."""
    asker = discord.person("asker")
    answer = await asker.slash("ask", question=voices.PLAN)
    second = await asker.click(answer, "Next (2 of 3)")
    await remembered(memory, "ada-2021/plan")
    knowledge = known.snapshot.knowledge
    plan = knowledge.quotes["ada-2021/plan"]
    done = await correct(memory, plan, without(knowledge, plan.id), bot.get_partial_messageable)
    assert (done.corrected, done.gone, len(done.failed)) == (0, 0, 0)
    assert quoted_in([second.text]) == [voices.ADA_REST]


async def test_what_next_brings_is_remembered(discord: StandIn, live: Live, small_bot: Bot, memory: Memory) -> None:
    """Also a quote that its topic did not have when the message was sent."""
    early, project = quote("They should not specialise early.", id="early"), quote(PROJECT_WORDS, id="project")
    late = quote("I would ask for help sooner", id="late")
    live.snapshot = shelf(record(topic(early, project)))
    asker = discord.person("asker")
    shown = await asker.slash("topic", name="How to start?")
    live.snapshot = shelf(record(topic(early, project, late)))
    await asker.click(shown, "Next (2 of 2)")
    await asker.click(shown, "Next (3 of 3)")
    assert quoted_in([shown.text]) == ["I would ask for help sooner"]
    await remembered(memory, "talk-2024/late")
    replies = await memory.replies_with("talk-2024/late", memory.now() - timedelta(days=1))
    assert {reply.answer_messages for reply in replies} == {(shown.shown.id,)}


async def test_a_quote_that_was_looked_up_is_no_answer(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """Whoever asks is answered, and nothing of whoever looked it up is kept."""
    friend = discord.person("friend").at("general")
    for command, options in {"quote": {"id": PROJECT}, "topic": {"name": TOPIC}}.items():
        await friend.slash(command, **options)
    await remembered(memory, PROJECT, 2)
    answer = await discord.person("asker").at("general").slash("ask", question=QUESTION)
    assert SAID in seen(answer.text)
    assert await memory.count_person(memory.digests.of_person(friend.user.id)) == Personal()


async def test_replies_to_messages_are_corrected_too(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """In a channel and in direct messages."""
    asker = discord.person("asker")
    said = [asker.says("general", QUESTION, mentions=[discord.bot]), asker.says(asker.dm, QUESTION)]
    replies = [await discord.reply_to(message) for message in said]
    assert all(SAID in seen(reply.content) for reply in replies)
    await remembered(memory, PROJECT, 2)
    done = await retired(discord)
    assert "2 corrected, 0 gone already, 0 that I could not change." in done.text
    for reply in replies:
        assert discord.newest(reply).content.startswith(curators.WITHDRAWN_REPLY)


async def test_a_command_in_direct_messages_is_corrected(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """There the bot may change what it said, too."""
    asker = discord.person("asker")
    shown = (await asker.at(asker.dm).slash("quote", id=PROJECT)).shown
    await remembered(memory, PROJECT)
    done = await retired(discord)
    assert "1 corrected, 0 gone already, 0 that I could not change." in done.text
    assert discord.newest(shown).content.startswith(curators.WITHDRAWN_REPLY)
