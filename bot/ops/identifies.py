"""A budget of sessions with Discord that outlives restarts: beyond 1,000 in a day Discord resets the bot's token."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

from bot.durable import replacing

NAME = "identifies.json"

_HOUR_S = 3600.0
_DAY_S = 24 * _HOUR_S
_RESERVE = 0.2  # of all that Discord allows: what the budget of a day leaves, too

_log = logging.getLogger(__name__)


class Identifies:
    """Counts sessions in a file of the state folder; where that cannot be used, as long as the program runs.

    `now` gives seconds since 1970.
    """

    def __init__(
        self, folder: Path, per_hour: int = 100, per_day: int = 800, now: Callable[[], float] = time.time
    ) -> None:
        self._path = folder / NAME
        self._limits = ((_HOUR_S, per_hour), (_DAY_S, per_day))
        self._now = now
        self._held_until = 0.0
        try:
            moments = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            moments = []
        numbers = moments if isinstance(moments, list) else []
        self._moments = [float(each) for each in numbers if isinstance(each, int | float)]

    def wait_s(self) -> float:
        """Return for how long no session may be begun."""
        now = self._now()
        wait_s = max(0.0, self._held_until - now)
        for period_s, most in self._limits:
            within = sorted(moment for moment in self._moments if now - period_s < moment <= now)
            if len(within) >= most:
                wait_s = max(wait_s, within[-most] + period_s - now)
        return wait_s

    def heed(self, left: int, total: int, anew_s: float) -> None:
        """Wait as long as Discord's own count demands, which knows of other processes and of a lost file."""
        self._held_until = self._now() + anew_s if left <= _RESERVE * total else 0.0

    def spend(self) -> None:
        """Count a session that is about to begin: before it does, so that a crash does not lose it."""
        now = self._now()
        self._moments = [moment for moment in self._moments if now - _DAY_S < moment <= now] + [now]
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self._path) as file:
                file.write(json.dumps([round(moment, 1) for moment in self._moments]).encode())
        except OSError as error:
            _log.warning("sessions with Discord can be counted only until a restart: %s", error)
