"""Fits "spoken" and "some" of weights.py: python benchmarks/fit_imported.py TIER [REFERENCE_DATA]

"spoken" is for interviews as imported: a title, perhaps what the interviewer asked, and what was said. Data: the
shipped interview, imported anew from its turns alone, with tests/eval/tuning.jsonl; the three interviews of
eval/second. The fits are those of fit.py, the confidence that the first result is right by its score and its share.
What is printed of an interview comes from weights fitted on the others; last the weights fitted on all of them.

"some" is for the same with what `ontherecord ways take` recommends of drafted/; the shipped one keeps eight of its own
phrasings a topic, drawn by lot.

Confidence is then stretched so that the usual thresholds fall where they serve: `answer_at` where the chance that the
first result is right is ANSWERS, `suggest_at` where it is SUGGESTS.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import log
from pathlib import Path

import numpy as np
from fit import auroc, fit_features, fit_logistic
from fit_few import stacked
from imported import imported, take
from intents import Remembering
from sets import REFERENCE, tiers
from tables import share, show

from bot.app import build_snapshot, shipped_knowledge
from bot.config import Config
from bot.core.evaluation.metrics import SHOWN_CHARS
from bot.core.matching.corpus import Corpus, Encoder, corpus_of
from bot.core.matching.engine import RIVALS, Engine, share_of
from bot.core.matching.features import FEATURES, usable
from bot.core.matching.weights import TWINS_OF_FEW, ConfidenceWeights
from bot.core.model import Question, SegmentKind
from bot.core.text import folded

SETS = Path(__file__).parent.parent / "tests" / "eval"
NAMES = ("phrasing", "everything", "letters", "sentence", "everything meaning", "sentence meaning")
NAMES_OF_SOME = (*NAMES, "topic", "phrasing meaning", "topic meaning")
PHRASINGS = 8
ANSWERS, SUGGESTS = 0.72, 0.28


@dataclass(frozen=True)
class Looked:
    """One question of an interview: features (entries, names), which entries are right, and which show it at once."""

    features: np.ndarray
    right: np.ndarray
    shown: np.ndarray
    is_answerable: bool
    is_put: bool
    differs: np.ndarray
    fold: int = 0


def retold(folder: Path) -> Path:
    """Write the shipped interview as a file of turns, as anybody would import it."""
    knowledge = build_snapshot(shipped_knowledge()).knowledge
    [transcript] = knowledge.transcripts.values()
    names = {quote.speaker.id: quote.speaker.name for quote in knowledge.quotes.values()}
    turns = (
        (
            names.get(turn.speaker, "Interviewer"),
            "".join(part.text for part in turn.segments if part.kind is SegmentKind.SPEECH),
        )
        for turn in transcript.turns
    )
    path = folder / "shipped.md"
    path.write_text("\n\n".join(f"**{name}:** {' '.join(said.split())}" for name, said in turns), encoding="utf-8")
    return path


def corpus_in(folder: Path) -> Corpus:
    return corpus_of(build_snapshot(folder).knowledge)


def with_few_of_its_own() -> Corpus:
    """Return the shipped interview with PHRASINGS of its phrasings a topic."""
    corpus, rng = corpus_in(shipped_knowledge()), random.Random(0)
    topics = tuple(
        replace(
            topic,
            phrasings=(topic.phrasings[0], *rng.sample(topic.phrasings[1:], min(PHRASINGS, len(topic.phrasings) - 1))),
        )
        for topic in corpus.topics
    )
    return replace(corpus, topics=topics)


def looked_up(corpus: Corpus, questions: Path, encoder: Encoder | None, names: Sequence[str]) -> Iterator[Looked]:
    engine = Engine.over(corpus, encoder)
    held = usable(corpus)
    texts = [corpus.quotes[entry.quote].text for entry in corpus.entries]
    nothing = np.zeros(len(texts))
    for row in map(json.loads, questions.read_text(encoding="utf-8").splitlines()):
        scored = engine.score(Question(row["q"]))
        columns = [FEATURES[name].scores(scored.features) if name in held else nothing for name in names]
        spans = [folded(span) for span in row["spans"]]
        right = np.array([any(span in folded(text) for span in spans) for text in texts], bool)
        shown = right.copy()
        for entry in np.flatnonzero(right):
            start, end = engine.passage(scored, int(entry))
            shown[entry] = any(span in folded(texts[entry][start:end][:SHOWN_CHARS]) for span in spans)
        differs = np.array([bool(engine.differences(scored, entry)) for entry in range(len(texts))], bool)
        yield Looked(np.array(columns).T, right, shown, bool(spans), row["kind"] != "chat", differs)


def fitted(interviews: Iterable[Sequence[Looked]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the features, and of score, share and 1 for the logarithm of the odds of being right."""
    looked = [one for interview in interviews for one in interview]
    x, right, _ = stacked([one for one in looked if one.right.any()])
    weights = fit_features(x, right)
    same = [one for one in looked if not one.differs[best_of(one, weights)]]
    is_right = np.array([one.shown[best_of(one, weights)] for one in same])
    return weights, fit_logistic(np.array([sureness(one, weights) for one in same]), is_right)


