"""The interviews chosen for a server: nothing else is offered, listed, found or shown there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.discord_app import voices
from tests.discord_app.client_view import quoted_in
from tests.discord_app.voices import ADA_HELP, ADA_PLAN, EVE_HELP, HELP, PLAN
from tests.standin import Exchange, Person, StandIn
from tests.standin.launch import running

HELP_TITLE, PLAN_TITLE = "Who helps when stuck?", "How to plan a week?"


@pytest.fixture
def known() -> Answering:
    return voices.answering(voices.ada(), voices.eve())


@pytest.fixture
async def bot(discord: StandIn, known: Answering, memory: Memory) -> AsyncIterator[Bot]:
    """In the server, only Eve's interview answers."""
    await memory.settings.set_sources(discord.world.guild().id, ("eve-2019",))
    async with running(Bot(known, memory), discord) as connected:
        yield connected


@pytest.fixture
def asker(discord: StandIn) -> Person:
    return discord.person("asker").at("general")


def options(exchange: Exchange) -> list[list[str]]:
    return [[option["label"] for option in select["options"]] for select in exchange.shown.selects]


async def suggested(person: Person, command: str, option: str, typed: str, **others: str) -> list[str]:
    return [choice.value for choice in await person.autocomplete(command, **{**others, option: typed})]


async def test_nothing_else_is_offered(bot: Bot, asker: Person) -> None:
    """While somebody types, in every field."""
    assert await suggested(asker, "ask", "question", "") == [HELP_TITLE]
    assert PLAN not in await suggested(asker, "ask", "question", "how do you plan")
    assert await suggested(asker, "ask", "question", "", source="ada-2021") == [HELP_TITLE]
    assert await suggested(asker, "ask", "source", "", question="x") == ["eve-2019"]
    assert await suggested(asker, "topics", "source", "") == ["eve-2019"]
    assert await suggested(asker, "topic", "name", "") == ["help"]
    assert await suggested(asker, "quote", "id", "") == ["eve-2019/walk"]
    assert await suggested(asker, "quote", "person", "") == ["Eve Second"]


async def test_nothing_else_is_listed(bot: Bot, asker: Person) -> None:
    """Neither topics nor interviews; with one interview there is none to choose."""
    topics = await asker.slash("topics")
    assert options(topics) == [[HELP_TITLE]]
    sources = await asker.slash("sources")
    assert "Eve Second" in sources.text
    assert "Ada" not in sources.text


async def test_what_is_asked_for_by_name_is_not_known(bot: Bot, asker: Person) -> None:
    """An interview, a topic, a quote, a person of the others."""
    for command, words in {"ask": {"question": PLAN}, "topics": {}}.items():
        refused = await asker.slash(command, source="ada-2021", **words)
        assert refused.text.startswith("I know no interview called “ada-2021”.")
    assert (await asker.slash("topic", name="plan")).text.startswith("There is no topic called “plan”.")
    assert (await asker.slash("quote", id="ada-2021/help")).text.startswith("There is no quote with the id")
    assert (await asker.slash("quote", person="Ada")).text.endswith("These people are: Eve Second.")


async def test_nothing_else_is_found(bot: Bot, asker: Person) -> None:
    """By its words."""
    found = await asker.slash("search", words="help")
    assert found.text.startswith("One quote holds")
    assert "Ada" not in found.text
    assert (await asker.slash("search", words="monday")).text.startswith("No quote holds “monday”.")


async def test_nothing_else_is_shown(bot: Bot, asker: Person, known: Answering) -> None:
    """A topic to which both speak, by its name and by its buttons; a quote by chance."""
    assert quoted_in([(await asker.slash("topic", name="help")).text]) == [EVE_HELP]
    answer = await asker.slash("ask", question=HELP)
    aside = await asker.click(answer, "Not what I asked")
    assert aside.shown.labels == ["Ask in other words"]
    chosen = await asker.select(await asker.slash("topics"), "Choose a topic", HELP_TITLE)
    assert quoted_in([chosen.text]) == [EVE_HELP]
    for _ in range(9):
        assert quoted_in([(await asker.slash("quote")).text]) == [EVE_HELP]


async def test_other_words_are_answered_from_them(bot: Bot, asker: Person) -> None:
    """The form knows where it was opened."""
    aside = await asker.click(await asker.slash("ask", question=HELP), "Not what I asked")
    form = await asker.click(aside, "Ask in other words")
    again = await asker.submit(form, {"Your question": PLAN})
    assert ADA_PLAN not in again.text


async def test_elsewhere_all_of_them_answer(discord: StandIn, bot: Bot) -> None:
    """In direct messages nothing is chosen."""
    stranger = discord.person("stranger")
    assert quoted_in([(await stranger.slash("topic", name="help")).text]) == [ADA_HELP, EVE_HELP]
    assert len(await suggested(stranger, "topics", "source", "")) == 2
