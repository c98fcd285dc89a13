"""Where weights and vectors lie on this machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_NAME = "ontherecord"


@dataclass(frozen=True, slots=True)
class Places:
    """`weights` holds what was fetched, one folder a tier; `cache` what can be made again, None where nobody lives."""

    weights: Path
    cache: Path | None

    @classmethod
    def of(cls, environ: Mapping[str, str], platform: str = sys.platform, prefix: str = sys.prefix) -> Places:
        """Weights where ONTHERECORD_WEIGHTS says, else beside the program; the cache where the platform has it."""
        weights = environ.get("ONTHERECORD_WEIGHTS") or Path(prefix, "share", _NAME, "weights")
        return cls(Path(weights), _cache(environ, platform))


def _cache(environ: Mapping[str, str], platform: str) -> Path | None:
    named = Path(environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named / _NAME
    if platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"], _NAME, "cache")
    home = environ.get("HOME") or environ.get("USERPROFILE")
    if not home:
        return None
    return Path(home, "Library", "Caches", _NAME) if platform == "darwin" else Path(home, ".cache", _NAME)
