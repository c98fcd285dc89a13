"""Leafing through topics and interviews: /topics, /topic, /sources."""

from __future__ import annotations

import re

import pytest

from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Live
from tests.core.drafts import record
from tests.discord_app.shelves import PROJECT, interviews, shelf, topics
from tests.standin import StandIn
from tests.standin.launch import running

TOPIC, INTERVIEW = "Choose a topic", "Choose an interview"


async def test_topics_come_in_pages(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """All of them, in order, each in words and in the select, to the asker alone; there and back."""
    asker = discord.person("asker")
    page = await asker.slash("topics")
    assert page.is_ephemeral
    assert page.text.startswith("The record answers these:\nPage 1 of 4.\n- ")
    assert page.shown.labels == ["Next page"]
    titles = page.shown.options(TOPIC)
    while "Next page" in page.shown.labels:
        await asker.click(page, "Next page")
        titles += page.shown.options(TOPIC)
    assert titles == [held.title for held in answering.snapshot.knowledge.topics.values()]
    assert page.shown.labels == ["Previous page"]
    await asker.click(page, "Previous page")
    assert "Page 3 of 4." in page.text
    assert re.findall("^- (.*)$", page.text, re.MULTILINE) == page.shown.options(TOPIC)


async def test_a_topic_that_is_chosen_is_shown(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """Its first quote, privately, with the way to its others and to everybody else."""
    asker = discord.person("asker")
    page = await asker.slash("topics")
    shown = await asker.select(page, TOPIC, "How much does a PhD matter?")
    held = answering.snapshot.catalogue.topic("phd")
    assert held is not None
    assert shown.is_ephemeral
    assert held.quotes[0].text.splitlines()[0] in shown.text
    assert {"Next (2 of 2)", "Share"} <= set(shown.shown.labels)


@pytest.mark.parametrize("count", [1, 24, 25, 26, 50, 51])
async def test_a_page_holds_25_topics(count: int, discord: StandIn, live: Live, small_bot: Bot) -> None:
    """As many as a select takes; the edges."""
    live.snapshot = shelf(record(*topics(*(f"Topic {at}?" for at in range(count)))))
    page = await discord.person("asker").slash("topics")
    assert len(page.shown.options(TOPIC)) == min(count, 25)
    assert (f"Page 1 of {-(-count // 25)}." in page.text) == (count > 25)
    assert page.shown.labels == (["Next page"] if count > 25 else [])


async def test_an_empty_record_says_so(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """To every command that browses; nothing is offered."""
    asker = discord.person("asker")
    for name, words in {"topics": {}, "sources": {}, "quote": {}}.items():
        exchange = await asker.slash(name, **words)
        assert exchange.text == "There is nothing on the record here yet."
        assert not exchange.shown.buttons
        assert not exchange.shown.selects
    assert (await asker.slash("search", words="help")).text == "No quote holds “help”."
    assert (await asker.slash("topic", name="help")).text == "There is no topic called “help”."
    assert await asker.autocomplete("topic", name="he") == await asker.autocomplete("quote", person="") == []


@pytest.mark.parametrize("title", ["x" * 100, "y " * 120, "# [x](https://evil.example) *@everyone* <@1> `code`"])
async def test_titles_are_shown_whole_or_with_an_ellipsis(
    title: str, discord: StandIn, live: Live, small_bot: Bot
) -> None:
    """However long and hostile; pinging nobody and linking nowhere."""
    live.snapshot = shelf(record(*topics(title, "Another?")))
    asker = discord.person("asker")
    page = await asker.slash("topics")
    [first, _] = page.shown.options(TOPIC)
    assert first == title.strip() if len(title) <= 100 else first.endswith("…")
    assert not re.search(r"(?<!\\)[\[@<`*]", page.text)
    shown = await asker.select(page, TOPIC, first)
    assert PROJECT in shown.text
    [suggested, *_] = await asker.autocomplete("topic", name="")
    assert (await asker.slash("topic", name=suggested.value)).text.startswith(f"> {PROJECT}")
    assert not any(message.mentions for message in discord.messages_in(asker.channel))


async def test_topics_can_be_narrowed_to_an_interview(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """And widened again; a page of one interview leads to the next page of the same."""
    live.snapshot = shelf(*interviews(3))
    asker = discord.person("asker")
    page = await asker.slash("topics")
    assert len(page.shown.options(TOPIC)) == 4
    assert len(page.shown.options(INTERVIEW)) == 3
    second = page.shown.selects[1]["options"][1]["value"]
    await asker.select(page, INTERVIEW, second)
    assert page.shown.options(TOPIC) == ["Whom to ask?", "How to start 1?"]
    assert page.text.startswith("A talk with Ada answers these:")
    assert page.shown.options(INTERVIEW)[0] == "Every interview"
    await asker.select(page, INTERVIEW, "Every interview")
    assert len(page.shown.options(TOPIC)) == 4


async def test_one_interview_needs_no_narrowing(discord: StandIn, bot: Bot) -> None:
    """There is one select."""
    page = await discord.person("asker").slash("topics")
    assert [select["placeholder"] for select in page.shown.selects] == [TOPIC]


async def test_the_pages_of_one_interview_are_its_own(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """Also from more interviews than a select takes: /topics source: names any of them."""
    many = record(*topics(*(f"Topic {at}?" for at in range(30))), source="talk-long")
    live.snapshot = shelf(*interviews(26), many)
    asker = discord.person("asker")
    assert len((await asker.slash("topics")).shown.options(INTERVIEW)) == 25
    page = await asker.slash("topics", source="talk-long")
    await asker.click(page, "Next page")
    assert page.shown.options(TOPIC) == [f"Topic {at}?" for at in range(25, 30)]
    assert len(await asker.autocomplete("topics", source="talk with")) == 25
    assert [choice.value for choice in await asker.autocomplete("topics", source="ada long")] == ["talk-long"]
    assert (await asker.slash("topics", source="nobody’s")).text.startswith("I know no interview called “nobody’s”.")


async def test_a_topic_goes_by_its_name(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """Typed in whole or chosen from what is offered, which forgives slips; its quotes can be leafed through."""
    asker = discord.person("asker")
    suggested = await asker.autocomplete("topic", name="maters degre wor")
    assert suggested[0].name == "Is a Master’s degree worth it for data science?"
    for name in (suggested[0].value, suggested[0].name):
        exchange = await asker.slash("topic", name=name)
        assert not exchange.is_ephemeral
        assert exchange.text.startswith("> ")
        assert exchange.text.endswith("\n-# topic: Is a Master’s degree worth it for data science?")
    await asker.click(exchange, "Next (2 of 3)")
    assert exchange.text.startswith("> ")
    assert exchange.text.endswith("worth it for data science?")
    assert (await asker.slash("topic", name=suggested[0].value, private=True)).is_ephemeral


async def test_a_topic_that_nobody_knows_leads_to_the_nearest(discord: StandIn, bot: Bot) -> None:
    """As buttons, to the asker alone; what was typed is made harmless."""
    asker = discord.person("asker")
    exchange = await asker.slash("topic", name="phd @everyone **now**")
    assert exchange.is_ephemeral
    assert exchange.text == ("There is no topic called “phd \\@everyone \\*\\*now\\*\\*”. The nearest topics are:")
    assert "How much does a PhD matter?" in exchange.shown.labels
    assert "PhD" in (await asker.click(exchange, "How much does a PhD matter?")).text
    assert not (await asker.slash("topic", name="zzz qqq")).shown.buttons


async def test_interviews_come_with_their_citations(discord: StandIn, bot: Bot) -> None:
    """Title, link, publisher, people, how many quotes, Markdown and BibTeX; to the asker alone."""
    exchange = await discord.person("asker").slash("sources")
    assert exchange.is_ephemeral
    title = "Alexey Grigorev on His Career, Data Science, and Writing"
    url = "https://eugeneyan.com/writing/informal-mentors-alexey-grigorev/"
    assert (
        f"**[{title}](<{url}>)**\nEugene Yan, Nov 2020. With Alexey Grigorev, Eugene Yan. 91 quotes." in exchange.text
    )
    assert f"```md\n[{title}]({url}). Eugene Yan, Nov 2020. Retrieved 22 Nov 2026.\n```" in exchange.text
    assert "```bibtex\n@misc{alexey-grigorev-2020,\n  author = {Eugene Yan},\n" in exchange.text


async def test_many_interviews_come_in_pages(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """As many on each as fit."""
    live.snapshot = shelf(*interviews(9))
    asker = discord.person("asker")
    page = await asker.slash("sources")
    ids = re.findall(r"@misc\{(.*),", page.text)
    while "Next page" in page.shown.labels:
        await asker.click(page, "Next page")
        ids += re.findall(r"@misc\{(.*),", page.text)
    assert ids == [f"talk-{at}" for at in range(9)]


async def test_lists_outlive_a_restart(
    discord: StandIn, live: Live, memory: Memory, small_answering: Answering
) -> None:
    """Their buttons and selects say all that is needed, and what is gone by then is said to be gone."""
    live.snapshot = shelf(record(*topics(*(f"Topic {at}?" for at in range(30)))))
    asker = discord.person("asker")
    async with running(Bot(small_answering, memory), discord):
        page = await asker.slash("topics")
    live.snapshot = shelf(record(*topics(*(f"Topic {at}?" for at in range(20)))))
    async with running(Bot(small_answering, memory), discord):
        assert PROJECT in (await asker.select(page, TOPIC, "Topic 3?")).text
        gone = await asker.select(page, TOPIC, "Topic 22?")
        assert gone.is_ephemeral
        assert gone.text == "That topic has been withdrawn. `/topics` shows what there is."
        await asker.click(page, "Next page")
        assert page.shown.options(TOPIC) == [f"Topic {at}?" for at in range(20)]


@pytest.mark.parametrize(
    ("place", "who"),
    [("general", "asker"), ("side talk", "asker"), ("first steps", "asker"), ("readonly", "asker"), ("", "stranger")],
)
async def test_browsing_works_anywhere(place: str, who: str, discord: StandIn, bot: Bot) -> None:
    """In a channel, a thread, a forum's post, where the bot may not write, in a direct message of a stranger."""
    person = discord.person(who).at(place) if place else discord.person(who)
    for name, words in {"topics": {}, "sources": {}, "search": {"words": "data"}}.items():
        exchange = await person.slash(name, **words)
        assert exchange.is_ephemeral
        assert not exchange.followups


async def test_what_is_typed_is_offered_nothing_by_a_broken_engine(
    discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An empty list each time, and the log has an id."""

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    for name in ("topic_choices", "source_choices", "quote_choices", "person_choices"):
        monkeypatch.setattr(f"bot.discord_app.browse.commands.{name}", fail)
    asker = discord.person("asker")
    typed = [("topic", "name"), ("topics", "source"), ("quote", "id"), ("quote", "person")]
    for command, option in typed:
        assert await asker.autocomplete(command, **{option: "a"}) == []
        assert f"in /{command}, while the {option} was being typed" in caplog.text
