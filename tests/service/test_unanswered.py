"""Questions without an answer, grouped, and what becomes of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.records import QuestionStatus
from bot.core.unanswered import KEY, NextQuestion
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.unanswered import UnansweredGroups, UnansweredReview
from tests.conftest import memory_in
from tests.state.values import NOON, question, statuses

RUST = "Should I learn Rust?", "is rust worth learning for data science?", "should i learn rust"


@pytest.fixture
def review(answering: Answering, memory: Memory) -> UnansweredReview:
    return UnansweredReview(answering, memory)


async def asked(memory: Memory, *texts: str, **fields: object) -> None:
    for at, text in enumerate(texts):
        memory.keep_unanswered(question(text=text, asker=f"{text}{at}", question_message=at + 1, **fields))
    await memory.put_value("written", "by now")


def told(found: UnansweredGroups) -> list[tuple[str, int]]:
    return [(group.text, group.times) for group in found.groups]


async def test_what_asks_alike_is_one_group(review: UnansweredReview, memory: Memory) -> None:
    """What is decided is not there any more."""
    await asked(memory, *RUST, "who won the world cup?")
    found = await review.groups()
    assert [times for _, times in told(found)] == [3, 1]
    assert await review.settle(found.groups[0], QuestionStatus.OFF_TOPIC)
    assert told(await review.groups()) == [("who won the world cup?", 1)]
    assert await review.settle(found.groups[0], QuestionStatus.OPEN)
    assert await review.groups() == found


async def test_nothing_moves_while_somebody_looks(review: UnansweredReview, memory: Memory) -> None:
    """What is asked meanwhile is not among what they decide on."""
    await asked(memory, *RUST[:2])
    seen = await review.groups()
    await asked(memory, RUST[2])
    again = await review.groups(seen.newest)
    assert again == seen
    assert again.group(seen.groups[0].first_id) == seen.groups[0]
    assert again.group(12345) is None
    assert [times for _, times in told(await review.groups())] == [3]


async def test_a_month_alone(review: UnansweredReview, memory: Memory) -> None:
    """By the day on which it was asked."""
    await asked(memory, "in may?")
    await asked(memory, "in june?", kept_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert told(await review.groups(month="2026-06")) == [("in june?", 1)]


async def test_drafts_name_nobody_but_the_people_on_record(review: UnansweredReview, memory: Memory) -> None:
    """And hold no links, numbers and mentions."""
    await asked(memory, "<@1> does Alexey Grigorev know Zebulon? +49 30 123 https://x.org")
    [group] = (await review.groups()).groups
    assert review.draft(group) == "… does Alexey Grigorev know …? …"


async def test_questions_for_the_next_interview(review: UnansweredReview, memory: Memory, tmp_path: Path) -> None:
    """They stay on the list when what was kept of the members is gone; the same question is there once."""
    await asked(memory, *RUST)
    [group] = (await review.groups()).groups
    assert await review.ask_next(group, " Should one\nlearn Rust? ")
    assert await review.ask_next(replace(group, people=1, ids=(9,)), "should one learn rust?")
    assert statuses(tmp_path / "state")[QuestionStatus.NEXT_INTERVIEW] == 3
    for each in range(1, 4):
        memory.forget_message(each)
    await memory.put_value("written", "by now")
    assert await review.next_interview() == (NextQuestion("should one learn rust?", 4, 4),)
    assert await review.drop("Should one learn Rust?")
    assert await review.next_interview() == ()


async def test_what_was_settled_can_be_taken_back(review: UnansweredReview, memory: Memory) -> None:
    """Once, and for as long as the program runs."""
    await asked(memory, *RUST)
    [group] = (await review.groups()).groups
    await review.settle(group, QuestionStatus.OFF_TOPIC)
    assert [await review.take_back(group.first_id) for _ in range(2)] == [True, False]
    assert (await review.groups()).groups == (group,)


async def test_a_change_answers_what_it_was_made_for(review: UnansweredReview, memory: Memory, tmp_path: Path) -> None:
    """And is open again when the change is taken back; other changes answer nothing."""
    await asked(memory, *RUST, "who won the world cup?")
    found = await review.groups()
    review.promise("a key", found.groups[0])
    await review.written("another key", 6, None)
    assert (await review.groups()) == found
    await review.written("a key", 7, None)
    assert told(await review.groups()) == [("who won the world cup?", 1)]
    assert statuses(tmp_path / "state")[QuestionStatus.GIVEN] == 3
    await review.written("an undo", 8, 6)
    assert statuses(tmp_path / "state")[QuestionStatus.GIVEN] == 3
    await review.written("an undo", 9, 7)
    assert await review.groups() == found


async def test_two_curators_at_once(answering: Answering, memory: Memory, tmp_path: Path) -> None:
    """Neither's question is lost, also in two processes."""
    await asked(memory, "why Rust?", "who won the world cup?")
    first, second = (await UnansweredReview(answering, memory).groups()).groups
    async with memory_in(tmp_path / "state", lambda: NOON) as other:
        here, there = UnansweredReview(answering, memory), UnansweredReview(answering, other)
        assert all(await asyncio.gather(here.ask_next(first, "Rust?"), there.ask_next(second, "Cups?")))
    assert {one.text for one in await here.next_interview()} == {"Rust?", "Cups?"}


async def test_a_list_that_cannot_be_read_begins_anew(review: UnansweredReview, memory: Memory) -> None:
    """Somebody has edited the database."""
    await asked(memory, "why Rust?")
    [group] = (await review.groups()).groups
    for broken in ("{", "[1]", '[["text", "many", 1]]', "null"):
        await memory.put_value(KEY, broken)
        assert await review.next_interview() == ()
    assert await review.ask_next(group, "Rust?")
    assert await review.next_interview() == (NextQuestion("Rust?", 1, 1),)
