"""Discord's faults with the library's own waits, one after the other: what the member and the operator see of each.

python -m tests.drills.outages
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.app import build_answering
from bot.config import Config, Matching
from bot.discord_app import errors
from bot.discord_app.client import Bot
from bot.ops.watch import judge
from tests.discord_app.lives import living
from tests.standin import StandIn

MASTERS = "Should I do a Master's?"
MESSAGES = r"/channels/\d+/messages$"
CALLBACK = r"/callback$"
_PATIENCE_S = 90.0


@dataclass(frozen=True)
class Stage:
    """A bot that is connected, and the Discord that it is connected to."""

    discord: StandIn
    bot: Bot

    async def answered(self) -> str:
        """A mention, and what comes of it."""
        said = self.discord.person("asker").says("general", MASTERS, mentions=[self.discord.bot])
        reply = await self.discord.reply_to(said, _PATIENCE_S)
        own = [m for m in self.discord.messages_in("general") if m.reply_to == said.id]
        assert len(own) == 1, own
        return "answered once" if "Alexey Grigorev" in reply.content else reply.content.split(".")[0]

    async def asked(self, timeout_s: float = _PATIENCE_S) -> str:
        """A command, and what comes of it."""
        exchange = self.discord.person("asker").slash("ask", question=MASTERS)
        try:
            text = (await exchange.answered(timeout_s)).text
        except TimeoutError:
            return "Discord's own 'did not respond'"
        return "answered once" if "Alexey Grigorev" in text else text.split(".")[0]

    def troubles(self) -> str:
        return "; ".join(judge(self.bot.health(), quotes=1, is_writable=True).troubles)


async def server_errors(stage: Stage) -> str:
    """500 four times: the library waits 1, 3, 5 and 7 s."""
    stage.discord.fault("POST", MESSAGES, status=500, times=4)
    return await stage.answered()


async def server_errors_for_long(stage: Stage) -> str:
    """502 five times: the library gives up after 25 s, and the member is told."""
    stage.discord.fault("POST", MESSAGES, status=502, times=5)
    return await stage.answered()


async def a_command_and_one_error(stage: Stage) -> str:
    """504 once: answered a second later."""
    stage.discord.fault("POST", CALLBACK, status=504)
    return await stage.asked()


async def a_command_and_errors(stage: Stage) -> str:
    """503 three times: the bot does not wait as long as the library does, so that the fourth try comes in time."""
    stage.discord.fault("POST", CALLBACK, status=503, times=3)
    return await stage.asked(12)


async def a_rate_limit(stage: Stage) -> str:
    """429 of Discord's, for a second."""
    stage.discord.fault_429("POST", MESSAGES, retry_after_s=1.0)
    return await stage.answered()


async def a_slow_request(stage: Stage) -> str:
    """Discord takes 4 s."""
    stage.discord.fault("POST", MESSAGES, delay_s=4.0)
    return await stage.answered()


async def a_cut_line(stage: Stage) -> str:
    """The connection breaks after Discord has taken the answer."""
    stage.discord.fault("POST", MESSAGES, lose_reply=True)
    return await stage.answered()


async def a_gateway_that_is_away(stage: Stage) -> str:
    """For twelve seconds nobody listens at all."""
    async with stage.discord.outage():
        await asyncio.sleep(12)
        troubles = stage.troubles()
        assert troubles == "shard 0 is not connected", troubles
    await stage.discord.connected(timeout_s=_PATIENCE_S)
    return await stage.answered()


async def a_lost_session(stage: Stage) -> str:
    """Op 9: a new session, and the bot is back."""
    before = stage.discord.gateway.identify_count
    stage.discord.gateway.invalidate(resumable=False)
    while stage.discord.gateway.identify_count == before:
        await asyncio.sleep(0.1)
    await stage.discord.connected(timeout_s=_PATIENCE_S)
    return await stage.answered()


async def five_cuts(stage: Stage) -> str:
    """The connection breaks five times in a row, while a question is asked: each is answered, once."""
    before = stage.discord.gateway.identify_count
    for _ in range(5):
        stage.discord.gateway.abort()
        await stage.answered()
    assert stage.discord.gateway.identify_count == before
    return "answered once"


DRILLS: tuple[Callable[[Stage], Awaitable[str]], ...] = (
    server_errors,
    server_errors_for_long,
    a_command_and_one_error,
    a_command_and_errors,
    a_rate_limit,
    a_slow_request,
    a_cut_line,
    a_gateway_that_is_away,
    a_lost_session,
    five_cuts,
)
EXPECTED = {"server_errors_for_long": "Something went wrong on my side"}


class Seen(logging.Handler):
    """What the operator reads meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.addFilter(errors.without_traceback)

    def emit(self, record: logging.LogRecord) -> None:
        assert record.exc_info is None, self.format(record)
        self.lines.append(f"{record.name}: {record.getMessage()}")


async def drilled(drill: Callable[[Stage], Awaitable[str]], seen: Seen) -> bool:
    answering = build_answering(Config(matching=Matching(semantic="off")))
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn() as discord, living(discord, answering, Path(folder)) as life:
            await discord.connected(timeout_s=_PATIENCE_S)
            seen.lines.clear()
            began = time.monotonic()
            member = await drill(Stage(discord, life.bot))
            took_s = time.monotonic() - began
    wanted = EXPECTED.get(drill.__name__, "answered once")
    verdict = "as it should" if member == wanted else f"WRONG, wanted: {wanted}"
    print(f"{drill.__doc__}\n  {took_s:.1f} s; member: {member} ({verdict})")
    for line in dict.fromkeys(seen.lines):
        print(f"  operator: {line}")
    return member == wanted


async def main() -> int:
    seen = Seen()
    logging.getLogger().addHandler(seen)
    results = [await drilled(drill, seen) or await drilled(drill, seen) for drill in DRILLS]  # a machine may stall once
    print(f"{sum(results)} of {len(results)} as they should be")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
