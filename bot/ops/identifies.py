"""How often the bot has begun a session with Discord, over restarts: beyond 1,000 in a day Discord resets its token."""

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
_KEPT = 0.2  # of all that Discord allows: what the budget of a day leaves, too

_log = logging.getLogger(__name__)


class Identifies:
    """A budget, kept in a file of the state folder; where that cannot be used, as long as the program runs.

    `now` gives seconds since 1970.
    """

    def __init__(
        self, folder: Path, per_hour: int = 100, per_day: int = 800, now: Callable[[], float] = time.time
    ) -> None:
        self._path = folder / NAME
        self._limits = ((_HOUR_S, per_hour), (_DAY_S, per_day))
        self._now = now
        self._moments = self._read()
        self._held_until = 0.0

    def wait_s(self) -> float:
        """For how long no session may be begun."""
        now = self._now()
        own_s = max(self._wait_s(now, period_s, most) for period_s, most in self._limits)
        return max(own_s, self._held_until - now)

    def heed(self, left: int, total: int, anew_s: float) -> None:
        """What Discord counts itself: for other processes too, and where the file was lost."""
        self._held_until = self._now() + anew_s if left <= _KEPT * total else 0.0

    def spend(self) -> None:
        """A session is about to be begun: noted before it is, so that a crash does not forget it."""
        now = self._now()
        self._moments = [moment for moment in self._moments if now - _DAY_S < moment <= now] + [now]
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self._path) as file:
                file.write(json.dumps([round(moment, 1) for moment in self._moments]).encode())
        except OSError as error:
            _log.warning("sessions with Discord can be counted only until a restart: %s", error)

    def _wait_s(self, now: float, period_s: float, most: int) -> float:
        within = sorted(moment for moment in self._moments if now - period_s < moment <= now)
        return 0.0 if len(within) < most else within[-most] + period_s - now

    def _read(self) -> list[float]:
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return []
        return [float(each) for each in found if isinstance(each, int | float)] if isinstance(found, list) else []
