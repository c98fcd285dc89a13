"""Fits all but MANY of bot/core/matching/weights.py: python benchmarks/fit_few.py TIER [REFERENCE_DATA]

For collections whose topics have few phrasings, or none, or nothing else. Data, none of it a test split: the even rows
of the FAQ questions within their course, over section, question and text (few), and over the text alone (none); the 42
podcasts, the host's turn to the guest's next turn within the episode (none); at most 600 questions of each. Silent:
CLINC150 val. Nothing but phrasings (only): CLINC150 val and BANKING77 train with 5 and 10 phrasings a topic, and 40
topics of each with 1 to 95; silent are oos_val and the topics left out. The two fits are those of fit.py. Prints the
numbers, and hit@1 of each set by two-fold cross-validation.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from zlib import crc32

import numpy as np
from fit import auroc, fit_features, fit_logistic
from sets import REFERENCE, Asking, Intents, banking, clinc, episodes, faq_candidates, faq_questions, few, tiers

from bot.core.matching.corpus import Encoder
from bot.core.matching.engine import Engine
from bot.core.matching.features import FEATURES, QueryFeatures, usable
from bot.core.matching.ranker import Candidate, corpus_of_candidates
from bot.core.model import Question

MOST, FOLDS = 600, 2
MARGIN = 0.25  # of the score's weight, with phrasings only: what AUROC loses by it and acc@5%FA gains is in RESULTS.md
# What did not pay beside these, on the same rows, is named in RESULTS.md.
NAMES = {
    "few": ("phrasing", "everything", "letters", "everything meaning"),
    "none": ("sentence", "opening", "everything", "meaning apart"),
    "only": ("phrasing", "topic", "learned", "phrasing meaning", "topic meaning"),
}


@dataclass(frozen=True)
class Looked:
    """Features (entries within, names) of one question, which of the entries are right, and the fold it is in."""

    features: np.ndarray
    right: np.ndarray
    fold: int


def looked_up(
    candidates: Sequence[Candidate], askings: Sequence[Asking], encoder: Encoder | None, names: Sequence[str]
) -> Iterator[Looked]:
    engine = Engine.over(corpus_of_candidates(candidates), encoder)
    names_used = usable(engine.index.corpus)
    nothing = np.zeros(len(candidates))
    for asking in askings:
        asked = QueryFeatures(engine.query(Question(asking.text)), engine.index)
        columns = np.array([FEATURES[name].scores(asked) if name in names_used else nothing for name in names]).T
        within = engine.index.within(asking.within) if asking.within else np.ones(len(candidates), bool)
        right = np.array([candidate.id in asking.right for candidate in candidates])
        fold = crc32(min(map(str, asking.right), default="").encode()) % FOLDS
        yield Looked(columns[within], right[within], fold)


def stacked(looked: Sequence[Looked]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Padded to the largest; what pads scores below everything."""
    most = max(len(one.right) for one in looked)
    features = np.full((len(looked), most, looked[0].features.shape[1]), -1.0, dtype=np.float32)
    right = np.zeros((len(looked), most), bool)
    for row, one in enumerate(looked):
        features[row, : len(one.right)], right[row, : len(one.right)] = one.features, one.right
    return features, right, np.array([one.fold for one in looked])


def evident(total: np.ndarray) -> np.ndarray:
    """Score and margin of each question's first entry."""
    two = -np.partition(-total, 1, axis=1)[:, :2]
    return np.c_[two[:, 0], two[:, 0] - np.maximum(two[:, 1], 0.0)]


def report(tier: str, of: str, sets: dict[str, list[Looked]], quiet: np.ndarray, names: Sequence[str]) -> None:
    x, right, fold = stacked([one for looked in sets.values() for one in looked])
    owner = np.repeat(np.array(list(sets)), [len(looked) for looked in sets.values()])
    total = np.zeros(right.shape)
    for held in range(FOLDS):
        total[fold == held] = x[fold == held] @ fit_features(x[fold != held], right[fold != held])
    hits = right[np.arange(len(right)), total.argmax(1)]
    shares = {name: round(float(hits[owner == name].mean()), 3) for name in sets}
    print(f"{tier}, {of} phrasings, cross-validated hit@1: {shares}")
    weights = fit_features(x, right)
    made = np.r_[evident(x @ weights), evident(quiet @ weights)]
    is_right = np.r_[right[np.arange(len(right)), (x @ weights).argmax(1)], np.zeros(len(quiet), bool)]
    if of == "only":
        scored, base = fit_logistic(made @ [[1.0], [MARGIN]], is_right)
        fitted = (scored, MARGIN * scored, base)
    else:
        fitted = fit_logistic(made, is_right)
    score, margin, base = (round(float(b), 2) for b in fitted)
    print(f"    AUROC, these and the silent: {auroc(made @ [score, margin], np.arange(len(made)) < len(x)):.3f}")
    print(f"    {dict(zip(names, weights.round(3).tolist(), strict=True))}")
    print(f"    ConfidenceWeights(base={base}, score={score}, margin={margin})")


