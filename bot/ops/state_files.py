"""Files in the state folder: what the running bot serves, which knowledge may go, how many sessions were begun."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from bot.core.phrases import counted
from bot.core.proof.nearest import word_diff
from bot.durable import replacing
from bot.service.snapshots import LoadStatus

STATUS_NAME = "status.json"
FORGOTTEN_NAME = "forget.txt"
IDENTIFIES_NAME = "identifies.json"

_BEAT_S = 5.0
_STALE_S = 30.0
_DAY_S = 24 * 3600.0
_RESERVE = 0.2  # of all that Discord allows: what the budget of a day leaves, too

_log = logging.getLogger(__name__)


def row(status: LoadStatus) -> dict[str, Any]:
    """Return a status as `status --format json` prints it."""
    known = status.snapshot.knowledge
    return {
        "state": "healthy" if status.is_healthy else "degraded",
        "loaded_at": status.loaded_at.isoformat(timespec="seconds"),
        "sources": len(known.sources),
        "topics": len(known.topics),
        "quotes": len(known.quotes),
        "tier": status.snapshot.tier,
        "read_at": status.read_at.isoformat(timespec="seconds"),
        "read_ms": round(status.read_ms),
        "failure": status.failure,
        "problems": [
            {"place": str(p.location), "message": p.message, "mend": p.fix, "nearest": word_diff(p.nearest)}
            for p in status.problems
        ],
        "kept": [{"file": stale.file, "what": stale.what} for stale in status.snapshot.stale],
    }


_KEYS = frozenset(
    ("state", "loaded_at", "sources", "topics", "quotes", "tier", "read_at", "read_ms", "failure", "problems", "kept")
)


def as_text(found: dict[str, Any]) -> str:
    """Return such a row in lines for people."""
    quotes, topics, sources = (counted(found[f"{noun}s"], noun) for noun in ("quote", "topic", "source"))
    lines = [
        f"{found['state']}: {quotes} in {topics} of {sources}",
        f"served since {found['loaded_at']}, found by {found['tier']}",
        f"files read last {found['read_at']}, in {found['read_ms']} ms",
    ]
    if found["failure"]:
        lines.append(f"the files could not be read anew: {found['failure']}")
    lines += [f"problem: {problem['place']}: {problem['message']} {problem['mend']}" for problem in found["problems"]]
    lines += [f"served as it was before: {stale['what']} ({stale['file']})" for stale in found["kept"]]
    return "\n".join(lines)


class StatusFile:
    """The status in a state folder: kept fresh within a `with` block and removed at its end, so it shows who lives."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATUS_NAME
        self._stop = Event()
        self._beating = Thread(target=self._beat, name="status", daemon=True)

    def __enter__(self) -> Self:
        self._beating.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._beating.join()
        with suppress(OSError):
            self._path.unlink()

    def write(self, status: LoadStatus) -> None:
        """Replace the file. Raises OSError."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(self._path) as file:
            file.write(json.dumps(row(status), ensure_ascii=False, indent=2).encode("utf-8", "replace"))

    def read(self) -> dict[str, Any] | None:
        """Return what the bot that runs now has written; None where none does."""
        try:
            if time.time() - self._path.stat().st_mtime > _STALE_S:
                return None
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and found.keys() >= _KEYS else None

    def _beat(self) -> None:
        while not self._stop.wait(_BEAT_S):
            with suppress(OSError):
                os.utime(self._path)


class Forgetting:
    """The names of files that somebody has confirmed are meant to be gone, in a file of the state folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FORGOTTEN_NAME

    def add(self, name: str) -> None:
        """Note a name. Raises OSError."""
        self._write(self._names() | {name})

    def still(self, there: Iterable[str]) -> frozenset[str]:
        """Return the names that are noted; those of files that are there again are struck off."""
        names = self._names()
        gone = names - {file.rpartition("/")[2] for file in there} if names else names
        if gone != names:
            with suppress(OSError):
                self._write(gone)
        return gone

    def _names(self) -> frozenset[str]:
        try:
            return frozenset(self._path.read_text(encoding="utf-8").splitlines())
        except (OSError, UnicodeDecodeError):
            return frozenset()

    def _write(self, names: Iterable[str]) -> None:
        with replacing(self._path) as file:
            file.write("\n".join(sorted(names)).encode())


class Identifies:
    """A budget of sessions with Discord that outlives restarts: beyond 1,000 in a day Discord resets the bot's token.

    They are counted in a file; where that cannot be used, for as long as the program runs. `now` gives seconds since
    1970.
    """

    def __init__(
        self, folder: Path, per_hour: int = 100, per_day: int = 800, now: Callable[[], float] = time.time
    ) -> None:
        self._path = folder / IDENTIFIES_NAME
        self._limits = ((3600.0, per_hour), (_DAY_S, per_day))
        self._now = now
        self._held_until = 0.0
        try:
            moments = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            moments = []
        numbers = moments if isinstance(moments, list) else []
        self._moments = [float(each) for each in numbers if isinstance(each, int | float)]

    def wait_s(self) -> float:
        """Return for how long no session may be begun."""
        now = self._now()
        wait_s = max(0.0, self._held_until - now)
        for period_s, most in self._limits:
            within = sorted(moment for moment in self._moments if now - period_s < moment <= now)
            if len(within) >= most:
                wait_s = max(wait_s, within[-most] + period_s - now)
        return wait_s

    def heed(self, left: int, total: int, anew_s: float) -> None:
        """Wait as long as Discord's own count demands, which knows of other processes and of a lost file."""
        self._held_until = self._now() + anew_s if left <= _RESERVE * total else 0.0

    def spend(self) -> None:
        """Count a session that is about to begin: before it does, so that a crash does not lose it."""
        now = self._now()
        self._moments = [moment for moment in self._moments if now - _DAY_S < moment <= now] + [now]
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self._path) as file:
                file.write(json.dumps([round(moment, 1) for moment in self._moments]).encode())
        except OSError as error:
            _log.warning("sessions with Discord can be counted only until a restart: %s", error)
