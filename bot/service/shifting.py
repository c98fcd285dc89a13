"""Which questions would get another answer: asked in a thread, of one preview at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.core.answer import Policy
from bot.core.curation.impact import Shifts, Side, Verdicts, compared, other_probes, phrasing_probes, verdicts
from bot.core.evaluation.metrics import Asked
from bot.core.records import Unanswered
from bot.service.previews import Preview
from bot.service.snapshots import Snapshot


class Shifting:
    """What ways of asking get from the snapshot that is served is kept: it is the same for every preview of it.

    `questions` gives those with known answers, if somebody keeps such.
    """

    def __init__(self, policy: Policy, questions: Callable[[], Sequence[Asked]]) -> None:
        self._policy = policy
        self._questions = questions
        self._turn = asyncio.Lock()
        self._known: tuple[Snapshot, Verdicts] | None = None

    async def shifts(self, preview: Preview, waiting: Sequence[Unanswered]) -> Shifts:
        """`waiting`: what members asked in vain."""
        async with self._turn:
            return await asyncio.to_thread(self._shifts, preview, waiting)

    def _shifts(self, preview: Preview, waiting: Sequence[Unanswered]) -> Shifts:
        before, after = self._side(preview.before), self._side(preview.after)
        if self._known is None or self._known[0] is not preview.before:
            self._known = preview.before, verdicts(phrasing_probes(before.knowledge), before)
        return compared(before, after, self._known[1], other_probes(self._questions(), waiting))

    def _side(self, snapshot: Snapshot) -> Side:
        return Side(snapshot.knowledge, snapshot.matcher, self._policy)
