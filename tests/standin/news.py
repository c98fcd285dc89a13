"""Waiting for something to become true without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class News:
    """A bell: whoever changes something rings it, whoever waits looks again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, look: Callable[[], T | None], *, timeout_s: float, missing: Callable[[], str]) -> T:
        """The first truthy value of `look()`; raises TimeoutError saying `missing()` when time is up."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    if found := look():
                        return found
                    await self._rung.wait()
        except TimeoutError:
            raise TimeoutError(f"{missing()} (waited {timeout_s} s)") from None
