"""Topics, sources, quotes and people looked up by name, as somebody types it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from bot.core.matching.tokens import bare
from bot.core.model import ANYWHERE, Knowledge, Quote, Source, Topic

_LEAST_LIKENESS = 75  # of 100: what is less like it is another name
_SHORTEST_SLIP_CHARS = 4
_MOST_NARROWED = 16  # choices of sources, each of which takes some room

T = TypeVar("T")


class Catalogue:
    """All that has a name, in the files' order. Case, accents, apostrophes and white space make no difference.

    With `sources`, no more than what they hold.
    """

    def __init__(self, knowledge: Knowledge, sources: frozenset[str] = ANYWHERE) -> None:
        self._knowledge = knowledge
        self._narrowed: dict[frozenset[str], Catalogue] = {}
        self.sources, self.topics, self.quotes = knowledge.sources, knowledge.topics, knowledge.quotes
        if sources:
            self.sources = {name: source for name, source in self.sources.items() if name in sources}
            self.topics = {name: topic for name, topic in self.topics.items() if topic.quotes_in(sources)}
            self.quotes = {name: quote for name, quote in self.quotes.items() if quote.source.id in sources}

    def of(self, sources: frozenset[str]) -> Catalogue:
        """Return the catalogue of these sources alone, the same one each time; of all, if none is named."""
        if not sources:
            return self
        if sources not in self._narrowed:
            if len(self._narrowed) == _MOST_NARROWED:
                self._narrowed.pop(next(iter(self._narrowed)), None)
            self._narrowed[sources] = Catalogue(self._knowledge, sources)
        return self._narrowed[sources]

    def topic(self, name: str) -> Topic | None:
        """Return a topic by its id or its title."""
        return self.topics.get(name.strip()) or self._topics_by_title.get(_key(name))

    def topic_like(self, typed: str) -> Topic | None:
        """Return the only topic whose id or title has all the words typed, a slip in one of them forgiven."""
        typed_words = _key(typed).split()
        found = {
            topic.id: topic
            for key, topic in ((_key(f"{name.replace('-', ' ')} {t.title}"), t) for name, t in self.topics.items())
            if typed_words and all(_is_like_one_of(word, key.split()) for word in typed_words)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def quote(self, name: str) -> Quote | None:
        """Return a quote by its whole id, or by what stands behind the slash where no other quote is called so."""
        key = _key(name.strip("` "))
        namesakes = self._quotes_by_ending.get(key, ())
        return self.quotes.get(key) or (namesakes[0] if len(namesakes) == 1 else None)

    def source(self, name: str) -> Source | None:
        """Return a source by its id or its title."""
        return self.sources.get(name.strip()) or self._sources_by_title.get(_key(name))

    def quotes_of(self, person: str) -> tuple[Quote, ...]:
        """Return all that is quoted of somebody, in any source; a part of a name will do if it fits nobody else."""
        names = [person] if _key(person) in self._quotes_by_person else self.people_like(person, 2)
        return self._quotes_by_person[_key(names[0])] if len(names) == 1 else ()

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The names of all who are quoted, the most quoted first."""
        ranked = sorted(self._quotes_by_person.values(), key=len, reverse=True)
        return tuple(quotes[0].speaker.name for quotes in ranked)

    def quotes_like(self, typed: str, limit: int) -> list[Quote]:
        """Return at most `limit` quotes whose ids hold all that was typed, else those most like it."""
        return _like(typed, self.quotes, limit)

    def people_like(self, typed: str, limit: int) -> list[str]:
        """Return at most `limit` names that hold all that was typed, else those most like it."""
        return _like(typed, {_key(name): name for name in self.people}, limit)

    def sources_like(self, typed: str, limit: int) -> list[Source]:
        """Return at most `limit` sources whose titles or ids hold all that was typed, else those most like it."""
        named = {_key(f"{source.title} {source.id}"): source for source in self.sources.values()}
        return _like(typed, named, limit)

    @cached_property
    def _sources_by_title(self) -> Mapping[str, Source]:
        return {_key(source.title): source for source in reversed([*self.sources.values()])}

    @cached_property
    def _topics_by_title(self) -> Mapping[str, Topic]:
        return {_key(topic.title): topic for topic in reversed([*self.topics.values()])}

    @cached_property
    def _quotes_by_ending(self) -> Mapping[str, tuple[Quote, ...]]:
        return _grouped(self.quotes.values(), lambda quote: quote.id.rpartition("/")[2])

    @cached_property
    def _quotes_by_person(self) -> Mapping[str, tuple[Quote, ...]]:
        return _grouped(self.quotes.values(), lambda quote: _key(quote.speaker.name))


def _key(name: str) -> str:
    return bare(" ".join(name.split()))


def _grouped(quotes: Iterable[Quote], key: Callable[[Quote], str]) -> Mapping[str, tuple[Quote, ...]]:
    groups: dict[str, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(key(quote), []).append(quote)
    return {name: tuple(group) for name, group in groups.items()}


def _is_like_one_of(word: str, words: Sequence[str]) -> bool:
    """Return whether one of the words is, begins with, or is nearly the word."""
    if any(known.startswith(word) for known in words):
        return True
    if len(word) < _SHORTEST_SLIP_CHARS:
        return False
    from rapidfuzz import fuzz, process  # late, as in repair

    return process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS) is not None


def _like(typed: str, named: Mapping[str, T], limit: int) -> list[T]:
    """Return what has all words typed in its key, those first that begin so; else what has a key most like them."""
    words = _key(typed).split()
    holding = [key for key in named if all(word in key for word in words)]
    if words and not holding and len(key := " ".join(words)) >= _SHORTEST_SLIP_CHARS:
        from rapidfuzz import fuzz, process  # late, as in repair

        found = process.extract(key, list(named), scorer=fuzz.partial_ratio, score_cutoff=_LEAST_LIKENESS, limit=limit)
        return [named[name] for name, _, _ in found]
    holding.sort(key=lambda key: not key.startswith(words[0]) if words else False)
    return [named[key] for key in holding[:limit]]
