"""A clock for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Watch:
    """It stands until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now
