"""What the buttons below an answer do, for whom, and after a restart."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.drafts import RecordDraft, SegmentDraft, TurnDraft
from bot.core.model import SegmentKind
from bot.core.records import Tally
from bot.discord_app.client import Bot
from bot.discord_app.markdown import escaped
from bot.service.memory import Memory
from bot.service.responder import Limits
from tests.core.drafts import original, quote, record, topic, transcript, turn, written
from tests.discord_app.client_view import quoted_in
from tests.discord_app.voices import (
    ADA_HELP,
    ADA_PLAN,
    ADA_REST,
    EVE_HELP,
    HELP,
    LONG,
    PLAN,
    ada,
    answering,
    eve,
    eve_like,
)
from tests.standin import Exchange, Flag, Overwrite, Permission, StandIn
from tests.standin.launch import running

WITHDRAWN = "That quote has been withdrawn."


@pytest.fixture
async def bot(discord: StandIn, memory: Memory) -> AsyncIterator[Bot]:
    """The bot with two small interviews."""
    async with running(Bot(answering(ada(), eve()), memory), discord) as connected:
        yield connected


def mute(member_id: int) -> Overwrite:
    return Overwrite(member_id, deny=Permission.SEND_MESSAGES, is_member=True)


async def assert_counted(memory: Memory, tallies: dict[str, Tally]) -> None:
    """Sooner or later: a vote is kept beside the answer to it, and a busy disk is not waited for."""
    async with asyncio.timeout(60):
        while await memory.tallies() != tallies:
            await asyncio.sleep(0.05)


async def asked(discord: StandIn, question: str, **options: object) -> Exchange:
    return await discord.person("asker").slash("ask", question=question, **options)


class TestNext:
    """Through the quotes that answer, round and round."""

    async def test_the_askers_message_changes(self, discord: StandIn, bot: Bot) -> None:
        """What was asked stays in it, previews stay off, and behind the last comes the first."""
        asker, answer = discord.person("asker"), await asked(discord, PLAN)
        assert answer.shown.labels[:2] == ["Next (2 of 3)", "In context"]
        second = await asker.click(answer, "Next (2 of 3)")
        assert second.shown.id == answer.shown.id
        assert quoted_in([second.text]) == [ADA_REST]
        assert second.text.splitlines()[-1] == f"-# Asker asked: “{PLAN}”"
        assert Flag.SUPPRESS_EMBEDS in second.shown.flags
        third = await asker.click(second, "Next (3 of 3)")
        assert quoted_in([third.text]) == [EVE_HELP]
        assert quoted_in([(await asker.click(third, "Next (1 of 3)")).text]) == [ADA_PLAN]

    async def test_why_goes_on_being_told(self, discord: StandIn, bot: Bot) -> None:
        """Of the words that matched, those that the next quote or its topic shares."""
        asker, answer = discord.person("asker"), await asked(discord, PLAN)
        assert "\n-# because of: plan, long, week\n" in answer.text
        second = await asker.click(answer, "Next (2 of 3)")
        assert "\n-# because of: plan, long, week\n" in second.text
        third = await asker.click(second, "Next (3 of 3)")
        assert "because of" not in third.text  # "a" tells nothing

    async def test_somebody_elses_stays(self, discord: StandIn, bot: Bot) -> None:
        """It is shown to them alone, and from there on it is theirs."""
        friend, answer = discord.person("friend"), await asked(discord, PLAN)
        shown = await friend.click(answer, "Next (2 of 3)")
        assert shown.is_ephemeral
        assert quoted_in([shown.text]) == [ADA_REST]
        assert quoted_in([answer.text]) == [ADA_PLAN]
        assert (await friend.click(shown, "Next (3 of 3)")).shown.id == shown.shown.id


class TestVoices:
    """Several people, one after the other, dated, never merged."""

    async def test_they_stand_below_each_other(self, discord: StandIn, bot: Bot) -> None:
        """The first answers best; each has its own origin and its own link."""
        answer = await asked(discord, HELP)
        assert quoted_in([answer.text]) == [ADA_HELP, EVE_HELP]
        first, second = answer.text.split("\n\n")
        assert "— **Ada Example**, then engineer at Works, Mar 2021, asked: “Who helps you" in first
        assert "— **Eve Second**, then engineer at Works, May 2019, asked: “Who helps you" in second
        assert first.count("https://example.org/talk#") == second.count("https://example.org/talk#") == 1
        assert answer.shown.labels[0] == "Next (3 of 3)"

    async def test_they_come_one_by_one_where_there_is_no_room(self, discord: StandIn, memory: Memory) -> None:
        """Then by Next."""
        known = answering(*map(eve_like, (2011, 2012, 2013)))
        async with running(Bot(known, memory), discord):
            answer = await asked(discord, "who helps when stuck in 2011?")
            first = quoted_in([answer.text])
            second = quoted_in([(await discord.person("asker").click(answer, "Next (3 of 3)")).text])
        years = [[said.split()[4] for said in shown] for shown in (first, second)]
        assert years == [["2011", "2012"], ["2013"]]

    async def test_a_phone_shows_both_with_their_origins(self, discord: StandIn, memory: Memory) -> None:
        """At most 900 characters that are seen: all but addresses and the small lines below."""
        async with running(Bot(answering(*map(eve_like, (2011, 2012))), memory), discord):
            answer = await asked(discord, "who helps when stuck in 2011?")
        assert len(quoted_in([answer.text])) == 2
        seen = re.sub(r"\]\(<[^>]*>\)", "]", answer.text.partition("\n-# ")[0])
        assert 700 < len(seen) <= 900


async def test_show_all_shows_all(discord: StandIn, bot: Bot) -> None:
    """To whoever presses, in as many messages as it takes, whole."""
    answer = await asked(discord, "what else is there?")
    [passage] = quoted_in([answer.text])
    assert passage.endswith(" […]")
    assert LONG.startswith(passage.removesuffix(" […]"))
    exchange = await discord.person("friend").click(answer, "Show all")
    await exchange.until(lambda found: "example.org" in found.followups[-1].content if found.followups else False)
    sent = [exchange.shown, *exchange.followups]
    assert all(message.is_ephemeral and len(message.content) <= 2000 for message in sent)
    parts = quoted_in([message.content for message in sent])
    assert " ".join(part.rstrip() for part in parts) == LONG  # Discord trims the end of a message


async def test_a_short_quote_has_no_more_to_show(discord: StandIn, bot: Bot) -> None:
    """No button that would show the same again."""
    assert "Show all" not in (await asked(discord, PLAN)).shown.labels


async def test_in_context_shows_the_turns_around(discord: StandIn, bot: Bot) -> None:
    """To whoever presses: who said what, from the record."""
    exchange = await discord.person("friend").click(await asked(discord, PLAN), "In context")
    assert exchange.is_ephemeral
    assert exchange.text.splitlines()[-1] == "-# id: ada-2021/plan"
    assert exchange.text.splitlines()[:7] == [
        "How it stands in the record:",
        "**Sam Sample**",
        f"> {PLAN}",
        "**Ada Example**",
        f"> {ADA_PLAN}",
        "**Sam Sample**",
        "> And the weekend?",
    ]


ALONE = "I sat alone for weeks before I asked anybody."


def with_aside(*asides: str) -> TurnDraft:
    """Ada's turn, Sam's words put in."""
    said = turn("ada", "I would ask for help sooner.")
    put_in = (SegmentDraft(written(aside), SegmentKind.ASIDE, written("sam")) for aside in asides)
    return replace(said, segments=(*said.segments, *put_in, SegmentDraft(written(ALONE), SegmentKind.SPEECH)))


def overheard(*turns: TurnDraft) -> RecordDraft:
    """A talk that prints no names."""
    text = "\n\n".join(" ".join(segment.text.text for segment in one.segments) for one in turns)
    spoken = transcript(turns, ())
    asked = topic(quote(ALONE), id="alone", title="Were you alone?", questions=["were you alone for weeks?"])
    return record(asked, text=text, spoken=spoken, sha256=original(text).sha256)


async def in_context(discord: StandIn, memory: Memory, *turns: TurnDraft) -> list[str]:
    """The lines that stand between the heading and where to find it."""
    async with running(Bot(answering(overheard(*turns)), memory), discord):
        answer = await asked(discord, "were you alone for weeks?")
        exchange = await discord.person("friend").click(answer, "In context")
    return exchange.text.splitlines()[1:-2]


async def test_who_speaks_is_not_said_where_nobody_is_sure(discord: StandIn, memory: Memory) -> None:
    """Words of a turn that is marked sure: false stand under nobody's name."""
    lines = await in_context(
        discord,
        memory,
        turn("sam", "I never ask.", is_sure=False),
        with_aside(),
        turn("ada", "Nor do I.", is_sure=False),
    )
    assert lines == [
        "**somebody, not certain who**",
        "> I never ask.",
        "**Ada Example**",
        f"> I would ask for help sooner. {ALONE}",
        "**somebody, not certain who**",
        "> Nor do I.",
    ]


