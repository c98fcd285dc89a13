"""How good it is on questions with known answers, and the weights that make it better."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

import click

from bot.cli.options import configured
from bot.cli.terminal import bar, page_here
from bot.cli.wiring import build_answering
from bot.config import Config
from bot.durable import replacing


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
            with replacing(web) as whole:
                whole.write(page.as_html(found).encode("utf-8"))
        except OSError as error:
            raise click.UsageError(f"{web} cannot be written: {error.strerror}.") from None
    click.echo(text.as_json(found) if is_json else text.as_text(found, page_here()))


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
