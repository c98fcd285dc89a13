"""Why a question was answered so, or not: the same words in a terminal and for curators."""

from __future__ import annotations

from bot.core.answer import Abstention, Answer, Decision, Mode, Policy
from bot.core.matching import Match, Ranking

_BEHIND_BY = 2


def decided(decision: Decision, ranking: Ranking, policy: Policy, mode: Mode = Mode.ASK) -> str:
    """The decision, and the thresholds that it rests on."""
    name, value = ("answer_at", policy.answer_at) if mode is Mode.ASK else ("message_at", policy.message_at)
    sure, answer_at = f"confidence {ranking.confidence:.3f}", f"{value} ({name})"
    suggest_at = f"{policy.suggest_at} (suggest_at)"
    if isinstance(decision, Answer):
        return f"answer: {sure} reaches {answer_at}"
    if not isinstance(decision, Abstention):
        return f"suggestions: {sure} reaches {suggest_at}, not {answer_at}"
    if not ranking.matches:
        return "abstention: nothing on the record shares anything with it"
    if mode is Mode.ASK:
        return f"abstention: {sure} does not reach {suggest_at}"
    return f"abstention: {sure} does not reach {answer_at}" if ranking.asks else "abstention: it plainly asks nothing"


def matched(ranking: Ranking) -> str:
    """The words of the question that the first quote shares."""
    return f"words that matched: {', '.join(ranking.matched) or 'none that tell topics apart'}"


def parts(match: Match) -> list[tuple[str, float]]:
    """What each signal gave to the score, the most first."""
    return sorted(match.signals.items(), key=lambda part: -part[1])


def behind(first: Match, other: Match) -> str:
    """Why another quote does not stand first: how far it is behind, and by which signals most."""
    if other.score > first.score:
        return "found by another question in it"
    lost = {name: part - other.signals.get(name, 0.0) for name, part in first.signals.items()}
    most = sorted((name for name in lost if lost[name] > 0), key=lambda name: -lost[name])[:_BEHIND_BY]
    by = ", ".join(f"{name} ({lost[name]:.3f})" for name in most)
    distance = first.score - other.score
    return f"{distance:.3f} behind the first{f', most by {by}' if by else ''}"
