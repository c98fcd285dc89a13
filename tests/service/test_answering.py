"""Questions of many people at once."""

from __future__ import annotations

import asyncio

from bot.core.model import Question
from bot.service.answering import Answering

_CROWD = 30


async def test_a_crowd_leaves_room_for_what_else_is_due(answering: Answering) -> None:
    """Between any two of their answers the event loop turns to everything else."""
    turns = 0

    async def something_else() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    worker = asyncio.create_task(something_else())
    question = Question("is grad school worth it?")
    replies = await asyncio.gather(*(answering.reply_in_turn(question) for _ in range(_CROWD)))
    worker.cancel()
    assert [reply.decision for reply in replies] == [answering.reply(question).decision] * _CROWD
    assert turns >= _CROWD
