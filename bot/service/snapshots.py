"""The knowledge that is being served: built aside, swapped in by one assignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.core.catalogue import Catalogue
from bot.core.drafts import Problem, RecordDraft, Written
from bot.core.matching import Matcher, Offers
from bot.core.matching.corpus import Encoder, corpus_of
from bot.core.matching.engine import Engine
from bot.core.model import Knowledge, Question, Speaker
from bot.core.proof.admit import admit
from bot.core.proof.fallback import Drafts, Kept, missing_files, with_lost, with_unproved
from bot.core.proof.quote import Proofs
from bot.core.search import Search

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
    kept: tuple[Kept, ...] = ()
    drafts: Drafts = field(default_factory=Drafts)

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is wrong with the files it was made from."""
        return not self.kept and not any(problem.is_error for problem in self.problems)

    def made_of(self, drafts: Drafts) -> Snapshot:
        """The same as if it had been made of other drafts: what is not among them does not last."""
        return Snapshot(self.knowledge, self.matcher, self.problems, self.tier, self.kept, drafts)

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.knowledge)

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
    silence: Sequence[Written] = (),
    tier: Tier = BY_WORDS,
    proofs: Proofs | None = None,
) -> Snapshot:
    """Prove the drafts and index what was admitted; the reader's own problems come first."""
    return build_after(None, Drafts(tuple(records), tuple(silence), tuple(problems)), tier, proofs)


def build_after(
    before: Snapshot | None, drafts: Drafts, tier: Tier = BY_WORDS, proofs: Proofs | None = None
) -> Snapshot:
    """The same; of what became bad since the snapshot before, its last good version is served."""
    proofs = proofs or Proofs()
    knowledge, found = admit(drafts.records, drafts.silence, proofs)
    wrong: tuple[Problem, ...] = (*drafts.problems, *found)
    kept: tuple[Kept, ...] = ()
    if before:
        drafts, knowledge, kept = _after(before, drafts, knowledge, wrong, proofs)
        wrong = (*missing_files(drafts, kept), *wrong)
    corpus = corpus_of(knowledge)
    tier.prepare(corpus.texts() if tier.encoder else ())
    matcher = Matcher(knowledge, Engine.over(corpus, tier.encoder))
    return Snapshot(knowledge, matcher, wrong, tier.named, kept, drafts)


def _after(
    before: Snapshot, drafts: Drafts, knowledge: Knowledge, wrong: Sequence[Problem], proofs: Proofs
) -> tuple[Drafts, Knowledge, tuple[Kept, ...]]:
    """What to serve after another snapshot: the drafts, what is admitted of them, and what in them is from before."""
    drafts, lost = with_lost(drafts, knowledge, wrong, before.drafts, before.knowledge)
    if lost:
        knowledge, _ = admit(drafts.records, drafts.silence, proofs)
    drafts, unproved = with_unproved(drafts, knowledge, before.drafts, before.knowledge)
    if unproved:
        knowledge, _ = admit(drafts.records, drafts.silence, proofs)
    kept = {one for one in (*lost, *unproved) if not one.quote or one.quote in knowledge.quotes}
    return drafts, knowledge, tuple(sorted(kept))


class Live:
    """Holds the snapshot that is served. Whoever answers takes it once per question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def swap(self, snapshot: Snapshot) -> None:
        """From now on this one is served; questions that are being answered keep theirs."""
        self.snapshot = snapshot