@pytest.mark.parametrize(
    ("aside", "shown"),
    [
        ("(We all would!)", "([Sam Sample:] We all would!)"),
        ("(We would! We all would!)", "([Sam Sample:] We would! We all would!)"),
        ("We all would!", "[Sam Sample:] We all would!"),
        ("(Sam: We all would!)", "(Sam: We all would!)"),
    ],
)
async def test_an_aside_names_who_spoke_it(aside: str, shown: str, discord: StandIn, memory: Memory) -> None:
    """In brackets, as all that the record does not say; unless the record prints a name itself."""
    _, lines = await in_context(discord, memory, with_aside(aside))
    assert lines == f"> {escaped(f'I would ask for help sooner. {shown} {ALONE}')}"


async def test_the_rest_of_a_long_aside_is_named_too(discord: StandIn, memory: Memory) -> None:
    """Where its beginning, with the name that the record prints, is left out."""
    aside = " ".join(["(Sam: We all would!", *("That is how it is." for _ in range(40)), "So it is.)"])
    _, lines = await in_context(discord, memory, with_aside(aside))
    assert lines.startswith(f"> {escaped('[…] [Sam Sample:] That is how it is. ')}")
    assert lines.endswith(f"So it is.) {ALONE}")


async def test_in_context_leads_to_the_citation(discord: StandIn, bot: Bot) -> None:
    """Of the quote shown; privately."""
    friend = discord.person("friend")
    context = await friend.click(await asked(discord, PLAN), "In context")
    assert context.shown.labels == ["Cite"]
    cited = await friend.click(context, "Cite")
    assert cited.is_ephemeral
    assert cited.text.startswith("To cite these words:\n```md\n")


