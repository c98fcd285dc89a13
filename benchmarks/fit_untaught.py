"""Fits HARDLY and NOT_AT_ALL of bot/core/matching/weights.py: python benchmarks/fit_untaught.py TIER [REFERENCE_DATA]

For collections whose topics have few ways of asking, or none. Data, none of it a test split: the even rows of the FAQ
questions within their course, over section, question and text (hardly), and over the text alone (not at all); the 42
podcasts, the host's turn to the guest's next turn within the episode (not at all); at most 600 questions of each.
Silent: CLINC150 val. The two fits are those of fit.py. Prints the numbers, and hit@1 of each set by two-fold
cross-validation.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from fit import auroc, fit_logistic, fit_signals
from sets import REFERENCE, Asking, clinc, episodes, faq_candidates, faq_questions, tiers

from bot.core.matching.collection import Candidate, corpus_of_candidates
from bot.core.matching.encoder import Encoder
from bot.core.matching.engine import Engine
from bot.core.matching.evidence import Evidence
from bot.core.matching.signals import SIGNALS, speaking
from bot.core.model import Question

MOST, FOLDS = 600, 2
# What did not pay beside these, on the same rows, is named in RESULTS.md.
NAMES = {
    "hardly": ("phrasing", "everything", "letters", "everything meaning"),
    "not at all": ("sentence", "opening", "everything", "meaning apart"),
}


@dataclass(frozen=True)
class Looked:
    """Signals (entries within, names) of one question, which of the entries are right, and the fold it is in."""

    signals: np.ndarray
    right: np.ndarray
    fold: int


def looked_up(
    candidates: Sequence[Candidate], askings: Sequence[Asking], encoder: Encoder | None, names: Sequence[str]
) -> Iterator[Looked]:
    engine = Engine.over(corpus_of_candidates(candidates), encoder)
    heard = speaking(engine.index.corpus)
    nothing = np.zeros(len(candidates))
    for asking in askings:
        evidence = Evidence(engine.query(Question(asking.text)), engine.index)
        columns = np.array([SIGNALS[name](evidence) if name in heard else nothing for name in names]).T
        within = engine.index.within(asking.within) if asking.within else np.ones(len(candidates), bool)
        right = np.array([candidate.id in asking.right for candidate in candidates])
        fold = crc32(min(map(str, asking.right), default="").encode()) % FOLDS
        yield Looked(columns[within], right[within], fold)


def stacked(looked: Sequence[Looked]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Padded to the largest; what pads scores below everything."""
    most = max(len(one.right) for one in looked)
    signals = np.full((len(looked), most, looked[0].signals.shape[1]), -1.0, dtype=np.float32)
    right = np.zeros((len(looked), most), bool)
    for row, one in enumerate(looked):
        signals[row, : len(one.right)], right[row, : len(one.right)] = one.signals, one.right
    return signals, right, np.array([one.fold for one in looked])


def evident(total: np.ndarray) -> np.ndarray:
    """Score and margin of each question's first entry."""
    two = -np.partition(-total, 1, axis=1)[:, :2]
    return np.c_[two[:, 0], two[:, 0] - np.maximum(two[:, 1], 0.0)]


def report(tier: str, of: str, sets: dict[str, list[Looked]], quiet: np.ndarray, names: Sequence[str]) -> None:
    x, right, fold = stacked([one for looked in sets.values() for one in looked])
    owner = np.repeat(np.array(list(sets)), [len(looked) for looked in sets.values()])
    total = np.zeros(right.shape)
    for held in range(FOLDS):
        total[fold == held] = x[fold == held] @ fit_signals(x[fold != held], right[fold != held])
    hits = right[np.arange(len(right)), total.argmax(1)]
    shares = {name: round(float(hits[owner == name].mean()), 3) for name in sets}
    print(f"{tier}, taught {of}, cross-validated hit@1: {shares}")
    weights = fit_signals(x, right)
    made = np.r_[evident(x @ weights), evident(quiet @ weights)]
    is_right = np.r_[right[np.arange(len(right)), (x @ weights).argmax(1)], np.zeros(len(quiet), bool)]
    score, margin, base = (round(float(b), 2) for b in fit_logistic(made, is_right))
    print(f"    AUROC, these and the silent: {auroc(made @ [score, margin], np.arange(len(made)) < len(x)):.3f}")
    print(f"    {dict(zip(names, weights.round(3).tolist(), strict=True))}")
    print(f"    Sureness(base={base}, score={score}, margin={margin})")


def main() -> None:
    tier = sys.argv[1] if len(sys.argv) > 1 else "lexical"
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    [(_, encoder)] = tiers([tier])
    rng = random.Random(0)
    titled = faq_candidates(data)
    bare = [Candidate(candidate.id, candidate.collection, text=candidate.text) for candidate in titled]
    even = rng.sample(faq_questions(data)[::2], MOST)
    spoken = [*episodes(data)]
    turns = [candidate for _, candidates, _ in spoken for candidate in candidates]
    asked = rng.sample([asking for _, _, askings in spoken for asking in askings], MOST)
    off_topic = [*clinc(data).out_of_scope_val, *(text for text, _ in rng.sample(clinc(data).val, 300))]
    silent = [Asking(text, one.within, frozenset()) for one, text in zip(even, off_topic, strict=False)]
    given = {"hardly": {"FAQ": (titled, even)}, "not at all": {"FAQ": (bare, even), "podcasts": (turns, asked)}}
    for of, sets in given.items():
        names = [name for name in NAMES[of] if encoder or "meaning" not in name]
        looked = {name: [*looked_up(*asked_of, encoder, names)] for name, asked_of in sets.items()}
        quiet, _, _ = stacked([*looked_up(titled if of == "hardly" else bare, silent, encoder, names)])
        report(tier, of, looked, quiet, names)


if __name__ == "__main__":
    main()
