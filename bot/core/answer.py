"""The decision: the person's own words, the nearest topics, or an abstention."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.matching import Match, NoQuestion, Ranking
from bot.core.model import Topic

_TOPICS_SHOWN = 3
_NAMED_AT = 0.1  # confidence from which the nearest topics are a help


class Mode(StrEnum):
    """`ask`: somebody asked the bot. `message`: somebody spoke in a channel, and no answer is the rule."""

    ASK = "ask"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Policy:
    """The confidence (0-1) from which the bot answers, suggests, and answers unasked; config knows the defaults."""

    answer_at: float
    suggest_at: float
    message_at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that answer: the best match first, then others that speak to it."""

    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Not sure enough to claim anything: topics to choose from.

    `is_twin`: the first one comes near enough to answer, but the question differs from those that it answers.
    """

    topics: tuple[Topic, ...]
    is_twin: bool = False


@dataclass(frozen=True, slots=True)
class Abstention:
    """The record does not answer this; the nearest topics, if any, are no more than a help to ask again.

    `reason`: why it is no question to the record at all.
    """

    topics: tuple[Topic, ...] = ()
    reason: NoQuestion | None = None


Decision = Answer | Suggestions | Abstention


def decide(ranking: Ranking, policy: Policy, mode: Mode = Mode.ASK) -> Decision:
    """Decide to answer when sure, to suggest when asked and half sure, else that the record holds no answer.

    A near twin of what is answered gets suggestions, the nearest topic first, and never an abstention that hides it. In
    mode `message` only what plainly asks is answered, and only when surer still. Topics that are hardly near are not
    named.
    """
    if ranking.no_question:
        return Abstention(reason=ranking.no_question)
    answer_at = policy.answer_at if mode is Mode.ASK else policy.message_at
    may_answer = mode is Mode.ASK or ranking.asks
    if ranking.matches and may_answer and ranking.confidence >= answer_at:
        return Answer(ranking.matches)
    topics = {match.topic.id: match.topic for match in ranking.matches}
    nearest = tuple(topics.values())[:_TOPICS_SHOWN]
    if mode is Mode.ASK and nearest and ranking.nearness >= policy.suggest_at:
        return Suggestions(nearest, is_twin=ranking.nearness >= answer_at)
    return Abstention(nearest if ranking.confidence >= _NAMED_AT else ())
