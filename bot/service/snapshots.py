"""The knowledge that is being served: built aside, swapped in by one assignment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Event, Lock, Thread
from time import perf_counter
from types import TracebackType
from typing import Self

from bot.core.catalogue import Catalogue
from bot.core.drafts import Problem, RecordDraft, Written
from bot.core.matching import Autocomplete, Matcher
from bot.core.matching.corpus import Encoder, corpus_of
from bot.core.matching.engine import Engine
from bot.core.model import Knowledge, Question, Speaker
from bot.core.proof.admit import admit
from bot.core.proof.fallback import Drafts, StaleEntry, missing_files, with_lost, with_unproved
from bot.core.proof.quote import Proofs
from bot.core.search import Search
from bot.service.memory import utc_now

WORDS_ALONE = "words alone"


@dataclass(frozen=True)
class Snapshot:
    """Admitted knowledge, the engine built from it, what was set aside, and how the engine finds, in words.

    `kept` is served as it was before an edit that spoilt it; `drafts` is what all of it was made from.
    """

    knowledge: Knowledge
    matcher: Matcher
    problems: tuple[Problem, ...]
    tier: str = WORDS_ALONE
    kept: tuple[StaleEntry, ...] = ()
    drafts: Drafts = field(default_factory=Drafts)

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is wrong with the files it was made from."""
        return not self.kept and not any(problem.is_error for problem in self.problems)

    def made_of(self, drafts: Drafts) -> Snapshot:
        """The same as if it had been made of other drafts: what is not among them does not last."""
        return Snapshot(self.knowledge, self.matcher, self.problems, self.tier, self.kept, drafts)

    @cached_property
    def offers(self) -> Autocomplete:
        return Autocomplete(self.knowledge)

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.knowledge)

    @cached_property
    def search(self) -> Search:
        return Search(self.knowledge.quotes.values())

    def ready(self) -> None:
        """Lay out all that is otherwise laid out when it is first looked into, so that nobody who asks waits for it."""
        self.matcher.rank(Question("ready?"))
        _ = self.offers, self.catalogue, self.search

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(s for source in self.knowledge.sources.values() for s in source.speakers.values())


@dataclass(frozen=True, slots=True)
class Tier:
    """How quotes are found: by an encoder's meaning beside words, or by words alone.

    `prepare` is given every text of the knowledge before it is laid out for search, so that vectors can be kept.
    """

    named: str = WORDS_ALONE
    encoder: Encoder | None = None
    prepare: Callable[[Sequence[str]], object] = len


BY_WORDS = Tier()


def build(
    records: Sequence[RecordDraft],
    problems: Sequence[Problem] = (),
    out_of_scope: Sequence[Written] = (),
    tier: Tier = BY_WORDS,
    proofs: Proofs | None = None,
) -> Snapshot:
    """Prove the drafts and index what was admitted; the reader's own problems come first."""
    return build_after(None, Drafts(tuple(records), tuple(out_of_scope), tuple(problems)), tier, proofs)


def build_after(
    before: Snapshot | None, drafts: Drafts, tier: Tier = BY_WORDS, proofs: Proofs | None = None
) -> Snapshot:
    """The same; of what became bad since the snapshot before, its last good version is served."""
    proofs = proofs or Proofs()
    knowledge, found = admit(drafts.records, drafts.out_of_scope, proofs)
    wrong: tuple[Problem, ...] = (*drafts.problems, *found)
    kept: tuple[StaleEntry, ...] = ()
    if before:
        drafts, knowledge, kept = _after(before, drafts, knowledge, wrong, proofs)
        wrong = (*missing_files(drafts, kept), *wrong)
    corpus = corpus_of(knowledge)
    tier.prepare(corpus.texts() if tier.encoder else ())
    matcher = Matcher(knowledge, Engine.over(corpus, tier.encoder))
    return Snapshot(knowledge, matcher, wrong, tier.named, kept, drafts)


def _after(
    before: Snapshot, drafts: Drafts, knowledge: Knowledge, wrong: Sequence[Problem], proofs: Proofs
) -> tuple[Drafts, Knowledge, tuple[StaleEntry, ...]]:
    """What to serve after another snapshot: the drafts, what is admitted of them, and what in them is from before."""
    drafts, lost = with_lost(drafts, knowledge, wrong, before.drafts, before.knowledge)
    if lost:
        knowledge, _ = admit(drafts.records, drafts.out_of_scope, proofs)
    drafts, unproved = with_unproved(drafts, knowledge, before.drafts, before.knowledge)
    if unproved:
        knowledge, _ = admit(drafts.records, drafts.out_of_scope, proofs)
    kept = {one for one in (*lost, *unproved) if not one.quote or one.quote in knowledge.quotes}
    return drafts, knowledge, tuple(sorted(kept))


