"""Questions without an answer: gathered where they ask alike, and what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from bot.core import unanswered
from bot.core.model import Topic
from bot.core.records import QuestionStatus, Unanswered
from bot.core.unanswered import NextQuestion, UnansweredGroup, blanked, gaps
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Snapshot

_MOST = 2000
_MOST_REMEMBERED = 200
_GIVEN = "given:{number}"  # the questions that a change answers, by its number in the history
_TRIES = 5


@dataclass(frozen=True, slots=True)
class UnansweredGroups:
    """The gaps when `newest` was the last question that was asked: what comes in meanwhile moves nothing."""

    gaps: tuple[UnansweredGroup, ...]
    newest: int

    def gap(self, first_id: int) -> UnansweredGroup | None:
        """None where its questions are not open any more."""
        return next((gap for gap in self.gaps if gap.first_id == first_id), None)


class UnansweredReview:
    """For an event loop: many questions are gathered in a thread, once for as long as they stay the same."""

    def __init__(self, answering: Answering, memory: Memory) -> None:
        self._answering = answering
        self._memory = memory
        self._basis: tuple[Snapshot, tuple[Unanswered, ...]] | None = None
        self._gathered = UnansweredGroups((), 0)
        self._settled: dict[int, UnansweredGroup] = {}
        self._promised: dict[str, UnansweredGroup] = {}

    async def gathered(self, newest: int = 0, month: str = "") -> UnansweredGroups:
        """All that is open; up to a question if one is named, and of one month (YYYY-MM)."""
        questions = tuple(
            question
            for question in await self._memory.open_questions(limit=_MOST)
            if (not newest or question.id <= newest) and question.kept_at.date().isoformat().startswith(month)
        )
        snapshot = self._answering.snapshot
        if self._basis is None or self._basis[0] is not snapshot or self._basis[1] != questions:
            found = await asyncio.to_thread(gaps, questions, snapshot.matcher.grouped)
            self._gathered = UnansweredGroups(found, newest or max((question.id for question in questions), default=0))
            self._basis = snapshot, questions
        return self._gathered

    @property
    def topics(self) -> Mapping[str, Topic]:
        """What a gap can be given to."""
        return self._answering.snapshot.knowledge.topics

    def draft(self, gap: UnansweredGroup) -> str:
        """The most central wording, without what could tell who asked; to be looked over."""
        knowledge, knows = self._answering.snapshot.knowledge, self._answering.snapshot.matcher.knows
        people = (speaker.name for source in knowledge.sources.values() for speaker in source.speakers.values())
        named = {part.casefold() for name in people for part in name.split()}
        return blanked(gap.text, lambda word: word.casefold() in named or knows(word))

    async def settle(self, gap: UnansweredGroup, status: QuestionStatus) -> bool:
        """Whether it was kept what became of its questions."""
        if await self._memory.settle(gap.ids, status) is None:
            return False
        self._settled[gap.first_id] = gap
        _shorten(self._settled)
        return True

    async def take_back(self, first_id: int) -> bool:
        """Its questions are open again; False where they were settled too long ago, or before the last restart."""
        gap = self._settled.pop(first_id, None)
        return gap is not None and await self._memory.settle(gap.ids, QuestionStatus.OPEN) is not None

    def promise(self, key: str, gap: UnansweredGroup) -> None:
        """A change that would answer it was proposed under this key."""
        self._promised[key] = gap
        _shorten(self._promised)

    async def written(self, key: str, number: int | None, undoes: int | None) -> None:
        """A change was written. What it answers is given; what the change that it takes back had answered is open."""
        if gap := self._promised.pop(key, None):
            await self.settle(gap, QuestionStatus.GIVEN)
            if number:
                await self._memory.put_value(_GIVEN.format(number=number), ",".join(map(str, gap.ids)))
        elif undoes:
            ids = (await self._memory.value(_GIVEN.format(number=undoes)) or "").split(",")
            await self._memory.settle([int(one) for one in ids if one.isdigit()], QuestionStatus.OPEN)

    async def ask_next(self, gap: UnansweredGroup, text: str) -> bool:
        """Put it on the list for the next interview, as it is to be asked; whether that was kept."""
        question = NextQuestion(" ".join(text.split()), gap.people, gap.times)
        is_listed = await self._change_list(lambda listed: unanswered.with_question(listed, question))
        return is_listed and await self.settle(gap, QuestionStatus.NEXT_INTERVIEW)

    async def next_interview(self) -> tuple[NextQuestion, ...]:
        """The list, in the order in which it was written."""
        return unanswered.read(await self._memory.value(unanswered.KEY))

    async def drop(self, text: str) -> bool:
        """Take a question off the list; whether that was kept."""
        return await self._change_list(lambda listed: unanswered.without_question(listed, text))

    async def _change_list(self, change: Callable[[tuple[NextQuestion, ...]], tuple[NextQuestion, ...]]) -> bool:
        """Tried again where somebody else has changed it meanwhile."""
        for _ in range(_TRIES):
            kept = await self._memory.value(unanswered.KEY)
            if await self._memory.put_value_if(unanswered.KEY, kept, unanswered.written(change(unanswered.read(kept)))):
                return True
        return False


def _shorten(remembered: MutableMapping[Any, UnansweredGroup]) -> None:
    """The oldest goes where there are too many."""
    while len(remembered) > _MOST_REMEMBERED:
        del remembered[next(iter(remembered))]
