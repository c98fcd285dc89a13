"""How often members may ask, and how often a channel is answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from cachetools import TTLCache

_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions a minute of one member, answers a minute in one channel; for how long an answer is not repeated."""

    member_questions: int = 6
    channel_answers: int = 20
    repeat: timedelta = timedelta(minutes=10)


class RateLimiter:
    """Sliding-window limiter: at most `most` uses of each key within `period_s` seconds."""

    def __init__(self, most: int, clock: Callable[[], float] = monotonic, period_s: float = 60.0) -> None:
        self._most = most
        self._clock = clock
        self._period_s = period_s
        self._uses = TTLCache[int, deque[float]](_KEYS, period_s, clock)

    def acquire(self, key: int) -> float:
        """Count one more use and return 0, or return how many seconds are left until the next may come."""
        now, uses = self._clock(), self._uses.get(key, deque())
        while uses and uses[0] <= now - self._period_s:
            uses.popleft()
        if len(uses) >= self._most:
            return uses[0] + self._period_s - now
        uses.append(now)
        self._uses[key] = uses
        return 0.0
