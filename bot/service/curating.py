"""Changes of the knowledge: proposed, shown, confirmed, written, live, and noted, so that they can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cachetools import FIFOCache

from bot.core.curation import Archive, Curator, LocatedWords, Missing, Order, Plan, WordsQuery, find, one_line
from bot.core.curation.impact import Impact
from bot.core.curation.proposal import Proposal, standing
from bot.core.edits import ImpossibleError
from bot.core.edits.serialising import as_text, from_text
from bot.core.matching import Matcher
from bot.core.model import Question, Quote, Topic
from bot.core.phrases import curating as phrases
from bot.core.records import Change, ChangeKind
from bot.errors import EditError
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.ports import Folder
from bot.service.previews import ImpactAnalysis, Preview, Request
from bot.service.snapshots import Snapshot

_KEPT = 200
_KEPT_FOR = timedelta(hours=1)
_TOPICS_OFFERED = 5
_WAITING = 500
_LOOKED_AT_CHARS = 600


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Where pasted words stand, and the topics that they may belong to, best first; or why they cannot be quoted."""

    words: LocatedWords | Missing
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A change that is written and live; `number` is that of the history, None where it could not be noted.

    `quote_before` is the quote that it is about as it was served until then.
    """

    change: Change
    number: int | None
    quote_before: Quote | None
    snapshot: Snapshot

    @property
    def quote(self) -> Quote | None:
        """As it is served now, if it is."""
        return self.snapshot.knowledge.quotes.get(self.change.subject)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where changes are made, in any thread: it may take its time.

    `folder` has the files, `would_be` makes the snapshot of a proposal, `refresh` brings live what the files hold.
    """

    folder: Folder
    would_be: Callable[[Snapshot, Proposal], Snapshot]
    refresh: Callable[[], object]


