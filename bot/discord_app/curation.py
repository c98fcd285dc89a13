"""What the bot has for its curators, where it has any."""

from __future__ import annotations

from dataclasses import dataclass

from bot.discord_app.authority import Trusted
from bot.service.curating import Curating
from bot.service.reloading import Reloading


@dataclass(frozen=True, slots=True)
class Curation:
    """Who they are, what brings edits live, what makes edits, and the channel in which they are told what is wrong."""

    trusted: Trusted
    reloading: Reloading
    curating: Curating
    channel: int | None = None