async def test_source_leads_to_the_sentence(discord: StandIn, bot: Bot) -> None:
    """The same link as in the text."""
    answer = (await asked(discord, PLAN)).shown
    [button] = [button for button in answer.buttons if button.label == "Source"]
    assert button.url
    assert f"(<{button.url}>)" in answer.content


class TestVotes:
    """What members think of an answer, told to them alone."""

    async def test_helpful(self, discord: StandIn, bot: Bot, memory: Memory) -> None:
        """Thanks; whoever changes their mind is counted once."""
        answer, friend = await asked(discord, PLAN), discord.person("friend")
        exchange = await friend.click(answer, "Not what I asked")
        exchange = await friend.click(answer, "Helpful")
        assert exchange.is_ephemeral
        assert exchange.text == "Thank you. That helps to give better answers."
        await assert_counted(memory, {"ada-2021/plan": Tally(helpful=1)})

    async def test_a_vote_is_for_the_quote_that_is_shown(self, discord: StandIn, bot: Bot, memory: Memory) -> None:
        """Behind Next, for the next one."""
        asker = discord.person("asker")
        shown = await asker.click(await asked(discord, PLAN), "Next (2 of 3)")
        await asker.click(shown, "Not what I asked")
        await assert_counted(memory, {"ada-2021/rest": Tally(not_asked=1)})

    async def test_not_what_i_asked(self, discord: StandIn, bot: Bot) -> None:
        """Thanks, and what else may have been meant: each topic a button, and one to ask in other words."""
        friend = discord.person("friend")
        exchange = await friend.click(await asked(discord, PLAN), "Not what I asked")
        assert exchange.is_ephemeral
        assert exchange.shown.labels == ["Who helps when stuck?", "Ask in other words"]
        topic = await friend.click(exchange, "Who helps when stuck?")
        assert topic.is_ephemeral
        assert quoted_in([topic.text]) == [ADA_HELP, EVE_HELP]

    async def test_two_members_may_ask_in_other_words_at_once(self, discord: StandIn, bot: Bot) -> None:
        """Each has a form of their own, and is answered privately whoever sends theirs in first."""
        answer, forms = await asked(discord, PLAN), {}
        for name in ("asker", "friend"):
            aside = await discord.person(name).click(answer, "Not what I asked")
            forms[name] = await discord.person(name).click(aside, "Ask in other words")
        assert forms["asker"].modal.custom_id != forms["friend"].modal.custom_id
        for name, question, words in (("asker", HELP, [ADA_HELP, EVE_HELP]), ("friend", PLAN, [ADA_PLAN])):
            exchange = await discord.person(name).submit(forms[name], {"Your question": question})
            assert exchange.is_ephemeral
            assert quoted_in([exchange.text]) == words
            assert f"-# you asked: “{question}”" in exchange.text

    async def test_who_asks_too_much_in_other_words_is_asked_to_wait(self, discord: StandIn, memory: Memory) -> None:
        """A form is one more way to ask."""
        asker = discord.person("asker")
        async with running(Bot(answering(ada(), eve()), memory, Limits(member_questions=2)), discord):
            aside = await asker.click(await asked(discord, PLAN), "Not what I asked")
            for is_answered in (True, False):
                opened = await asker.click(aside, "Ask in other words")
                exchange = await asker.submit(opened, {"Your question": HELP})
                assert exchange.is_ephemeral
                assert (quoted_in([exchange.text]) == [ADA_HELP, EVE_HELP]) == is_answered
        assert exchange.text.startswith("That was a lot of questions at once.")


