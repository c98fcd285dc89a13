"""What moderators see of what members asked."""

from __future__ import annotations

import asyncio

from bot.core.records import Unanswered
from bot.service.memory import Memory


async def kept(memory: Memory) -> tuple[Unanswered, ...]:
    """Once everything is written that waits for it."""
    await memory.put_value("written", "by now")
    return await memory.open_questions()


async def texts(memory: Memory, count: int) -> list[str]:
    """Sooner or later so many: what follows an answer is not waited for."""
    async with asyncio.timeout(60):
        while len(found := await kept(memory)) != count:
            await asyncio.sleep(0.01)
    return [question.text for question in found]
