"""The program: its verbs, each loaded only when it is called, and how every mistake ends."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from io import UnsupportedOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from bot import __version__
from bot import config as settings
from bot.cli.options import GlobalOptions, choosing
from bot.errors import OnTheRecordError

# Each verb: the module in this folder, and the command in it.
VERBS: Mapping[str, str] = MappingProxyType(
    {
        "run": "run.run",
        "desk": "web.curate_here",
        "doctor": "doctor.doctor",
        "status": "manage.status",
        "forget": "manage.forget",
        "ask": "ask.ask",
        "check": "check.check",
        "site": "site.site",
        "eval": "evaluate.evaluate",
        "rank": "rank.rank",
        "fetch": "evaluate.fetch",
        "fit": "evaluate.fit",
        "schema": "init.schema",
        "init": "init.init",
        "import": "init.bring_in",
        "sync": "manage.synchronise",
        "invite": "manage.invite",
        "db": "manage.db",
        "unanswered": "curate.unanswered",  # with `give`, which is a change
        "quote": "curate.quote",
        "undo": "curate.undo",
        "history": "curate.history",
        "ways": "drafting.phrasings",
    }
)

COLLECTED_AT = 50_000  # objects: at Python's own 700 a tenth of a start goes into looking through what stays anyway


class Verbs(click.Group):
    """Ends every mistake with one sentence and its exit code, never with a traceback for a wrong word.

    A reader that closes the pipe early has what it wanted: that ends quietly, with 0.
    """

    def list_commands(self, _: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """Load the verb and whatever it imports, nothing for the others."""
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name].split(".")
        command: click.Command = getattr(import_module(f"bot.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)

    def main(self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any) -> Any:  # type: ignore[override]
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads make single questions slower, not faster
        gc.set_threshold(COLLECTED_AT)
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        if sys.stdout is None:  # it was closed: whatever is printed fails, and nothing else
            sys.stdout = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
        try:
            sys.exit(super().main(args, standalone_mode=False, **extra))
        except OnTheRecordError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            context = error.ctx if isinstance(error, click.UsageError) else None
            message = error.format_message().rstrip()
            if context and message != context.get_help().rstrip():
                stop = "" if message.endswith((".", "?", "?)")) else "."
                message = f"{message}{stop} See {context.command_path} --help."
            click.echo(message, err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        except OSError as error:
            _drop_output()
            what = f"{error.filename} cannot be used" if error.filename else "Reading or printing failed"
            if isinstance(error, UnsupportedOperation):
                click.echo("Nothing can be printed: standard output is closed.", err=True)
            else:
                click.echo(f"{what}: {error.strerror or type(error).__name__}.", err=True)
            sys.exit(1)


def _drop_output() -> None:
    """Keep Python from trying again, at the end of the program, to write what could not be printed."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ontherecord")
@choosing
def main(choice: GlobalOptions) -> None:
    """Answer questions in an interviewee's own recorded words.

    Without a verb: the bot on Discord when DISCORD_TOKEN is set, else the same bot in this terminal.

    \b
    Example: ontherecord ask "Should I do a Master's?"
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    config = choice.settings()
    if settings.token(config, os.environ):
        from bot.cli.run import serve

        serve(config)
    else:
        from bot.cli.ask import converse

        converse(config)
