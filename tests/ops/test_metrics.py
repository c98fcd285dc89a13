"""Memory: what was freed is the system's again."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from bot.ops.metrics import memory_trimmer

_HELD_BY_ITS_END = """
import gc
from pathlib import Path
from bot.ops.metrics import memory_trimmer

def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

trim = memory_trimmer()
many = [bytes(2000) for _ in range(50_000)]
last = bytes(2000)
del many
held = resident_mb()
trim(None)
print(held - resident_mb())
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library is not glibc"
)
def test_what_was_freed_goes_back() -> None:
    """100 MB that one value at their end would otherwise hold."""
    done = subprocess.run([sys.executable, "-c", _HELD_BY_ITS_END], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 50


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other system has what glibc has."""
    monkeypatch.setattr(sys, "platform", "darwin")
    memory_trimmer()(None)
