"""Watching a folder for changes: by the system's events where there are any, and by looking each second anyway.

Network folders send no events, some editors write by rename, and a folder that is replaced takes its watch along. So
events only save time: what counts is how the files look.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Literal

How = Literal["auto", "poll", "off"]

_LOOK_MS = 1000
_PAUSE_MS = 50
_SETTLED_S = 0.1
_PATIENCE_LOOKS = 8
_LOOKED_INTO = ("", "transcripts", "originals", "addresses")

_log = logging.getLogger(__name__)

Looks = dict[str, tuple[int, int, int, int]]


def changes(folder: Path, how: How, stop: Event) -> Iterator[bool]:
    """Yield whether files may have changed since the last time, each second or sooner, until `stop`. Blocks its thread.

    The first time they may: they were read before anybody looked. Several files saved at once are one change; what is
    being written is waited for, though less than a second.
    """
    seen = looks(folder)
    yield how != "off"
    for _ in _moments(folder, how, stop):
        now = looks(folder) if how != "off" else seen
        has_changed = now != seen
        before, seen = seen, now
        for _ in range(_PATIENCE_LOOKS):  # until they have looked the same for a moment
            if seen == before:
                break
            stop.wait(_SETTLED_S)
            before, seen = seen, looks(folder)
        yield has_changed


def looks(folder: Path) -> Looks:
    """Return times, size and inode of every file that may count, links followed; without what cannot be read."""
    found: Looks = {}
    for name in _LOOKED_INTO:
        try:
            paths = [path for path in (folder / name).iterdir() if not path.name.startswith(".")]
        except OSError:
            continue
        for path in paths:
            try:
                seen = path.stat()
            except OSError:
                continue
            found[str(path)] = (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)
    return found


def _moments(folder: Path, how: How, stop: Event) -> Iterator[None]:
    """Yield when it is time to look: each second, and with `auto` at once after an event of the system."""
    while not stop.is_set():
        if how == "auto":
            yield from _events(folder, stop)
        if not stop.wait(_LOOK_MS / 1000):
            yield


def _events(folder: Path, stop: Event) -> Iterator[None]:
    """Yield at each event of the system, until the folder is another one or cannot be watched."""
    from watchfiles import watch

    watched = _identity(folder)
    if watched is None:
        return
    try:
        events = watch(
            folder,
            watch_filter=None,
            debounce=_LOOK_MS // 2,
            step=_PAUSE_MS,
            stop_event=stop,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
            ignore_permission_denied=True,
        )
        for _ in events:
            yield
            if _identity(folder) != watched:
                return
    except (OSError, RuntimeError) as error:
        _log.warning("the system does not tell of changes in %s, so it is looked at each second: %s", folder, error)
        while not stop.wait(_LOOK_MS / 1000):
            yield


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        seen = folder.stat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino
