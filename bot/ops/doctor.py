"""Examinations of the machine that the bot runs on, each with its finding."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import aiohttp

from bot.service.health import DoctorFinding, error, ok, warning
from bot.service.memory import Memory

_LITTLE_MB = 500
_TOO_LITTLE_MB = 50
_OFF_S = 5.0
_FAR_OFF_S = 60.0
_LIBRARIES = ("discord.py", "aiohttp", "SQLAlchemy", "numpy", "rapidfuzz", "msgspec")


def of_versions(own: str) -> DoctorFinding:
    """Name the versions that a bug report should contain."""
    found = [f"{name} {version(name)}" for name in _LIBRARIES]
    told = [f"ontherecord {own}", f"Python {platform.python_version()}", *found]
    return ok("versions", f"{', '.join(told)}, on {platform.system()} {platform.machine()}")


def of_state_folder(folder: Path) -> DoctorFinding:
    """Look whether the bot can write in its state folder, and nobody else can read it."""
    if not folder.exists():
        above = next((each for each in folder.parents if each.exists()), Path("/"))
        if os.access(above, os.W_OK):
            return ok("state folder", f"{folder} will be made")
        return error("state folder", f"{folder} is not there, and cannot be made.", f"Let the bot write in {above}.")
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return error("state folder", f"{folder} cannot be written in.", "Call this as the user that the bot runs as.")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IXOTH):
        return warning("state folder", f"Everybody on this machine can read {folder}.", f"chmod 700 {folder}")
    return ok("state folder", f"{folder} can be written in")


def is_another_users(folder: Path) -> bool:
    """Tell whether the folder is another user's: files that were made there now would be in that user's way."""
    return hasattr(os, "geteuid") and folder.exists() and folder.stat().st_uid != os.geteuid()


async def of_memory(memory: Memory, folder: Path) -> DoctorFinding:
    """Look whether what the bot remembers can be written, by writing."""
    if is_another_users(folder):
        return warning("database", "It was not tried: the state folder is another user's.", "Call this as that user.")
    async with memory:
        if await memory.put_value("doctor", memory.now().isoformat()):
            return ok("database", "can be written")
    return error("database", "It cannot be written. The bot answers all the same, and forgets.", "The log says why.")


def of_disk(folder: Path) -> DoctorFinding:
    """Look how much room there is where the state folder is."""
    mounted = next(each for each in (folder, *folder.parents) if each.exists())
    free_mb = shutil.disk_usage(mounted).free // 1_000_000
    told = f"{free_mb} MB are free at {mounted}"
    if free_mb < _TOO_LITTLE_MB:
        return error("disk", f"{told}.", "Make room: nothing can be remembered soon.")
    if free_mb < _LITTLE_MB:
        return warning("disk", f"{told}.", "Make room.")
    return ok("disk", told)


class Clock:
    """Measures how far this machine's clock is ahead of Discord's, by the dates of Discord's answers."""

    def __init__(self) -> None:
        self.ahead_s: float | None = None

    def trace(self) -> aiohttp.TraceConfig:
        """Return what listens to the answers of an aiohttp session."""

        async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            if date := end.response.headers.get("Date"):
                self.ahead_s = (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds()

        traced = aiohttp.TraceConfig()
        traced.on_request_end.append(ended)
        return traced


def of_clock(ahead_s: float | None) -> DoctorFinding:
    """Judge how far this machine's clock is from Discord's."""
    if ahead_s is None:
        return warning("clock", "Discord has not told the time.", "Try again.")
    told = f"{abs(ahead_s):.0f} s {'ahead of' if ahead_s > 0 else 'behind'} Discord's"
    if abs(ahead_s) < _OFF_S:
        return ok("clock", "agrees with Discord's")
    fix = "Let the machine set its clock: timedatectl set-ntp true"
    return (error if abs(ahead_s) > _FAR_OFF_S else warning)("clock", f"It is {told}.", fix)
