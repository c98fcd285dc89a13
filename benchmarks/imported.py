"""Interviews as imported, with no hand work: python benchmarks/imported.py [REFERENCE_DATA] [--drafted | --drafted-all]

Each interview of eval/second, and each of interviews/, is imported into a folder of its own, as `ontherecord init`
makes it without its example, and asked its questions in both modes with an otherwise empty configuration. A row for
each interview, and one for each set.
With --drafted, what `ontherecord ways take` recommends of drafted/ is taken first, with --drafted-all what is contested
too. A chat assistant wrote it from the output of `ways prompt` alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner
from sets import REFERENCE, interviews
from tables import share, show

from bot.app import build_answering, choose_tier, policy_of
from bot.cli import main as main_verb
from bot.config import Config
from bot.core.answer import Suggestions
from bot.core.evaluation.metrics import JudgedQuestion, Outcome, answerable_of, figures
from bot.importers.importing import ImportRequest, bring_in
from bot.service.checking import evaluate

STARTER = Path(__file__).parent.parent / "bot" / "starter" / "knowledge"
SECOND = 3  # interviews of eval/second
COLUMNS = ("hit@1", "hit@3", "AUROC", "precision", "coverage", "answered or offered", "false answers", "shown")


def imported(interviews: Sequence[Path], folder: Path) -> None:
    """Import interviews into a new folder, beside the out-of-scope examples that every bot begins with."""
    folder.mkdir()
    shutil.copy(STARTER / "silence.yaml", folder)
    for draft in bring_in(interviews, ImportRequest(folder, "2026-01-01"), sys.exit):
        print(f"{draft.source}: {draft.topics} topics, {draft.quotes} quotes", file=sys.stderr)


def take(answer: Path, folder: Path, *more: str, semantic: str = "auto") -> None:
    """Take ways of asking that an assistant drafted, sieved by this tier."""
    settings = folder.with_suffix(".config.yaml")
    settings.write_text(
        f"matching: {{semantic: {semantic}}}\nstate: {{folder: {folder.name}-state}}\n", encoding="utf-8"
    )
    call = ["ways", "take", str(answer), "--yes", "--knowledge", str(folder), "--config", str(settings), *more]
    print(CliRunner().invoke(main_verb, call, catch_exceptions=False).stdout, file=sys.stderr)


def asked_of(interview: Path, judged: Sequence[JudgedQuestion], folder: Path, drafted: str) -> tuple[Outcome, ...]:
    """Import one interview and ask its questions."""
    imported([interview], folder)
    if drafted:
        more = ("--all",) if drafted == "--drafted-all" else ()
        take(Path(__file__).parent / "drafted" / f"{interview.stem}.txt", folder, *more)
    config = Config(knowledge=str(folder))
    tier, _ = choose_tier(config, os.environ)
    return evaluate(judged, build_answering(config, tier), policy_of(config)).outcomes


def is_helped(outcome: Outcome) -> bool:
    """Tell whether the right words were shown, or a topic that holds them was offered."""
    if outcome.is_answer:
        return outcome.is_right()
    topics = outcome.decision.topics if isinstance(outcome.decision, Suggestions) else ()
    return any(outcome.asked.is_answered_by(quote.text) for topic in topics for quote in topic.quotes)


def row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    found, answerable = figures(outcomes), answerable_of(outcomes)
    return [
        name,
        share([outcome.is_right() for outcome in answerable]),
        share([outcome.is_right(3) for outcome in answerable]),
        f"{found.auroc or 0:.3f}",
        f"{found.precision.count} of {found.precision.total}",
        share([outcome.is_answer and outcome.is_right() for outcome in answerable]),
        share([is_helped(outcome) for outcome in answerable]),
        f"{found.false_answers.count} of {found.false_answers.total}",
        f"{found.shown_chars}",
    ]


def main() -> None:
    drafted = next((word for word in sys.argv[1:] if word in ("--drafted", "--drafted-all")), "")
    named = [word for word in sys.argv[1:] if word != drafted]
    data = Path(named[0]) if named else REFERENCE
    asked: dict[str, tuple[Outcome, ...]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, judged in interviews(data):
            asked[name] = asked_of(data / "podcasts" / f"{name}.md", judged, Path(folder) / name, drafted)
    rows = [row(name[:20], outcomes) for name, outcomes in asked.items()]
    for title, some in (("eval/second", [*asked][:SECOND]), ("our own", [*asked][SECOND:])):
        rows.append(row(title, [outcome for name in some for outcome in asked[name]]))
    show(["", *COLUMNS], rows)


if __name__ == "__main__":
    main()
