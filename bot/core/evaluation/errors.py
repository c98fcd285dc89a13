"""What went wrong: misses, topics confused, words that cannot be found, words unquoted, topics not told from others."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from bot.core.drafts import Problem, Severity
from bot.core.evaluation.metrics import SHOWN_CHARS, JudgedQuestion, Outcome
from bot.core.matching import Matcher
from bot.core.matching.corpus import Encoder, MoreTexts, corpus_of
from bot.core.matching.engine import Engine
from bot.core.model import Knowledge, Question, Quote, SegmentKind, Topic, Transcript
from bot.core.text import folded, word_spans

_PARTS = 5
_NOTHING_MORE = MoreTexts()
_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class Confusion:
    """Questions about `wanted` that found `found` instead."""

    wanted: Topic
    found: Topic
    asked: tuple[JudgedQuestion, ...]


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
    """How many of a topic's phrasings find it while they are held out.

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
    def is_distinct(self) -> bool:
        return self.found >= self.taken


def misses(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return wrong answers, then silent questions that were answered or replied to; of each, the surest first."""
    surest_first = sorted(outcomes, key=lambda outcome: -outcome.confidence)
    wrong = [o for o in surest_first if o.is_given and not o.asked.is_silent and not o.is_right()]
    return (*wrong, *(o for o in surest_first if o.asked.is_silent and (o.is_reply or o.is_given)))


def confusions(outcomes: Iterable[Outcome], knowledge: Knowledge) -> tuple[Confusion, ...]:
    """Return which topic was found instead of which, whatever was decided; the most frequent first.

    A question is about the topic whose quotes hold most of its spans. Another quote of any topic that holds one is a
    miss, but no confusion.
    """
    quoted = _Texts(knowledge.quotes.values())
    topics: dict[str, set[str]] = defaultdict(set)
    for topic in knowledge.topics.values():
        for quote in topic.quotes:
            topics[quote.id].add(topic.id)
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
    """Warn of spans that nothing shown could ever hold, and of questions of which no quote holds a span."""
    turns = "\n".join(folded(turn.text) for transcript in knowledge.transcripts.values() for turn in transcript.turns)
    quoted = _Texts(knowledge.quotes.values())
    for asked in questions:
        held = [bool(quoted.holding(span)) for span in asked.spans]
        absent = [s for s, is_held in zip(asked.spans, held, strict=True) if not is_held and folded(s) not in turns]
        slips = [(f"No transcript holds this span: “{cut(s)}”.", "Copy it from the transcript.") for s in absent]
        if held and not any(held) and not absent:
            slips.append(("No quote holds any of these spans.", "Add a quote that does, or spans that are quoted."))
        long = [span for span in asked.spans if len(span) > SHOWN_CHARS]
        slips += [(f"This span is too long to be shown: “{cut(s)}”.", "Keep the telling sentence.") for s in long]
        yield from (Problem(asked.location, message, fix, Severity.WARNING) for message, fix in slips)


def cut(text: str, limit_chars: int = 80) -> str:
    """Return a text on one line, nothing in it that a terminal would obey, cut at the limit."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit_chars else line[: limit_chars - 1].rstrip() + "…"


class _Texts:
    """All quotes as one folded text, so that one search finds every quote that holds a span."""

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


def coverage(knowledge: Knowledge) -> tuple[Coverage, ...]:
    """Return how much of each speaker in each source is quoted, in the transcript's order of appearance."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for source, transcript in knowledge.transcripts.items():
        quotes = (quote for quote in knowledge.quotes.values() if quote.source.id == source)
        spans = sorted(span for quote in quotes for span in quote.spans)
        starts = [first for first, _ in spans]
        furthest = [0, *accumulate((last for _, last in spans), max)]  # the end of what begins until there
        for speaker, start, end in _said_words(transcript):
            said, quoted = counts.get((source, speaker), (0, 0))
            counts[source, speaker] = said + 1, quoted + (end <= furthest[bisect_right(starts, start)])
    return tuple(Coverage(*key, *words) for key, words in counts.items())


def _said_words(transcript: Transcript) -> Iterator[tuple[str, int, int]]:
    """Yield speaker and span of every word of speech and of asides; stage notes are not words that anybody said."""
    for turn in transcript.turns:
        start = turn.start
        for segment in turn.segments:
            if segment.kind is not SegmentKind.STAGE:
                said = start + segment.said[0]
                spans = word_spans(segment.text[slice(*segment.said)])
                yield from ((segment.by, said + first, said + last) for first, last in spans)
            start += len(segment.text)


def fifths(asked: Sequence[_Asked]) -> Iterator[Sequence[_Asked]]:
    """Yield what is asked in five parts, to be held out one at a time; fewer where there is less to ask."""
    yield from (asked[part::_PARTS] for part in range(min(_PARTS, len(asked))))


def findability(knowledge: Knowledge, whole: Matcher) -> tuple[Findability, ...]:
    """Ask for each topic in its own words, a fifth of all phrasings held out at a time.

    A topic is also found where the quote found is one of its own. A phrasing that the interviewer asked is not counted:
    it stands beside the quote, and finds it by itself.
    """
    topics = knowledge.topics.values()
    said = {topic.id: "\n".join(folded(quote.asked) for quote in topic.quotes).casefold() for topic in topics}
    own = [(topic, question) for topic in topics for question in topic.questions]
    asked = [(topic, question) for topic, question in own if folded(question).casefold() not in said[topic.id]]
    counts = Counter(topic.id for topic, _ in asked)
    found: dict[str, Counter[str]] = {topic.id: Counter() for topic in knowledge.topics.values()}
    for held_out in fifths(asked):
        matcher = whole.without(frozenset(question for _, question in held_out))
        for topic, question in held_out:
            found_topic, found_quote = matcher.nearest(Question(question)) or ("", "")
            is_found = any(quote.id == found_quote for quote in topic.quotes)
            found[topic.id][topic.id if is_found else found_topic] += 1

    figures: list[Findability] = []
    for topic in knowledge.topics.values():
        others = Counter({name: count for name, count in found[topic.id].items() if name and name != topic.id})
        instead, taken = next(iter(others.most_common(1)), ("", 0))
        figures.append(Findability(topic.id, counts[topic.id], found[topic.id][topic.id], instead, taken))
    return tuple(figures)


def found_by_own_words(
    knowledge: Knowledge, sources: frozenset[str], more: MoreTexts = _NOTHING_MORE, encoder: Encoder | None = None
) -> tuple[int, int]:
    """Return how many questions were asked in these sources, and how many find their answer without them.

    It is found by its words alone, and by `more` if there is more.
    """
    corpus = corpus_of(knowledge).of_answers_alone().with_more(more)
    matcher = Matcher(knowledge, Engine.over(corpus, encoder))
    asked = [quote for quote in knowledge.quotes.values() if quote.asked and quote.source.id in sources]
    found = [(matcher.nearest(Question(quote.asked)) or ("", ""))[1] for quote in asked]
    return len(asked), sum(one == quote.id for one, quote in zip(found, asked, strict=True))
