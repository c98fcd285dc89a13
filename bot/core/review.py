"""How well the knowledge does its work: what of the record it holds, and which topics cannot be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.matching import Matcher
from bot.core.model import Knowledge, Question, SegmentKind, Topic, Transcript
from bot.core.text import word_spans

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """Words that a speaker says in a source, asides included, and how many of them stand in a quote."""

    source: str
    speaker: str
    words: int
    quoted: int

    @property
    def share(self) -> float:
        return self.quoted / self.words if self.words else 1.0


@dataclass(frozen=True, slots=True)
class Findability:
    """How many of a topic's ways of asking find it while they are held out.

    `instead` is the other topic found most often, `taken` times.
    """

    topic: str
    asked: int
    found: int
    instead: str = ""
    taken: int = 0

    @property
    def hit_1(self) -> float:
        return self.found / self.asked if self.asked else 1.0

    @property
    def is_told_apart(self) -> bool:
        return self.found >= self.taken


def coverage(knowledge: Knowledge) -> tuple[Coverage, ...]:
    """Coverage of each speaker in each source, in the transcript's order of appearance."""
    spans = {source: _quoted_spans(knowledge, source) for source in knowledge.transcripts}
    return tuple(c for name, transcript in knowledge.transcripts.items() for c in _covered(transcript, spans[name]))


def findability(knowledge: Knowledge, whole: Matcher) -> tuple[Findability, ...]:
    """Each topic asked in its own words, a fifth of all ways of asking held out at a time."""
    asked = [(topic, question) for topic in knowledge.topics.values() for question in topic.questions]
    taken: dict[str, Counter[str]] = {topic.id: Counter() for topic in knowledge.topics.values()}
    for fold in range(_FOLDS):
        held_out = asked[fold::_FOLDS]
        matcher = whole.without(frozenset(question for _, question in held_out))
        for topic, question in held_out:
            taken[topic.id][_found_topic(matcher, topic, question)] += 1
    return tuple(_findability(knowledge.topics[name], found) for name, found in taken.items())


def _findability(topic: Topic, found: Counter[str]) -> Findability:
    others = Counter({name: count for name, count in found.items() if name and name != topic.id})
    instead, taken = next(iter(others.most_common(1)), ("", 0))
    return Findability(topic.id, len(topic.questions), found[topic.id], instead, taken)


def _found_topic(matcher: Matcher, topic: Topic, question: str) -> str:
    """The topic found; this one, too, if the quote found is one of its own."""
    found_topic, found_quote = matcher.nearest(Question(question)) or ("", "")
    return topic.id if any(quote.id == found_quote for quote in topic.quotes) else found_topic


def _quoted_spans(knowledge: Knowledge, source: str) -> list[tuple[int, int]]:
    quotes = (quote for quote in knowledge.quotes.values() if quote.source.id == source)
    return sorted(span for quote in quotes for span in quote.spans)


def _covered(transcript: Transcript, spans: list[tuple[int, int]]) -> Iterable[Coverage]:
    said: Counter[str] = Counter()
    quoted: Counter[str] = Counter()
    for speaker, start, end in _said_words(transcript):
        said[speaker] += 1
        quoted[speaker] += any(first <= start and end <= last for first, last in spans)
    return [Coverage(transcript.source, speaker, count, quoted[speaker]) for speaker, count in said.items()]


def _said_words(transcript: Transcript) -> Iterable[tuple[str, int, int]]:
    """Speaker and span of every word of speech and of asides; stage notes are not words that anybody said."""
    for turn in transcript.turns:
        start = turn.start
        for segment in turn.segments:
            if segment.kind is not SegmentKind.STAGE:
                said = start + segment.said[0]
                spans = word_spans(segment.text[slice(*segment.said)])
                yield from ((segment.by, said + first, said + last) for first, last in spans)
            start += len(segment.text)
