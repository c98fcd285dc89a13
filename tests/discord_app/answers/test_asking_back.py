"""Replies to the bot's own messages: which of them are questions, and what they are understood with."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.model import Question
from bot.discord_app.client import Bot
from bot.service.answering import Answering, Reply
from tests.standin import Message, StandIn
from tests.standin.message import Draft

MASTERS = "Should I do a Master's degree?"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Every question that was put to the service."""
    questions: list[Question] = []
    answered = Answering.reply

    def noted(self: Answering, question: Question, *others: Any) -> Reply:
        questions.append(question)
        return answered(self, question, *others)

    monkeypatch.setattr(Answering, "reply", noted)
    return questions


async def answer(discord: StandIn, place: str = "general") -> Message:
    """What the bot said to the asker's question."""
    return await discord.reply_to(discord.person("asker").says(place, MASTERS, mentions=[discord.bot]))


@pytest.mark.parametrize("text", ["thanks!", "that is what I needed", "really? wow, thanks"])
async def test_a_reply_that_asks_nothing_is_left_alone(
    text: str, discord: StandIn, bot: Bot, asked: list[Question]
) -> None:
    """Although it pings; the mention that follows is answered first."""
    asker = discord.person("asker")
    asker.says("general", text, reply_to=await answer(discord))
    await discord.reply_to(asker.says("general", "why write?", mentions=[discord.bot]))
    assert [question.text for question in asked] == [MASTERS, "why write?"]


async def test_a_reply_that_asks_is_a_follow_up(discord: StandIn, bot: Bot, asked: list[Question]) -> None:
    """It is understood with the question before, whoever asks on."""
    follow_up = discord.person("friend").says("general", "and a PhD? ", reply_to=await answer(discord))
    assert (await discord.reply_to(follow_up)).reply_to == follow_up.id
    assert asked[-1] == Question("and a PhD?", after=MASTERS)


async def test_the_question_before_is_the_last_one(discord: StandIn, bot: Bot, asked: list[Question]) -> None:
    """Of several in a row: the question that the last one stands for."""
    asker = discord.person("asker")
    second = await discord.reply_to(asker.says("general", "and a PhD?", reply_to=await answer(discord)))
    third = await discord.reply_to(asker.says("general", "why?", reply_to=second))
    assert asked[-1] == Question("why?", after="Should I do a PhD?")
    await discord.reply_to(asker.says("general", "and without one?", reply_to=third))
    assert asked[-1] == Question("and without one?", after="Should I do a PhD?")


async def test_the_example_of_the_manual_is_answered(discord: StandIn, bot: Bot) -> None:
    """In a conversation, either way round, and a bare "why?" brings other words."""
    asker, friend = discord.person("asker"), discord.person("friend")
    for person, place, before, text, words in (
        (asker, "general", "should I do a Master's?", "and a PhD?", "a PhD is a nice to have"),
        (asker, "questions", "should I do a PhD?", "and a Master's?", "I wouldn’t advise doing a Master’s"),
        (friend, friend.dm, "should I do a Master's?", "and without one?", "I don’t think it’s the only way"),
    ):
        first = await discord.reply_to(person.says(place, before, mentions=[discord.bot]))
        assert words in (await discord.reply_to(person.says(place, text, reply_to=first))).content
    more = await discord.reply_to(friend.says("general", "why?", reply_to=await answer(discord)))
    assert more.content.startswith(">")
    assert "not all of them turned out to be useful" not in more.content


async def test_a_follow_up_may_come_directly_or_by_name(discord: StandIn, bot: Bot, asked: list[Question]) -> None:
    """A direct message and a mention are understood with the question before as well."""
    asker = discord.person("asker")
    first = await discord.reply_to(asker.says(asker.dm, MASTERS))
    await discord.reply_to(asker.says(asker.dm, "and a PhD?", reply_to=first))
    assert asked[-1] == Question("and a PhD?", after=MASTERS)
    await discord.reply_to(
        asker.says("general", "why?", mentions=[discord.bot], reply_to=await answer(discord), pings=False)
    )
    assert asked[-1] == Question("why?", after=MASTERS)


