"""The bot by the best tier there is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from bot.config import Config

if TYPE_CHECKING:
    from bot.app import Serving
    from bot.service.answering import Answering
    from bot.service.memory import Memory
    from bot.service.snapshots import Tier


def build_answering(config: Config) -> Answering:
    """The bot by the best tier there is; a tier that the settings name and that is not there is told."""
    from bot import app

    return app.build_answering(config, _tier(config))


def build_serving(config: Config, memory: Memory) -> Serving:
    """The same, with what changes the knowledge and what brings changes live."""
    from bot import app

    return app.build_serving(config, memory, _tier(config))


def _tier(config: Config) -> Tier:
    from bot import app, progress

    tier, missing = app.choose_tier(config, os.environ, progress.bar("Reading the knowledge for its meaning"))
    if missing and config.matching.semantic != "auto":
        click.echo(missing, err=True)
    return tier
