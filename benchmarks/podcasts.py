"""Interviews: which turn answers? python benchmarks/podcasts.py [TIER,...] [REFERENCE_DATA]

42 podcast episodes; each turn of the host that has a question mark is put to the guest's turns of its episode, the one
that follows is right. Nobody wrote ways of asking. `long`: the same among turns of at least 300 characters. One table,
all measured in the same run: the engine in each tier that is installed, the cosine of its encoder alone, and BM25 with
stemming. The weights of the engine were fitted on 600 of these questions.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from faq import TOP, bm25, engine, figures
from sets import REFERENCE, Asking, episodes, tiers
from tables import show

from bot.core.matching.corpus import Encoder
from bot.core.matching.ranker import Candidate

LONG_CHARS = 300
Rank = Callable[[Asking], Sequence[object]]
Pairs = tuple[Sequence[Candidate], Sequence[Asking]]


def pairs(data: Path, least_chars: int = 0) -> Pairs:
    candidates: list[Candidate] = []
    askings: list[Asking] = []
    for _, said, asked in episodes(data):
        kept = [candidate for candidate in said if len(candidate.text) >= least_chars]
        ids = {candidate.id for candidate in kept}
        candidates += kept
        askings += [asking for asking in asked if asking.right <= ids]
    return candidates, askings


def alone(candidates: Sequence[Candidate], encoder: Encoder) -> Rank:
    """The encoder's cosine with each whole turn, nothing else."""
    vectors = encoder.encode([candidate.text for candidate in candidates])
    collections = np.array([candidate.collection for candidate in candidates])

    def rank(asking: Asking) -> Sequence[object]:
        rows = np.flatnonzero(np.isin(collections, list(asking.within)))
        cosines = vectors[rows] @ encoder.encode([asking.text])[0]
        return [candidates[rows[n]].id for n in np.argsort(-cosines, kind="stable")[:TOP]]

    return rank


def main() -> None:
    wanted = sys.argv[1].split(",") if len(sys.argv) > 1 else ()
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    sets = {"all": pairs(data), "long": pairs(data, LONG_CHARS)}
    encoders = dict(tiers(wanted))
    for name, (candidates, askings) in sets.items():
        ranks = {f"On the Record, {tier}": engine(candidates, encoder) for tier, encoder in encoders.items()}
        ranks |= {f"{tier} vectors alone": alone(candidates, encoder) for tier, encoder in encoders.items() if encoder}
        ranks["BM25, stemmed"] = bm25(candidates, has_section=False)
        print(f"\nPodcasts, {name}: {len(askings)} questions, {len(candidates)} turns. In brackets: 95 % intervals.\n")
        show(["", "hit@1", "hit@5", "MRR@5", "ms"], [figures(named, rank, askings) for named, rank in ranks.items()])


if __name__ == "__main__":
    main()
