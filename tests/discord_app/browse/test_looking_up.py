"""Finding quotes without a question: /quote, /search."""

from __future__ import annotations

import re

import pytest

from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.responder import Limits
from bot.service.snapshots import Live
from tests.core.drafts import quote, record, topic
from tests.discord_app.shelves import interviews, shelf
from tests.standin import Message, StandIn
from tests.standin.launch import running

READ = "Read one of these quotes"
PHD = "alexey-grigorev-2020/a-phd-is-nice-to-have"


def shown_id(message: Message) -> str:
    """The id below a quote."""
    found = re.search(r"^-# id: (.*)$", message.content, re.MULTILINE)
    assert found
    return found[1]


async def test_a_quote_by_chance(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """For everyone to see, with the id that finds it again."""
    asker = discord.person("asker")
    exchange = await asker.slash("quote")
    assert not exchange.is_ephemeral
    found = answering.snapshot.knowledge.quotes[shown_id(exchange.shown)]
    assert found.speaker.name in exchange.text
    assert {"In context", "Cite", "Delete"} <= {button.label for button in exchange.shown.buttons}
    ids = {shown_id((await asker.slash("quote", private=True)).shown) for _ in range(12)}
    assert len(ids) > 1


async def test_a_quote_by_its_id(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """Whole, or the part behind the slash; offered while it is typed, with the words it opens on."""
    asker = discord.person("asker")
    known = next(iter(answering.snapshot.knowledge.quotes))
    for name in (known, known.split("/")[1], f"`{known}`"):
        assert shown_id((await asker.slash("quote", id=name, private=True)).shown) == known
    [suggested, *_] = await asker.autocomplete("quote", id=known)
    assert suggested.value == known
    assert suggested.name.startswith(f"{known}: ")
    assert len(await asker.autocomplete("quote", id="")) == 25


async def test_an_id_that_no_quote_has_is_told(discord: StandIn, bot: Bot) -> None:
    """To the asker alone; what was typed is made harmless."""
    exchange = await discord.person("asker").slash("quote", id="<@1>")
    assert exchange.is_ephemeral
    assert exchange.text.startswith("There is no quote with the id “\\<\\@1\\>”, or it has been withdrawn.")


async def test_a_part_of_an_id_that_several_quotes_have_is_none(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """Each interview has a quote called help."""
    live.snapshot = shelf(*interviews(3))
    asker = discord.person("asker")
    assert "no quote with the id “help”" in (await asker.slash("quote", id="help")).text
    assert shown_id((await asker.slash("quote", id="talk-1/help")).shown) == "talk-1/help"


async def test_a_quote_of_somebody(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """By their name or a part of it; who is unknown gets to know who is known."""
    asker = discord.person("asker")
    assert [choice.name for choice in await asker.autocomplete("quote", person="")] == ["Alexey Grigorev", "Eugene Yan"]
    for name in ("Eugene Yan", "eugene"):
        exchange = await asker.slash("quote", person=name, private=True)
        assert "\n— **Eugene Yan**, " in exchange.text
    exchange = await asker.slash("quote", person="Nobody")
    assert exchange.is_ephemeral
    assert exchange.text == "Nobody called “Nobody” is quoted here. These people are: Alexey Grigorev, Eugene Yan."


async def test_a_quote_can_be_cited(discord: StandIn, bot: Bot, answering: Answering) -> None:
    """By whoever sees it, for themselves alone."""
    exchange = await discord.person("asker").slash("quote")
    cited = await discord.person("friend").click(exchange, "Cite")
    assert cited.is_ephemeral
    assert f"@misc{{{shown_id(exchange.shown)},\n" in cited.text
    assert cited.text.startswith("To cite these words:\n```md\n")


async def test_a_quote_that_is_gone_is_not_cited(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """It has been withdrawn."""
    live.snapshot = shelf(*interviews(1))
    asker = discord.person("asker")
    exchange = await asker.slash("quote", id="help")
    hits = await asker.slash("search", words="sooner")
    live.snapshot = shelf(record(topic(quote("They should not specialise early.", id="early"))))
    assert (await asker.click(exchange, "Cite")).text == "That quote has been withdrawn."
    assert (await asker.select(hits, READ, hits.shown.selects[0]["options"][0]["value"])).text.endswith("withdrawn.")


async def test_hits_are_shown_in_their_sentence(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """The words in bold, then who and when and where; the whole quote for whoever picks it."""
    words = "I learned from real users — more than from any course"
    live.snapshot = shelf(record(topic(quote(f"It isn’t easy to start one.\n\n{words}"))))
    asker = discord.person("asker")
    exchange = await asker.slash("search", words="“real users” COURSE")
    assert exchange.is_ephemeral
    heading, hit = exchange.text.split("\n\n")
    assert heading == "One quote holds ““real users” COURSE”."
    assert hit.startswith(
        "> \\[…\\] I learned from **real users** — more than from any **course**\n— **Ada Example**, May 2024, [A talk"
    )
    [label] = [option["label"] for option in exchange.shown.selects[0]["options"]]
    whole = await asker.select(exchange, READ, label)
    assert whole.is_ephemeral
    assert whole.text.startswith("> It isn’t easy to start one.\n> \n> I learned")
    assert shown_id(whole.shown) == "talk-2024/a-quote"


async def test_hits_come_in_pages(discord: StandIn, bot: Bot) -> None:
    """Five at most on each; there and back, for the same words."""
    asker = discord.person("asker")
    page = await asker.slash("search", words='"data science" the')
    first = page.text
    assert re.match(r"10 quotes hold “\"data science\" the”\.\nPage 1 of \d\.", first)
    assert 1 <= first.count("\n— **") <= 5
    await asker.click(page, "Next page")
    assert "Page 2 of " in page.text
    assert "**data science**" in page.text
    await asker.click(page, "Previous page")
    assert page.text == first


async def test_the_longest_search_can_be_leafed_through(discord: StandIn, bot: Bot) -> None:
    """Its button holds all of its words."""
    words = f"the a to {'’' * 55}"
    page = await discord.person("asker").slash("search", words=words)
    assert len(words) == 64
    await discord.person("asker").click(page, "Next page")
    assert "Page 2 of " in page.text


async def test_hits_outlive_the_quotes(discord: StandIn, live: Live, small_bot: Bot) -> None:
    """A page that is turned when nothing is left to be found says so."""
    live.snapshot = shelf(*interviews(12))
    asker = discord.person("asker")
    page = await asker.slash("search", words="sooner")
    live.snapshot = shelf()
    await asker.click(page, "Next page")
    assert page.text == "No quote holds “sooner”."
    assert not page.shown.buttons


async def test_nothing_found_leads_to_the_nearest_topics(discord: StandIn, bot: Bot) -> None:
    """In one line, with buttons."""
    asker = discord.person("asker")
    exchange = await asker.slash("search", words="zebra phd")
    assert exchange.is_ephemeral
    assert exchange.text == "No quote holds “zebra phd”. The nearest topics are:"
    assert "How much does a PhD matter?" in {button.label for button in exchange.shown.buttons}
    assert (await asker.slash("search", words="!!! ???")).text == "No quote holds “!!! ???”."


@pytest.mark.parametrize("words", ["@everyone <@1> data", "[x](https://evil.example) data", "`data` **the** \u202e"])
async def test_what_was_searched_for_is_made_harmless(words: str, discord: StandIn, bot: Bot) -> None:
    """In every answer that repeats it."""
    exchange = await discord.person("asker").slash("search", words=words)
    heading = exchange.text.split("\n")[0]
    assert not re.search(r"(?<!\\)[\[@<`*]|\u202e", heading)
    assert not exchange.shown.mentions


async def test_who_searches_too_much_is_asked_to_wait(
    discord: StandIn, small_answering: Answering, live: Live, memory: Memory
) -> None:
    """A search takes as much as a question; a page that is turned does not."""
    live.snapshot = shelf(*interviews(12))
    asker = discord.person("asker")
    async with running(Bot(small_answering, memory, Limits(member_questions=1)), discord):
        page = await asker.slash("search", words="sooner")
        await asker.click(page, "Next page")
        assert "Page 2 of " in page.text
        again = await asker.slash("search", words="sooner")
        asked = await asker.slash("ask", question="question 1?")
    for refused in (again, asked):
        assert refused.is_ephemeral
        assert refused.text.startswith("That was a lot of questions at once.")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("quote", {}),
        ("quote", {"id": "nothing-2024/of-the-kind"}),
        ("topic", {"name": "no such topic"}),
        ("topics", {}),
    ],
)
async def test_who_looks_up_too_much_is_asked_to_wait(
    command: str, options: dict[str, str], discord: StandIn, small_answering: Answering, live: Live, memory: Memory
) -> None:
    """By a command or by a button, found or not; five times as often as who asks."""
    live.snapshot = shelf(*interviews(12))
    asker, wait = discord.person("asker"), "That was a lot of questions at once."
    async with running(Bot(small_answering, memory, Limits(member_questions=2)), discord):
        page = await asker.slash("search", words="sooner")
        for _ in range(9):
            assert wait not in (await asker.slash(command, **options)).text
        refused = [await asker.slash(command, **options), await asker.slash("ask", question="question 1?")]
        refused.append(await asker.click(page, "Next page"))
        assert "Page 2" not in page.text
        friends = await discord.person("friend").slash(command, **options)
    assert all(one.is_ephemeral and one.text.startswith(wait) for one in refused)
    assert wait not in friends.text


async def test_a_channel_that_had_its_share_gets_no_more_quotes(
    discord: StandIn, small_answering: Answering, live: Live, memory: Memory
) -> None:
    """Whoever wants one sees it alone."""
    live.snapshot = shelf(*interviews(12))
    async with running(Bot(small_answering, memory, Limits(channel_answers=2)), discord):
        asked = [await discord.person(name).slash("quote") for name in ("asker", "friend", "asker")]
    assert [one.is_ephemeral for one in asked] == [False, False, True]
    assert all("Ada" in one.text or "“" in one.text or ">" in one.text for one in asked)