class TestDelete:
    """Gone for everybody."""

    @pytest.mark.parametrize("name", ["asker", "moderator"])
    async def test_the_asker_and_moderators_may(self, name: str, discord: StandIn, bot: Bot) -> None:
        """Without any permission of the bot's."""
        answer = await asked(discord, PLAN)
        exchange = await discord.person(name).click(answer, "Delete")
        await exchange.until(lambda found: not discord.messages_in(answer.act.channel))
        assert discord.messages_in(answer.act.channel) == []

    async def test_nobody_else_may(self, discord: StandIn, bot: Bot) -> None:
        """They are told."""
        answer = await asked(discord, PLAN)
        exchange = await discord.person("friend").click(answer, "Delete")
        assert exchange.is_ephemeral
        assert exchange.text.startswith("Only whoever asked, or a moderator")
        assert answer.message

    async def test_a_reply_to_a_message_can_be_deleted(self, discord: StandIn, bot: Bot) -> None:
        """By whoever wrote the message."""
        asker = discord.person("asker")
        reply = await discord.reply_to(asker.says("general", PLAN, mentions=[discord.bot]))
        exchange = await asker.click(reply, "Delete")
        await exchange.until(lambda found: found.message is None)


class TestPrivate:
    """For the asker alone, until they share it."""

    async def test_it_can_be_shared(self, discord: StandIn, bot: Bot) -> None:
        """For everybody, with who shared it and without a ping; once."""
        asker = discord.person("asker").at("general")
        answer = await asker.slash("ask", question=PLAN, private=True)
        assert answer.is_ephemeral
        assert answer.text.splitlines()[-1] == f"-# you asked: “{PLAN}”"
        assert answer.shown.labels[-1] == "Share"
        exchange = await asker.click(answer, "Share")
        await exchange.until(lambda found: "Share" not in found.shown.labels)
        [shared] = exchange.followups
        assert not shared.is_ephemeral
        assert not shared.mentions
        assert quoted_in([shared.content]) == [ADA_PLAN]
        assert shared.content.splitlines()[-1] == "-# shared by Asker"
        assert shared.labels[-1] == "Delete"
        assert quoted_in([answer.text]) == [ADA_PLAN]

    async def test_not_where_the_member_may_not_write(self, discord: StandIn, bot: Bot) -> None:
        """They are told, and it stays private."""
        muted = discord.world.add_channel(
            discord.world.guild("Course"), "announcements", overwrites=(mute(discord.world.user("friend").id),)
        )
        friend = discord.person("friend").at(muted)
        answer = await friend.slash("ask", question=PLAN, private=True)
        exchange = await friend.click(answer, "Share")
        assert exchange.is_ephemeral
        assert exchange.text.startswith("You cannot write in this channel")

    async def test_not_where_the_bot_may_not_write(self, discord: StandIn, bot: Bot) -> None:
        """As well."""
        asker = discord.person("asker").at("readonly")
        answer = await asker.slash("ask", question=PLAN, private=True)
        exchange = await asker.click(answer, "Share")
        assert exchange.text.startswith("I cannot write in this channel")

    async def test_a_thread_has_permissions_of_its_own(self, discord: StandIn, bot: Bot) -> None:
        """Writing in threads is what counts there; in direct messages nothing has to be allowed."""
        asker = discord.person("asker")
        for place in (asker.at("side talk"), asker.at(asker.dm)):
            answer = await place.slash("ask", question=PLAN, private=True)
            exchange = await place.click(answer, "Share")
            await exchange.until(lambda found: bool(found.followups))


