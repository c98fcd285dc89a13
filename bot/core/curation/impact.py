"""Which questions would get another answer after an edit: what they get before and after it, and whether that is worse.

A way of asking is asked with itself left out, as somebody would ask who never read it. To be quick, those that stand at
the same place of their topics are left out together; whatever seems to change then is asked again, alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    """A question to ask before and after. `topic`: the one that it is a way of asking about, at this `place`, from 0.

    `asked`: its known answers, where somebody has written them down.
    """

    text: str
    origin: Origin
    topic: str = ""
    place: int = -1
    asked: JudgedQuestion | None = None


@dataclass(frozen=True)
class Side:
    """What answers: the knowledge and its engine."""

    knowledge: Knowledge
    matcher: Matcher
    policy: Policy

    def without(self, probes: Iterable[Probe]) -> Matcher:
        """The engine as if nobody had ever asked like these; what is no way of asking is never left out."""
        held = frozenset(probe.text for probe in probes if probe.origin is Origin.PHRASING)
        return self.matcher.without(held) if held & self._asked else self.matcher

    def verdict(self, probe: Probe, matcher: Matcher) -> ProbeResult:
        ranking = matcher.rank(Question(probe.text))
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
        """What makes it another answer: another quote, other topics first, or none at all."""
        first = self.quote if self.decided is Decided.ANSWER else "".join(self.suggested[:1])
        return self.decided, first


class Merit(IntEnum):
    """How good it is: a wrong answer is worse than silence."""

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

    @property
    def is_worse(self) -> bool:
        return self.gain < 0

    @property
    def is_better(self) -> bool:
        return self.gain > 0


@dataclass(frozen=True, slots=True)
class Impact:
    """All questions that would get another answer, the worst first, of so many that were asked."""

    shifts: tuple[ChangedAnswer, ...]
    asked: int

    @property
    def worse(self) -> tuple[ChangedAnswer, ...]:
        return tuple(shift for shift in self.shifts if shift.is_worse)

    @property
    def better(self) -> tuple[ChangedAnswer, ...]:
        return tuple(shift for shift in self.shifts if shift.is_better)

    @property
    def other(self) -> tuple[ChangedAnswer, ...]:
        """As good as before, or nobody knows."""
        return tuple(shift for shift in self.shifts if not shift.gain)


Verdicts = Mapping[Probe, ProbeResult]


def phrasing_probes(knowledge: Knowledge) -> tuple[Probe, ...]:
    """Every way of asking."""
    return tuple(
        Probe(text, Origin.PHRASING, topic.id, place)
        for topic in knowledge.topics.values()
        for place, text in enumerate(topic.questions)
    )


def other_probes(evaluation: Iterable[JudgedQuestion], waiting: Iterable[Unanswered]) -> tuple[Probe, ...]:
    """Questions with known answers, and those that members asked in vain; the same words once."""
    known = [Probe(asked.text, Origin.EVALUATION, asked=asked) for asked in evaluation]
    reasons = {one.text: one.reason for one in waiting}
    origins = {text: _ORIGINS.get(reason, Origin.UNANSWERED) for text, reason in reasons.items()}
    return (*known, *(Probe(text, origin) for text, origin in origins.items()))


def verdicts(probes: Iterable[Probe], side: Side) -> Verdicts:
    """What each gets while all that stand at its place are left out."""
    together: dict[int, list[Probe]] = defaultdict(list)
    for probe in probes:
        together[probe.place].append(probe)
    found: dict[Probe, ProbeResult] = {}
    for those in together.values():
        matcher = side.without(those)
        found |= {probe: side.verdict(probe, matcher) for probe in those}
    return found


def compared(before: Side, after: Side, known: Verdicts, others: Sequence[Probe]) -> Impact:
    """`known`: what every way of asking gets before."""
    after_probes = phrasing_probes(after.knowledge)
    texts = {probe.text for probe in known}
    others = (*(probe for probe in after_probes if probe.text not in texts), *others)
    earlier = {**known, **verdicts(others, before)}
    later = verdicts(earlier, after)
    topics = {probe.text: probe.topic for probe in (*known, *after_probes)}
    changed = (probe for probe in earlier if earlier[probe].seen != later[probe].seen)
    shifts = (_alone(probe, before, after, topics.get(probe.text, "")) for probe in changed)
    real = [shift for shift in shifts if shift.before.seen != shift.after.seen]
    return Impact(tuple(sorted(real, key=lambda shift: shift.gain)), len(earlier))


def _alone(probe: Probe, before: Side, after: Side, topic: str) -> ChangedAnswer:
    """What it gets with nothing left out but itself. `topic`: the one that it asks about, by the edit."""
    earlier, later = (side.verdict(probe, side.without([probe])) for side in (before, after))
    merits = [_merit(probe, topic, verdict, side) for verdict, side in ((earlier, before), (later, after))]
    return ChangedAnswer(probe.text, probe.origin, earlier, later, *merits)


def _merit(probe: Probe, topic: str, verdict: ProbeResult, side: Side) -> Merit | None:
    if probe.asked is None and not topic:
        return None
    if verdict.decided is Decided.ANSWER:
        return Merit.RIGHT if _is_right(probe, topic, verdict, side) else Merit.WRONG
    if probe.asked and probe.asked.is_silent:
        return Merit.RIGHT
    return Merit.HINT if topic in verdict.suggested else Merit.SILENT


def _is_right(probe: Probe, topic: str, verdict: ProbeResult, side: Side) -> bool:
    if probe.asked:
        return probe.asked.is_answered_by(verdict.words)
    own = side.knowledge.topics.get(topic)
    return verdict.topic == topic or (own is not None and verdict.quote in {quote.id for quote in own.quotes})


_ORIGINS = {Reason.NOT_ASKED: Origin.NOT_ASKED}
