"""Outcomes as a question set would give them, made without an engine."""

from __future__ import annotations

from bot.core.answer import Abstention, Policy
from bot.core.drafts import Location
from bot.core.evaluation.metrics import JudgedQuestion, Outcome
from bot.core.matching import Match, Ranking
from bot.core.model import Knowledge, Quote, Topic
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic

RIGHT, WRONG, OTHER = "One small project helped me most.", "I sat alone for weeks.", "They should not specialise early."
POLICY = Policy(answer_at=0.7, suggest_at=0.4, message_at=0.9)


def known() -> Knowledge:
    """Three topics, each with one quote: right, wrong, other."""
    texts = {"right": RIGHT, "wrong": WRONG, "other": OTHER}
    drafts = [topic(quote(text, id=f"the-{name}"), id=name, title=f"About {name}?") for name, text in texts.items()]
    return admit([record(*drafts)])[0]


KNOWLEDGE = known()


def asked(
    *spans: str, kind: str = "direct", id: str = "q", text: str = "what helped?", line: int = 1
) -> JudgedQuestion:
    return JudgedQuestion(id, text, kind, spans, Location("questions.jsonl", line, 1))


def match(name: str) -> Match:
    found: Topic = KNOWLEDGE.topics[name]
    only: Quote = found.quotes[0]
    return Match(only, found, 0.5, {"phrasing": 0.4, "words": 0.1}, (0, len(only.text)))


def outcome(question: JudgedQuestion, confidence: float, *names: str, policy: Policy = POLICY) -> Outcome:
    """What comes of a question that finds these topics, best first."""
    ranking = Ranking(tuple(map(match, names)), confidence, ("helped",))
    return Outcome(question, ranking, Abstention(), ranking, Abstention()).at(policy)


def right(confidence: float, **given: str) -> Outcome:
    return outcome(asked(RIGHT, **given), confidence, "right", "wrong")


def second(confidence: float, **given: str) -> Outcome:
    """The right quote comes second."""
    return outcome(asked(RIGHT, **given), confidence, "wrong", "right")


def wrong(confidence: float, **given: str) -> Outcome:
    return outcome(asked(RIGHT, **given), confidence, "wrong", "other")


def silent(confidence: float, kind: str = "oos", **given: str) -> Outcome:
    return outcome(asked(kind=kind, **given), confidence, "wrong")
