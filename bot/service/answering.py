"""Answering a question from the live snapshot, for console, batch interface and Discord; the journal of replies."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.answer import Answer, Decision, Mode, Policy, decide
from bot.core.catalogue import Catalogue
from bot.core.matching import NoQuestion, Ranking
from bot.core.model import ANYWHERE, Knowledge, Question, Source, Speaker, Topic
from bot.core.search import SearchResult
from bot.core.text import words
from bot.service.snapshots import Live, Snapshot

if TYPE_CHECKING:
    from asyncio import Lock
_TOP = 3

_log = logging.getLogger(__name__)


async def _at_once() -> None:
    """Wait for nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was decided, why, from which knowledge, and how long ranking and decision took.

    `told`: what is said to a message that is no question to the record.
    """

    decision: Decision
    ranking: Ranking
    snapshot: Snapshot
    duration_ms: float
    told: str = ""
    sources: frozenset[str] = ANYWHERE

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who could have answered."""
        return Selection(self.snapshot, self.sources).speakers


class Answering:
    """Answers from the live snapshot; `clock` gives seconds, `distress` is what somebody in distress is told.

    `gives_way` waits for what comes before an answer that is given in turn.
    """

    def __init__(
        self,
        live: Live,
        policy: Policy,
        clock: Callable[[], float] = perf_counter,
        *,
        distress: str = phrases.DISTRESS,
    ) -> None:
        self.policy = policy
        self._distress = distress
        self._live = live
        self._clock = clock
        self.gives_way: Callable[[], Awaitable[None]] = _at_once

    @property
    def snapshot(self) -> Snapshot:
        return self._live.snapshot

    def reply(self, question: Question, mode: Mode = Mode.ASK, top: int = _TOP) -> Reply:
        """Rank, then decide. Never raises for anything that a person can type."""
        started = self._clock()
        snapshot = self._live.snapshot
        ranking = snapshot.matcher.rank(question, top)
        decision = decide(ranking, self.policy, mode)
        told = self._told(ranking.no_question, Selection(snapshot, question.sources)) if ranking.no_question else ""
        return Reply(decision, ranking, snapshot, (self._clock() - started) * 1000, told, question.sources)

    def _told(self, reason: NoQuestion, selection: Selection) -> str:
        match reason:
            case NoQuestion.DISTRESS:
                return self._distress
            case NoQuestion.LANGUAGE:
                return phrases.only_english(selection.speakers)
            case NoQuestion.CHITCHAT:
                return phrases.chitchat(selection.speakers, selection.catalogue.topics.values())

    async def reply_in_turn(self, question: Question, mode: Mode = Mode.ASK, top: int = _TOP) -> Reply:
        """Rank and decide in turn with others: in a thread what may take long, else one question at a time.

        Between two questions the event loop turns to everything else that is due.
        """
        from asyncio import sleep, to_thread  # late: a question in a terminal starts faster

        if self.snapshot.matcher.is_slow:
            await self.gives_way()
            return await to_thread(self.reply, question, mode, top)
        async with self._turn:
            await sleep(0)
            await self.gives_way()
            return self.reply(question, mode, top)

    @cached_property
    def _turn(self) -> Lock:
        from asyncio import Lock

        return Lock()


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What is noted of a question: where it was asked, the decision, the quote, how sure, how long it took."""

    surface: str
    decision: str
    quote: str | None
    confidence: float
    ms: float


class Journal:
    """Notes replies in the log, and tells whoever counts them; the words stand in the log where it `has_words`."""

    def __init__(self, *, has_words: bool = False) -> None:
        self.told: list[Callable[[JournalEntry], None]] = []
        self.has_words = has_words

    def record(self, surface: str, question: Question, reply: Reply, *, is_private: bool = False) -> None:
        """Note a reply; `surface`: where it was asked. What was asked in private is noted without its words."""
        has_words = self.has_words and not is_private
        decision = reply.decision
        quote = decision.matches[0].quote.id if isinstance(decision, Answer) else None
        confidence, ms = round(reply.ranking.confidence, 4), round(reply.duration_ms, 2)
        entry = JournalEntry(surface, type(decision).__name__.lower(), quote, confidence, ms)
        _log.info(
            "%s: %s %s confidence=%.2f ms=%.1f%s",
            surface,
            entry.decision,
            quote or "-",
            confidence,
            ms,
            f" words={question.text!r}" if has_words else "",
            extra=asdict(entry) | ({"words": question.text} if has_words else {}),
        )
        for tell in self.told:
            tell(entry)


@dataclass(frozen=True, slots=True)
class Selection:
    """A snapshot, and the sources that answer somewhere; none named means all of them."""

    snapshot: Snapshot
    sources: frozenset[str] = ANYWHERE

    def narrowed(self, source: Source | None) -> Selection:
        """Return the selection narrowed to one of its sources; None leaves it as it is."""
        return Selection(self.snapshot, frozenset({source.id})) if source else self

    @property
    def knowledge(self) -> Knowledge:
        return self.snapshot.knowledge

    @property
    def catalogue(self) -> Catalogue:
        return self.snapshot.catalogue.of(self.sources)

    def questions_like(self, typed: str, limit: int) -> list[str]:
        """Return questions that people ask, while one is being typed."""
        return self.snapshot.autocomplete.nearest(typed, limit, self.sources)

    def topics_like(self, typed: str, limit: int) -> list[Topic]:
        """Return topics that people ask about in such words."""
        return self.snapshot.autocomplete.topics(typed, limit, self.sources)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who speaks in these sources."""
        return tuple(one for source in self.catalogue.sources.values() for one in source.speakers.values())

    def find(self, typed: str, most: int) -> SearchResult:
        """Return quotes by their words."""
        return self.snapshot.search.find(typed, most, self.sources)

    def nearest_topics(self, typed: str, limit: int) -> list[Topic]:
        """Return at most `limit` topics: those that would answer it, then those asked about in such words."""
        if not words(typed):
            return []
        ranked = [match.topic for match in self.snapshot.matcher.rank(Question(typed, self.sources), limit).matches]
        near = {topic.id: topic for topic in (*ranked, *self.topics_like(typed, limit))}
        return [*near.values()][:limit]
