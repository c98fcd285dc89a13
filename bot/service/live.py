"""The knowledge that is being served: built aside, swapped in by one assignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.catalogue import Catalogue
from bot.core.drafts import RecordDraft
from bot.core.matching import Matcher, Offers
from bot.core.matching.corpus import corpus_of
from bot.core.matching.encoder import Encoder
from bot.core.matching.engine import Engine
from bot.core.model import Knowledge, Question, Speaker
from bot.core.problems import Problem, Written
from bot.core.proofs import Proofs
from bot.core.search import Search
from bot.core.verify import admit

WORDS_ALONE = "words alone"


@dataclass(frozen=True)
class Snapshot:
    """Admitted knowledge, the engine built from it, what was set aside, and how the engine finds, in words."""

    knowledge: Knowledge
    matcher: Matcher
    problems: tuple[Problem, ...]
    tier: str = WORDS_ALONE

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
    knowledge, found = admit(records, silence, proofs)
    corpus = corpus_of(knowledge)
    tier.prepare(corpus.texts() if tier.encoder else ())
    matcher = Matcher(knowledge, Engine.over(corpus, tier.encoder))
    return Snapshot(knowledge, matcher, (*problems, *found), tier.named)


class Live:
    """Holds the snapshot that is served. Whoever answers takes it once per question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