def best_of(one: Looked, weights: np.ndarray) -> int:
    return int((one.features @ weights).argmax())


def sureness(one: Looked, weights: np.ndarray) -> tuple[float, float]:
    score, *others = np.sort(one.features @ weights)[::-1][: RIVALS + 1].tolist()
    return score, share_of(score, others)


def chances_of(interview: Sequence[Looked], weights: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """Return the chance of each question that the first result is right."""
    odds = np.array([(*sureness(one, weights), 1.0) for one in interview]) @ confidence
    left = [1 - TWINS_OF_FEW["untold"] * one.differs[best_of(one, weights)] for one in interview]
    return np.array(left) / (1 + np.exp(-odds))


def report(name: str, looked: Sequence[Looked], ranked: Sequence[np.ndarray], chances: np.ndarray) -> list[str]:
    inside = np.array([one.is_answerable for one in looked])
    first = np.array([one.shown[rows[0]] for one, rows in zip(looked, ranked, strict=True)])
    third = np.array([one.shown[rows].any() for one, rows in zip(looked, ranked, strict=True)])
    is_answer = (chances >= ANSWERS) & np.array([one.is_put for one in looked])
    helped = np.where(is_answer, first, (chances >= SUGGESTS) & third)
    return [
        name,
        share(first[inside]),
        share(third[inside]),
        f"{auroc(chances, inside):.3f}",
        f"{(is_answer & first).sum()} of {is_answer.sum()}",
        share((is_answer & first)[inside]),
        share(helped[inside]),
        f"{(is_answer & ~inside).sum()} of {(~inside).sum()}",
    ]


def stretched(confidence: np.ndarray) -> ConfidenceWeights:
    """Return the numbers with which the usual thresholds fall at ANSWERS and SUGGESTS."""
    settings = Config().matching
    low, high = (log(p / (1 - p)) for p in (SUGGESTS, ANSWERS))
    least, most = (log(p / (1 - p)) for p in (settings.suggest_at, settings.answer_at))
    scale = (most - least) / (high - low)
    score, by_share, base = scale * confidence
    return ConfidenceWeights(
        *(round(float(number), 2) for number in (base + least - scale * low, score, 0.0)),
        share=round(float(by_share), 2),
    )


def fit_level(tier: str, interviews: Mapping[str, Sequence[Looked]], names: Sequence[str]) -> None:
    rows, pooled = [], []
    for held, looked in interviews.items():
        weights, confidence = fitted(other for name, other in interviews.items() if name != held)
        ranked = [np.argsort(-(one.features @ weights), kind="stable")[:3] for one in looked]
        chances = chances_of(looked, weights, confidence)
        rows.append(report(held[:20], looked, ranked, chances))
        pooled.append((looked, ranked, chances))
    others = [[*chain(*part)] for part in zip(*pooled[1:], strict=True)]
    rows.append(report("all but the shipped", others[0], others[1], np.array(others[2])))
    show(["", "hit@1", "hit@3", "AUROC", "precision", "coverage", "answered or offered", "silent answered"], rows)
    weights, confidence = fitted(interviews.values())
    print(f'"{tier}": Weights({dict(zip(names, weights.round(3).tolist(), strict=True))}, {stretched(confidence)})')


def main() -> None:
    tier = sys.argv[1] if len(sys.argv) > 1 else "lexical"
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    [(_, encoder)] = tiers([tier])
    encoder = encoder and Remembering(encoder)
    sets = {"shipped": SETS / "tuning.jsonl"}
    sets |= {questions.stem: questions for questions in sorted((data / "eval" / "second").glob("*.jsonl"))}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = {name: data / "podcasts" / f"{name}.md" for name in sets} | {"shipped": retold(folder)}
        for name, file in files.items():
            imported([file], folder / name)
        corpora = {name: corpus_in(folder / name) for name in sets}
        for name in [*sets][1:]:
            take(Path(__file__).parent / "drafted" / f"{name}.txt", folder / name)
        drafted = {name: corpus_in(folder / name) for name in [*sets][1:]}
    levels = [(corpora, NAMES), ({"shipped": with_few_of_its_own()} | drafted, NAMES_OF_SOME)]
    for found, wanted in levels:
        names = [name for name in wanted if encoder or "meaning" not in name]
        fit_level(tier, {name: [*looked_up(found[name], sets[name], encoder, names)] for name in sets}, names)


if __name__ == "__main__":
    main()
