"""Discord is away: at the start, for a while, or for one request. What the member and the operator see of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.discord_app.client import Bot, Upkeep
from bot.ops.watch import HealthReport, judge
from bot.service.answering import Answering
from tests.discord_app.lives import AT_ONCE, living
from tests.standin import StandIn
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's?"
MESSAGES = r"/channels/\d+/messages$"
CALLBACK = r"/callback$"


def health(bot: Bot) -> HealthReport:
    """As the operator's pages tell it."""
    return judge(bot.health(), quotes=1, is_writable=True)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator reads that is more than news; none of it has a traceback."""
    found = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record for record in found if record.exc_info and record.name.startswith("bot.")] == []
    return [record.getMessage() for record in found]


class TestAtTheStart:
    """Tried again, ever more rarely, until Discord is back."""

    @pytest.mark.parametrize(
        ("path", "trouble"),
        [
            ("/users/@me$", {"drop": True, "times": 3}),
            ("/users/@me$", {"status": 503, "times": 2}),
            ("/applications/@me$", {"status": 503}),
            ("/commands$", {"status": 503}),
            ("/gateway/bot$", {"status": 503, "times": 2}),
            ("/gateway/bot$", {"drop": True, "times": 3}),
        ],
        ids=["cut", "503", "no application", "no registration", "no gateway", "gateway cut"],
    )
    async def test_whichever_request_it_meets(
        self,
        path: str,
        trouble: dict[str, Any],
        discord: StandIn,
        answering: Answering,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """One line a try, and then the bot answers."""
        discord.fault("*", path, **trouble)
        async with living(discord, answering, tmp_path) as life:
            await discord.connected()
            assert await discord.reply_to(discord.person("asker").says("general", MASTERS, mentions=[discord.bot]))
            assert health(life.bot).is_healthy
        assert discord.faults.pending == []
        assert 1 <= len(warnings(caplog)) <= trouble.get("times", 1)

    async def test_nobody_there_at_all(
        self, discord: StandIn, answering: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The operator finds out why it waits; the service manager is not kept waiting."""
        async with living(discord, answering, tmp_path) as life:
            async with discord.outage():
                await until(lambda: life.bot.waiting_for)
                [trouble] = health(life.bot).troubles
                assert trouble.startswith("Discord cannot be reached (ClientConnectorError: Cannot connect")
            await discord.connected()
            assert health(life.bot).is_healthy
        assert "trying again in 0 s" in warnings(caplog)[0]

    async def test_a_ban_is_no_reason_to_knock_again_soon(
        self, discord: StandIn, answering: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Cloudflare counts whoever knocks."""
        discord.fault_429("GET", "/users/@me$", via=False)
        async with living(discord, answering, tmp_path):
            await until(lambda: caplog.records)
        assert "trying again in 300 s" in warnings(caplog)[0]


class Counted:
    """A budget that is spent at first."""

    def __init__(self) -> None:
        self.spent = 0
        self.waits = [40.0, 20.0]

    def wait_s(self) -> float:
        return self.waits.pop(0) if self.waits else 0.0

    def spend(self) -> None:
        self.spent += 1

    def heed(self, left: int, total: int, anew_s: float) -> None:
        self.waits += [anew_s] if left < total else []


async def test_no_session_is_begun_beyond_the_budget(
    discord: StandIn, answering: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A crash loop waits before it knocks, and each session is counted."""
    budget, pauses = Counted(), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        assert discord.gateway.identify_count == 0

    async with living(discord, answering, tmp_path, Upkeep(sessions=budget, pause=pause)):
        await discord.connected()
    assert (pauses, budget.spent) == ([40.0, 20.0], 1)
    assert warnings(caplog)[0] == "too many sessions with Discord were begun: the next may be in 40 s"


async def test_what_discord_counts_is_waited_for(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """Other processes begin sessions with the same token: only Discord knows of all."""
    discord.world.application = replace(discord.world.application, identifies_left=150, identifies_anew_ms=90_000)
    budget, pauses = Counted(), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with living(discord, answering, tmp_path, Upkeep(sessions=budget, pause=pause)):
        await discord.connected()
    assert pauses == [40.0, 20.0, 90.0]


class TestOfTheGateway:
    """Connections break all the time; members notice nothing."""

    @pytest.mark.parametrize("trouble", ["abort", "reconnect", "invalid", "4000", "1001"])
    async def test_it_resumes_and_misses_nothing(
        self, trouble: str, discord: StandIn, answering: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A cut, op 7, op 9 with a session that lives on, a close: what was asked meanwhile is answered, once."""
        async with living(discord, answering, tmp_path):
            await discord.connected()
            match trouble:
                case "abort":
                    discord.gateway.abort()
                case "reconnect":
                    discord.gateway.ask_to_reconnect()
                case "invalid":
                    discord.gateway.invalidate(resumable=True)
                case code:
                    discord.gateway.close(int(code))
            asked = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
            assert (await discord.reply_to(asked)).reply_to == asked.id
        own = [message for message in discord.messages_in("general") if message.author == discord.bot]
        assert (len(own), discord.gateway.identify_count) == (1, 1)
        assert warnings(caplog) == []

    @pytest.mark.parametrize("close_code", [None, 4007, 4009])
    async def test_a_lost_session_is_begun_anew(
        self, close_code: int | None, discord: StandIn, answering: Answering, tmp_path: Path
    ) -> None:
        """Op 9, or a close after which nothing can be resumed: counted, and the commands are not registered again."""
        budget = Counted()
        budget.waits.clear()
        async with living(discord, answering, tmp_path, replace(AT_ONCE, sessions=budget)):
            await discord.connected()
            if close_code:
                sessions = discord.gateway.live()
                discord.gateway.close(close_code)
                discord.gateway.forget(*sessions)
            else:
                discord.gateway.invalidate(resumable=False)
            await until(lambda: discord.gateway.identify_count == 2)
            await discord.connected()
            assert (await discord.person("asker").slash("ask", question=MASTERS)).text
        assert budget.spent == 2
        assert len(discord.requests.to("PUT", "/commands$")) == 1

    async def test_silence_is_noticed(self, discord: StandIn, answering: Answering, tmp_path: Path) -> None:
        """A connection that is dead without a word is given up, and the next one resumes."""
        upkeep = replace(AT_ONCE, heartbeat_timeout_s=1.0)
        async with living(discord, answering, tmp_path, upkeep):
            await discord.connected()
            identified = discord.gateway.identify_count  # more than once where the machine was too busy for its start
            discord.gateway.silence()
            asked = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
            assert await discord.reply_to(asked)
        assert discord.gateway.identify_count == identified


class TestOfOneRequest:
    """One try more, and never a second answer."""

    @pytest.mark.parametrize("trouble", [{"status": 503}, {"drop": True}, {"lose_reply": True}], ids=str)
    async def test_a_message_is_answered_once(
        self, trouble: dict[str, Any], discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
    ) -> None:
        """By the number that goes with it, Discord knows what it has had already."""
        discord.fault("POST", MESSAGES, **trouble)
        asked = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
        assert "Alexey Grigorev" in (await discord.reply_to(asked)).content
        await until(lambda: bot.work.in_flight == 0)
        first, second = discord.requests.to("POST", MESSAGES)
        assert first.body["nonce"] == second.body["nonce"]
        assert len([message for message in discord.messages_in("general") if message.author == discord.bot]) == 1
        assert warnings(caplog) == []

    @pytest.mark.parametrize("trouble", [{"status": 503}, {"drop": True}, {"lose_reply": True}], ids=str)
    async def test_a_command_is_answered_once(
        self, trouble: dict[str, Any], discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Discord refuses a second answer by itself."""
        discord.fault("POST", CALLBACK, **trouble)
        exchange = await discord.person("asker").slash("ask", question=MASTERS)
        assert "Alexey Grigorev" in exchange.text
        await until(lambda: bot.work.in_flight == 0)
        assert exchange.followups == ()
        assert warnings(caplog) == []

    @pytest.mark.parametrize("button", ["Helpful", "Not what I asked", "In context"])
    async def test_a_button_is_answered_once(
        self, button: str, discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Whatever it does."""
        asker = discord.person("asker")
        answer = await asker.slash("ask", question=MASTERS)
        discord.fault("POST", CALLBACK, lose_reply=True)
        pressed = await asker.click(answer, button)
        await until(lambda: bot.work.in_flight == 0)
        assert pressed.callback
        assert warnings(caplog) == []

    async def test_a_form_is_opened_once(self, discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
        """Where the connection breaks after Discord has it."""
        asker = discord.person("asker")
        suggested = await asker.click(await asker.slash("ask", question=MASTERS), "Not what I asked")
        discord.fault("POST", CALLBACK, lose_reply=True)
        pressed = await asker.click(suggested, "Ask in other words")
        await until(lambda: bot.work.in_flight == 0)
        assert pressed.modal
        assert warnings(caplog) == []

    async def test_a_rate_limit_is_waited_out(self, discord: StandIn, bot: Bot) -> None:
        """The library does; the member's answer comes a little later, once."""
        discord.fault_429("POST", MESSAGES, retry_after_s=0.01)
        asked = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
        assert "Alexey Grigorev" in (await discord.reply_to(asked)).content
        assert bot.work.is_open

    async def test_a_ban_keeps_the_bot_silent(
        self, discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A 429 that is not Discord's: nothing more is sent, not even an excuse, and the operator is told."""
        discord.fault_429("POST", MESSAGES, via=False)
        asker = discord.person("asker")
        asker.says("general", MASTERS, mentions=[discord.bot])
        await until(lambda: not bot.work.is_open)
        before = len(discord.requests)
        asker.says("general", MASTERS, mentions=[discord.bot])
        asker.slash("ask", question=MASTERS)
        await discord.gateway.settled()
        await until(lambda: bot.work.in_flight == 0)
        assert len(discord.requests) == before
        [told] = warnings(caplog)
        assert told.startswith("a message: Discord sends this machine away: HTTPException: 429")
        assert health(bot).troubles[0].startswith("Discord has sent this machine away: nothing is sent for ")
        assert not health(bot).is_ready

    async def test_a_slow_discord_is_waited_for(self, discord: StandIn, bot: Bot) -> None:
        """Nothing is sent a second time because the first is not through yet."""
        discord.fault("POST", MESSAGES, delay_s=0.5)
        asked = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
        assert await discord.reply_to(asked)
        assert len(discord.requests.to("POST", MESSAGES)) == 1
