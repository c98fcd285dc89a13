"""The settings that a verb works with: --config and --knowledge, before the verb or after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from bot import config as settings
from bot.config import Config


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """The values of --knowledge and --config, those after the verb before those in front of it."""

    knowledge: str | None = None
    config: str | None = None

    def settings(self) -> Config:
        """Load the file named, else ./config.yaml where there is one; the knowledge named wins over both."""
        here = Path("config.yaml")
        path = Path(self.config) if self.config else here if here.is_file() else None
        config = settings.load(path) if path else Config()
        return replace(config, knowledge=self.knowledge) if self.knowledge else config


def _named(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.UsageError(f"{option.opts[0]} names nothing. Give it a path, or leave it out.")
    return value


def choosing(command: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command with the options --knowledge and --config; it is called with `choice`, their values."""

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
    """Decorate a verb with the same options; it is called with `config`, the settings that they choose."""

    @choosing
    @wraps(command)
    def configured(choice: GlobalOptions, **options: Any) -> None:
        command(config=choice.settings(), **options)

    return configured
