"""What went wrong, so that somebody can mend it: the worst misses, topics confused, words that cannot be found."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.core.drafts import Problem, Severity
from bot.core.evaluation.metrics import SHOWN_CHARS, JudgedQuestion, Outcome
from bot.core.matching import Matcher
from bot.core.model import Knowledge, Question, Quote, SegmentKind, Topic, Transcript
from bot.core.text import folded, word_spans


@dataclass(frozen=True, slots=True)
class Confusion:
    """Questions about `wanted` that found `found` instead."""

    wanted: Topic
    found: Topic
    asked: tuple[JudgedQuestion, ...]


def misses(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Wrong answers, then silent questions that were answered or replied to; of each, the most confident first."""
    put = [outcome for outcome in outcomes if outcome.asked.is_put_to_bot]
    wrong = [o for o in put if o.is_answer and not o.asked.is_silent and not o.is_right()]
    answered = [o for o in outcomes if o.asked.is_silent and (o.is_reply or (o.is_answer and o.asked.is_put_to_bot))]
    return (*_most_confident(wrong), *_most_confident(answered))


def confusions(outcomes: Iterable[Outcome], knowledge: Knowledge) -> tuple[Confusion, ...]:
    """Which topic was found instead of which, whatever was decided; the most frequent first.

    A question is about the topic whose quotes hold most of its spans. Another quote of any topic that holds one is a
    miss, but no confusion.
    """
    quoted, topics = _Texts(knowledge.quotes.values()), _topics_by_quote(knowledge)
    pairs: dict[tuple[str, str], list[JudgedQuestion]] = defaultdict(list)
    for outcome in outcomes:
        if not outcome.asked.is_silent and outcome.ranking.matches and not outcome.is_right():
            held = [{t for quote in quoted.holding(span) for t in topics[quote.id]} for span in outcome.asked.spans]
            wanted = Counter(topic for topic in knowledge.topics for found in held if topic in found)
            instead = outcome.ranking.matches[0].topic.id
            if wanted and instead not in wanted:
                pairs[wanted.most_common(1)[0][0], instead].append(outcome.asked)
    found = (Confusion(knowledge.topics[a], knowledge.topics[b], tuple(asked)) for (a, b), asked in pairs.items())
    return tuple(sorted(found, key=lambda confusion: -len(confusion.asked)))


def unfindable(questions: Iterable[JudgedQuestion], knowledge: Knowledge) -> Iterator[Problem]:
    """Warnings for spans that nothing shown could ever hold, and for questions of which no quote holds a span."""
    turns = "\n".join(folded(turn.text) for transcript in knowledge.transcripts.values() for turn in transcript.turns)
    quoted = _Texts(knowledge.quotes.values())
    for asked in questions:
        held = [bool(quoted.holding(span)) for span in asked.spans]
        absent = [s for s, is_held in zip(asked.spans, held, strict=True) if not is_held and folded(s) not in turns]
        for span in absent:
            yield _warning(asked, f"No transcript holds this span: “{cut(span)}”.", "Copy it from the transcript.")
        if held and not any(held) and not absent:
            yield _warning(
                asked, "No quote holds any of these spans.", "Add a quote that does, or spans that are quoted."
            )
        for span in asked.spans:
            if len(span) > SHOWN_CHARS:
                yield _warning(
                    asked, f"This span is too long to be shown: “{cut(span)}”.", "Keep the telling sentence."
                )


def cut(text: str, limit_chars: int = 80) -> str:
    """A text on one line, nothing in it that a terminal would obey, cut at the limit."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit_chars else line[: limit_chars - 1].rstrip() + "…"


def _warning(asked: JudgedQuestion, message: str, fix: str) -> Problem:
    return Problem(asked.location, message, fix, Severity.WARNING)


def _most_confident(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: -outcome.confidence)


def _topics_by_quote(knowledge: Knowledge) -> dict[str, set[str]]:
    topics: dict[str, set[str]] = defaultdict(set)
    for topic in knowledge.topics.values():
        for quote in topic.quotes:
            topics[quote.id].add(topic.id)
    return topics


class _Texts:
    """All quotes as one folded text, so that whoever holds a span is found by one search."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        self._quotes = list(quotes)
        texts = [folded(quote.text) for quote in self._quotes]
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        self._text = "\n".join(texts)

    def holding(self, span: str) -> list[Quote]:
        words, found = folded(span), []
        index = self._text.find(words)
        while index >= 0:
            row = bisect_right(self._starts, index) - 1
            found.append(self._quotes[row])
            index = self._text.find(words, self._starts[row + 1])
        return found


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
