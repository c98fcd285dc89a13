"""Fits "spoken" and "some" of weights.py: python benchmarks/fit_imported.py [TIER,...] [REFERENCE_DATA]

"spoken" is for interviews as imported: a title, perhaps what the interviewer asked, and what was said. Data: the
shipped interview, imported anew from its turns alone, with tests/eval/tuning.jsonl; the three interviews of
eval/second; our own six of interviews/. "some" is for the same with what `ontherecord ways take` recommends of
drafted/ (sieved by the static tier, which is fast); the shipped one keeps eight of its own phrasings a topic, drawn by
lot. The fits are those of fit.py. What is printed of an interview comes from weights fitted on the others; last the
weights fitted on all of them. With out-of-scope examples each interview counts twice, beside its near misses and beside
those alone that every bot begins with: without near misses the confidence must hold as well.

Confidence is then stretched so that the usual thresholds fall where they serve: `answer_at` where the chance that the
first result is right is `answers` of the level, `suggest_at` where it is `suggests`.
"""

from __future__ import annotations

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
from imported import SECOND, imported, take
from intents import Remembering
from sets import REFERENCE, interviews, tiers
from tables import share, show

from bot.app import build_snapshot, shipped_knowledge
from bot.config import Config
from bot.core.evaluation.metrics import SHOWN_CHARS, JudgedQuestion
from bot.core.matching.corpus import Corpus, Encoder, corpus_of
from bot.core.matching.engine import RIVALS, Engine, share_of
from bot.core.matching.features import FEATURES, usable
from bot.core.matching.weights import TWINS_OF_FEW, ConfidenceWeights
from bot.core.model import Question, SegmentKind
from bot.library.questions import read_questions

SETS = Path(__file__).parent.parent / "tests" / "eval"
NAMES = ("phrasing", "everything", "letters", "sentence", "everything meaning", "sentence meaning")
NAMES_OF_SOME = (*NAMES, "topic", "phrasing meaning", "topic meaning")
PHRASINGS = 8


@dataclass(frozen=True)
class Level:
    """What is fitted for a kind of corpus; `confidence` names the fields of ConfidenceWeights beside the base."""

    name: str
    features: Sequence[str]
    confidence: Sequence[str]
    answers: float
    suggests: float


BESIDE_EXAMPLES = ("contrast", "contrast_in_meaning")
LEVELS = (
    Level("spoken", NAMES, ("score", "share"), 0.72, 0.28),
    Level("some", NAMES_OF_SOME, ("score", "share"), 0.72, 0.28),
    Level("some, out-of-scope examples", NAMES_OF_SOME, ("score", "share", *BESIDE_EXAMPLES), 0.79, 0.28),
)


@dataclass(frozen=True)
class Looked:
    """One question of an interview: features (entries, names), which entries are right, and which show it at once."""

    features: np.ndarray
    right: np.ndarray
    shown: np.ndarray
    is_answerable: bool
    is_put: bool
    differs: np.ndarray
    contrasts: tuple[float, float]
    beside: str
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


def looked_up(
    corpus: Corpus, questions: Iterable[JudgedQuestion], encoder: Encoder | None, names: Sequence[str], beside: str
) -> Iterator[Looked]:
    engine = Engine.over(corpus, encoder)
    held = usable(corpus)
    texts = [corpus.quotes[entry.quote].text for entry in corpus.entries]
    nothing = np.zeros(len(texts))
    for question in questions:
        scored = engine.score(Question(question.text))
        columns = [FEATURES[name].scores(scored.features) if name in held else nothing for name in names]
        right = np.array([question.is_answered_by(text) for text in texts], bool)
        shown = right.copy()
        for entry in np.flatnonzero(right):
            start, end = engine.passage(scored, int(entry))
            shown[entry] = question.is_answered_by(texts[entry][start:end][:SHOWN_CHARS])
        differs = np.array([bool(engine.differences(scored, entry)) for entry in range(len(texts))], bool)
        contrasts = (scored.features.contrast, scored.features.contrast_in_meaning)
        is_put = question.kind != "chat"
        yield Looked(np.array(columns).T, right, shown, bool(question.spans), is_put, differs, contrasts, beside)


