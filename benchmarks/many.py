"""All interviews at once: python benchmarks/many.py [TIER,...] [REFERENCE_DATA]

The 42 podcasts are imported into one folder with no hand work and asked benchmarks/many.jsonl: 60 questions, 48 of them
answered in 19 of the episodes, half of these naming the guest, and 12 that none answers. What answers is named by the
podcast, the number of the line in its transcript and that of the sentence: the texts stay where they are.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from imported import imported
from sets import REFERENCE, episode_lines, spans_at
from tables import share, show

from bot.app import build_answering, choose_tier, policy_of
from bot.config import Config, Matching
from bot.core.drafts import Location
from bot.core.evaluation.metrics import JudgedQuestion, Outcome, answerable_of, figures
from bot.service.checking import evaluate

QUESTIONS = Path(__file__).with_suffix(".jsonl")
COLUMNS = ("hit@1", "named", "open", "hit@3", "AUROC", "precision", "coverage", "silent answered")


def judged(data: Path) -> Iterator[tuple[JudgedQuestion, bool]]:
    """Yield each question, with the sentences that answer it, and whether it names the guest."""
    lines = cache(lambda name: episode_lines(data / "podcasts" / f"{name}.md"))
    for number, text in enumerate(QUESTIONS.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(text)
        places = [place.split("#") for place in row["lines"]]
        spans = tuple(span for name, at in places for span in spans_at(lines(name), [at]))
        place = Location(str(QUESTIONS), number)
        yield JudgedQuestion(row["id"], row["q"], row["kind"], spans, place), row.get("names_guest", False)


def row_of(name: str, outcomes: Sequence[Outcome], names_guest: Sequence[bool]) -> list[str]:
    found, answerable = figures(outcomes), answerable_of(outcomes)
    named = [outcome.is_right() for outcome, is_named in zip(outcomes, names_guest, strict=True) if is_named]
    open_ones = [
        outcome.is_right()
        for outcome, is_named in zip(outcomes, names_guest, strict=True)
        if not (is_named or outcome.asked.is_silent)
    ]
    return [
        name,
        share([outcome.is_right() for outcome in answerable]),
        share(named),
        share(open_ones),
        share([outcome.is_right(3) for outcome in answerable]),
        f"{found.auroc or 0:.3f}",
        f"{found.precision.count} of {found.precision.total}",
        share([outcome.is_answer and outcome.is_right() for outcome in answerable]),
        f"{found.false_answers.count} of {found.false_answers.total}",
    ]


def main() -> None:
    wanted = sys.argv[1].split(",") if len(sys.argv) > 1 else ["off", "static", "transformer"]
    data = Path(sys.argv[2]) if len(sys.argv) > 2 else REFERENCE
    questions, names_guest = zip(*judged(data), strict=True)
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "knowledge"
        imported(sorted((data / "podcasts").glob("*.md")), folder)
        for semantic in wanted:
            config = Config(knowledge=str(folder), matching=Matching(semantic=semantic))
            tier, missing = choose_tier(config, os.environ)
            if missing:
                print(missing, file=sys.stderr)
                continue
            outcomes = evaluate(questions, build_answering(config, tier), policy_of(config)).outcomes
            rows.append(row_of(semantic, outcomes, names_guest))
    show(["", *COLUMNS], rows)


if __name__ == "__main__":
    main()
