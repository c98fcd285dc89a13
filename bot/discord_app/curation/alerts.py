"""What is wrong with the knowledge, told in the curators' channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import discord

from bot.core import phrases
from bot.core.phrases import curating
from bot.core.proof.nearest import side_by_side
from bot.discord_app.errors import Incidents
from bot.discord_app.markdown import MESSAGE_CHARS, cut, in_block_quote, one_line
from bot.service.snapshots import LoadStatus

_LINE_CHARS = 600


class CuratorAlerts:
    """Writes a message when problems come up, and changes it when they are fixed. It pings nobody.

    `leads`, where there are several processes, says whether this one is to write.
    """

    def __init__(
        self, channel: discord.abc.Messageable, incidents: Incidents, leads: Callable[[], Awaitable[bool]] | None = None
    ) -> None:
        self._channel = channel
        self._incidents = incidents
        self._leads = leads
        self._statuses: asyncio.Queue[LoadStatus] = asyncio.Queue()
        self._told: frozenset[tuple[str, str]] = frozenset()
        self._message: discord.Message | None = None

    def hear(self, status: LoadStatus) -> None:
        """Take a new status, in the event loop; the message follows."""
        self._statuses.put_nowait(status)

    async def run(self) -> None:
        """Write about each status, one after the other, for ever."""
        while True:
            status = await self._statuses.get()
            with self._incidents.noted("the curators' channel"):
                slips = frozenset((problem.location.file, problem.message) for problem in status.problems)
                slips |= {("", status.failure)} if status.failure else set()
                if slips == self._told or (self._leads and not await self._leads()):
                    continue
                if slips - self._told:
                    self._message = await self._channel.send(said(status), suppress_embeds=True)
                elif self._message:
                    self._message = await self._message.edit(content=said(status), suppress=True)
                self._told = slips


def said(status: LoadStatus) -> str:
    """Return the message: what is wrong, as much of it as there is room for."""
    if status.is_healthy:
        return phrases.KNOWLEDGE_FIXED
    return "\n".join([phrases.KNOWLEDGE_DEGRADED, *wrong(status, MESSAGE_CHARS - 200)])


def wrong(status: LoadStatus, room_chars: int) -> list[str]:
    """Return the problems with file, line, reason and the nearest passage; what does not fit is counted."""
    lines = [one_line(status.failure, _LINE_CHARS)] if status.failure else []
    for number, problem in enumerate(status.problems):
        location = one_line(str(problem.location), _LINE_CHARS // 3)
        line = f"- **{location}**: {one_line(f'{problem.message} {problem.fix}', _LINE_CHARS)}"
        line = "\n".join([line, *nearest_lines(problem.nearest, 250)])
        if sum(map(len, (*lines, line))) + len(lines) > room_chars:
            return [*lines, phrases.MORE_PROBLEMS.format(count=len(status.problems) - number)]
        lines.append(line)
    return lines


def nearest_lines(nearest: Sequence[tuple[str, str, bool]], limit_chars: int) -> list[str]:
    """Return what was written and what the record says, each quoted, what differs in bold; nothing for nothing."""
    if not nearest:
        return []
    sides = side_by_side(nearest, lambda words: f"**{one_line(words)}**", one_line)
    lines: list[str] = []
    for side, label in zip(sides, (curating.WRITTEN, curating.RECORDED), strict=True):
        first, *rest = cut(side, limit_chars)
        closing = "**" * (first.replace("\\*", "").count("**") % 2)
        lines += [label, in_block_quote(f"{first.rstrip()}{closing} …" if rest else first)]
    return lines
