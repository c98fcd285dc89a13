"""Which questions moderators get to see: those put to the bot in a server's channel, and what members send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.records import Personal, QuestionStatus, Reason, Unanswered
from bot.discord_app.client import Bot
from bot.service.memory import Memory
from tests.discord_app.open_questions import kept, texts
from tests.discord_app.voices import HELP, PLAN, ada, answering, eve
from tests.standin import Exchange, Message, Person, StandIn
from tests.standin.launch import running
from tests.state.values import statuses

SEND, NOT_ASKED, HELPFUL = "Send to moderators", "Not what I asked", "Helpful"
UNKNOWN = "who won the world cup?"


@pytest.fixture
async def bot(discord: StandIn, memory: Memory) -> AsyncIterator[Bot]:
    async with running(Bot(answering(ada(), eve()), memory), discord) as connected:
        yield connected


@pytest.fixture
def asker(discord: StandIn) -> Person:
    return discord.person("asker").at("general")


class TestNotAsked:
    """An answer that was none is a question without an answer."""

    @pytest.mark.parametrize("who", ["asker", "friend"])
    async def test_to_a_command(self, who: str, discord: StandIn, bot: Bot, memory: Memory, asker: Person) -> None:
        """With the topic that it was taken for, under the code of whoever asked."""
        aside = await discord.person(who).click(await asker.slash("ask", question=PLAN), NOT_ASKED)
        assert SEND not in aside.shown.labels
        assert await texts(memory, 1) == [PLAN]
        [question] = await kept(memory)
        assert (question.reason, question.nearest) == (Reason.NOT_ASKED, ("plan",))
        assert question.guild == discord.world.guild().id
        assert question.asker == memory.digests.of_person(asker.user.id)

    async def test_to_a_message(self, discord: StandIn, bot: Bot, memory: Memory, asker: Person) -> None:
        """In its own words, without the bot's name; it goes with the message."""
        said = asker.says("general", f"{PLAN} Thanks!", mentions=[discord.bot])
        await asker.click(await discord.reply_to(said), NOT_ASKED)
        assert await texts(memory, 1) == [f"{PLAN} Thanks!"]
        asker.deletes(said)
        assert await texts(memory, 0) == []

    async def test_it_is_kept_once(self, discord: StandIn, bot: Bot, memory: Memory, asker: Person) -> None:
        """However many say so, and whoever changes their mind; with nobody left who says so, it is answered."""
        answer, friend = await asker.slash("ask", question=PLAN), discord.person("friend")
        for person in (asker, friend, asker):
            await person.click(answer, NOT_ASKED)
            await texts(memory, 1)
        await asker.click(answer, HELPFUL)
        assert await texts(memory, 1) == [PLAN]
        await friend.click(answer, HELPFUL)
        assert await texts(memory, 0) == []
        await asker.click(answer, NOT_ASKED)
        assert await texts(memory, 1) == [PLAN]

    async def test_what_was_decided_stays_decided(
        self, discord: StandIn, bot: Bot, memory: Memory, asker: Person, tmp_path: Path
    ) -> None:
        """Pressed again, it is not open again."""
        answer = await asker.slash("ask", question=PLAN)
        await asker.click(answer, NOT_ASKED)
        await texts(memory, 1)
        await memory.settle([question.id for question in await kept(memory)], QuestionStatus.OFF_TOPIC)
        for label in (HELPFUL, NOT_ASKED):
            await asker.click(answer, label)
        await discord.person("friend").slash("ask", question=UNKNOWN)
        assert await texts(memory, 1) == [UNKNOWN]
        assert statuses(tmp_path / "state")[QuestionStatus.OFF_TOPIC] == 1

    async def test_an_answer_to_nobody_is_none(self, discord: StandIn, bot: Bot, memory: Memory, asker: Person) -> None:
        """Looked up by its topic, or found for somebody's message."""
        assert NOT_ASKED not in (await asker.slash("topic", name="help")).shown.labels
        target = asker.says("questions", HELP)
        friend = discord.person("friend").at("questions")
        pressed = friend.click(await friend.menu("Find the quote", target), "1")
        await pressed.until(lambda each: each.message is not None and each.text.startswith("Thank you."))
        found = [message for message in discord.messages_in("questions") if message.author == discord.bot]
        await asker.at("questions").click(found[-1], NOT_ASKED)
        await asker.slash("ask", question=UNKNOWN)
        assert await texts(memory, 1) == [UNKNOWN]


