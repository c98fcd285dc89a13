"""What was freed goes back to the system: the C library holds on to it, and each new reading would look like a leak."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable


def giver_back() -> Callable[[object], None]:
    """What hands it back, about a millisecond long, whenever it is told of something; malloc_trim(3), glibc's alone."""
    if sys.platform != "linux":
        return _nothing
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return (lambda _: trim(0)) if trim else _nothing


def _nothing(_: object) -> None: ...
