"""When something fails: nobody is left in silence, and what Discord refuses is one line in the log."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable

import aiohttp
import discord as library
import pytest

from bot.discord_app import errors
from bot.discord_app.client import Bot
from bot.discord_app.components import Post
from bot.service.memory import Memory
from tests.discord_app.incidents import assert_told, incidents
from tests.standin import StandIn
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's degree?"
MESSAGES = r"/channels/\d+/messages$"
CALLBACK = r"/callback$"


pytestmark = pytest.mark.usefixtures("listening")


async def test_a_mention_is_told(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """In a reply; the log holds what broke."""
    broken()
    reply = await discord.reply_to(discord.person("asker").says("general", MASTERS, mentions=[discord.bot]))
    assert_told(reply.content, caplog)
    assert "it broke" in caplog.text


async def test_a_direct_message_is_told(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """As well."""
    broken()
    asker = discord.person("asker")
    assert_told((await discord.reply_to(asker.says(asker.dm, MASTERS))).content, caplog)


async def test_a_command_is_told(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """To the asker alone."""
    broken()
    exchange = await discord.person("asker").slash("ask", question=MASTERS)
    assert exchange.is_ephemeral
    assert_told(exchange.text, caplog)


async def test_nobody_else_is_told(discord: StandIn, bot: Bot, broken: Callable[[], None]) -> None:
    """Who did not ask hears nothing."""
    broken()
    asker = discord.person("asker")
    asker.says("general", MASTERS)
    last = asker.says("general", MASTERS, mentions=[discord.bot])
    await discord.reply_to(last)
    own = [message for message in discord.messages_in("general") if message.author == discord.bot]
    assert [message.reply_to for message in own] == [last.id]


async def test_nothing_is_offered_by_a_broken_engine(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """An empty list, and the log has an id."""
    broken()
    assert await discord.person("asker").autocomplete("ask", question="wri") == []
    [record] = incidents(caplog)
    assert re.match(r"incident \w{8} in /ask", record.getMessage())
    assert record.exc_info


async def test_a_channel_that_turns_out_closed_is_noted_once(
    discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """One line, no traceback, however often it is asked there."""
    discord.fault("POST", MESSAGES, status=403, times=3)
    asker = discord.person("asker")
    for number in range(1, 4):
        asker.says("general", MASTERS, mentions=[discord.bot])
        await until(lambda wanted=number: len(discord.requests.to("POST", MESSAGES)) == wanted)
    await discord.reply_to(asker.says("general", MASTERS, mentions=[discord.bot]))
    [record] = incidents(caplog)
    assert str(discord.channel("general").id) in record.getMessage()
    assert not record.exc_info


async def test_an_expired_question_is_one_line(discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """10062: nobody can be told any more."""
    exchange = discord.person("asker").slash("ask", question=MASTERS)
    discord.clock.advance(4)
    await until(lambda: incidents(caplog))
    [record] = incidents(caplog)
    assert "10062" in record.getMessage()
    assert not record.exc_info
    assert len(discord.requests.to("POST", CALLBACK)) == 1
    assert exchange.callback is None


async def test_a_lost_reply_is_not_answered_twice(
    discord: StandIn, bot: Bot, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord has the answer, and says so to the second try: 40060. It is kept in mind like any other."""
    discord.fault("POST", CALLBACK, lose_reply=True)
    exchange = await discord.person("asker").slash("ask", question=MASTERS)
    assert "Alexey Grigorev" in exchange.text
    await until(lambda: bot.work.in_flight == 0)
    assert len(discord.requests.to("POST", CALLBACK)) == 2
    async with asyncio.timeout(60):
        while await memory.reply_in(exchange.shown.id) is None:
            await asyncio.sleep(0.01)  # it is written when its turn comes
    assert incidents(caplog) == []


async def test_a_message_that_is_gone_is_one_line(discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """There is nothing left to reply to."""
    asker = discord.person("asker")
    asker.deletes(asker.says("general", MASTERS, mentions=[discord.bot]))
    await until(lambda: incidents(caplog))
    discord.violations.clear()
    [record] = incidents(caplog)
    assert "Unknown message" in record.getMessage()
    assert "\n" not in record.getMessage()
    assert not record.exc_info
    assert len(discord.requests.to("POST", MESSAGES)) == 1


@pytest.mark.parametrize("trouble", [{"status": 503}, {"drop": True}], ids=["503", "cut"])
async def test_when_discord_stumbles_the_member_is_told(
    trouble: dict[str, object], discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the second try fails too: one line, no traceback, and the sentence takes the place of the answer."""
    discord.fault("POST", MESSAGES, times=2, **trouble)
    reply = await discord.reply_to(discord.person("asker").says("general", MASTERS, mentions=[discord.bot]))
    assert_told(reply.content, caplog)
    [record] = incidents(caplog)
    assert not record.exc_info


async def test_when_discord_falls_nothing_is_raised(
    discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the answer nor the sentence gets through: two lines, and the next question is answered."""
    discord.fault("POST", MESSAGES, times=4, status=503)
    asker = discord.person("asker")
    asker.says("general", MASTERS, mentions=[discord.bot])
    await until(lambda: len(incidents(caplog)) == 2)
    await discord.reply_to(asker.says("general", MASTERS, mentions=[discord.bot]))
    assert [record.name for record in caplog.records if record.exc_info] == []


async def test_our_own_mistake_in_a_request_keeps_its_traceback(
    discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that Discord finds too long is our doing: it is an incident, and the member is told."""
    monkeypatch.setattr("bot.discord_app.answers.render.command_post", lambda _: Post("x" * 2001))
    exchange = await discord.person("asker").slash("ask", question=MASTERS)
    discord.violations.clear()
    assert_told(exchange.text, caplog)
    [record] = incidents(caplog)
    assert record.exc_info


class TestOneLine:
    """What the library logs of Discord's failures has no traceback; what it logs of ours keeps it."""

    def record(self, error: Exception) -> logging.LogRecord:
        info = (type(error), error, None)
        return logging.LogRecord("discord.shard", logging.ERROR, "shard.py", 1, "Shard %s", (0,), info)

    def test_discords(self) -> None:
        record = self.record(aiohttp.ServerDisconnectedError())
        assert errors.without_traceback(record)
        assert record.getMessage() == "Shard 0: ServerDisconnectedError: Server disconnected"
        assert record.exc_info is None

    def test_ours(self) -> None:
        record = self.record(KeyError("x"))
        assert errors.without_traceback(record)
        assert (record.getMessage(), bool(record.exc_info)) == ("Shard 0", True)


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (aiohttp.ServerDisconnectedError(), True),
        (ConnectionResetError(104, "reset"), True),
        (TimeoutError(), True),
        (library.GatewayNotFound(), True),
        (library.RateLimited(40), True),
        (PermissionError(13, "denied"), False),
        (library.InteractionResponded.__new__(library.InteractionResponded), False),
        (RuntimeError(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_outage_is_told_from_a_mistake(error: Exception, is_outage: bool) -> None:
    """By what was raised."""
    assert errors.is_outage(error) is is_outage
