"""Questions without an answer: grouped where they ask alike, and what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cachetools import FIFOCache

from bot.core import unanswered
from bot.core.model import Topic
from bot.core.records import QuestionStatus, Unanswered
from bot.core.unanswered import NextQuestion, UnansweredGroup, blanked, groups_of
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Snapshot

_MOST = 2000
_MOST_REMEMBERED = 200
_GIVEN = "given:{number}"  # the questions that a change answers, by its number in the history
_TRIES = 5


@dataclass(frozen=True, slots=True)
class UnansweredGroups:
    """The groups when `newest` was the last question that was asked: what comes in meanwhile moves nothing.

    `is_whole`: whether questions are kept and could be read, so that none found means that there are none.
    """

    groups: tuple[UnansweredGroup, ...]
    newest: int
    is_whole: bool = True

    def group(self, first_id: int) -> UnansweredGroup | None:
        """Return a group; None where its questions are not open any more."""
        return next((group for group in self.groups if group.first_id == first_id), None)


class UnansweredReview:
    """What curators look through and settle. Many questions are grouped in a thread, once while they stay the same."""

    def __init__(self, answering: Answering, memory: Memory) -> None:
        self._answering = answering
        self._memory = memory
        self._basis: tuple[Snapshot, tuple[Unanswered, ...]] | None = None
        self._groups = UnansweredGroups((), 0)
        self._settled = FIFOCache[int, UnansweredGroup](_MOST_REMEMBERED)
        self._promised = FIFOCache[str, UnansweredGroup](_MOST_REMEMBERED)

    async def groups(self, newest: int = 0, month: str = "") -> UnansweredGroups:
        """Return all that is open; up to a question if one is named, and of one month (YYYY-MM)."""
        questions = tuple(
            question
            for question in await self._memory.open_questions(limit=_MOST)
            if (not newest or question.id <= newest) and question.kept_at.date().isoformat().startswith(month)
        )
        snapshot = self._answering.snapshot
        if self._basis is None or self._basis[0] is not snapshot or self._basis[1] != questions:
            found = await asyncio.to_thread(groups_of, questions, snapshot.matcher.grouped)
            self._groups = UnansweredGroups(found, newest or max((question.id for question in questions), default=0))
            self._basis = snapshot, questions
        is_whole = self._memory.is_writable and self._memory.was_read("unanswered")
        return UnansweredGroups(self._groups.groups, self._groups.newest, is_whole)

    @property
    def topics(self) -> Mapping[str, Topic]:
        """What a group can be given to."""
        return self._answering.snapshot.knowledge.topics

    def draft(self, group: UnansweredGroup) -> str:
        """Return the most central wording, without what could tell who asked; to be looked over."""
        knowledge, knows = self._answering.snapshot.knowledge, self._answering.snapshot.matcher.knows
        people = (speaker.name for source in knowledge.sources.values() for speaker in source.speakers.values())
        named = {part.casefold() for name in people for part in name.split()}
        return blanked(group.text, lambda word: word.casefold() in named or knows(word))

    async def settle(self, group: UnansweredGroup, status: QuestionStatus) -> bool:
        """Store what became of its questions; whether that was kept."""
        if await self._memory.settle(group.ids, status) is None:
            return False
        self._settled[group.first_id] = group
        return True

    async def take_back(self, first_id: int) -> bool:
        """Open its questions again; False where they were settled too long ago, or before the last restart."""
        group = self._settled.pop(first_id, None)
        return group is not None and await self._memory.settle(group.ids, QuestionStatus.OPEN) is not None

    def promise(self, key: str, group: UnansweredGroup) -> None:
        """Remember that the change proposed under this key would answer the group."""
        self._promised[key] = group

    async def written(self, key: str, number: int | None, undoes: int | None) -> None:
        """Settle what a change answers that was written; open what a change had answered that it takes back."""
        if group := self._promised.pop(key, None):
            await self.settle(group, QuestionStatus.GIVEN)
            if number:
                await self._memory.put_value(_GIVEN.format(number=number), ",".join(map(str, group.ids)))
        elif undoes:
            ids = (await self._memory.value(_GIVEN.format(number=undoes)) or "").split(",")
            await self._memory.settle([int(one) for one in ids if one.isdigit()], QuestionStatus.OPEN)

    async def ask_next(self, group: UnansweredGroup, text: str) -> bool:
        """Put it on the list for the next interview, as it is to be asked; whether that was kept."""
        question = NextQuestion(" ".join(text.split()), group.people, group.times)
        is_listed = await self._change_list(lambda listed: unanswered.with_question(listed, question))
        return is_listed and await self.settle(group, QuestionStatus.NEXT_INTERVIEW)

    async def next_interview(self) -> tuple[NextQuestion, ...]:
        """Return the list, in the order in which it was written."""
        return unanswered.read(await self._memory.value(unanswered.KEY))

    async def drop(self, text: str) -> bool:
        """Take a question off the list; whether that was kept."""
        return await self._change_list(lambda listed: unanswered.without_question(listed, text))

    async def _change_list(self, change: Callable[[tuple[NextQuestion, ...]], tuple[NextQuestion, ...]]) -> bool:
        """Change the list, again where somebody else has changed it meanwhile; whether that was kept."""
        for _ in range(_TRIES):
            old = await self._memory.value(unanswered.KEY)
            if await self._memory.put_value_if(unanswered.KEY, old, unanswered.written(change(unanswered.read(old)))):
                return True
        return False
