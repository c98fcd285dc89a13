"""Fits TWINS of bot/core/matching/weights.py: python benchmarks/fit_twins.py [TIER,...] [REFERENCE_DATA]

Data: the contrast set, tests/eval/tuning.jsonl, and phrasings of the shipped knowledge, each asked while it is held
out, with the twins that rules make of them. A difference is a chance: that the entry found does not answer although it
is the nearest. The confidence is that of the engine times what all differences leave of it; the chances maximise the
likelihood of "the first result is right" over all tiers, each held down by a weak prior. Prints the chances, and for
each tier the contrast set, the tuning set and the set of questions that nothing was fitted on, before and after, by
five-fold cross-validation over pairs.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from fit import auroc
from intents import Remembering
from sets import REFERENCE, tiers
from tables import show

from bot.app import build_snapshot, shipped_knowledge
from bot.config import Config
from bot.core.evaluation.metrics import SHOWN_CHARS
from bot.core.matching.corpus import Encoder, corpus_of
from bot.core.matching.engine import Engine
from bot.core.matching.tokens import stem
from bot.core.matching.twins import DIFFERENCES, Twins
from bot.core.matching.wording import OPPOSITES
from bot.core.model import Question
from bot.core.text import folded

SETS = Path(__file__).parent.parent / "tests" / "eval"
FOLDS, STEPS, PHRASINGS = 5, 1500, 600
WEIGHTS = {"contrast": 2.0, "tuning": 1.0, "questions": 0.0, "phrasings": 0.5, "rules": 0.1}
PRIOR = (0.3, 0.7)


@dataclass(frozen=True)
class Asked:
    """One question: what the engine makes of it alone, the differences found, and whether the first result is right."""

    name: str
    pair: str
    is_answerable: bool
    is_put: bool
    confidence: float
    differences: tuple[float, ...]
    is_right: bool


def asked_of(engine: Engine, twins: Twins, q: str) -> tuple[float, tuple[float, ...], int]:
    scored = engine.score(Question(q))
    rows = engine.best(scored, 1)
    if not rows:
        return 0.0, (0.0,) * len(DIFFERENCES), -1
    found = twins.found(scored.features, engine.index.corpus.entries[rows[0]])
    return engine.confidence(scored, rows[0]), tuple(found.get(name, 0.0) for name in DIFFERENCES), rows[0]


def judged(engine: Engine, name: str, path: Path) -> Iterator[Asked]:
    twins, corpus = Twins(engine.index), engine.index.corpus
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        confidence, differences, entry = asked_of(engine, twins, row["q"])
        is_right = False
        if entry >= 0:
            scored = engine.score(Question(row["q"]))
            start, end = engine.passage(scored, entry)
            shown = folded(corpus.quotes[corpus.entries[entry].quote].text[start:end][:SHOWN_CHARS])
            is_right = any(folded(span) in shown for span in row["spans"])
        pair = row.get("pair", row["id"])
        yield Asked(name, pair, bool(row["spans"]), row["kind"] != "chat", confidence, differences, is_right)


def held_out(whole: Engine, rng: random.Random) -> Iterator[Asked]:
    """Phrasings, each asked of an engine that does not know it, and their twins by rule where it finds the topic."""
    corpus = whole.index.corpus
    phrasings = [(row, text) for row, topic in enumerate(corpus.topics) for text in topic.phrasings[1:]]
    rng.shuffle(phrasings)
    for fold in range(FOLDS):
        some = phrasings[:PHRASINGS][fold::FOLDS]
        engine = whole.without(frozenset(text for _, text in some))
        twins = Twins(engine.index)
        for topic, text in some:
            confidence, differences, entry = asked_of(engine, twins, text)
            is_right = entry >= 0 and corpus.entries[entry].topic == topic
            yield Asked("phrasings", text, True, True, confidence, differences, is_right)
            for twin in by_rule(text, rng) if is_right else ():
                confidence, differences, _ = asked_of(engine, twins, twin)
                yield Asked("rules", text, False, True, confidence, differences, False)


def by_rule(text: str, rng: random.Random) -> Iterator[str]:
    """Ends swapped, a word turned into its opposite, the person into another: questions that are not answered."""
    words = text.split(" ")
    if "from" in words and "to" in words[words.index("from") :]:
        start = words.index("from")
        end = words.index("to", start)
        if start + 1 < end and end + 1 < len(words):
            yield " ".join([*words[: start + 1], words[end + 1], *words[start + 2 : end + 1], *words[start + 1 : end]])
    if words[0].lower() in {"why", "what", "how"}:
        turned = [row for row, word in enumerate(words) if stem(word) in OPPOSITES]
        for row in turned[:1]:
            other = rng.choice(sorted(OPPOSITES[stem(words[row])]))
            yield " ".join([*words[:row], other, *words[row + 1 :]])
    if "Alexey" in words:
        yield text.replace("Alexey", rng.choice(["Barbara", "Napoleon", "Marie Curie", "Tim Cook"]))


def fit(asked: Sequence[Asked]) -> np.ndarray:
    """Adam on the log likelihood, within 0 and 1."""
    used = [one for one in asked if WEIGHTS[one.name] and any(one.differences)]
    x = np.array([one.differences for one in used])
    base, right = np.array([one.confidence for one in used]), np.array([one.is_right for one in used], float)
    weights = np.array([WEIGHTS[one.name] for one in used])
    chances = np.full(x.shape[1], 0.3)
    mean, square = np.zeros_like(chances), np.zeros_like(chances)
    for step in range(1, STEPS + 1):
        kept = 1 - x * chances
        sure = np.clip(base * kept.prod(1), 1e-4, 1 - 1e-4)
        pull = weights * (right - (1 - right) * sure / (1 - sure))
        gradient = (pull[:, None] * -x / np.maximum(kept, 0.02)).sum(0)
        gradient += PRIOR[0] / np.maximum(chances, 0.01) - PRIOR[1] / np.maximum(1 - chances, 0.02)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        chances += 0.02 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        chances = np.clip(chances, 0, 0.98)
    return chances


def fold_of(one: Asked) -> int:
    return crc32(one.pair.encode()) % FOLDS


def report(label: str, asked: Sequence[Asked], confidence: np.ndarray, at: float) -> Iterator[list[str]]:
    for name in ("contrast", "tuning", "questions"):
        rows = [row for row, one in enumerate(asked) if one.name == name]
        inside = np.array([asked[row].is_answerable for row in rows])
        sure = confidence[rows]
        given = [row for row in rows if asked[row].is_put and confidence[row] >= at]
        right = sum(asked[row].is_right for row in given)
        false = sum(not asked[row].is_answerable for row in given)
        pairs: dict[str, dict[bool, float]] = {}
        for row in rows:
            pairs.setdefault(asked[row].pair, {})[asked[row].is_answerable] = confidence[row]
        surer = sum(pair[True] > pair[False] for pair in pairs.values() if len(pair) == 2)
        yield [
            label,
            name,
            f"{right} of {inside.sum()}",
            f"{false} of {(~inside).sum()}",
            f"{right / max(1, len(given)):.3f}",
            f"{auroc(sure, inside):.3f}",
            str(surer) if name == "contrast" else "",
        ]


def looked(encoder: Encoder | None, data: Path) -> list[Asked]:
    engine = Engine.over(corpus_of(build_snapshot(shipped_knowledge()).knowledge), encoder and Remembering(encoder))
    sets = {"contrast": data / "eval" / "contrast.jsonl"}
    sets |= {name: SETS / f"{name}.jsonl" for name in ("tuning", "questions")}
    found = [one for name, path in sets.items() for one in judged(engine, name, path)]
    return [*found, *held_out(engine, random.Random(0))]


def main() -> None:
    wanted = sys.argv[1].split(",") if len(sys.argv) > 1 else ()
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    at = Config().matching.answer_at
    by_tier = {tier: looked(encoder, data) for tier, encoder in tiers(wanted)}
    everything = [one for asked in by_tier.values() for one in asked]
    by_fold = [fit([one for one in everything if fold_of(one) != fold]) for fold in range(FOLDS)]
    rows = []
    for tier, asked in by_tier.items():
        base = np.array([one.confidence for one in asked])
        left = np.array([np.prod(1 - np.array(one.differences) * by_fold[fold_of(one)]) for one in asked])
        rows += [*report(f"{tier}, before", asked, base, at), *report(f"{tier}, after", asked, base * left, at)]
    show(["", "set", "answered rightly", "silent ones answered", "precision", "AUROC", "surer of the pair"], rows)
    print({name: round(float(chance), 2) for name, chance in zip(DIFFERENCES, fit(everything), strict=True)})


if __name__ == "__main__":
    main()
