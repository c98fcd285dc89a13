"""Drafted ways of asking, sieved by asking each of the record without it (docs/importing.md, Ways of asking).

A round trip as in Promptagator (Dai et al., 2022) and Doc2Query-- (Gospodinov et al., 2023), turned round, since the
other topics are known: what nothing finds yet is what helps most, so a way is contested only where the bot would answer
it with another topic's quote, or where another topic loses a question to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np
from rapidfuzz import fuzz

from bot.core.curation.impact import Side
from bot.core.drafting.form import MOST_TITLE_CHARS, FormChecks, telling
from bot.core.drafting.near_misses import DraftedNearMiss, sieve_near_misses
from bot.core.drafting.reading import AssistantAnswer, TopicAnswer
from bot.core.evaluation.errors import fifths, found_by_own_words
from bot.core.matching import Matcher
from bot.core.matching.corpus import Encoder, MoreTexts, Vectors
from bot.core.model import Knowledge, Question
from bot.core.text import folded

Found = tuple[str, str]  # the ids of the topic and of the quote that come first


class Pile(StrEnum):
    """What is to become of a drafted way of asking."""

    NEW = "new"
    FOUND = "found"
    CONTESTED = "contested"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class DraftedPhrasing:
    """A way of asking about a topic, and its pile.

    `why` says what speaks against it, `instead` which topic is found first.
    """

    topic: str
    text: str
    pile: Pile
    why: str = ""
    instead: str = ""

    @property
    def is_recommended(self) -> bool:
        """Whether it is to be taken: what is found anyway only if it adds words."""
        return self.pile in (Pile.NEW, Pile.FOUND) and not self.why


@dataclass(frozen=True, slots=True)
class Worth:
    """How many of so many questions find their topic or answer, before and after."""

    asked: int
    before: int
    after: int


@dataclass(frozen=True)
class Sieved:
    """All that was drafted, sieved. `titles` by topic; `nothing`: topics that nobody would ask about.

    `worths`: of ways of asking while they are held out, and of the questions asked in the interview. `unknown`: keys
    that are no topic's.
    """

    phrasings: tuple[DraftedPhrasing, ...]
    titles: Mapping[str, str]
    nothing: tuple[str, ...]
    worths: tuple[Worth, Worth]
    near_misses: tuple[DraftedNearMiss, ...] = ()
    unknown: tuple[str, ...] = ()

    def of(self, pile: Pile) -> tuple[DraftedPhrasing, ...]:
        return tuple(one for one in self.phrasings if one.pile is pile)

    def taken(self, *, takes_all: bool = False) -> Mapping[str, tuple[str, ...]]:
        """Return the ways to take, by topic: those that are recommended, or also those that are contested."""
        return taken_of(self.phrasings, takes_all=takes_all)

    @property
    def kept_misses(self) -> tuple[str, ...]:
        """The near misses to keep as out-of-scope examples."""
        return tuple(miss.text for miss in self.near_misses if not miss.why)


def taken_of(phrasings: Iterable[DraftedPhrasing], *, takes_all: bool) -> Mapping[str, tuple[str, ...]]:
    """Return those to take, by topic."""
    return _by_topic(
        (one.topic, one.text) for one in phrasings if one.is_recommended or (takes_all and one.pile is Pile.CONTESTED)
    )


def sieve(served: Side, answer: AssistantAnswer, *, takes_all: bool = False) -> Sieved:
    """Sieve an answer. `takes_all`: what other topics contest is taken as well, and counts in the worth."""
    return _Sieve(served, answer).sieved(takes_all=takes_all)


class RememberingEncoder:
    """An encoder that forgets no vector, so that each text is encoded once however often the record is indexed."""

    def __init__(self, encoder: Encoder) -> None:
        self.tier = encoder.tier
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        unknown = [*dict.fromkeys(text for text in texts if text not in self._known)]
        if unknown:
            self._known |= zip(unknown, self._encoder.encode(unknown), strict=True)
        return np.stack([self._known[text] for text in texts]) if texts else self._encoder.encode([])


class _Sieve:
    def __init__(self, served: Side, answer: AssistantAnswer) -> None:
        self._knowledge, matcher = served.knowledge, served.matcher
        self._answer_at = served.policy.answer_at
        knowledge = served.knowledge
        self._encoder = RememberingEncoder(matcher.encoder) if matcher.encoder else None
        self._before = matcher.with_more(MoreTexts(), self._encoder)
        self._answer = answer
        drafts = [draft for draft in answer.topics if draft.topic in knowledge.topics]
        self._titles = _titles(knowledge, drafts)
        self._nothing = tuple(d.topic for d in drafts if d.is_nothing and is_untouched(knowledge, d.topic))
        self._dropped: list[DraftedPhrasing] = []
        self._drafted: list[Found] = []
        checks = FormChecks(knowledge)
        for draft in drafts:
            topic = knowledge.topics[draft.topic]
            for text in draft.phrasings:
                if why := checks.problem(topic, text):
                    self._dropped.append(DraftedPhrasing(topic.id, text, Pile.DROPPED, why))
                else:
                    self._drafted.append((topic.id, text))
        self._written = [(topic.id, text) for topic in knowledge.topics.values() for text in topic.questions]
        self._texts = [*self._drafted, *self._written]

    def sieved(self, *, takes_all: bool) -> Sieved:
        if self._encoder:
            self._encoder.encode([text for _, text in self._texts])
        plainly = dict(zip(self._drafted, (self._asked(self._before, text) for _, text in self._drafted), strict=True))
        known = self._held_out(self._before, self._written)
        with_all = self._with(_by_topic(self._drafted))
        siblings = self._held_out(with_all, self._texts)
        unfound = [way for way in self._drafted if not self._is_own(way[0], plainly[way])]
        contested = self._answered(with_all, unfound) | self._blamed(known, siblings)
        phrasings = [*self._piled(plainly, contested), *self._dropped]

        taken = taken_of(phrasings, takes_all=takes_all)
        topics = {topic for topic, _ in self._drafted}
        asked = [*self._drafted, *(way for way in self._written if way[0] in topics)]
        matcher = self._with(taken)
        after = self._held_out(matcher, asked)
        before = plainly | known
        right = [sum(self._is_own(way[0], found[way]) for way in asked) for found in (before, after)]
        sources = frozenset(quote.source.id for topic in topics for quote in self._knowledge.topics[topic].quotes)
        own, plain = (MoreTexts(taken, self._titles), MoreTexts())
        spoken = [found_by_own_words(self._knowledge, sources, more, self._encoder) for more in (plain, own)]
        worths = Worth(len(asked), *right), Worth(spoken[0][0], *(found for _, found in spoken))
        misses = sieve_near_misses(self._answer.near_misses, self._knowledge, taken, matcher)
        return Sieved(tuple(phrasings), self._titles, self._nothing, worths, misses, self._answer.unknown)

    def _piled(
        self, plainly: Mapping[Found, Found], contested: Mapping[Found, DraftedPhrasing]
    ) -> Iterator[DraftedPhrasing]:
        said: dict[str, frozenset[str]] = {}
        for way in self._drafted:
            topic, text = way
            title, own = self._titles.get(topic, ""), self._knowledge.topics[topic]
            there = said.get(topic) or telling(" ".join([title or own.title, *own.questions]))
            found = contested.get(way) or DraftedPhrasing(topic, text, Pile.NEW)
            if way not in contested and self._is_own(topic, plainly[way]):
                why = "" if telling(text) - there else "found anyway, and no new word in it"
                found = DraftedPhrasing(topic, text, Pile.FOUND, why)
            said[topic] = there | telling(text) if found.is_recommended else there
            yield found

    def _answered(self, matcher: Matcher, unfound: Sequence[Found]) -> dict[Found, DraftedPhrasing]:
        """Return the drafted ways that the bot would answer with another topic's quote, were it not for themselves."""
        answered: dict[Found, DraftedPhrasing] = {}
        for without, held_out in self._folds(matcher, unfound):
            for topic, text in held_out:
                ranking = without.rank(Question(text))
                first = ranking.matches[0] if ranking.confidence >= self._answer_at else None
                if first and not self._is_own(topic, (first.topic.id, first.quote.id)):
                    why, instead = "another topic answers it", first.topic.id
                    answered[topic, text] = DraftedPhrasing(topic, text, Pile.CONTESTED, why, instead)
        return answered

    def _blamed(self, known: Mapping[Found, Found], siblings: Mapping[Found, Found]) -> dict[Found, DraftedPhrasing]:
        """Return the drafted ways to which another topic loses a question that it was found by."""
        blamed: dict[Found, DraftedPhrasing] = {}
        drafted = _by_topic(self._drafted)
        for way, found in known.items():
            taker = siblings[way][0]
            if self._is_own(way[0], found) and not self._is_own(way[0], siblings[way]) and taker in drafted:
                nearest = max(drafted[taker], key=lambda text: fuzz.token_set_ratio(text, way[1]))
                stems, own = telling(nearest), telling(way[1])
                if 2 * len(stems & own) >= min(len(stems), len(own)):
                    why = f"takes “{way[1]}” from {way[0]}"
                    blamed[taker, nearest] = DraftedPhrasing(taker, nearest, Pile.CONTESTED, why)
        return blamed

    def _with(self, phrasings: Mapping[str, Sequence[str]]) -> Matcher:
        return self._before.with_more(MoreTexts(phrasings, self._titles), self._encoder)

    def _held_out(self, matcher: Matcher, asked: Sequence[Found]) -> dict[Found, Found]:
        """Ask each way while a fifth of all is left out, itself among them."""
        folds = self._folds(matcher, asked)
        return {way: self._asked(without, way[1]) for without, held_out in folds for way in held_out}

    def _folds(self, matcher: Matcher, asked: Sequence[Found]) -> Iterator[tuple[Matcher, list[Found]]]:
        """Yield the matcher without a fifth of all ways, and which of these are among it.

        The fifths are the same whatever is asked, so that what is left of a topic is encoded once.
        """
        wanted = frozenset(asked)
        for fifth in fifths(self._texts):
            if held_out := [way for way in fifth if way in wanted]:
                yield matcher.without(frozenset(text for _, text in fifth)), held_out

    @staticmethod
    def _asked(matcher: Matcher, text: str) -> Found:
        return matcher.nearest(Question(text)) or ("", "")

    def _is_own(self, topic: str, found: Found) -> bool:
        """Whether the quote found is one of the topic's."""
        return any(quote.id == found[1] for quote in self._knowledge.topics[topic].quotes)