class Live:
    """Holds the snapshot that is served. Whoever answers takes it once per question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def swap(self, snapshot: Snapshot) -> None:
        """From now on this one is served; questions that are being answered keep theirs."""
        self.snapshot = snapshot


_log = logging.getLogger(__name__)

_TOLD = 5
_RETRY_TICKS = 5


@dataclass(frozen=True, slots=True)
class LoadStatus:
    """What is served since `loaded_at`; when files were last read, how long that took, and what failed, if it did."""

    snapshot: Snapshot
    loaded_at: datetime
    read_at: datetime
    read_ms: float
    failure: str = ""

    @property
    def is_healthy(self) -> bool:
        return self.snapshot.is_healthy and not self.failure

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors, in the order of files and lines."""
        return tuple(sorted((p for p in self.snapshot.problems if p.is_error), key=lambda problem: problem.location))


Tell = Callable[[LoadStatus], object]


class Reloading:
    """Rebuilds what is live whenever its files have changed, for as long as the `with` block lasts.

    `changes` says until the event is set whether files may have changed, about once a second; `build` makes a snapshot
    after the one that is served; each of `told` hears of every new status, in the thread that builds.
    """

    def __init__(
        self,
        live: Live,
        build: Callable[[Snapshot], Snapshot],
        changes: Callable[[Event], Iterable[bool]],
        told: Iterable[Tell] = (),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._live = live
        self._build = build
        self._changes = changes
        self._now = now
        self._stop = Event()
        self._turn = Lock()
        self._thread = Thread(target=self._run, name="reloading", daemon=True)
        self.told = [*told]
        self.status = LoadStatus(live.snapshot, now(), now(), 0.0)

    def __enter__(self) -> Self:
        self._tell()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def refresh(self) -> None:
        """Bring live what the files hold now, and tell it. From any thread; raises nothing."""
        with self._turn:
            if self._reload():
                _note(self.status)
                self._tell()

    def _reload(self) -> bool:
        """Whether there is something new to tell. Raises nothing."""
        started, served = perf_counter(), self._live.snapshot
        snapshot, failure = self._built(served)
        if snapshot is served and failure == self.status.failure:
            return False
        is_new = snapshot is not served
        loaded_at = self._now() if is_new else self.status.loaded_at
        self._live.swap(snapshot)
        self.status = LoadStatus(snapshot, loaded_at, self._now(), (perf_counter() - started) * 1000, failure)
        return True

    def _built(self, served: Snapshot) -> tuple[Snapshot, str]:
        """What to serve now, and what failed, if something did."""
        try:
            snapshot = self._build(served)
            snapshot.ready()
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot goes on serving
            failure = f"{type(error).__name__}: {error}"
            if failure != self.status.failure:
                _log.error("the files could not be read anew; what was served goes on", exc_info=error)
            return served, failure
        return snapshot, ""

    def _run(self) -> None:
        for tick, is_changed in enumerate(self._changes(self._stop)):
            is_due = not self.status.is_healthy and tick % _RETRY_TICKS == 0
            if is_changed or is_due:
                self.refresh()

    def _tell(self) -> None:
        for tell in self.told:
            try:
                tell(self.status)
            except OSError as error:
                _log.warning("the state of the knowledge could not be written: %s", error)
            except Exception:  # noqa: BLE001 - who is told must not keep edits from going live
                _log.exception("the state of the knowledge could not be told")


def _note(status: LoadStatus) -> None:
    known, problems = status.snapshot.knowledge, status.problems
    counts = f"{len(known.quotes)} quotes in {len(known.topics)} topics, {status.read_ms:.0f} ms"
    if status.is_healthy:
        _log.info("knowledge is live: %s", counts)
        return
    first = [f"{problem.location}: {problem.message}" for problem in problems[:_TOLD]]
    more = [f"and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
    failed = [status.failure] if status.failure else []
    _log.warning("knowledge is degraded: %s; %s", counts, " | ".join([*failed, *first, *more]))
