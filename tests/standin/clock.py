"""Time as the stand-in sees it, and the ids that are minted from it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """The wall clock, which a test may push forward to let tokens expire."""

    def __init__(self, shift_s: float = 0.0) -> None:
        self._shift_s = shift_s

    def __call__(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._shift_s

    def for_limits(self) -> float:
        """Seconds by which it is measured how late an answer comes, from any start."""
        return self()

    def advance(self, seconds: float) -> None:
        self._shift_s += seconds


class PatientClock(Clock):
    """One by which an answer is late only where it was pushed forward, not where the machine is busy."""

    def for_limits(self) -> float:
        return self._shift_s


class Mint:
    """Makes snowflakes: they grow, never repeat, and carry the moment they were made."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        now_ms = int(self._clock() * 1000) - DISCORD_EPOCH_MS
        self._last = max(self._last + 1, now_ms << 22)
        return self._last


def iso(seconds: float) -> str:
    """A moment as Discord writes it, such as 2026-01-31T12:00:00.000000+00:00."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
