"""A running bot looked at: its health, what the service manager is told by datagrams, and its memory."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ops.watch import Notifier, judge, memory_trimmer
from bot.service.health import Health, Shard

WELL = Shard(0, is_open=True, latency_s=0.1, silent_s=3.0)
NEVER = float("inf")


@pytest.mark.parametrize(
    ("health", "told", "is_ready"),
    [
        (Health((WELL,)), [], True),
        (Health((Shard(0, True, NEVER, 1.0),)), [], True),
        (Health(()), ["not connected to Discord yet"], False),
        (Health((), waiting_for="Discord is away"), ["Discord is away"], False),
        (Health((WELL, Shard(1, False, NEVER, 1.0))), ["shard 1 is not connected"], False),
        (Health((Shard(0, True, 0.1, 120.0),)), ["shard 0: nothing heard for 120 s"], True),
        (Health((Shard(0, True, 12.0, 3.0),)), ["shard 0: heartbeats take 12 s"], True),
        (Health((WELL,), is_stopping=True), ["the bot is stopping"], False),
        (Health((WELL,), held_s=250), ["Discord has sent this machine away: nothing is sent for 250 s"], False),
    ],
)
def test_the_gateway(health: Health, told: list[str], is_ready: bool) -> None:
    """Latency alone says nothing: it keeps its last value while answers are missing."""
    report = judge(health, quotes=3, is_writable=True)
    assert (list(report.troubles), report.is_ready, report.is_healthy) == (told, is_ready, not told)


def test_knowledge_and_memory_count_too() -> None:
    """A memory that cannot be written costs no answer: the bot stays ready."""
    assert judge(Health((WELL,)), quotes=0, is_writable=True).troubles == ("there is nothing to answer with",)
    report = judge(Health((WELL,)), quotes=3, is_writable=False)
    assert (report.troubles, report.is_ready) == (("what the bot remembers cannot be written",), True)


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """An address, and the socket of a manager there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(60)
        yield str(tmp_path / "notify"), heard


def test_it_is_told_line_by_line(listening: tuple[str, socket.socket]) -> None:
    """As sd_notify(3) has it."""
    address, heard = listening
    Notifier.of({"NOTIFY_SOCKET": address}).tell(READY="1", STATUS="answering in 3 servers")
    assert heard.recv(1000) == b"READY=1\nSTATUS=answering in 3 servers"


def test_an_abstract_address() -> None:
    """Written with an @."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(f"\0ontherecord-{os.getpid()}")
        heard.settimeout(60)
        Notifier(f"@ontherecord-{os.getpid()}").tell(WATCHDOG="1")
        assert heard.recv(1000) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["", "/nowhere/at/all"])
def test_a_manager_that_is_not_there_is_not_missed(address: str) -> None:
    """In a terminal, or when it has gone."""
    Notifier(address).tell(READY="1")


@pytest.mark.parametrize(
    ("environ", "watchdog_s"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_how_often_it_wants_to_hear(environ: dict[str, str], watchdog_s: float | None) -> None:
    """Where it is this process that it watches."""
    assert Notifier.of(environ).watchdog_s == watchdog_s


_HELD_BY_ITS_END = """
import gc
from pathlib import Path
from bot.ops.watch import memory_trimmer

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