async def test_thanks_in_a_direct_message_brings_nothing_back(
    discord: StandIn, bot: Bot, asked: list[Question]
) -> None:
    """What asks nothing is not understood with the question before: that would bring the same words again."""
    asker = discord.person("asker")
    first = await discord.reply_to(asker.says(asker.dm, MASTERS))
    await discord.reply_to(asker.says(asker.dm, "thanks!", reply_to=first))
    assert asked[-1] == Question("thanks!")


async def test_a_question_that_is_gone_leaves_the_follow_up_alone(
    discord: StandIn, bot: Bot, asked: list[Question]
) -> None:
    """It is answered as it is."""
    asker = discord.person("asker")
    said = asker.says("general", MASTERS, mentions=[discord.bot])
    first = await discord.reply_to(said)
    asker.deletes(said)
    await discord.reply_to(asker.says("general", "and a PhD?", reply_to=first))
    assert asked[-1] == Question("and a PhD?")


async def test_discord_may_fail_to_find_the_question(discord: StandIn, bot: Bot, asked: list[Question]) -> None:
    """The follow-up is answered all the same."""
    first = await answer(discord)
    discord.fault("GET", r"/messages/\d+$", status=503)
    await discord.reply_to(discord.person("asker").says("general", "and a PhD?", reply_to=first))
    assert asked[-1] == Question("and a PhD?")


async def follow_up(discord: StandIn, answer: Message) -> None:
    """The friend asks on, by name: Discord withholds other replies to what a command said."""
    friend = discord.person("friend")
    await discord.reply_to(friend.says("general", "and a PhD?", mentions=[discord.bot], reply_to=answer))


@pytest.mark.parametrize("question", [MASTERS, "is a *Master's* asked: “worth” it_?"])
async def test_a_commands_answer_holds_its_question(
    question: str, discord: StandIn, bot: Bot, asked: list[Question]
) -> None:
    """Behind Next too; nothing more is kept for it."""
    asker = discord.person("asker").at("general")
    exchange = await asker.slash("ask", question=question, private=False)
    await follow_up(discord, exchange.shown)
    assert asked[-1] == Question("and a PhD?", after=question)
    exchange = await asker.click(exchange, exchange.shown.buttons[0].label)
    await follow_up(discord, exchange.shown)
    assert asked[-1] == Question("and a PhD?", after=question)


async def test_an_answer_to_nobody_has_the_question_on_record(
    discord: StandIn, bot: Bot, asked: list[Question]
) -> None:
    """A topic that was looked up, a quote by chance."""
    exchange = await discord.person("asker").at("general").slash("topic", name="phd")
    held = bot.answering.snapshot.knowledge.topics["phd"].quotes[0]
    await follow_up(discord, exchange.shown)
    assert asked[-1] == Question("and a PhD?", after=held.asked)


async def test_what_is_no_answer_has_no_question_before(discord: StandIn, bot: Bot, asked: list[Question]) -> None:
    """A list, or what was said when nothing was to be said."""
    exchange = await discord.person("asker").at("general").slash("quote", id="alexey-grigorev-2020/nothing")
    said = discord.chat.post(discord.channel("general"), discord.bot, Draft(exchange.text))
    await follow_up(discord, said)
    assert asked[-1] == Question("and a PhD?")


@pytest.mark.parametrize("mark", ["<@{}>", "<@!{}>"])
async def test_a_mention_in_a_reply_counts(mark: str, discord: StandIn, bot: Bot, asked: list[Question]) -> None:
    """In both of its spellings, whoever is replied to."""
    friends = discord.person("friend").says("general", "what do you think?")
    asker = discord.person("asker")
    text = f"{mark.format(discord.bot.id)} {MASTERS}"
    await discord.reply_to(asker.says("general", text, reply_to=friends))
    assert asked == [Question(MASTERS)]
