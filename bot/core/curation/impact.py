"""Which questions would get another answer after an edit: what they get before and after it, and whether that is worse.

A way of asking is asked with itself left out, as somebody would ask who never read it. To be quick, those that stand at
the same place of their topics are left out together; each that seems to change is then asked again with only itself
left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from bot.core.answer import Answer, Policy, Suggestions, decide
from bot.core.evaluation.metrics import JudgedQuestion, shown
from bot.core.matching import Matcher
from bot.core.model import Knowledge, Question
from bot.core.records import Decided, Reason, Unanswered


class Origin(StrEnum):
    """Where a question comes from."""

    PHRASING = "phrasing"
    EVALUATION = "evaluation"
    UNANSWERED = "unanswered"
    NOT_ASKED = "not_what_i_asked"


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to ask before and after an edit. `topic`: what it is a way of asking about, at this `place`, from 0.

    `asked`: its known answers, where somebody has written them down.
    """

    text: str
    origin: Origin
    topic: str = ""
    place: int = -1
    asked: JudgedQuestion | None = None


@dataclass(frozen=True)
class Side:
    """What answers: the knowledge and its engine. `pause` is called before each question, and ends all by raising."""

    knowledge: Knowledge
    matcher: Matcher
    policy: Policy
    pause: Callable[[], None] = lambda: None

    def without(self, probes: Iterable[Probe]) -> Matcher:
        """Return the engine without these ways of asking; other questions are never left out."""
        held = frozenset(probe.text for probe in probes if probe.origin is Origin.PHRASING)
        return self.matcher.without(held) if held & self._asked else self.matcher

    def result(self, probe: Probe, matcher: Matcher) -> ProbeResult:
        """Ask a question of this engine, and decide."""
        self.pause()
        ranking = matcher.rank(Question(probe.text, after=probe.asked.after if probe.asked else ""))
        decision, confidence = decide(ranking, self.policy), ranking.confidence
        if isinstance(decision, Answer):
            first = decision.matches[0]
            return ProbeResult(Decided.ANSWER, confidence, first.quote.id, first.topic.id, shown(first))
        if isinstance(decision, Suggestions):
            return ProbeResult(Decided.SUGGESTIONS, confidence, suggested=tuple(topic.id for topic in decision.topics))
        return ProbeResult(Decided.ABSTENTION, confidence)

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(text for topic in self.knowledge.topics.values() for text in topic.questions)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a question gets. `quote` and `topic`: ids of what comes first, `words` what is shown of it.

    `suggested`: ids of the topics offered, where none is sure.
    """

    decided: Decided
    confidence: float
    quote: str = ""
    topic: str = ""
    words: str = ""
    suggested: tuple[str, ...] = ()

    @property
    def seen(self) -> tuple[Decided, str]:
        """What makes it another answer: the decision, and the quote that comes first. Topics may change their order."""
        return self.decided, self.quote

    def is_other_than(self, result: ProbeResult, topic: str) -> bool:
        """Return whether whoever asks about this topic would get another answer, or lose or find the topic."""
        return self.seen != result.seen or (topic in self.suggested) != (topic in result.suggested)


class Merit(IntEnum):
    """How good a result is: a wrong answer is worse than none."""

    WRONG = 0
    SILENT = 1
    HINT = 2
    RIGHT = 3


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question that would get another answer; merits are None where nobody knows what is right."""

    question: str
    origin: Origin
    before: ProbeResult
    after: ProbeResult
    merit_before: Merit | None
    merit_after: Merit | None

    @property
    def gain(self) -> int:
        """Below 0 where it gets worse, above where it gets better."""
        if self.merit_before is None or self.merit_after is None:
            return 0
        return self.merit_after - self.merit_before


@dataclass(frozen=True, slots=True)
class Impact:
    """All questions that would get another answer, the worst first, of so many that were asked."""

    changed: tuple[ChangedAnswer, ...]
    asked: int

    @property
    def worse(self) -> int:
        """How many get worse."""
        return sum(change.gain < 0 for change in self.changed)

    @property
    def better(self) -> int:
        """How many get better."""
        return sum(change.gain > 0 for change in self.changed)


ProbeResults = Mapping[Probe, ProbeResult]


def phrasing_probes(knowledge: Knowledge) -> tuple[Probe, ...]:
    """Return every way of asking as a question to ask."""
    return tuple(
        Probe(text, Origin.PHRASING, topic.id, place)
        for topic in knowledge.topics.values()
        for place, text in enumerate(topic.questions)
    )


def other_probes(evaluation: Iterable[JudgedQuestion], waiting: Iterable[Unanswered]) -> tuple[Probe, ...]:
    """Return questions with known answers, and those that members asked in vain; the same words once."""
    known = [Probe(asked.text, Origin.EVALUATION, asked=asked) for asked in evaluation]
    origins = {one.text: Origin.NOT_ASKED if one.reason is Reason.NOT_ASKED else Origin.UNANSWERED for one in waiting}
    return (*known, *(Probe(text, origin) for text, origin in origins.items()))


def results_of(probes: Iterable[Probe], side: Side) -> ProbeResults:
    """Ask each while all that stand at its place are left out."""
    together: dict[int, list[Probe]] = defaultdict(list)
    for probe in probes:
        together[probe.place].append(probe)
    found: dict[Probe, ProbeResult] = {}
    for those in together.values():
        matcher = side.without(those)
        found |= {probe: side.result(probe, matcher) for probe in those}
    return found


def compared(before: Side, after: Side, known: ProbeResults, others: Sequence[Probe]) -> Impact:
    """Ask all before and after an edit: ways of asking, and `others`. `known`: what ways of asking get before."""
    after_probes = phrasing_probes(after.knowledge)
    texts = {probe.text for probe in known}
    others = (*(probe for probe in after_probes if probe.text not in texts), *others)
    earlier = {**known, **results_of(others, before)}
    later = results_of(earlier, after)
    topics = {probe.text: probe.topic for probe in (*known, *after_probes)}
    suspected = [p for p in earlier if later[p].is_other_than(earlier[p], topics.get(p.text, ""))]

    changed = []
    for probe in suspected:  # again, with nothing left out but the question itself
        now, then = (side.result(probe, side.without([probe])) for side in (before, after))
        topic = topics.get(probe.text, "")
        if then.is_other_than(now, topic):
            merits = (_merit(probe, topic, now, before), _merit(probe, topic, then, after))
            changed.append(ChangedAnswer(probe.text, probe.origin, now, then, *merits))
    return Impact(tuple(sorted(changed, key=lambda change: change.gain)), len(earlier))


def _merit(probe: Probe, topic: str, result: ProbeResult, side: Side) -> Merit | None:
    """Judge a result by the known answers, else by the topic that is asked about; None where there is neither."""
    if probe.asked is None and not topic:
        return None
    if result.decided is not Decided.ANSWER:
        is_right = probe.asked is not None and probe.asked.is_silent
        return Merit.RIGHT if is_right else Merit.HINT if topic in result.suggested else Merit.SILENT
    if probe.asked:
        is_right = probe.asked.is_answered_by(result.words)
    else:
        own = side.knowledge.topics.get(topic)
        is_right = result.topic == topic or (own is not None and result.quote in {quote.id for quote in own.quotes})
    return Merit.RIGHT if is_right else Merit.WRONG
