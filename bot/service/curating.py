"""Changes of the knowledge: proposed, shown, confirmed, written, live, and noted, so that they can be taken back."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from threading import Event
from typing import TypeVar

from cachetools import FIFOCache

from bot.core.answer import Policy
from bot.core.curation.impact import Impact, ProbeResults, Side, compared, other_probes, phrasing_probes, results_of
from bot.core.curation.lookup import Archive, WordsQuery, find, one_line
from bot.core.curation.requests import (
    Curator,
    Order,
    Plan,
    Proposal,
    ReviseTopics,
    TopicRevision,
    as_text,
    from_text,
)
from bot.core.drafts import Problem, Severity, new_problems
from bot.core.edits import ImpossibleError
from bot.core.evaluation.metrics import JudgedQuestion
from bot.core.model import Question, Quote, Topic
from bot.core.phrases import curating as phrases
from bot.core.proof.lint import phrasing_problems, phrasings
from bot.core.records import Change, ChangeKind, Unanswered
from bot.errors import EditError
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.ports import Folder
from bot.service.snapshots import Snapshot

T = TypeVar("T")

_SEVERITIES = list(Severity)


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What one curator wants to change, and why; `revision` tells the file that it was planned for.

    `text`: the words, title or ways of asking that it is about, as they were then; None where there were none.
    """

    plan: Plan
    curator: Curator
    why: str
    made_at: datetime
    revision: str
    text: str | None

    @property
    def key(self) -> str:
        """Sixteen characters that stand for it, so that a button can carry it."""
        said = f"{self.revision} {self.plan.edit!r} {self.curator.id} {self.made_at}"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Preview:
    """What would come of a request: `before` is served, `after` would be."""

    request: ChangeRequest
    proposal: Proposal
    before: Snapshot
    after: Snapshot

    @property
    def key(self) -> str:
        return self.request.key

    @property
    def plan(self) -> Plan:
        return self.request.plan

    @property
    def quote(self) -> Quote | None:
        """The quote as it would be admitted; None where it would not be there."""
        return self.after.knowledge.quotes.get(self.plan.subject)

    @property
    def quote_before(self) -> Quote | None:
        return self.before.knowledge.quotes.get(self.plan.subject)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that it is about, as they would be."""
        knowledge = self.after.knowledge
        topic = knowledge.topics.get(self.plan.subject)
        return (topic,) if topic else knowledge.topics_of(self.quote) if self.quote else ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What `check` would say after it that it does not say now, the worst first."""
        new = new_problems(_problems(self.before), _problems(self.after))
        return tuple(sorted(new, key=lambda problem: (_SEVERITIES.index(problem.severity), problem.order)))

    @property
    def error(self) -> Problem | None:
        """What keeps it from being made."""
        return next((problem for problem in self.problems if problem.is_error), None)

    @property
    def may_be_confirmed(self) -> bool:
        return self.error is None

    def change(self, changed_at: datetime) -> Change:
        """Return the entry of the history, once it is made."""
        return Change(
            curator_id=self.request.curator.id,
            curator=one_line(self.request.curator.name),
            changed_at=changed_at,
            why=self.request.why,
            kind=self.plan.kind,
            subject=self.plan.subject,
            file=self.proposal.file,
            before=self.proposal.text_before,
            after=self.proposal.text_after,
            undoes=self.plan.undoes,
            undo=as_text(self.proposal.undo),
        )


def _problems(snapshot: Snapshot) -> Iterator[Problem]:
    yield from snapshot.problems
    yield from phrasing_problems(phrasings(snapshot.drafts.records))


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
        """The quote as it is served now, if it is."""
        return self.snapshot.knowledge.quotes.get(self.change.subject)


class ChangedMeanwhileError(EditError):
    """The file was changed after the preview: `changes` are those that were noted, newest first.

    `before` and `after`: what the request is about, as it was previewed and as it is now; None where there is none.
    """

    def __init__(self, file: str, changes: tuple[Change, ...], before: str | None, after: str | None) -> None:
        last = next(iter(changes), None)
        by = f" by {last.curator} ({phrases.done(last.kind, last.subject)})" if last else ""
        self.what = phrases.CHANGED_MEANWHILE.format(file=file, by=by)
        super().__init__(f"{self.what} {phrases.MAKE_AGAIN}")
        self.changes = changes
        self.before = before
        self.after = after


