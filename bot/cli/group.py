"""How every verb ends: with one sentence and its exit code, never a traceback for a wrong word."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import UnsupportedOperation
from pathlib import Path
from typing import Any

import click

from bot.errors import OnTheRecordError

COLLECTED_AT = 50_000  # objects: at Python's own 700 a tenth of a start goes into looking through what stays anyway


class Verbs(click.Group):
    """Ends every mistake with one sentence and its exit code; nobody sees a traceback for a wrong word.

    A reader that closes the pipe early has what it wanted: that ends quietly, with 0.
    """

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
            click.echo(f"{error.format_message()} {_hint(error)}".rstrip(), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        except OSError as error:
            _drop_output()
            click.echo(_failure(error), err=True)
            sys.exit(1)


def _failure(error: OSError) -> str:
    if isinstance(error, UnsupportedOperation):
        return "Nothing can be printed: standard output is closed."
    what = f"{error.filename} cannot be used" if error.filename else "Reading or printing failed"
    return f"{what}: {error.strerror or type(error).__name__}."


def _drop_output() -> None:
    """What could not be printed is not tried again at the end of the program."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"See {context.command_path} --help." if context else ""
