"""The service manager: told where it listens, by datagrams."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ops.systemd import Notifier


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
