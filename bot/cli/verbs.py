"""The verbs, one line each."""

from __future__ import annotations

import os

import click

from bot import __version__
from bot import config as settings
from bot.cli.ask import ask, converse
from bot.cli.check import check, init, schema
from bot.cli.curate import history, quote, undo
from bot.cli.doctor import doctor
from bot.cli.evaluate import evaluate, fetch, rank
from bot.cli.importing import bring_in
from bot.cli.manage import db, forget, invite, status, synchronise
from bot.cli.options import GlobalOptions, Verbs, choosing
from bot.cli.run import run, serve
from bot.cli.unanswered import unanswered

VERBS = (
    run,
    doctor,
    status,
    forget,
    ask,
    check,
    evaluate,
    rank,
    fetch,
    schema,
    init,
    bring_in,
    synchronise,
    invite,
    db,
    unanswered,
    quote,
    undo,
    history,
)


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ontherecord")
@choosing
def main(choice: GlobalOptions) -> None:
    """Answer questions in an interviewee's own recorded words.

    Without a verb: the bot on Discord when DISCORD_TOKEN is set, else the same bot in this terminal.

    \b
    Example: ontherecord ask "Should I do a Master's?"
    """
    if click.get_current_context().invoked_subcommand is None:
        config = choice.settings()
        begin = serve if settings.token(config, os.environ) else converse
        begin(config)


for verb in VERBS:
    main.add_command(verb)
