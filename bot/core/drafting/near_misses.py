"""Near misses that an assistant drafted: questions of the record's world that it does not answer, sieved by asking.

They become out-of-scope examples, so one that would silence a way of asking of a topic does more harm than good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.core.drafting.form import MOST_CHARS, NearlySame, telling
from bot.core.evaluation.errors import fifths
from bot.core.matching import Matcher
from bot.core.matching.corpus import MoreTexts
from bot.core.model import Knowledge, Question

_SHARED = 0.6  # of the telling words of the shorter text: whoever shares fewer is not silenced
_SILENCED = 0.25  # by so much the confidence falls at least


@dataclass(frozen=True, slots=True)
class DraftedNearMiss:
    """A question that the record is not to answer; `why` says what speaks against keeping it."""

    text: str
    why: str = ""


def sieve_near_misses(
    texts: Sequence[str], knowledge: Knowledge, taken: Mapping[str, Sequence[str]], matcher: Matcher
) -> tuple[DraftedNearMiss, ...]:
    """Sieve them. `taken`: the ways of asking that are taken, by topic, which `matcher` knows already."""
    there = NearlySame()
    for topic in knowledge.topics.values():
        for text in (topic.title, *topic.questions, *taken.get(topic.id, ())):
            there.add(text, topic.id)
    known = {text.casefold() for text in knowledge.out_of_scope}
    judged: dict[str, str] = {}
    for text in texts:
        twin = there.find(text)
        is_there = text.casefold() in known
        why = "there already" if is_there else "too long" if len(text) > MOST_CHARS else ""
        judged[text] = why or (f"nearly the same as the way of asking “{twin.text}”" if twin else "")
    kept = [text for text, why in judged.items() if not why]
    asked = [text for topic in knowledge.topics.values() for text in (*topic.questions, *taken.get(topic.id, ()))]
    judged |= _silencing(kept, asked, matcher)
    return tuple(DraftedNearMiss(text, why) for text, why in judged.items())


def _silencing(kept: Sequence[str], asked: Iterable[str], matcher: Matcher) -> dict[str, str]:
    """Return the near misses beside which a held-out way of asking loses its answer, and why each is one."""
    stems = {text: telling(text) for text in kept}
    near = {text: found for text in asked if (found := _sharing(telling(text), stems))}
    with_misses = matcher.with_more(MoreTexts(out_of_scope=tuple(kept)), matcher.encoder) if near else matcher
    silencing: dict[str, str] = {}
    for held_out in fifths([*near]):
        before, after = (one.without(frozenset(held_out)) for one in (matcher, with_misses))
        for text in held_out:
            confidences = [one.rank(Question(text)).confidence for one in (before, after)]
            if confidences[0] - confidences[1] >= _SILENCED:
                silencing.setdefault(near[text], f"would silence “{text}”")
    return silencing


def _sharing(own: AbstractSet[str], stems: Mapping[str, AbstractSet[str]]) -> str:
    """Return the near miss that shares the most telling words with a way of asking; "" where none shares enough."""
    near = [miss for miss, of in stems.items() if len(of & own) >= _SHARED * max(min(len(of), len(own)), 1)]
    return max(near, key=lambda miss: len(stems[miss] & own), default="")
