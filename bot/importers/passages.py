"""Long speech cut into passages that each make sense alone: where the subject changes, never within a thought."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import log, sqrt

from bot.core.matching.tokens import tokens
from bot.core.text import sentences

FEWEST_CHARS = 80
MOST_CHARS = 900
_WANTED_CHARS = 420
_WINDOW = 3
_LENGTH_COST = 0.6
_OPENING_COST = 0.5
_NEW_SUBJECT = 0.3
_MID_THOUGHT = re.compile(
    r"""["“'‘(]?(?:and|but|or|because|which|that(?:'s|’s| is| was| means| would| way| makes)?|this|these|those"""
    r"""|it(?:'s|’s)?|they|he|she|him|them|then|so|also|otherwise|for example|for instance|in that|in this|at that"""
    r"""|like|such|same|both|either|neither|yes|no|right|exactly|of course|here|there|its|their|his|her|not|instead"""
    r"""|therefore|thus|plus)\b""",
    re.IGNORECASE,
)
_CHANGES_SUBJECT = re.compile(
    r"""(?:now|another|the (?:first|second|third|next|last|other|main|most)|first(?:ly)?|second(?:ly)?|third(?:ly)?"""
    r"""|finally|regarding|when it comes|in terms of|as for|speaking of|let(?:'s|’s| us)|one (?:thing|more|other)"""
    r"""|my (?:first|advice)|i (?:started|began|joined|studied|think the)|when i|back (?:then|to)|actually|in general"""
    r"""|usually)\b""",
    re.IGNORECASE,
)


def passages(text: str) -> list[tuple[int, int]]:
    """Return spans of whole sentences that tile the text, 80 to 900 characters each where sentences allow it.

    The cheapest cuts are chosen: a passage costs by how far its length is from the one wanted, a cut by how much the
    sentences around it share and by how the next one opens.
    """
    pieces = sentences(text)
    starts = list(accumulate(map(len, pieces), initial=0))
    costs = _cut_costs(pieces)
    best = [0.0] + [float("inf")] * len(pieces)
    previous = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        for begin in range(end - 1, -1, -1):
            chars = starts[end] - starts[begin]
            if chars > MOST_CHARS and begin < end - 1:
                break
            length_cost = _LENGTH_COST * abs(log(max(chars, 1) / _WANTED_CHARS)) + (4.0 if chars < FEWEST_CHARS else 0)
            cost = best[begin] + length_cost + (costs[begin] if begin else 0)
            if cost < best[end]:
                best[end], previous[end] = cost, begin
    cuts = [len(pieces)]
    while cuts[-1]:
        cuts.append(previous[cuts[-1]])
    bounds = [starts[cut] for cut in reversed(cuts)]
    return [span for span in pairwise(bounds) if span[0] < span[1]]


def _cut_costs(pieces: Sequence[str]) -> list[float]:
    """Return what it costs to cut before each sentence."""
    bags = [Counter(token.term for token in tokens(piece) if len(token.term) > 2) for piece in pieces]
    spread = Counter(term for bag in bags for term in bag)
    rare = {term: 1 + log(len(bags) / count) for term, count in spread.items()}
    costs = [0.0]
    for number in range(1, len(pieces)):
        before = sum(bags[max(0, number - _WINDOW) : number], Counter())
        after = sum(bags[number : number + _WINDOW], Counter())
        cost = _cosine(before, after, rare)
        cost += _OPENING_COST if _MID_THOUGHT.match(pieces[number]) else 0
        cost -= _NEW_SUBJECT if _CHANGES_SUBJECT.match(pieces[number]) else 0
        cost += _OPENING_COST if pieces[number - 1].rstrip().endswith("?") else 0
        costs.append(cost)
    return costs


def _cosine(one: Counter[str], other: Counter[str], rare: dict[str, float]) -> float:
    shared = sum(one[term] * other[term] * rare[term] ** 2 for term in one.keys() & other.keys())
    norms = [sqrt(sum((count * rare[term]) ** 2 for term, count in bag.items())) for bag in (one, other)]
    return shared / (norms[0] * norms[1]) if all(norms) else 0.0
