"""The public question sets that benchmarks read, from the folder REFERENCE_DATA (../shared without it)."""

from __future__ import annotations

import csv
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from bot.core.drafts import Location
from bot.core.evaluation.metrics import JudgedQuestion
from bot.core.matching.corpus import Encoder
from bot.core.matching.ranker import Candidate
from bot.core.text import sentences
from bot.encoders.encoders import choose
from bot.encoders.weights import ModelPaths
from bot.library.questions import read_questions

REFERENCE = Path(os.environ.get("REFERENCE_DATA", Path(__file__).parents[2] / "shared"))
Labelled = tuple[str, str]


@dataclass(frozen=True)
class Asking:
    """A question, the collections it is put to, and the ids of the candidates that answer it."""

    text: str
    within: frozenset[str]
    right: frozenset[str]


@dataclass(frozen=True)
class Intents:
    """(text, topic) to learn from, to tune on, to test on; what belongs to no topic."""

    train: Sequence[Labelled]
    val: Sequence[Labelled]
    test: Sequence[Labelled]
    out_of_scope_val: Sequence[str] = ()
    out_of_scope_test: Sequence[str] = ()


def tiers(wanted: Sequence[str] = ()) -> Iterator[tuple[str, Encoder | None]]:
    """The tiers wanted; without a word all that are installed, with a word about each that is not."""
    for tier in wanted or ("lexical", "static", "transformer"):
        choice = choose("off" if tier == "lexical" else tier, None, ModelPaths.of(os.environ))
        if choice.missing:
            print(choice.missing, file=sys.stderr)
        else:
            yield tier, choice.encoder


def faq_candidates(data: Path) -> list[Candidate]:
    """The entries; of the two with the same id, the second one's has a mark behind it."""
    seen: set[str] = set()
    found = []
    for row in json.loads((data / "eval" / "faq-documents.json").read_text(encoding="utf-8")):
        own = row["id"] if row["id"] not in seen else f"{row['id']}+"
        seen.add(own)
        found.append(
            Candidate(own, row["course"], title=row["section"], questions=(row["question"],), text=row["text"])
        )
    return found


def faq_questions(data: Path) -> list[Asking]:
    with (data / "eval" / "faq-questions.csv").open(encoding="utf-8", newline="") as file:
        return [
            Asking(row["question"], frozenset({row["course"]}), frozenset({row["document"], f"{row['document']}+"}))
            for row in csv.DictReader(file)
        ]


def clinc(data: Path) -> Intents:
    sets = json.loads((data / "eval" / "clinc150-small.json").read_text(encoding="utf-8"))
    train, val, test = ([(text, topic) for text, topic in sets[name]] for name in ("train", "val", "test"))
    return Intents(train, val, test, *([text for text, _ in sets[name]] for name in ("oos_val", "oos_test")))


def banking(data: Path) -> Intents:
    return Intents(_labelled(data, "banking77-train.csv"), (), _labelled(data, "banking77-test.csv"))


def _labelled(data: Path, name: str) -> list[Labelled]:
    with (data / "eval" / name).open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def few(train: Sequence[Labelled], k: int, seed: int) -> dict[str, list[str]]:
    """k ways of asking a topic: the draw of everybody who follows the protocol of eval/README.md."""
    rng = random.Random(seed)
    topics: dict[str, list[str]] = {}
    for text, topic in train:
        topics.setdefault(topic, []).append(text)
    return {topic: rng.sample(topics[topic], k) for topic in sorted(topics)}


def episodes(data: Path) -> Iterator[tuple[str, list[Candidate], list[Asking]]]:
    """Name, the guests' turns, and the host's turns that ask with the turn that follows as the right one.

    The host is who speaks in the most episodes; where nobody else speaks, there is nothing to find.
    """
    turns = {path.stem: _turns(path) for path in sorted((data / "podcasts").glob("*.md"))}
    voices = Counter(who for spoken in turns.values() for who in {who for who, _ in spoken if who})
    [(host, _)] = voices.most_common(1)
    for name, spoken in turns.items():
        said = [Candidate(f"{name}/{n}", name, text=text) for n, (who, text) in enumerate(spoken) if who != host]
        ids = {candidate.id for candidate in said}
        asked = [
            Asking(text, frozenset({name}), frozenset({f"{name}/{n + 1}"}))
            for n, (who, text) in enumerate(spoken)
            if who == host and "?" in text and f"{name}/{n + 1}" in ids
        ]
        yield name, said, asked


def episode_lines(path: Path) -> list[tuple[str, str]]:
    """Who speaks, "" where nobody is named, and what, line by line."""
    front = next(yaml.load_all(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    lines: list[dict[str, Any]] = [line for line in front.get("transcript") or [] if "line" in line]
    return [(str(line.get("who") or ""), line["line"]) for line in lines]


def spans_at(lines: Sequence[tuple[str, str]], places: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences of an episode at these places: the number of a line and of a sentence in it, "12.0"."""
    numbers = [map(int, place.split(".")) for place in places]
    return tuple(sentences(lines[line][1])[sentence].strip() for line, sentence in numbers)


def interviews(data: Path) -> Iterator[tuple[str, tuple[JudgedQuestion, ...]]]:
    """Name each interview that has questions by other hands, with them: those of eval/second, then our own six.

    Own questions name the places in the transcript that answer, so that its text stays where it is.
    """
    for path in sorted((data / "eval" / "second").glob("*.jsonl")):
        questions, problems = read_questions(path)
        if problems:
            sys.exit("\n".join(f"{problem.location}: {problem.message}" for problem in problems))
        yield path.stem, questions
    for path in sorted((Path(__file__).parent / "interviews").glob("*.jsonl")):
        lines = episode_lines(data / "podcasts" / f"{path.stem}.md")
        yield (
            path.stem,
            tuple(
                JudgedQuestion(
                    row["id"], row["q"], row["kind"], spans_at(lines, row["lines"]), Location(str(path), number)
                )
                for number, row in enumerate(map(json.loads, path.read_text(encoding="utf-8").splitlines()), 1)
            ),
        )


def _turns(path: Path) -> list[tuple[str, str]]:
    runs = groupby(episode_lines(path), lambda line: line[0])
    return [(who, " ".join(text for _, text in run)) for who, run in runs]


def sentences_of(data: Path) -> list[str]:
    """All that is said in the podcasts, line by line."""
    return [line for _, spoken, _ in episodes(data) for candidate in spoken for line in candidate.text.split(". ")]