class ImpactAnalysis:
    """Tells which questions would get another answer; `questions` gives those with known answers, if there are any.

    What ways of asking get from the snapshot that is served is the same for all its previews, so it is worked out once.
    """

    def __init__(self, policy: Policy, questions: Callable[[], Sequence[JudgedQuestion]]) -> None:
        self._policy = policy
        self._questions = questions
        self._turn = asyncio.Lock()
        self._known: tuple[Snapshot, ProbeResults] | None = None

    async def of(
        self, preview: Preview, waiting: Sequence[Unanswered], served: Callable[[], Snapshot] | None = None
    ) -> Impact:
        """Ask all questions in a thread, for one preview after the other. `waiting`: what members asked in vain.

        It ends with the question that is being asked where it is cancelled; and, with an EditError, where another
        snapshot is `served` by then.
        """
        is_over = Event()

        def pause() -> None:
            if is_over.is_set():
                raise asyncio.CancelledError
            if served and served() is not preview.before:
                raise EditError(phrases.CHANGED_SINCE)

        def compare() -> Impact:
            before, after = (
                Side(one.knowledge, one.matcher, self._policy, pause) for one in (preview.before, preview.after)
            )
            if self._known is None or self._known[0] is not preview.before:
                self._known = preview.before, results_of(phrasing_probes(before.knowledge), before)
            return compared(before, after, self._known[1], other_probes(self._questions(), waiting))

        async with self._turn:
            try:
                return await asyncio.to_thread(compare)
            finally:
                is_over.set()


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where changes are made, in any thread: it may take its time.

    `folder` has the files, `would_be` makes the snapshot of a proposal, `refresh` brings live what the files hold.
    """

    folder: Folder
    would_be: Callable[[Snapshot, Proposal], Snapshot]
    refresh: Callable[[], object]


_KEPT = 200
_KEPT_FOR = timedelta(hours=1)
_MOST_TOPICS = 5
_WAITING = 500
_LOOKED_AT_CHARS = 600


class Curating:
    """Makes changes for an event loop: what takes long is done in threads. What cannot be done is an EditError.

    What was previewed is kept for an hour, as long as this program runs, so that a button need carry no more than its
    key.
    """

    def __init__(self, answering: Answering, memory: Memory, workshop: Workshop, impact: ImpactAnalysis) -> None:
        self._answering = answering
        self._memory = memory
        self._workshop = workshop
        self._impact = impact
        self._requests = FIFOCache[str, ChangeRequest](_KEPT)
        self._turn = asyncio.Lock()

    async def topics_for(self, pasted: str, source: str = "") -> tuple[Topic, ...]:
        """Return topics for pasted words, best first. Raises EditError where no record holds them."""

        def ranked() -> tuple[Topic, ...]:
            snapshot, found = self._worked_out(lambda archive: find(WordsQuery(pasted, source), archive))
            asked = f"{found.asked} {found.text}"[:_LOOKED_AT_CHARS]
            matches = snapshot.matcher.rank(Question(asked), 2 * _MOST_TOPICS).matches
            return tuple({match.topic.id: match.topic for match in matches}.values())[:_MOST_TOPICS]

        return await asyncio.to_thread(ranked)

    async def propose(self, order: Order, curator: Curator, why: str = "") -> Preview:
        """Preview what an order would do. Raises EditError where it cannot be done at all."""
        today = self._memory.now().date().isoformat()
        return await self._previewed(lambda archive: order.planned(archive, today), curator, why)

    async def propose_revisions(
        self, revisions: Sequence[TopicRevision], curator: Curator, why: str = ""
    ) -> tuple[Preview, ...]:
        """Preview what revising topics would do: one change for each file that gives some of them their titles."""

        def homes() -> dict[str, list[TopicRevision]]:
            _, files = self._worked_out(lambda archive: [next(iter(archive.files_of(r.topic))) for r in revisions])
            found: dict[str, list[TopicRevision]] = {}
            for file, revision in zip(files, revisions, strict=True):
                found.setdefault(file, []).append(revision)
            return found

        orders = [ReviseTopics(file, tuple(those)) for file, those in (await asyncio.to_thread(homes)).items()]
        return tuple([await self.propose(order, curator, why) for order in orders])

    async def propose_undo(self, curator: Curator, number: int = 0, why: str = "") -> Preview:
        """Preview taking a change back: this one, else the last one of anyone that stands. Raises EditError."""
        change = await (self._memory.change(number) if number else self._memory.last_standing_change())
        if change is None and not self._memory.was_read("changes"):
            raise EditError(phrases.HISTORY_UNREAD)
        if change is None:
            raise EditError(phrases.NO_SUCH_CHANGE.format(number=number) if number else phrases.NOTHING_TO_UNDO)
        if number and not await self._memory.stands(number):
            raise EditError(phrases.UNDONE_ALREADY.format(number=number))
        if not change.undo:
            raise EditError(phrases.CANNOT_UNDO.format(number=change.id))

        def planned(_: Archive) -> Plan:
            return Plan(change.file, from_text(change.undo), ChangeKind.UNDO, change.subject, change.id)

        return await self._previewed(planned, curator, why)

    async def impact(self, preview: Preview) -> Impact:
        """Return which questions would get another answer; it takes some seconds.

        Raises EditError where the knowledge has changed since the preview.
        """
        waiting = await self._memory.open_questions(limit=_WAITING)
        return await self._impact.of(preview, waiting, lambda: self._answering.snapshot)

    async def confirm(self, key: str, curator: Curator) -> Done:
        """Write what this curator was shown, bring it live, and note it. Raises EditError, and nothing is written."""
        async with self._turn:
            request = self._requests.get(key)
            kept_since = self._memory.now() - _KEPT_FOR
            if request is None or request.curator.id != curator.id or request.made_at < kept_since:
                raise EditError(phrases.PREVIEW_GONE)
            try:
                preview = await asyncio.to_thread(self._write, request)
            except _ChangedError as changed:
                raise await self._changed_meanwhile(request, changed) from None
            self._requests.pop(key, None)
            change = preview.change(self._memory.now())
            number = await self._memory.note_change(change)
            return Done(change, number, preview.quote_before, self._answering.snapshot)

    async def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        """Return the changes, newest first."""
        return await self._memory.history(limit, subject)

    async def _previewed(self, planned: Callable[[Archive], Plan], curator: Curator, why: str) -> Preview:
        def propose() -> Preview:
            before, plan = self._worked_out(planned)
            proposal = self._workshop.folder.propose(plan.file, plan.edit)
            made_at, text = self._memory.now(), proposal.text_before
            request = ChangeRequest(plan, curator, one_line(why), made_at, proposal.revision, text)
            return self._preview(request, proposal, before)

        preview = await asyncio.to_thread(propose)
        self._requests[preview.key] = preview.request
        return preview

    def _worked_out(self, work: Callable[[Archive], T]) -> tuple[Snapshot, T]:
        """Work with what the files hold now. Raises EditError where that is impossible."""
        self._workshop.refresh()
        snapshot = self._answering.snapshot
        try:
            return snapshot, work(snapshot.archive)
        except ImpossibleError as impossible:
            raise EditError(str(impossible), impossible.nearest) from None

    def _preview(self, request: ChangeRequest, proposal: Proposal, before: Snapshot) -> Preview:
        after = self._workshop.would_be(before, proposal)
        if not after.knowledge.topics:
            raise EditError(phrases.NOTHING_LEFT)
        preview = Preview(request, proposal, before, after)
        _ = preview.problems  # found here, in a thread, and looked at later in the event loop
        return preview

    def _write(self, request: ChangeRequest) -> Preview:
        """Prove the edit again, since other files may have changed as well, and write it unless it is wrong by now."""
        try:
            proposal = self._workshop.folder.propose(request.plan.file, request.plan.edit)
        except EditError as error:
            raise _ChangedError(error) from None
        if proposal.revision != request.revision:
            raise _ChangedError(None, proposal.text_before)
        self._workshop.refresh()
        preview = self._preview(request, proposal, self._answering.snapshot)
        if preview.error:
            raise EditError(phrases.IS_WRONG.format(problem=phrases.problem_line(preview.error)))
        self._workshop.folder.write(proposal)
        self._workshop.refresh()
        return preview

    async def _changed_meanwhile(self, request: ChangeRequest, changed: _ChangedError) -> EditError:
        """Return who changed the file since this was shown, where that was noted, and what it is about as it is now."""
        file = request.plan.file
        history = await self._memory.history()
        since = tuple(one for one in history if one.file == file and one.changed_at >= request.made_at)
        if changed.error and not since:
            return changed.error
        return ChangedMeanwhileError(file, since, request.text, changed.text)


class _ChangedError(Exception):
    """The file is not the one that a request was planned for.

    `error` keeps the request from being done at all, if anything does; `text` is what it is about as it is now.
    """

    def __init__(self, error: EditError | None, text: str | None = None) -> None:
        super().__init__()
        self.error = error
        self.text = text
