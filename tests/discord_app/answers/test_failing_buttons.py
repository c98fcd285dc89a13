"""When something fails behind a button, a select or a form: one kind sentence with an id, to whoever used it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.discord_app import actions
from bot.discord_app.client import Bot
from tests.discord_app.incidents import assert_told
from tests.standin import Exchange, StandIn
from tests.standin.message import Draft
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's degree?"


pytestmark = pytest.mark.usefixtures("listening")


def assert_told_alone(exchange: Exchange, caplog: pytest.LogCaptureFixture) -> None:
    """Privately; the log holds what broke."""
    assert exchange.is_ephemeral
    assert assert_told(exchange.text, caplog).exc_info


PUBLIC = ["Next (2 of 3)", "In context", "Helpful", "Not what I asked"]


@pytest.mark.parametrize("label", PUBLIC)
async def test_a_button_is_told(
    label: str, discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Below an answer that everybody sees."""
    answer = await discord.person("asker").slash("ask", question=MASTERS)
    broken()
    assert_told_alone(await discord.person("friend").click(answer, label), caplog)


async def test_a_private_button_is_told(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Share, and a topic's."""
    asker = discord.person("asker")
    answer = await asker.slash("ask", question=MASTERS, private=True)
    aside = await asker.click(answer, "Not what I asked")
    broken()
    assert_told_alone(await asker.click(answer, "Share"), caplog)
    assert_told_alone(await asker.click(aside, aside.shown.buttons[0].label), caplog)


async def test_a_form_is_told(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """When it is sent in."""
    asker = discord.person("asker")
    aside = await asker.click(await asker.slash("ask", question=MASTERS), "Not what I asked")
    form = await asker.click(aside, "Ask in other words")
    broken()
    assert_told_alone(await asker.submit(form, {"Your question": MASTERS}), caplog)


async def test_a_select_is_told(
    discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever its action."""

    async def fail(_: object) -> None:
        raise RuntimeError("it broke")

    monkeypatch.setattr(bot._dispatcher, "_actions", {**actions.ACTIONS, "pick": fail})
    select = {"type": 3, "custom_id": "otr1:pick:0::1", "options": [{"label": "a", "value": "a"}]}
    draft = Draft("words", components=[{"type": 1, "components": [select]}])
    message = discord.chat.post(discord.channel("general"), discord.bot, draft)
    assert_told_alone(await discord.person("asker").select(message, "otr1:pick:0::1", "a"), caplog)


async def test_no_source_is_offered_by_what_is_broken(
    discord: StandIn, bot: Bot, broken: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """An empty list, and the log has an id."""
    broken()
    assert await discord.person("asker").autocomplete("ask", question="x", source="ale") == []
    assert re.search(r"incident \w{8} in /ask, while the source", caplog.text)


async def test_when_discord_stumbles_the_member_is_told(
    discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """What was to be shared does not get through: the sentence comes instead, and Share is still there."""
    asker = discord.person("asker").at("general")
    answer = await asker.slash("ask", question=MASTERS, private=True)
    discord.fault("POST", r"/webhooks/", drop=True)
    exchange = await asker.click(answer, "Share")
    await exchange.until(lambda found: bool(found.followups))
    [told] = exchange.followups
    assert told.is_ephemeral
    assert told.content.startswith("Something went wrong on my side.")
    assert "Share" in [button.label for button in answer.shown.buttons]


async def test_a_press_that_comes_too_late_is_one_line(
    discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """10062: nobody can be told any more."""
    answer = await discord.person("asker").slash("ask", question=MASTERS)
    exchange = discord.person("asker").click(answer, "Helpful")
    discord.clock.advance(4)
    await until(lambda: "10062" in caplog.text)
    assert not [record for record in caplog.records if record.exc_info]
    assert exchange.callback is None
