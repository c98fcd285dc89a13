"""Which settings and which knowledge a verb works with: --config and --knowledge, before or behind it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from io import UnsupportedOperation
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from bot import config as settings
from bot.config import Config
from bot.errors import OnTheRecordError


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """What --knowledge and --config name, behind the verb or else before it."""

    knowledge: str | None = None
    config: str | None = None

    def settings(self) -> Config:
        """From the file named, else from ./config.yaml where there is one; the knowledge named wins over both."""
        here = Path("config.yaml")
        path = Path(self.config) if self.config else here if here.is_file() else None
        config = settings.load(path) if path else Config()
        return replace(config, knowledge=self.knowledge) if self.knowledge else config


def _named(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.UsageError(f"{option.opts[0]} names nothing. Give it a path, or leave it out.")
    return value


def choosing(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options --knowledge and --config, and calls it with what they name."""

    @click.option("--knowledge", metavar="DIR", callback=_named, help="The knowledge folder, not the configured one.")
    @click.option("--config", metavar="FILE", callback=_named, help="The settings, instead of ./config.yaml.")
    @wraps(command)
    def chosen(knowledge: str | None, config: str | None, **options: Any) -> None:
        context = click.get_current_context()
        above = context.obj or GlobalOptions()
        context.obj = GlobalOptions(knowledge or above.knowledge, config or above.config)
        command(choice=context.obj, **options)

    return chosen


def configured(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a verb the same options, and calls it with the Config that they make."""

    @choosing
    @wraps(command)
    def configured(choice: GlobalOptions, **options: Any) -> None:
        command(config=choice.settings(), **options)

    return configured


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
