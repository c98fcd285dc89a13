"""A bar on standard error for work that takes long enough to be watched."""

from __future__ import annotations

import sys
from collections.abc import Callable

_WIDTH = 30
_FEWEST = 500


def bar(label: str) -> Callable[[int, int], None]:
    """To be told how much is done of how much; draws nothing where nobody watches, nor for a little work."""

    def drawn(done: int, total: int) -> None:
        if total < _FEWEST or not sys.stderr.isatty():
            return
        filled = _WIDTH * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{label} [{'=' * filled}{' ' * (_WIDTH - filled)}] {done:,} of {total:,}{end}")
        sys.stderr.flush()

    return drawn
