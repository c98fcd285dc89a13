"""What somebody who looks the bot over finds, as values: each says what to do, where something is to be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was looked at, what is `told` of it, and how to `mend` it."""

    what: str
    level: Level
    told: str
    mend: str = ""


def ok(what: str, told: str) -> Finding:
    return Finding(what, "ok", told)


def warning(what: str, told: str, mend: str) -> Finding:
    return Finding(what, "warning", told, mend)


def error(what: str, told: str, mend: str) -> Finding:
    return Finding(what, "error", told, mend)


def exit_code(findings: Iterable[Finding]) -> int:
    """1 where there is an error; what is only to be warned of keeps nobody from running."""
    return int(any(finding.level == "error" for finding in findings))