class Curating:
    """For an event loop: what takes long is done in threads. What cannot be done is an EditError, nothing else.

    What was previewed is kept for an hour, as long as this program runs, so that a button need carry no more than its
    key.
    """

    def __init__(self, answering: Answering, memory: Memory, workshop: Workshop, shifting: ImpactAnalysis) -> None:
        self._answering = answering
        self._memory = memory
        self._workshop = workshop
        self._shifting = shifting
        self._requests = FIFOCache[str, Request](_KEPT)
        self._turn = asyncio.Lock()

    async def find(self, pasted: str, source: str = "") -> FoundWords:
        """Look pasted words up, and offer topics for them."""
        return await asyncio.to_thread(self._find, WordsQuery(pasted, source))

    async def propose(self, order: Order, curator: Curator, why: str = "") -> Preview:
        """What would come of it. Raises EditError where it cannot be done at all."""
        today = self._memory.now().date().isoformat()
        return await self._previewed(lambda archive: order.planned(archive, today), curator, why)

    async def propose_undo(self, curator: Curator, number: int = 0, why: str = "") -> Preview:
        """The same for taking a change back: this one, else the last one of anyone that stands."""
        change = await self._standing(number)
        return await self._previewed(lambda _: _undoing(change), curator, why)

    async def preview(self, key: str, curator: Curator) -> Preview:
        """What this curator was shown, worked out anew for the files as they are. Raises EditError."""
        request = self._request(key, curator)
        return await self._previewed(lambda _: request.plan, curator, request.why)

    async def shifts(self, preview: Preview) -> Impact:
        """Which questions would get another answer; it takes some seconds."""
        return await self._shifting.shifts(preview, await self._memory.open_questions(limit=_WAITING))

    async def confirm(self, key: str, curator: Curator) -> Done:
        """Write what this curator was shown, bring it live, and note it. Raises EditError, and nothing is written."""
        async with self._turn:
            request = self._request(key, curator)
            try:
                preview = await asyncio.to_thread(self._made, request)
            except _ChangedError as changed:
                raise EditError(await self._changed_meanwhile(request, str(changed))) from None
            self._requests.pop(key, None)
            return await self._noted(preview)

    async def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        """Newest first."""
        return await self._memory.history(limit, subject)

    def _find(self, wanted: WordsQuery) -> FoundWords:
        self._workshop.refresh()
        snapshot = self._answering.snapshot
        found = find(wanted, _archive(snapshot))
        return FoundWords(found) if isinstance(found, Missing) else FoundWords(found, _topics(found, snapshot.matcher))

    async def _previewed(self, planned: Callable[[Archive], Plan], curator: Curator, why: str) -> Preview:
        preview = await asyncio.to_thread(self._planned, planned, curator, one_line(why))
        self._requests[preview.key] = preview.request
        return preview

    def _planned(self, planned: Callable[[Archive], Plan], curator: Curator, why: str) -> Preview:
        self._workshop.refresh()
        before = self._answering.snapshot
        try:
            plan = planned(_archive(before))
        except ImpossibleError as impossible:
            raise EditError(str(impossible)) from None
        proposal = self._workshop.folder.propose(plan.file, plan.edit)
        request = Request(plan, curator, why, self._memory.now(), proposal.revision)
        return self._preview(request, proposal, before)

    def _preview(self, request: Request, proposal: Proposal, before: Snapshot) -> Preview:
        after = self._workshop.would_be(before, proposal)
        if not after.knowledge.topics:
            raise EditError(phrases.NOTHING_LEFT)
        preview = Preview(request, proposal, before, after)
        _ = preview.problems  # found here, beside the event loop, which looks at them later
        return preview

    def _made(self, request: Request) -> Preview:
        """Proved again, since other files may have changed as well; what is wrong by now is not written."""
        try:
            proposal = self._workshop.folder.propose(request.plan.file, request.plan.edit)
        except EditError as error:
            raise _ChangedError(str(error)) from None
        if proposal.revision != request.revision:
            raise _ChangedError(phrases.CHANGED_MEANWHILE.format(file=proposal.file, by=""))
        self._workshop.refresh()
        preview = self._preview(request, proposal, self._answering.snapshot)
        if preview.error:
            raise EditError(phrases.IS_WRONG.format(problem=phrases.problem_line(preview.error)))
        self._workshop.folder.write(proposal)
        self._workshop.refresh()
        return preview

    async def _noted(self, preview: Preview) -> Done:
        request, proposal = preview.request, preview.proposal
        change = Change(
            request.curator.id,
            one_line(request.curator.name),
            self._memory.now(),
            request.why,
            preview.kind,
            preview.subject,
            preview.file,
            standing(proposal.edit, proposal.old_draft),
            standing(proposal.edit, proposal.draft),
            request.plan.undoes,
            as_text(proposal.undo),
        )
        number = await self._memory.note_change(change)
        return Done(change, number, preview.quote_before, self._answering.snapshot)

    def _request(self, key: str, curator: Curator) -> Request:
        found = self._requests.get(key)
        if found is None or found.curator.id != curator.id or found.made_at < self._memory.now() - _KEPT_FOR:
            raise EditError(phrases.PREVIEW_GONE)
        return found

    async def _standing(self, number: int) -> Change:
        """The change to take back. Raises EditError."""
        found = await (self._memory.change(number) if number else self._memory.last_standing_change())
        if found is None:
            raise EditError(phrases.NO_SUCH_CHANGE.format(number=number) if number else phrases.NOTHING_TO_UNDO)
        if number and not await self._memory.stands(number):
            raise EditError(phrases.UNDONE_ALREADY.format(number=number))
        if not found.undo:
            raise EditError(phrases.CANNOT_UNDO.format(number=found.id))
        return found

    async def _changed_meanwhile(self, request: Request, otherwise: str) -> str:
        """Who changed the file since this was shown, if that was noted."""
        file = request.plan.file
        for change in await self._memory.history():
            if change.file == file and change.changed_at >= request.made_at:
                what = phrases.done(change.kind, change.subject)
                return phrases.CHANGED_MEANWHILE.format(file=file, by=f" by {change.curator} ({what})")
        return otherwise


class _ChangedError(Exception):
    """The file is not the one that a request was planned for; its text says what keeps the request from being done."""


def _archive(snapshot: Snapshot) -> Archive:
    return Archive(snapshot.knowledge, snapshot.drafts.records)


def _undoing(change: Change) -> Plan:
    return Plan(change.file, from_text(change.undo), ChangeKind.UNDO, change.subject, change.id)


def _topics(found: LocatedWords, matcher: Matcher) -> tuple[Topic, ...]:
    asked = f"{found.asked} {found.text}"[:_LOOKED_AT_CHARS]
    matches = matcher.rank(Question(asked), 2 * _TOPICS_OFFERED).matches
    return tuple({match.topic.id: match.topic for match in matches}.values())[:_TOPICS_OFFERED]
