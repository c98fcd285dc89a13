"""Whatever stands in a quote, a name or a question: nobody is pinged, and Discord's limits hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from bot.core.model import Quote
from bot.discord_app.answers.buttons import whole_messages
from bot.discord_app.answers.render import Showing, answer_post, asked_note, shared_note
from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.responder import Limits
from tests.discord_app.answers.test_verbatim import assert_sound
from tests.discord_app.client_view import acted_on
from tests.discord_app.hostile import hostile_texts
from tests.discord_app.records import excerpts, knowing
from tests.discord_app.voices import HELP, ada, eve
from tests.discord_app.voices import answering as knowing_both
from tests.standin import StandIn
from tests.standin.launch import running
from tests.standin.message import Draft, mentions_in

COUNT = 1000
MASTERS = "Should I do a Master's degree?"


def hostile_quotes(answering: Answering) -> Iterator[Quote]:
    """The shipped quotes' places with other words, names and titles."""
    known = [*answering.snapshot.knowledge.quotes.values()]
    texts = hostile_texts(COUNT)
    for number, text in enumerate(texts):
        quote = known[number % len(known)]
        speaker = replace(quote.speaker, name=text, described=text)
        source = replace(quote.source, title=text, author=text)
        yield replace(quote, text=text, asked=text, speaker=speaker, source=source)


def test_a_thousand_hostile_quotes_ping_nobody(answering: Answering) -> None:
    """Not even where every mention would be allowed, and nothing in them is acted on but what we put there."""
    for quote in hostile_quotes(answering):
        knowledge = knowing([quote])
        showing = Showing.of(excerpts([quote]), knowledge, 1)
        post = answer_post(showing, [asked_note(quote.text, quote.text), shared_note(quote.text)])
        assert_sound(post)
        for message in (post.text, *whole_messages(excerpts([quote]))):
            assert len(message) <= 2000
            assert not mentions_in(message.replace("\\@", "\\ "), None)
            words = "\n".join(line.removeprefix("> ") for line in message.split("\n") if line.startswith("> "))
            assert acted_on(words) == []


async def test_every_request_allows_no_mention(discord: StandIn, memory: Memory) -> None:
    """Answers, edits, follow-ups, private ones, replies: whatever carries a text says that nobody is to be pinged."""
    async with running(Bot(knowing_both(ada(), eve()), memory), discord):
        asker = discord.person("asker").at("general")
        answer = await asker.slash("ask", question=f"@everyone {HELP}")
        await asker.click(answer, "Next (3 of 3)")
        await asker.click(answer, "In context")
        private = await asker.slash("ask", question=HELP, private=True)
        shared = await asker.click(private, "Share")
        await shared.until(lambda found: bool(found.edits))
        await discord.reply_to(asker.says("general", HELP, mentions=[discord.bot]))
    bodies = [request.body.get("data", request.body) for request in discord.requests if isinstance(request.body, dict)]
    texts = [body for body in bodies if body.get("content")]
    assert len(texts) >= 6
    assert {tuple(body["allowed_mentions"]["parse"]) for body in texts} == {()}
    assert not any(message.mentions for message in discord.messages_in("general") if message.author == discord.bot)


@pytest.fixture
async def patient_bot(discord: StandIn, answering: Answering, memory: Memory) -> AsyncIterator[Bot]:
    """It takes as many questions as come."""
    async with running(Bot(answering, memory, Limits(1000, 1000)), discord) as connected:
        yield connected


async def test_hostile_questions_are_answered(discord: StandIn, patient_bot: Bot) -> None:
    """As commands and as messages; what is echoed is harmless."""
    asker = discord.person("asker")
    for text in hostile_texts(40, seed=5):
        exchange = await asker.slash("ask", question=f"{MASTERS} {text}"[:1000])
        assert not exchange.shown.mentions
        notes = [line for line in exchange.text.split("\n") if "asked: “" in line and line.startswith("-# ")]
        assert notes
        assert acted_on(notes[-1].removeprefix("-# ")) == []
        reply = await discord.reply_to(asker.says("general", f"{MASTERS} {text}"[:1900], mentions=[discord.bot]))
        assert not reply.mentions


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("@everyone", "\\@everyone"),
        ("**a**", "\\*\\*a\\*\\*"),
        ("\u202eevil", "evil"),
        ("\u3164", "somebody"),
        ("[a](https://b.example)", "\\[a\\](https\\://b.example)"),
        ("discord.gg/abc", "discord\\.gg/abc"),
    ],
)
async def test_hostile_names_are_harmless(name: str, shown: str, discord: StandIn, memory: Memory) -> None:
    """Of whoever asked, and of whoever shared it."""
    discord.world.users[discord.world.user("asker").id] = named = replace(discord.world.user("asker"), name=name)
    asker = replace(discord.person("friend"), user=named)
    async with running(Bot(knowing_both(ada(), eve()), memory), discord):
        public = await asker.slash("ask", question=HELP)
        private = await asker.slash("ask", question=HELP, private=True)
        shared = await asker.click(private, "Share")
        await shared.until(lambda found: bool(found.edits))
    assert public.text.split("\n")[-1].lower() == f"-# {shown} asked: “{HELP}”".lower()
    assert shared.followups[0].content.split("\n")[-1].lower() == f"-# shared by {shown}".lower()


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\x07"])
async def test_a_question_is_shown_without_what_is_not_seen(unseen: str, discord: StandIn, bot: Bot) -> None:
    """Marks that turn the text round or hide in it: to everybody, and to the asker alone."""
    asked = f"{MASTERS[:6]}{unseen}{MASTERS[6:]}"
    for private in (False, True):
        answer = await discord.person("asker").slash("ask", question=asked, private=private)
        [note] = [line for line in answer.text.split("\n") if line.startswith("-# ") and "asked: “" in line]
        assert note.endswith(f"asked: “{MASTERS}”")


async def test_an_endless_question_is_answered(discord: StandIn, bot: Bot) -> None:
    """Longer than Discord lets anybody write today, in a channel and directly."""
    asker = discord.person("asker")
    text = f"{discord.bot.mention} {MASTERS} {'really ' * 900}"
    for place in (discord.channel("general"), asker.dm):
        reply = await discord.reply_to(discord.chat.post(place, asker.user, Draft(text)))
        assert 0 < len(reply.content) <= 2000
