"""Answers that come late: Discord is told in time, and the answer takes the place of "thinking"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import phrases
from bot.discord_app import deferring, errors, sending
from bot.discord_app.client import Bot
from bot.discord_app.deferring import DiscordClock
from bot.discord_app.errors import Incidents
from bot.discord_app.interactions import Services
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.discord_app.incidents import incidents
from tests.standin import Answer, Exchange, PatientClock, StandIn
from tests.standin.launch import running
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's?"
NOWHERE = "How do I cook rice for twenty people?"
CALLBACK = r"/callback$"


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set, it lets everything through that asks what answers in a server; Discord is told soon that it waits."""
    opened, selection = asyncio.Event(), Services.selection

    async def later(*arguments: Any) -> Any:
        await opened.wait()
        return await selection(*arguments)

    monkeypatch.setattr(Services, "selection", later)
    monkeypatch.setattr(deferring, "DEFER_AFTER_S", 0.05)
    return opened


async def deferred(exchange: Exchange) -> tuple[Answer, bool]:
    """How Discord was told that it takes longer, and whether its user alone sees that."""
    callback = (await exchange.acknowledged()).callback
    assert callback
    return callback.kind, bool(callback.data.get("flags"))


class TestOfACommand:
    """Deferred for those who will see the answer, as far as it is known."""

    async def test_a_public_answer_takes_the_place_of_thinking(
        self, discord: StandIn, bot: Bot, gate: asyncio.Event
    ) -> None:
        """It is remembered like any other: its buttons work."""
        asked = discord.person("asker").slash("ask", question=MASTERS)
        assert await deferred(asked) == (Answer.DEFERRED_MESSAGE, False)
        gate.set()
        assert "Alexey Grigorev" in (await asked).text
        assert (asked.is_ephemeral, asked.followups) == (False, ())
        await until(lambda: bot.work.in_flight == 0)
        assert await bot.memory.reply_in(asked.shown.id)

    @pytest.mark.parametrize(("command", "options"), [("ask", {"question": MASTERS, "private": True}), ("topics", {})])
    async def test_a_private_answer_is_thought_of_in_private(
        self, command: str, options: dict[str, Any], discord: StandIn, bot: Bot, gate: asyncio.Event
    ) -> None:
        """As chosen, or because the command answers nobody else."""
        asked = discord.person("asker").slash(command, **options)
        assert await deferred(asked) == (Answer.DEFERRED_MESSAGE, True)
        gate.set()
        assert (await asked).is_ephemeral
        assert asked.followups == ()

    async def test_no_answer_is_still_told_in_private(self, discord: StandIn, bot: Bot, gate: asyncio.Event) -> None:
        """Nothing is left for everybody to see."""
        asked = discord.person("asker").slash("ask", question=NOWHERE)
        assert await deferred(asked) == (Answer.DEFERRED_MESSAGE, False)
        gate.set()
        await asked.until(lambda exchange: bool(exchange.followups))
        assert asked.message is None
        assert [message.is_ephemeral for message in asked.followups] == [True]
        assert "not on the record" in asked.followups[0].text or "Not sure" in asked.followups[0].text

    async def test_what_fails_afterwards_is_told_there(
        self, discord: StandIn, bot: Bot, gate: asyncio.Event, broken: Callable[[], None]
    ) -> None:
        """No "thinking" stays behind."""
        asked = discord.person("asker").slash("ask", question=MASTERS, private=True)
        await deferred(asked)
        broken()
        gate.set()
        assert "Something went wrong on my side." in (await asked).text

    async def test_a_refusal_of_discords_leaves_no_thinking(
        self, discord: StandIn, bot: Bot, gate: asyncio.Event
    ) -> None:
        """Where the answer cannot be put there, a sentence can."""
        asked = discord.person("asker").slash("ask", question=MASTERS)
        await deferred(asked)
        discord.fault("PATCH", "/messages/@original", status=403)
        gate.set()
        assert (await asked).text == "I could not answer that. Please try again."


