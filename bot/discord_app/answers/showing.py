"""The quotes of an answer, in the order in which they are shown, and as a button's custom id names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.excerpts import Excerpt
from bot.core.model import ANYWHERE, SHORT_ID_CHARS, Knowledge, Quote, Topic, short_id
from bot.discord_app.components import SHORT_IDS, CustomId, base36

_PASSAGES = 36 * 36  # as many as two digits number; a quote with more is shown from its beginning


@dataclass(frozen=True, slots=True)
class Showing:
    """An answer of one quote or several, the one at `at` shown first; None stands for a quote withdrawn since.

    `short_ids` name the quotes, or the topic whose quotes they are. `asker` is Discord's id of whom it answers.
    """

    knowledge: Knowledge = field(repr=False)
    short_ids: tuple[str, ...]
    excerpts: tuple[Excerpt | None, ...]
    asker: int
    at: int = 0
    is_private: bool = False

    @classmethod
    def of(
        cls, excerpts: Iterable[Excerpt], knowledge: Knowledge, asker: int = 0, *, is_private: bool = False
    ) -> Showing:
        """Put the first one first, then what others say to the same topic, then the rest."""
        first, *others = excerpts
        voices = sorted(
            (other for other in others if is_other_voice(other.quote, first.quote, knowledge)),
            key=lambda other: other.quote.source.published,
        )
        ordered = [first, *voices, *(other for other in others if other not in voices)][:SHORT_IDS]
        return cls(knowledge, tuple(map(short_id_of, ordered)), tuple(ordered), asker, is_private=is_private)

    @classmethod
    def read(
        cls, custom_id: CustomId, knowledge: Knowledge, sources: frozenset[str] = ANYWHERE, *, is_private: bool = False
    ) -> Showing:
        """Return what a button belongs to; of a topic, the quotes of these sources."""
        excerpts = tuple(_found(custom_id.short_ids, knowledge, sources))
        return cls(knowledge, custom_id.short_ids, excerpts, custom_id.asker, custom_id.at, is_private)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The ids of all its quotes."""
        return tuple(excerpt.quote.id for excerpt in self.excerpts if excerpt)

    @property
    def current(self) -> Excerpt | None:
        return self.excerpts[self.at] if self.at < len(self.excerpts) else None

    def to(self, member_id: int, *, is_private: bool) -> Showing:
        """Return the same quotes as an answer to this member."""
        return Showing(self.knowledge, self.short_ids, self.excerpts, member_id, self.at, is_private)

    def to_custom_id(self, action: str, at: int | None = None) -> CustomId:
        return CustomId(action, self.at if at is None else at, self.short_ids, self.asker)

    def voices(self) -> Iterator[Excerpt]:
        """Yield the quote shown, then those right behind it that others, or the same person elsewhere, say to it."""
        if self.current is None:
            return
        yield self.current
        for other in self.excerpts[self.at + 1 :] if self.at == 0 else ():
            if other is None or not is_other_voice(other.quote, self.current.quote, self.knowledge):
                return
            yield other

    def following(self, count: int) -> int | None:
        """Return which comes after so many that are shown, round to the first; None where there is nothing else."""
        order = [*range(self.at + count, len(self.excerpts)), *range(self.at)]
        return next((index for index in order if self.excerpts[index] is not None), None)

    def nearest_topics(self, sources: frozenset[str], limit: int) -> list[Topic]:
        """Return what else may have been meant: the topics of the other quotes, then those related to this one's."""
        knowledge = self.knowledge
        own = knowledge.topics_of(self.current.quote) if self.current else ()
        others = [other.quote for other in self.excerpts if other and other is not self.current]
        near = [topic for quote in others for topic in knowledge.topics_of(quote)[:1]]
        near += [knowledge.topics[name] for topic in own for name in topic.related]
        named = {topic.id: topic for topic in near if topic not in own and topic.quotes_in(sources)}
        return [*named.values()][:limit]


def is_other_voice(quote: Quote, first: Quote, knowledge: Knowledge) -> bool:
    """Return whether somebody else says it, or the same person elsewhere, to a topic of the first quote."""
    is_elsewhere = (quote.source.id, quote.speaker.id) != (first.source.id, first.speaker.id)
    return is_elsewhere and any(quote in topic.quotes for topic in knowledge.topics_of(first))


def short_id_of(excerpt: Excerpt) -> str:
    """Return what stands for a passage in a button: its quote's short id and its number."""
    number = excerpt.number
    return short_id(excerpt.quote.id) + (f"-{base36(number)}" if 0 < number < _PASSAGES else "")


def _found(short_ids: Sequence[str], knowledge: Knowledge, sources: frozenset[str]) -> Iterator[Excerpt | None]:
    for named in short_ids:
        short, number = named[:SHORT_ID_CHARS], int(named[SHORT_ID_CHARS + 1 :] or "0", 36)
        if topic := knowledge.topic_by_short_id(short):
            yield from map(Excerpt.of, topic.quotes_in(sources))
        else:
            quote = knowledge.quote_by_short_id(short)
            yield Excerpt.of(quote, number) if quote else None
