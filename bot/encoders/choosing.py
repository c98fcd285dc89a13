"""Which tier of meaning is used: the one that was asked for, or the next one down, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from bot.core.matching.corpus import Encoder
from bot.encoders.encoders import TransformerEncoder
from bot.encoders.places import Places
from bot.encoders.static import StaticEncoder
from bot.encoders.weights import RELEASES, Release, Tier, Weights, find
from bot.errors import EncoderError

Wanted = Literal["auto", "off", "static", "transformer"]
Releases = Mapping[Tier, Release]

# The best first; each tier is followed by those to fall back on.
ENCODERS: Mapping[Tier, Callable[[Weights], Encoder]] = MappingProxyType(
    {"transformer": TransformerEncoder, "static": StaticEncoder}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoder, None for words alone; how the start line names it; what is missing, in sentences, or nothing."""

    encoder: Encoder | None
    named: str
    missing: str = ""

    @property
    def tier(self) -> str:
        return self.encoder.tier if self.encoder else "off"


def choose(wanted: Wanted, folder: Path | None, places: Places, releases: Releases = RELEASES) -> Choice:
    """The best tier that can be used, never better than was wanted. Never raises. `folder`: weights of one's own."""
    missing: list[str] = []
    for tier in _tiers(wanted, folder):
        try:
            weights = find(releases[tier], folder, places)
            return Choice(ENCODERS[tier](weights), f"words and meaning ({weights.described})", _joined(missing))
        except EncoderError as error:
            missing.append(str(error))
            folder = None  # one's own weights are for the best tier; below it stand the shipped ones
    return Choice(None, "words alone", _joined(missing))


def _joined(missing: list[str]) -> str:
    return " ".join(dict.fromkeys(missing))


def _tiers(wanted: Wanted, folder: Path | None) -> list[Tier]:
    """What to try, in this order."""
    if wanted == "off":
        return []
    tiers = list(ENCODERS)
    if wanted == "auto":
        return tiers if folder is None else tiers[tiers.index(_tier_of(folder)) :]
    return tiers[tiers.index(wanted) :]


def _tier_of(folder: Path) -> Tier:
    """What somebody's own weights are: a transformer says how many layers it has."""
    try:
        has_layers = "num_hidden_layers" in json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError, TypeError, RecursionError):
        has_layers = False
    return "transformer" if has_layers else "static"