class TestOfAPress:
    """What changes the message may change it later; anything else is thought of in private."""

    async def test_next_changes_the_message_later(self, discord: StandIn, bot: Bot, gate: asyncio.Event) -> None:
        """Of whoever asked."""
        asker = discord.person("asker")
        gate.set()
        answer = await asker.slash("ask", question=MASTERS)
        gate.clear()
        following = next(button.label for button in answer.shown.buttons if button.label.startswith("Next"))
        pressed = asker.click(answer, following)
        assert await deferred(pressed) == (Answer.DEFERRED_UPDATE, False)
        before = discord.newest(answer.shown).content
        gate.set()
        await until(lambda: discord.newest(answer.shown).content != before)

    @pytest.mark.parametrize("button", ["In context", "Not what I asked"])
    async def test_a_private_message_comes_later(
        self, button: str, discord: StandIn, bot: Bot, gate: asyncio.Event
    ) -> None:
        """The answer stays as it is."""
        asker = discord.person("asker")
        gate.set()
        answer = await asker.slash("ask", question=MASTERS)
        gate.clear()
        pressed = asker.click(answer, button)
        assert await deferred(pressed) == (Answer.DEFERRED_MESSAGE, True)
        before = answer.shown.content
        gate.set()
        assert (await pressed).is_ephemeral
        assert answer.shown.content == before

    async def test_a_form_is_answered_later(
        self, discord: StandIn, bot: Bot, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """To its writer alone."""
        asker = discord.person("asker")
        gate.set()
        with monkeypatch.context() as calm:
            calm.setattr(deferring, "DEFER_AFTER_S", 60.0)  # a busy machine may open no form in the gate's time
            suggested = await asker.click(await asker.slash("ask", question=MASTERS), "Not what I asked")
            form = await asker.click(suggested, "Ask in other words")
        gate.clear()
        sent = asker.submit(form, {"Your question": MASTERS})
        assert await deferred(sent) == (Answer.DEFERRED_MESSAGE, True)
        gate.set()
        assert "Alexey Grigorev" in (await sent).text

    async def test_a_form_that_comes_too_late_is_told(
        self, discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Discord opens a form as the first answer alone; the next try opens it."""
        asker = discord.person("asker")
        suggested = await asker.click(await asker.slash("ask", question=MASTERS), "Not what I asked")
        with monkeypatch.context() as busy:
            busy.setattr(deferring, "DEFER_AFTER_S", 0.0)
            pressed = asker.click(suggested, "Ask in other words")
            assert await deferred(pressed) == (Answer.DEFERRED_MESSAGE, True)
            assert (await pressed).text == phrases.FORM_TOO_LATE
            assert pressed.is_ephemeral
        assert (await asker.click(suggested, "Ask in other words")).modal


class TestOfACrowd:
    """What Discord waits for comes before all answers."""

    async def test_answers_wait_until_a_crowd_is_deferred(
        self, discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also those to messages, for which nobody waits three seconds."""
        monkeypatch.setattr(DiscordClock, "age_s", lambda *_: 2.0)
        monkeypatch.setattr(deferring, "_AT_ONCE", 5)
        monkeypatch.setattr(bot.answering, "gives_way", partial(bot.answering.gives_way, 60.0))  # type: ignore[call-arg]
        discord.fault("POST", CALLBACK, times=12, delay_s=0.3)
        asker = discord.person("asker")
        asked = [asker.slash("ask", question=MASTERS, private=True) for _ in range(12)]
        await until(lambda: bot.work.in_flight == 12)
        await discord.reply_to(asker.says("general", MASTERS, mentions=[discord.bot]))
        assert all(exchange.callback for exchange in asked)
        for exchange in asked:
            await exchange

    async def test_few_keep_nobody_waiting(self, discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
        """The others are answered meanwhile."""
        monkeypatch.setattr(DiscordClock, "age_s", lambda *_: 2.0)
        goes_on = asyncio.Event()
        discord.fault("POST", CALLBACK, times=10, held=goes_on)
        asked = discord.person("asker").slash("ask", question=MASTERS, private=True)
        await until(lambda: bot.work.in_flight == 1)
        await discord.reply_to(discord.person("asker").says("general", MASTERS, mentions=[discord.bot]))
        assert asked.callback is None
        goes_on.set()
        await asked


@pytest.mark.usefixtures("listening")
class TestOfWhatIsTooLate:
    """Nothing is done for what Discord has given up, so that what it still waits for comes sooner."""

    @pytest.mark.parametrize("command", [("ask", {"question": MASTERS}), ("topics", {})], ids=str)
    async def test_it_is_neither_told_nor_answered(
        self,
        command: tuple[str, dict[str, Any]],
        discord: StandIn,
        bot: Bot,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Three of them are two lines in the log."""
        tell = Incidents._tell_expired

        def once_all_came(incidents: Incidents) -> None:
            if incidents.counts["refusal"] == 3:
                tell(incidents)
            else:
                asyncio.get_running_loop().call_later(0.1, once_all_came, incidents)

        monkeypatch.setattr(DiscordClock, "age_s", lambda *_: 10.0)
        monkeypatch.setattr(errors, "_EXPIRED_AGAIN_S", 0.1)
        monkeypatch.setattr(Incidents, "_tell_expired", once_all_came)
        asker, (name, options) = discord.person("asker"), command
        for _ in range(3):
            asker.slash(name, **options)
        await until(lambda: len(incidents(caplog)) == 2)
        await until(lambda: bot.work.in_flight == 0)
        first, others = (record.getMessage() for record in incidents(caplog))
        assert str(asker.channel.id) in first
        assert "2 answers" in others
        assert discord.requests.to("POST", CALLBACK) == []
        assert "slash:" not in caplog.text

    async def test_who_is_refused_by_discord_is_not_answered_either(
        self, discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where it is deferred at once, and even that came too late."""
        monkeypatch.setattr(DiscordClock, "age_s", lambda *_: 2.0)
        discord.person("asker").slash("ask", question=MASTERS)
        discord.clock.advance(4)
        await until(lambda: bool(incidents(caplog)) and bot.work.in_flight == 0)
        assert len(discord.requests.to("POST", CALLBACK)) == 1
        assert "slash:" not in caplog.text


class TestOfTroubles:
    """Discord waits three seconds, so the bot does not wait as long as the library would."""

    async def test_three_failing_tries_end_in_an_answer(
        self, discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In time, however busy the machine is: whatever answers waits for less than three seconds in all."""
        pauses, sleep = list[float](), asyncio.sleep

        async def noted(delay: float) -> None:
            await sleep(delay)  # or it is cut short
            if asyncio.current_task() in bot.work._tasks:
                pauses.append(delay)

        monkeypatch.setattr(asyncio, "sleep", noted)
        discord.fault("POST", CALLBACK, times=3, status=503)
        assert "Alexey Grigorev" in (await discord.person("asker").slash("ask", question=MASTERS)).text
        assert 0 < sum(pauses) < 3

    @pytest.mark.parametrize("trouble", [{"status": 503}, {"drop": True}], ids=str)
    @pytest.mark.parametrize("button", ["Next (2 of 3)", "Delete"])
    async def test_a_press_too(
        self, trouble: dict[str, Any], button: str, discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever it does."""
        monkeypatch.setattr(sending, "_ANSWER_AGAIN_S", (0.01, 0.01, 0.01))
        asker = discord.person("asker")
        answer = await asker.slash("ask", question=MASTERS)
        discord.fault("POST", CALLBACK, times=3, **trouble)
        assert (await asker.click(answer, button).acknowledged()).callback


class TestOfTheClock:
    """What counts is Discord's time."""

    @pytest.fixture
    async def askew(
        self, request: pytest.FixtureRequest, answering: Answering, memory: Memory
    ) -> AsyncIterator[StandIn]:
        """The bot on a machine whose clock differs from Discord's by so many seconds."""
        async with StandIn(clock=PatientClock(request.param)) as discord, running(Bot(answering, memory), discord):
            yield discord

    @pytest.mark.parametrize("askew", [-3600.0, 3600.0, -60.0], indirect=True)
    async def test_a_wrong_clock_defers_nothing(self, askew: StandIn) -> None:
        """All is answered at once."""
        asked = await askew.person("asker").slash("ask", question=MASTERS)
        assert asked.callback
        assert asked.callback.kind is Answer.MESSAGE

    @given(
        ahead=st.floats(-1e6, 1e6),
        requests=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 2)), min_size=1, max_size=80),
        age=st.floats(0, 60),
    )
    def test_it_is_never_off_by_more_than_the_header_is(
        self, ahead: float, requests: list[tuple[float, float]], age: float
    ) -> None:
        """A header tells whole seconds, and a request takes a while."""
        now = 1.8e9
        clock = DiscordClock(lambda: now + ahead, lambda: now)
        for at, took in requests:
            said = datetime.fromtimestamp(int(now - at - took / 2), UTC)
            clock.hear(said, now - at - took, now - at)
        shortest = min(took for _, took in requests)
        sent = datetime.fromtimestamp(now - age, UTC)
        assert abs(clock.age_s(sent) - age) <= 1 + shortest + 1e-3
