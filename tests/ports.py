"""Ports for servers that have to be told theirs before they listen."""

from __future__ import annotations

import secrets
import socket

_FIRST, _LAST = 10_000, 32_000  # below those that the system gives to whoever asks for any: tests beside this one


def free_port() -> int:
    """A port of 127.0.0.1 at which nobody listens, and which nobody is given by chance before it is used."""
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
