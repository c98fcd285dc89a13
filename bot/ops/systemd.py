"""The service manager, told that the bot is ready, how it does, that it lives, that it stops: sd_notify(3)."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

_log = logging.getLogger(__name__)


class Notifier:
    """Sends datagrams to where the manager listens; nowhere else is anything sent."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        """Within how many seconds the manager wants to hear that the bot lives; None where it does not care."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Notifier:
        """As the manager has put it into the environment."""
        is_ours = environ.get("WATCHDOG_PID") in (None, str(os.getpid()))
        watchdog_us = environ.get("WATCHDOG_USEC", "") if is_ours else ""
        watchdog_s = int(watchdog_us) / 1e6 if watchdog_us.isdecimal() and int(watchdog_us) else None
        return cls(environ.get("NOTIFY_SOCKET", ""), watchdog_s)

    def tell(self, **values: str) -> None:
        """Such as READY="1" or STATUS="all is well". A manager that does not listen is not missed."""
        if not self._address:
            return
        text = "\n".join(f"{name}={value}" for name, value in values.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.connect(self._address)
                sender.sendall(text.encode())
        except OSError as error:
            _log.debug("the service manager could not be told %s: %s", ", ".join(values), error)
