"""A change of the knowledge before it is made: what would be served, and what would be wrong with it."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.core.answer import Policy
from bot.core.curation import Curator, LocatedWords, Plan
from bot.core.curation.impact import Impact, Side, Verdicts, compared, other_probes, phrasing_probes, verdicts
from bot.core.curation.proposal import Proposal
from bot.core.drafts import Problem, Severity
from bot.core.evaluation.metrics import JudgedQuestion
from bot.core.model import Quote, Topic
from bot.core.proof.lint import phrasing_problems, phrasings
from bot.core.records import ChangeKind, Unanswered
from bot.service.snapshots import Snapshot

_KEY_CHARS = 16
_SEVERITIES = list(Severity)
_NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Request:
    """What one curator wants to change, and why; `revision` tells the file that it was planned for."""

    plan: Plan
    curator: Curator
    why: str
    made_at: datetime
    revision: str

    @property
    def key(self) -> str:
        """Sixteen characters that stand for it, so that a button can carry it."""
        said = f"{self.revision} {self.plan.edit!r} {self.curator.id} {self.made_at}"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]


@dataclass(frozen=True)
class Preview:
    """What would come of a request: `before` is served, `after` would be."""

    request: Request
    proposal: Proposal
    before: Snapshot
    after: Snapshot

    @property
    def key(self) -> str:
        return self.request.key

    @property
    def found(self) -> LocatedWords | None:
        """The words in their record, where there are new ones."""
        return self.request.plan.found

    @property
    def kind(self) -> ChangeKind:
        return self.request.plan.kind

    @property
    def subject(self) -> str:
        return self.request.plan.subject

    @property
    def file(self) -> str:
        return self.proposal.file

    @property
    def diff(self) -> str:
        return self.proposal.diff

    @property
    def quote(self) -> Quote | None:
        """As it would be admitted, with all that is shown of it; None where it would not be there."""
        return self.after.knowledge.quotes.get(self.subject)

    @property
    def quote_before(self) -> Quote | None:
        return self.before.knowledge.quotes.get(self.subject)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Those that it is about, as they would be."""
        knowledge = self.after.knowledge
        topic = knowledge.topics.get(self.subject)
        return (topic,) if topic else knowledge.topics_of(self.quote) if self.quote else ()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What `check` would say of it that it does not say now, the worst first."""
        known = Counter(map(_kind, _problems(self.before)))
        new: list[Problem] = []
        for problem in _problems(self.after):
            known[_kind(problem)] -= 1
            if known[_kind(problem)] < 0:
                new.append(problem)
        return tuple(sorted(new, key=lambda problem: (_SEVERITIES.index(problem.severity), problem.location)))

    @property
    def error(self) -> Problem | None:
        """What keeps it from being made."""
        return next((problem for problem in self.problems if problem.is_error), None)

    @property
    def may_be_confirmed(self) -> bool:
        return self.error is None


def _problems(snapshot: Snapshot) -> Iterator[Problem]:
    yield from snapshot.problems
    yield from phrasing_problems(phrasings(snapshot.drafts.records))


def _kind(problem: Problem) -> tuple[str, str]:
    """Its file and its sentence, without the numbers of lines in it."""
    return problem.location.file, _NUMBER.sub("", problem.message)


class ImpactAnalysis:
    """What ways of asking get from the snapshot that is served is kept: it is the same for every preview of it.

    `questions` gives those with known answers, if somebody keeps such.
    """

    def __init__(self, policy: Policy, questions: Callable[[], Sequence[JudgedQuestion]]) -> None:
        self._policy = policy
        self._questions = questions
        self._turn = asyncio.Lock()
        self._known: tuple[Snapshot, Verdicts] | None = None

    async def shifts(self, preview: Preview, waiting: Sequence[Unanswered]) -> Impact:
        """`waiting`: what members asked in vain."""
        async with self._turn:
            return await asyncio.to_thread(self._shifts, preview, waiting)

    def _shifts(self, preview: Preview, waiting: Sequence[Unanswered]) -> Impact:
        before, after = self._side(preview.before), self._side(preview.after)
        if self._known is None or self._known[0] is not preview.before:
            self._known = preview.before, verdicts(phrasing_probes(before.knowledge), before)
        return compared(before, after, self._known[1], other_probes(self._questions(), waiting))

    def _side(self, snapshot: Snapshot) -> Side:
        return Side(snapshot.knowledge, snapshot.matcher, self._policy)
