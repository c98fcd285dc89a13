"""The pages beside the bot on Discord: the link, the rights, a quote from a file to an answer, corrected replies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.cli.wiring import web_server_of
from bot.config import Config, Matching, State, Web
from bot.core.phrases import curators
from bot.discord_app.client import Bot, Curation
from bot.discord_app.permissions import CuratorPolicy
from bot.service.memory import Memory
from bot.web.server import WebServer
from tests.conftest import memory_in
from tests.discord_app.curating_room import PROJECT, remembered, serving_of
from tests.discord_app.curators_room import curator, name_curators, take_role
from tests.ports import free_port
from tests.standin import StandIn
from tests.standin.launch import running
from tests.web.conftest import patient_context
from tests.web.test_pages import settled
from tests.web.test_walk import mark

ASKED = "best way to learn for newcomers"
TRANSCRIPT = """Interviewer: What made you move to the coast?

Grace Sample: I wanted to hear the sea at night. The city never let me sleep, and the rent had doubled twice.

Interviewer: Would you do it again?

Grace Sample: Without a second thought. I only regret that I kept the piano, which the salt ruined in a year.
"""


@dataclass
class Together:
    """The bot, its pages and Discord."""

    discord: StandIn
    bot: Bot
    memory: Memory
    server: WebServer
    trusted: CuratorPolicy

    async def link(self) -> str:
        """The link that `/curate desk` gives a curator."""
        exchange = await curator(self.discord).slash("curate desk")
        assert exchange.shown.is_ephemeral
        return str(exchange.shown.components[0]["components"][0]["url"])


@pytest_asyncio.fixture(loop_scope="session")
async def together(folder: Path) -> AsyncIterator[Together]:
    config = Config(
        knowledge=str(folder / "knowledge"),
        state=State(str(folder / "state")),
        matching=Matching(semantic="off"),
        web=Web(f"127.0.0.1:{free_port()}"),
    )
    async with memory_in(folder / "state") as memory, StandIn() as discord:
        serving = serving_of(folder / "knowledge" / "example-2024.yaml", memory)
        trusted = name_curators(discord)
        server = web_server_of(config, serving, memory)
        curation = Curation(trusted, serving.reloading, serving.curating, link_for=server.link_for)
        bot = Bot(serving.answering, memory, curation=curation)
        server.connect(bot.why_not, bot.correct)
        async with server, running(bot, discord):
            yield Together(discord, bot, memory, server, trusted)


async def let_in(browser: Browser, together: Together) -> Page:
    page = await (await patient_context(browser)).new_page()
    await page.goto(await together.link())
    await expect(page.locator("main")).to_contain_text("Friend")
    await page.get_by_role("button", name="Open").click()
    return page


async def test_from_a_file_to_an_answer(browser: Browser, together: Together) -> None:
    """The walk of docs/desk.md: a transcript is brought in, words are marked, and members get them as an answer."""
    page = await let_in(browser, together)
    await page.get_by_role("link", name="Bring in another interview").click()
    file = {"name": "grace-2025.txt", "mimeType": "text/plain", "buffer": TRANSCRIPT.encode()}
    await page.get_by_label("The file").set_input_files(file)
    await page.get_by_role("button", name="Read it").click()
    await expect(page.get_by_role("status")).to_contain_text("4 pieces have a speaker")
    await page.get_by_label("Interviewer", exact=True).fill("Sam Sample")
    await page.get_by_label("Its title").fill("Grace Sample by the sea")
    for box in await page.locator("[name=kept]").all():
        await box.uncheck()
    await page.locator("[name=kept]").first.check()
    await page.get_by_role("button", name="Write it").click()
    await expect(page.locator("h1")).to_have_text("Grace Sample by the sea")
    await mark(page, 4, "I only", "year.")
    await page.get_by_role("button", name="Quote").click()
    await page.get_by_label("Or the title of a new topic").fill("What does she regret about the move?")
    await page.get_by_label("More ways of asking").fill("any regrets about moving to the sea?")
    await expect(page.get_by_label("Preview").locator("em")).to_have_text("What does she regret about the move?")
    await settled(page)
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.locator(".done")).to_contain_text("It is change 1.")
    answer = await together.discord.person("asker").slash("ask", question="any regrets about moving to the sea?")
    assert "I only regret that I kept the piano, which the salt ruined in a year." in answer.text
    await page.context.close()


async def test_a_withdrawal_corrects_replies(browser: Browser, together: Together) -> None:
    """As on Discord: what everybody can see of it is corrected, and the page says so."""
    answer = await together.discord.person("asker").slash("ask", question=ASKED)
    await remembered(together.memory, PROJECT)
    page = await let_in(browser, together)
    await page.goto(f"{together.server.origin.url}/change/retire?quote={PROJECT}")
    await page.get_by_label("Why it is withdrawn").fill("She asked for it.")
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.locator(".done")).to_contain_text("1 corrected")
    assert answer.shown.content.startswith(curators.WITHDRAWN_REPLY)
    await page.context.close()


async def test_discord_is_asked_at_every_change(together: Together) -> None:
    """A role that is taken away ends it; whoever left, and Discord being away, are no curators either."""
    friend = together.discord.world.user("friend").id
    trusted, bot = together.trusted, together.bot
    assert await trusted.why_not_now(bot, friend) == ""
    assert await trusted.why_not_now(bot, 12345) == curators.MAY_NOT_CURATE
    take_role(together.discord)
    assert await trusted.why_not_now(bot, friend) == curators.MAY_NOT_CURATE
    with_nobody = CuratorPolicy(guilds=trusted.guilds, users=(friend,))
    assert await with_nobody.why_not_now(bot, friend) == ""
    together.discord.fault("GET", r"/guilds/\d+/members/\d+$", status=403)
    assert await with_nobody.why_not_now(bot, friend) == curators.MAY_NOT_CURATE
    together.discord.fault("GET", r"/guilds/\d+/members/\d+$", status=418)
    assert await with_nobody.why_not_now(bot, friend) == curators.CANNOT_TELL


async def test_where_there_are_no_pages_it_says_so(folder: Path) -> None:
    """The command is there, since it is the same for all."""
    async with memory_in(folder / "state") as memory, StandIn() as discord:
        serving = serving_of(folder / "knowledge" / "example-2024.yaml", memory)
        bot = Bot(
            serving.answering, memory, curation=Curation(name_curators(discord), serving.reloading, serving.curating)
        )
        async with running(bot, discord):
            exchange = await curator(discord).slash("curate desk")
            assert exchange.text == curators.NO_PAGES
