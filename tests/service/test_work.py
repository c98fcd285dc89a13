"""The gate that whoever answers goes through."""

from __future__ import annotations

import asyncio

from bot.service.health import Work


async def answer(work: Work, until: asyncio.Event, seen: list[bool]) -> None:
    seen.append(work.begin())
    await until.wait()


async def test_what_has_begun_is_waited_for() -> None:
    """And nothing new begins meanwhile."""
    work, until, seen = Work(), asyncio.Event(), []
    first = asyncio.create_task(answer(work, until, seen))
    await asyncio.sleep(0)
    assert (seen, work.in_flight) == ([True], 1)
    finishing = asyncio.create_task(work.finish(60))
    await asyncio.sleep(0)
    late = asyncio.create_task(answer(work, until, seen))
    await asyncio.sleep(0)
    assert (seen, finishing.done()) == ([True, False], False)
    until.set()
    assert await finishing == 0
    assert first.done()
    assert late.done()


async def test_patience_ends() -> None:
    """What is not done in time is counted."""
    work, seen = Work(), []
    task = asyncio.create_task(answer(work, asyncio.Event(), seen))
    await asyncio.sleep(0)
    assert await work.finish(0) == 1
    task.cancel()


async def test_nothing_to_finish() -> None:
    """Whoever finishes does not wait for itself."""
    work = Work()
    work.begin()
    assert await work.finish(60) == 1


async def test_a_hold_ends_by_itself() -> None:
    """A shorter one does not end a longer one."""
    now = [0.0]
    work = Work(clock=lambda: now[0])
    assert work.is_open
    work.hold(300)
    work.hold(10)
    now[0] = 299.0
    assert (work.begin(), work.held_s) == (False, 1.0)
    now[0] = 300.0
    assert work.begin()
