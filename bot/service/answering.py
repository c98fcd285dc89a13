"""A question in, a decision out: the one journey that console, batch interface and Discord share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

from bot.core.answer import Decision, Mode, Policy, decide
from bot.core.matching import Ranking
from bot.core.model import Question
from bot.service.snapshots import Live, Snapshot

if TYPE_CHECKING:
    from asyncio import Lock

_TOP = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What was decided, why, from which knowledge, and how long ranking and decision took."""

    decision: Decision
    ranking: Ranking
    snapshot: Snapshot
    duration_ms: float


class Answering:
    """Answers from the live snapshot; `clock` gives seconds."""

    def __init__(self, live: Live, policy: Policy, clock: Callable[[], float] = perf_counter) -> None:
        self.policy = policy
        self._live = live
        self._clock = clock

    @property
    def snapshot(self) -> Snapshot:
        return self._live.snapshot

    def reply(self, question: Question, mode: Mode = Mode.ASK, top: int = _TOP) -> Reply:
        """Rank, then decide. Never raises for anything that a person can type."""
        started = self._clock()
        snapshot = self._live.snapshot
        ranking = snapshot.matcher.rank(question, top)
        decision = decide(ranking, self.policy, mode)
        return Reply(decision, ranking, snapshot, (self._clock() - started) * 1000)

    async def reply_beside(self, question: Question, mode: Mode = Mode.ASK, top: int = _TOP) -> Reply:
        """The same for whoever serves others meanwhile: what may take long is done in a thread.

        Of many who ask at once, one is answered at a time, and between two of them comes whatever else is due.
        """
        from asyncio import sleep, to_thread  # late: a question in a terminal starts faster

        if self.snapshot.matcher.is_slow:
            return await to_thread(self.reply, question, mode, top)
        async with self._turn:
            await sleep(0)
            return self.reply(question, mode, top)

    @cached_property
    def _turn(self) -> Lock:
        from asyncio import Lock

        return Lock()