class TestNearest:
    """What is no answer claims nothing."""

    async def test_a_command_is_answered_privately(self, discord: StandIn, memory: Memory) -> None:
        """With a button for each topic."""
        async with running(Bot(answering(ada(), eve(), sure=2.0), memory), discord):
            exchange = await asked(discord, PLAN)
            assert exchange.is_ephemeral
            assert exchange.text.startswith("Not sure what you mean.")
            assert exchange.shown.labels[0] == "How to plan a week?"
            topic = await discord.person("asker").click(exchange, "How to plan a week?")
        assert topic.is_ephemeral
        assert quoted_in([topic.text]) == [ADA_PLAN]
        assert topic.shown.labels == [
            "Next (2 of 2)", "In context", "Source", "Helpful", "Not what I asked", "Share",
        ]  # fmt: skip

    async def test_a_message_gets_one_line_for_everybody(self, discord: StandIn, memory: Memory) -> None:
        """And a button that answers whoever presses it."""
        async with running(Bot(answering(ada(), eve(), sure=2.0), memory), discord):
            said = discord.person("asker").says("general", PLAN, mentions=[discord.bot])
            reply = await discord.reply_to(said)
            assert "\n" not in reply.content
            assert reply.labels == ["Show nearest topics"]
            exchange = await discord.person("friend").click(reply, "Show nearest topics")
        assert exchange.is_ephemeral
        assert exchange.shown.labels[0] == "How to plan a week?"

    async def test_what_has_no_neighbour_has_no_button(self, discord: StandIn, bot: Bot) -> None:
        """The honest line alone."""
        assert (await asked(discord, "purple?")).shown.labels == []


class TestSource:
    """One interview alone."""

    async def test_it_is_offered_by_title(self, discord: StandIn, bot: Bot) -> None:
        """While the member types."""
        asker = discord.person("asker")
        suggested = await asker.autocomplete("ask", question=HELP, source="eve")
        assert [(choice.name, choice.value) for choice in suggested] == [("A talk with Eve Second", "eve-2019")]
        assert len(await asker.autocomplete("ask", question=HELP, source="")) == 2

    @pytest.mark.parametrize("source", ["eve-2019", "A talk with Eve Second", "a talk with eve second"])
    async def test_it_narrows_the_answer(self, source: str, discord: StandIn, bot: Bot) -> None:
        """By its id, or by its title as typed."""
        assert quoted_in([(await asked(discord, HELP, source=source)).text]) == [EVE_HELP]

    async def test_an_unknown_one_is_told_so(self, discord: StandIn, bot: Bot) -> None:
        """Privately, and what was typed is made harmless."""
        exchange = await asked(discord, HELP, source="@everyone \u202e**talk**")
        assert exchange.is_ephemeral
        assert exchange.text.startswith("I know no interview called “\\@everyone \\*\\*talk\\*\\*”.")


BUTTONS = ["Next (3 of 3)", "In context", "Helpful", "Not what I asked", "Delete"]


@pytest.mark.parametrize("label", BUTTONS)
async def test_old_buttons_work_after_a_restart(label: str, discord: StandIn, memory: Memory) -> None:
    """Another process, the same answer."""
    async with running(Bot(answering(ada(), eve()), memory), discord):
        answer = await asked(discord, HELP)
    async with running(Bot(answering(ada(), eve()), memory), discord):
        exchange = await discord.person("asker").click(answer, label)
        if label == "Delete":
            await exchange.until(lambda found: found.message is None)
        else:
            assert "any more" not in exchange.text


async def test_a_form_works_after_a_restart(discord: StandIn, memory: Memory) -> None:
    """What somebody was writing meanwhile is not lost."""
    asker = discord.person("asker")
    async with running(Bot(answering(ada(), eve()), memory), discord):
        aside = await asker.click(await asked(discord, PLAN), "Not what I asked")
        form = await asker.click(aside, "Ask in other words")
    async with running(Bot(answering(ada(), eve()), memory), discord):
        exchange = await asker.submit(form, {"Your question": HELP})
        assert quoted_in([exchange.text]) == [ADA_HELP, EVE_HELP]


async def test_what_was_withdrawn_is_told_so(discord: StandIn, memory: Memory) -> None:
    """By every button that would show it; the message itself can be deleted still."""
    asker = discord.person("asker")
    async with running(Bot(answering(ada(), eve()), memory), discord):
        answer = await asked(discord, PLAN)
        other = await asked(discord, HELP)
    async with running(Bot(answering(eve()), memory), discord):
        for label in ("Next (2 of 3)", "In context", "Helpful", "Not what I asked"):
            exchange = await asker.click(answer, label)
            assert exchange.is_ephemeral
            assert exchange.text == WITHDRAWN
        exchange = await asker.click(other, "Delete")
        await exchange.until(lambda found: found.message is None)