def phrasings_only(data: Path) -> Iterator[tuple[str, list[Candidate], list[Asking], list[Asking]]]:
    """Yield of each set its name, the candidates, what is asked, and what nothing answers."""
    for of, intents in (("CLINC150", clinc(data)), ("BANKING77", banking(data))):
        rng = random.Random(0)
        drawn = {f"{of} k={k}": few(intents.train, k, 0) for k in (5, 10)} | {f"{of} uneven": uneven(intents, rng)}
        for name, topics in drawn.items():
            known = {text for phrasings in topics.values() for text in phrasings}
            asked = [row for row in intents.val or intents.train if row[0] not in known]
            rng.shuffle(asked)
            inside = [Asking(text, frozenset(), frozenset({topic})) for text, topic in asked if topic in topics]
            left_out = [text for text, topic in asked if topic not in topics][: MOST // 2]
            silent = [Asking(text, frozenset(), frozenset()) for text in (*left_out, *intents.out_of_scope_val)]
            candidates = [Candidate(topic, questions=tuple(phrasings)) for topic, phrasings in topics.items()]
            yield name, candidates, inside[: MOST // 2], silent


def uneven(intents: Intents, rng: random.Random) -> dict[str, list[str]]:
    """As chatbots are: 40 topics, each with 1 to 95 phrasings, most of them with few."""
    topics: dict[str, list[str]] = defaultdict(list)
    for text, topic in intents.train:
        topics[topic].append(text)
    chosen = rng.sample(sorted(topics), 40)
    return {topic: topics[topic][: round(exp(rng.uniform(0, log(95))))] for topic in chosen}


def fit_few(tier: str, encoder: Encoder | None, data: Path) -> None:
    rng = random.Random(0)
    titled = faq_candidates(data)
    bare = [Candidate(candidate.id, candidate.collection, text=candidate.text) for candidate in titled]
    even = rng.sample(faq_questions(data)[::2], MOST)
    spoken = [*episodes(data)]
    turns = [candidate for _, candidates, _ in spoken for candidate in candidates]
    asked = rng.sample([asking for _, _, askings in spoken for asking in askings], MOST)
    off_topic = [*clinc(data).out_of_scope_val, *(text for text, _ in rng.sample(clinc(data).val, 300))]
    silent = [Asking(text, one.within, frozenset()) for one, text in zip(even, off_topic, strict=False)]
    given = {"few": {"FAQ": (titled, even)}, "none": {"FAQ": (bare, even), "podcasts": (turns, asked)}}
    for of, sets in given.items():
        names = names_of(of, encoder)
        looked = {name: [*looked_up(*asked_of, encoder, names)] for name, asked_of in sets.items()}
        quiet, _, _ = stacked([*looked_up(titled if of == "few" else bare, silent, encoder, names)])
        report(tier, of, looked, quiet, names)


def fit_only(tier: str, encoder: Encoder | None, data: Path) -> None:
    names = names_of("only", encoder)
    looked, quiet = {}, []
    for name, candidates, asked, silent in phrasings_only(data):
        looked[name] = [*looked_up(candidates, asked, encoder, names)]
        quiet += [*looked_up(candidates, silent, encoder, names)]
    report(tier, "only", looked, stacked(quiet)[0], names)


def names_of(of: str, encoder: Encoder | None) -> list[str]:
    return [name for name in NAMES[of] if encoder or "meaning" not in name]


def main() -> None:
    tier = sys.argv[1] if len(sys.argv) > 1 else "lexical"
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    [(_, encoder)] = tiers([tier])
    fit_few(tier, encoder, data)
    fit_only(tier, encoder, data)


if __name__ == "__main__":
    main()