class TestSent:
    """What nobody else sees stays so, unless its asker sends it."""

    async def assert_sent(self, memory: Memory, person: Person, shown: Exchange | Message, expected: str) -> Unanswered:
        """Nothing before it is pressed; once, however often it is."""
        assert await kept(memory) == ()
        for _ in range(2):
            told = await person.click(shown, SEND)
            assert told.text.startswith("Thank you. Those who keep the record see your question")
        assert await texts(memory, 1) == [expected]
        [question] = await kept(memory)
        assert question.asker == memory.digests.of_person(person.user.id)
        return question

    async def test_what_got_no_answer_in_private(self, bot: Bot, memory: Memory, asker: Person) -> None:
        """A command's."""
        shown = await asker.slash("ask", question=UNKNOWN, private=True)
        question = await self.assert_sent(memory, asker, shown, UNKNOWN)
        assert question.reason is Reason.ABSTENTION

    async def test_where_nothing_is_kept_nothing_offers_to_send(
        self, discord: StandIn, memory: Memory, asker: Person
    ) -> None:
        """Not in private, not in a direct message, not behind *Not what I asked*."""
        memory.questions_kept_for = timedelta()
        async with running(Bot(answering(ada(), eve()), memory), discord):
            there = asker.at(asker.dm)
            shown = [
                await asker.slash("ask", question=UNKNOWN, private=True),
                await there.slash("ask", question=UNKNOWN),
                await asker.click(await asker.slash("ask", question=PLAN, private=True), NOT_ASKED),
            ]
            assert [SEND in one.shown.labels for one in shown] == [False] * 3
            said = await discord.reply_to(asker.says(asker.dm, UNKNOWN))
            assert SEND not in said.labels

    async def test_suggestions_in_private(self, discord: StandIn, memory: Memory, asker: Person) -> None:
        """With the topics that came nearest."""
        async with running(Bot(answering(ada(), eve(), sure=2.0), memory), discord):
            shown = await asker.slash("ask", question=PLAN, private=True)
            question = await self.assert_sent(memory, asker, shown, PLAN)
        assert (question.reason, question.nearest[0]) == (Reason.SUGGESTIONS, "plan")

    async def test_a_private_answer_that_was_none(self, bot: Bot, memory: Memory, asker: Person) -> None:
        """Behind *Not what I asked*."""
        answer = await asker.slash("ask", question=PLAN, private=True)
        aside = await asker.click(answer, NOT_ASKED)
        question = await self.assert_sent(memory, asker, aside, PLAN)
        assert question.reason is Reason.NOT_ASKED

    @pytest.mark.parametrize("question", [UNKNOWN, PLAN])
    async def test_direct_messages(
        self, question: str, discord: StandIn, bot: Bot, memory: Memory, asker: Person
    ) -> None:
        """Said or put by command."""
        there = asker.at(asker.dm)
        reply = await discord.reply_to(asker.says(asker.dm, question))
        shown: Exchange | Message = await there.click(reply, NOT_ASKED) if question == PLAN else reply
        sent = await self.assert_sent(memory, there, shown, question)
        assert sent.guild is None
        await memory.settle([sent.id], QuestionStatus.OFF_TOPIC)
        answer = await there.slash("ask", question=question)
        await self.assert_sent(
            memory, there, await there.click(answer, NOT_ASKED) if question == PLAN else answer, question
        )

    async def test_other_words(self, bot: Bot, memory: Memory, asker: Person) -> None:
        """What the form asked is answered in private."""
        answer = await asker.slash("ask", question=PLAN, private=True)
        form = await asker.click(await asker.click(answer, NOT_ASKED), "Ask in other words")
        shown = await asker.submit(form, {"Your question": UNKNOWN})
        await self.assert_sent(memory, asker, shown, UNKNOWN)

    async def test_what_is_kept_anyway_needs_no_button(
        self, discord: StandIn, bot: Bot, memory: Memory, asker: Person
    ) -> None:
        """Put in a channel, by command or by name."""
        assert SEND not in (await asker.slash("ask", question=UNKNOWN)).shown.labels
        said = asker.says("general", UNKNOWN, mentions=[discord.bot])
        assert SEND not in (await discord.reply_to(said)).labels
        assert len(await texts(memory, 2)) == 2

    async def test_where_nothing_is_kept(self, bot: Bot, memory: Memory, asker: Person) -> None:
        """Nobody is told that it was sent, by a button from before the setting."""
        found = await asker.slash("ask", question=UNKNOWN, private=True)
        memory.questions_kept_for = timedelta()
        assert "Nothing is kept here" in (await asker.click(found, SEND)).text

    async def test_a_question_that_is_gone(self, discord: StandIn, bot: Bot, memory: Memory, asker: Person) -> None:
        """Is not sent."""
        said = asker.says(asker.dm, UNKNOWN)
        reply = await discord.reply_to(said)
        discord.fault("GET", r"/messages/\d+$", status=404)
        told = await asker.at(asker.dm).click(reply, SEND)
        assert told.text.startswith("I cannot find your question any more")
        assert await kept(memory) == ()

    async def test_it_counts_as_the_askers_own(self, bot: Bot, memory: Memory, asker: Person) -> None:
        """/privacy tells of it, and deletes it."""
        await asker.click(await asker.slash("ask", question=UNKNOWN, private=True), SEND)
        await texts(memory, 1)
        own = await asker.slash("privacy")
        assert own.text.endswith("Yours of this: 1 question.")
        assert await memory.count_person(memory.digests.of_person(asker.user.id)) == Personal(questions=1)
        await asker.click(own, "Delete what is kept of me")
        assert await kept(memory) == ()