def is_untouched(knowledge: Knowledge, topic: str) -> bool:
    """Whether nobody has written a way of asking: those there are were asked in the interview, and import took them."""
    asked = knowledge.topics[topic].questions
    sources = {quote.source.id for quote in knowledge.topics[topic].quotes}
    turns = (turn.text for source in sources if asked for turn in knowledge.transcripts[source].turns)
    said = folded("\n".join(turns)).casefold()
    return all(folded(text).casefold() in said for text in asked)


def _titles(knowledge: Knowledge, drafts: Iterable[TopicAnswer]) -> Mapping[str, str]:
    """Return the titles to be given: to topics that nobody has worked on, none that is another's, or long."""
    taken = {topic.title.casefold() for topic in knowledge.topics.values()}
    titles: dict[str, str] = {}
    for draft in drafts:
        is_wanted = not draft.is_nothing and is_untouched(knowledge, draft.topic)
        if is_wanted and 0 < len(draft.title) <= MOST_TITLE_CHARS and draft.title.casefold() not in taken:
            titles[draft.topic] = draft.title
            taken.add(draft.title.casefold())
    return titles


def _by_topic(drafted: Iterable[Found]) -> dict[str, tuple[str, ...]]:
    ordered = sorted(drafted, key=lambda way: way[0])
    return {topic: tuple(text for _, text in those) for topic, those in groupby(ordered, key=lambda way: way[0])}
