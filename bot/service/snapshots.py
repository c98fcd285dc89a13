"""Snapshots of the knowledge: built from drafts, swapped in by one assignment, rebuilt when files change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Event, Lock, Thread
from time import perf_counter
from types import TracebackType
from typing import Self

from bot.core.catalogue import Catalogue
from bot.core.curation.lookup import Archive
from bot.core.drafts import Drafts, Problem, RecordDraft, Written
from bot.core.matching import Autocomplete, Matcher
from bot.core.matching.corpus import Encoder, corpus_of
from bot.core.matching.engine import encoded_texts
from bot.core.matching.weights import AS_IT_IS, Usage
from bot.core.model import Knowledge, Question, Speaker
from bot.core.proof.admit import admit
from bot.core.proof.fallback import StaleEntry, missing_files, with_lost, with_unproved
from bot.core.proof.quote import Proofs
from bot.core.search import Search
from bot.service.memory import utc_now

WORDS_ALONE = "words alone"


@dataclass(frozen=True)
class Snapshot:
    """Admitted knowledge with the engine built from it, and the problems of what was not admitted.

    `tier` names in words how the engine finds; `stale` lists what is served in its last good version, because an edit
    spoilt it; `drafts` are what all of it was made from.
    """

    knowledge: Knowledge
    matcher: Matcher
    problems: tuple[Problem, ...]
    tier: str = WORDS_ALONE
    stale: tuple[StaleEntry, ...] = ()
    drafts: Drafts = field(default_factory=Drafts)

    @property
    def is_healthy(self) -> bool:
        """Return whether nothing is wrong with the files it was made from."""
        return not self.stale and not any(problem.is_error for problem in self.problems)

    def made_of(self, drafts: Drafts) -> Snapshot:
        """Return this snapshot with other drafts: those that a later build falls back on."""
        return Snapshot(self.knowledge, self.matcher, self.problems, self.tier, self.stale, drafts)

    @cached_property
    def autocomplete(self) -> Autocomplete:
        return Autocomplete(self.knowledge)

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.knowledge)

    @cached_property
    def archive(self) -> Archive:
        """What curators quote from: what it works out of a long record for one preview serves the next."""
        return Archive(self.knowledge, self.drafts.records)

    @cached_property
    def search(self) -> Search:
        return Search(self.knowledge.quotes.values())

    def ready(self) -> None:
        """Build now what is otherwise built at first use, so that no question waits for it."""
        self.matcher.rank(Question("ready?"))
        _ = self.autocomplete, self.catalogue, self.search

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(s for source in self.knowledge.sources.values() for s in source.speakers.values())


@dataclass(frozen=True, slots=True)
class Tier:
    """How quotes are found: by words and an encoder's vectors, or by words alone.

    `prepare` is given every text that ranking compares with before the index is built, so that its vectors can be
    cached; `unread` tells how many characters it would have to encode. `own` is the folder of weights of one's own.
    """

    named: str = WORDS_ALONE
    encoder: Encoder | None = None
    prepare: Callable[[Sequence[str]], object] = len
    unread: Callable[[Sequence[str]], int] = lambda _: 0
    usage: Usage = AS_IT_IS
    own: Path | None = None

    def texts(self, knowledge: Knowledge) -> tuple[str, ...]:
        """Return the texts of the knowledge to prepare for."""
        return encoded_texts(corpus_of(knowledge), self.encoder.tier, self.usage) if self.encoder else ()


BY_WORDS = Tier()
_MEANWHILE = Tier("words alone, while the knowledge is read for its meaning")
_AT_ONCE_CHARS = 100_000  # some seconds of work


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
    before: Snapshot | None, drafts: Drafts, tier: Tier = BY_WORDS, proofs: Proofs | None = None, *, waits: bool = True
) -> Snapshot:
    """Prove and index the drafts; serve the last good version of what an edit since `before` spoilt.

    Unless it `waits`, topics are found by words alone where reading the texts for their meaning takes long.
    """
    proofs = proofs or Proofs()
    knowledge, found = admit(drafts.records, drafts.out_of_scope, proofs)
    wrong: tuple[Problem, ...] = (*drafts.problems, *found)
    stale: tuple[StaleEntry, ...] = ()
    if before:
        drafts, lost = with_lost(drafts, knowledge, wrong, before.drafts, before.knowledge)
        if lost:
            knowledge, _ = admit(drafts.records, drafts.out_of_scope, proofs)
        drafts, unproved = with_unproved(drafts, knowledge, before.drafts, before.knowledge)
        if unproved:
            knowledge, _ = admit(drafts.records, drafts.out_of_scope, proofs)
        served = {one for one in (*lost, *unproved) if not one.quote or one.quote in knowledge.quotes}
        stale = tuple(sorted(served))
        wrong = (*missing_files(drafts, stale), *wrong)

    texts = tier.texts(knowledge)
    if not waits and tier.unread(texts) > _AT_ONCE_CHARS:
        tier, texts = _MEANWHILE, ()
    tier.prepare(texts)
    matcher = Matcher.of(knowledge, tier.encoder, tier.usage)
    return Snapshot(knowledge, matcher, wrong, tier.named, stale, drafts)


@dataclass
class Live:
    """The snapshot that is served: taken once per question, replaced by one assignment."""

    snapshot: Snapshot


_log = logging.getLogger(__name__)

_TOLD = 5
_RETRY_TICKS = 5


@dataclass(frozen=True, slots=True)
class LoadStatus:
    """The snapshot served since `loaded_at`, and the last reading of the files: when, for how long, what failed."""

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
        """Return the errors in the order of files and lines."""
        return tuple(sorted((p for p in self.snapshot.problems if p.is_error), key=lambda problem: problem.order))


Tell = Callable[[LoadStatus], object]


class Reloading:
    """Rebuilds the live snapshot when files change, in a thread that runs for the `with` block.

    `changes` yields about once a second, until its event is set, whether files may have changed; `build` makes the
    snapshot that follows the one served; each of `told` is called with every new status, in the same thread. Meanwhile
    `read_meaning` may take its time over the first snapshot; the next one is built when it returns true.
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
        self.read_meaning: Callable[[Snapshot], bool] = lambda _: False
        self.status = LoadStatus(live.snapshot, now(), now(), 0.0)

    def __enter__(self) -> Self:
        self._tell()
        self._thread.start()
        Thread(target=self._upgrade, name="meaning", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def refresh(self) -> None:
        """Serve what the files hold now. Callable from any thread; raises nothing."""
        with self._turn:
            started, served, failure = perf_counter(), self._live.snapshot, ""
            try:
                snapshot = self._build(served)
                snapshot.ready()
            except Exception as error:  # noqa: BLE001 - whatever it is, the bot goes on serving
                snapshot, failure = served, f"{type(error).__name__}: {error}"
                if failure != self.status.failure:
                    _log.error("the files could not be read anew; what was served goes on", exc_info=error)
            if snapshot is served and failure == self.status.failure:
                return

            loaded_at = self.status.loaded_at if snapshot is served else self._now()
            self._live.snapshot = snapshot
            self.status = LoadStatus(snapshot, loaded_at, self._now(), (perf_counter() - started) * 1000, failure)
            _note(self.status)
            self._tell()

    def _run(self) -> None:
        for tick, is_changed in enumerate(self._changes(self._stop)):
            is_due = not self.status.is_healthy and tick % _RETRY_TICKS == 0
            if is_changed or is_due:
                self.refresh()

    def _upgrade(self) -> None:
        try:
            if self.read_meaning(self._live.snapshot) and not self._stop.is_set():
                self.refresh()
        except Exception:  # noqa: BLE001 - whatever it is, the bot goes on answering by words
            if not self._stop.is_set():
                _log.exception("the knowledge could not be read for its meaning; topics are found by words alone")

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
