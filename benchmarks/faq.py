"""Retrieval on the FAQ set, beside rivals: python benchmarks/faq.py [even|odd|all] [TIER,...] [REFERENCE_DATA]

948 entries of three courses (section, question, text), 4,627 questions, each put to its own course. Even rows are for
tuning (weights of the engine were fitted on 600 of them), odd rows are the test. One table, all measured in the same
run: the engine in each tier that is installed, rapidfuzz, and BM25 with stemming as one field.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from rapidfuzz import fuzz, process, utils
from sets import REFERENCE, Asking, faq_candidates, faq_questions, tiers
from tables import mean, share, show

from bot.core.matching.bm25 import Bm25Index
from bot.core.matching.corpus import Encoder
from bot.core.matching.ranker import Candidate, Ranker
from bot.core.matching.tokens import tokens

TOP = 5
Rank = Callable[[Asking], Sequence[object]]


def engine(candidates: Sequence[Candidate], encoder: Encoder | None) -> Rank:
    ranker = Ranker.over(candidates, encoder)
    return lambda asking: [found.id for found in ranker.rank(asking.text, asking.within, TOP).results]


def joined(candidate: Candidate, *, has_section: bool) -> str:
    return "\n".join([candidate.title] * has_section + [*candidate.questions, candidate.text])


def bm25(candidates: Sequence[Candidate], *, has_section: bool) -> Rank:
    field = Bm25Index.over([[t.term for t in tokens(joined(c, has_section=has_section))] for c in candidates])
    rows = by_course(candidates)

    def rank(asking: Asking) -> Sequence[object]:
        [course] = asking.within
        scores = field.scores(dict.fromkeys((t.term for t in tokens(asking.text)), 1.0))[rows[course]]
        return [candidates[rows[course][n]].id for n in np.argsort(-scores, kind="stable")[:TOP]]

    return rank


def fuzzy(candidates: Sequence[Candidate], scorer: Callable[..., float]) -> Rank:
    rows = by_course(candidates)
    texts = {
        course: {candidates[n].id: utils.default_process(joined(candidates[n], has_section=False)) for n in numbers}
        for course, numbers in rows.items()
    }

    def rank(asking: Asking) -> Sequence[object]:
        [course] = asking.within
        found = process.extract(utils.default_process(asking.text), texts[course], scorer=scorer, limit=TOP)
        return [key for _, _, key in found]

    return rank


def by_course(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, candidate in enumerate(candidates):
        rows.setdefault(candidate.collection, []).append(row)
    return rows


def place(asking: Asking, ids: Sequence[object]) -> int:
    """Where the right one stands, from 1; 0 for nowhere."""
    return next((n for n, found in enumerate(ids, 1) if found in asking.right), 0)


def figures(name: str, rank: Rank, askings: Sequence[Asking]) -> list[str]:
    started = perf_counter()
    found = [rank(asking) for asking in askings]
    spent_ms = 1000 * (perf_counter() - started) / len(askings)
    hits = np.array([place(asking, ids) for asking, ids in zip(askings, found, strict=True)])
    reciprocal = np.where(hits > 0, 1 / np.maximum(hits, 1), 0.0)
    return [name, share(hits == 1), share(hits > 0), mean(reciprocal), f"{spent_ms:.2f}"]


def main() -> None:
    split = sys.argv[1] if len(sys.argv) > 1 else "even"
    wanted = sys.argv[2].split(",") if len(sys.argv) > 2 else ()
    data = Path(sys.argv[3]) if len(sys.argv) > 3 else REFERENCE
    candidates = faq_candidates(data)
    askings = faq_questions(data)[{"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}[split]]
    ranks = {f"On the Record, {tier}": engine(candidates, encoder) for tier, encoder in tiers(wanted)}
    ranks["BM25, stemmed: section, question, text"] = bm25(candidates, has_section=True)
    ranks["BM25, stemmed: question, text"] = bm25(candidates, has_section=False)
    ranks["rapidfuzz token_set_ratio"] = fuzzy(candidates, fuzz.token_set_ratio)
    ranks["rapidfuzz WRatio"] = fuzzy(candidates, fuzz.WRatio)
    print(
        f"FAQ set, rows: {split}. {len(askings)} questions, {len(candidates)} entries. In brackets: 95 % intervals.\n"
    )
    head = ["", "hit@1", f"hit@{TOP}", f"MRR@{TOP}", "ms"]
    show(head, [figures(name, rank, askings) for name, rank in ranks.items()])


if __name__ == "__main__":
    main()
