"""How good it is: on questions with known answers, over any collection, by which tier."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click
from msgspec.structs import replace

from bot.cli.options import configured
from bot.cli.terminal import InputFile, bar, page_here, print_lines
from bot.cli.wiring import build_answering
from bot.config import Config

if TYPE_CHECKING:
    from bot.core.matching.ranker import GroupBy


@click.command("eval")
@click.argument("file", metavar="QUESTIONS.jsonl", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--html", "web", metavar="FILE", type=click.Path(path_type=Path), help="Write a page with plots, too.")
@click.option("--tune", "precision", metavar="PRECISION", type=click.FloatRange(0, 1), help="Find thresholds for it.")
@configured
def evaluate(config: Config, file: Path, is_json: bool, web: Path | None, precision: float | None) -> None:
    """Measure the bot on questions of which you know the answers (docs/moderators.md tells how to keep them).

    \b
    Example: ontherecord eval questions.jsonl --html report.html --tune 0.92
    """
    from bot import app
    from bot.cli.evaluation import page, text
    from bot.library.questions import read_questions
    from bot.service import checking

    questions, problems = read_questions(file)
    if problems:
        click.echo(text.slips(problems), err=True)
        raise SystemExit(2)
    found = checking.evaluate(questions, build_answering(config), app.policy_of(config), precision)
    if found.warnings:
        click.echo(text.slips(found.warnings), err=True)
    if web:
        try:
            page.write(web, page.as_html(found))
        except OSError as error:
            raise click.UsageError(f"{web} cannot be written: {error.strerror}.") from None
    click.echo(text.as_json(found) if is_json else text.as_text(found, page_here()))


@click.command()
@click.option("--candidates", metavar="FILE", required=True, type=click.Path(path_type=Path), help="What is there.")
@click.option("--queries", metavar="FILE", required=True, type=InputFile(), help="What is asked; - for input.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Results a line.")
@click.option(
    "--group-by",
    type=click.Choice(("topic", "none")),
    default="topic",
    show_default=True,
    help="topic: the best of each topic.",
)
@click.option(
    "--semantic",
    type=click.Choice(("off", "static", "transformer", "auto")),
    help="How to find: words alone, or meaning too.",
)
def rank(candidates: Path, queries: BinaryIO, top: int, group_by: GroupBy, semantic: str | None) -> None:
    """Rank any collection of texts: for each query what is nearest, as JSON lines (docs/operators.md tells the fields).

    \b
    Example: ontherecord rank --candidates faq.jsonl --queries asked.jsonl --top 5
    """
    from bot import app
    from bot.cli.rank import answer_queries, read_candidates
    from bot.core.matching.ranker import Ranker

    config: Config = click.get_current_context().obj.settings()
    matching = replace(config.matching, semantic=semantic) if semantic else config.matching
    found = read_candidates(candidates)
    tier, missing = app.choose_tier(replace(config, matching=matching), os.environ)
    if missing:
        click.echo(missing, err=True)
    ranker, collections = Ranker.over(found, tier.encoder), frozenset(candidate.collection for candidate in found)
    raise SystemExit(print_lines(answer_queries(queries, ranker, collections, top, group_by)))


@click.command()
@click.argument("tier", type=click.Choice(["static", "transformer"]), default="transformer")
def fetch(tier: Literal["static", "transformer"]) -> None:
    """Fetch the weights that let meaning count beside words, and read the shipped knowledge with them.

    \b
    Example: ontherecord fetch transformer
    """
    from bot import app
    from bot.encoders import fetching
    from bot.encoders.weights import RELEASES, ModelPaths

    weights = fetching.fetch(RELEASES[tier], ModelPaths.of(os.environ), fetching.Pip(shown=sys.stderr))
    click.echo(f"Kept in {weights}.")
    chosen, missing = app.choose_tier(Config(), os.environ, bar("Reading the knowledge for its meaning"))
    app.build_answering(Config(), chosen)
    click.echo(f"The bot answers by {chosen.named}. {missing}".strip())