def fitted(parts: Iterable[Sequence[Looked]], level: Level) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the features, and those of the confidence with its base for the log odds of being right."""
    looked = [one for interview in parts for one in interview]
    x, right, _ = stacked([one for one in looked if one.right.any()])
    weights = fit_features(x, right)
    same = [one for one in looked if not one.differs[best_of(one, weights)]]
    is_right = np.array([one.shown[best_of(one, weights)] for one in same])
    return weights, fit_logistic(np.array([sureness(one, weights, level) for one in same]), is_right)


def best_of(one: Looked, weights: np.ndarray) -> int:
    return int((one.features @ weights).argmax())


def sureness(one: Looked, weights: np.ndarray, level: Level) -> list[float]:
    score, *others = np.sort(one.features @ weights)[::-1][: RIVALS + 1].tolist()
    contrast, in_meaning = one.contrasts
    found = {"score": score, "share": share_of(score, others), "contrast": contrast, "contrast_in_meaning": in_meaning}
    return [found[name] for name in level.confidence]


def chances_of(interview: Sequence[Looked], fit: tuple[np.ndarray, np.ndarray], level: Level) -> np.ndarray:
    """Return the chance of each question that the first result is right."""
    weights, confidence = fit
    odds = np.array([(*sureness(one, weights, level), 1.0) for one in interview]) @ confidence
    left = [1 - TWINS_OF_FEW["untold"] * one.differs[best_of(one, weights)] for one in interview]
    return np.array(left) / (1 + np.exp(-odds))


def report(
    name: str, looked: Sequence[Looked], ranked: Sequence[np.ndarray], chances: np.ndarray, level: Level
) -> list[str]:
    inside = np.array([one.is_answerable for one in looked])
    first = np.array([one.shown[rows[0]] for one, rows in zip(looked, ranked, strict=True)])
    third = np.array([one.shown[rows].any() for one, rows in zip(looked, ranked, strict=True)])
    is_answer = (chances >= level.answers) & np.array([one.is_put for one in looked])
    helped = np.where(is_answer, first, (chances >= level.suggests) & third)
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


def stretched(confidence: np.ndarray, level: Level) -> ConfidenceWeights:
    """Return the numbers with which the usual thresholds fall where the level says."""
    settings = Config().matching
    low, high = (log(p / (1 - p)) for p in (level.suggests, level.answers))
    least, most = (log(p / (1 - p)) for p in (settings.suggest_at, settings.answer_at))
    scale = (most - least) / (high - low)
    *coefficients, base = scale * confidence
    named = dict(zip(level.confidence, (round(float(number), 2) for number in coefficients), strict=True))
    return ConfidenceWeights(base=round(float(base + least - scale * low), 2), **{"score": 0.0, "margin": 0.0} | named)


def fit_level(level: Level, tier: str, asked: Mapping[str, Sequence[Looked]]) -> None:
    print(f"{level.name}, confidence by {', '.join(level.confidence)}:")
    fits = {held: fitted((other for name, other in asked.items() if name != held), level) for held in asked}
    for beside in dict.fromkeys(one.beside for looked in asked.values() for one in looked):
        rows, pooled = [], []
        for held, fit in fits.items():
            looked = [one for one in asked[held] if one.beside == beside]
            ranked = [np.argsort(-(one.features @ fit[0]), kind="stable")[:3] for one in looked]
            chances = chances_of(looked, fit, level)
            rows.append(report(held[:20], looked, ranked, chances, level))
            pooled.append((looked, ranked, chances))
        for title, some in (("eval/second", pooled[1 : 1 + SECOND]), ("our own", pooled[1 + SECOND :])):
            looked, ranked, chances = ([*chain(*part)] for part in zip(*some, strict=True))
            rows.append(report(title, looked, ranked, np.array(chances), level))
        show(
            [beside, "hit@1", "hit@3", "AUROC", "precision", "coverage", "answered or offered", "silent answered"], rows
        )
    weights, confidence = fitted(asked.values(), level)
    features = dict(zip(level.features, weights.round(3).tolist(), strict=True))
    print(f'"{tier}": {features}, {stretched(confidence, level)}')


def main() -> None:
    wanted = sys.argv[1].split(",") if len(sys.argv) > 1 else ["lexical"]
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    shipped, _ = read_questions(SETS / "tuning.jsonl")
    asked = {"shipped": shipped} | dict(interviews(data))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = {name: data / "podcasts" / f"{name}.md" for name in asked} | {"shipped": retold(folder)}
        for name, file in files.items():
            imported([file], folder / name)
        spoken = {name: corpus_in(folder / name) for name in asked}
        for name in [*asked][1:]:
            take(Path(__file__).parent / "drafted" / f"{name}.txt", folder / name, semantic="static")
        some = {"shipped": with_few_of_its_own()} | {name: corpus_in(folder / name) for name in [*asked][1:]}
    beside_starter = {name: replace(some[name], out_of_scope=spoken[name].out_of_scope) for name in asked}
    corpora = {
        "spoken": {"": spoken},
        "some": {"": some},
        "some, out-of-scope examples": {"near misses": some, "starter's alone": beside_starter},
    }
    for tier, encoder in tiers(wanted):
        remembering = encoder and Remembering(encoder)
        for level in LEVELS:
            names = [name for name in level.features if encoder or "meaning" not in name]
            by = [name for name in level.confidence if encoder or "meaning" not in name]
            looked = {
                name: [
                    one
                    for beside, those in corpora[level.name].items()
                    for one in looked_up(those[name], asked[name], remembering, names, beside)
                ]
                for name in asked
            }
            fit_level(replace(level, features=names, confidence=by), tier, looked)


if __name__ == "__main__":
    main()
