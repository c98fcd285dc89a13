"""What can be wrong with the knowledge, as a value: where, what, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps an entry from being sent, a warning asks for a second look, advice tells what would help."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; lines and columns count from 1, and 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Written:
    """Text exactly as it stands in a file, and where it stands."""

    text: str
    place: Place

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `message` says what, `mend` what to write instead.

    `nearest` is, for words that the record does not hold, the nearest passage of the
    record as a word diff of several lines; else empty.
    """

    place: Place
    message: str
    mend: str
    severity: Severity = Severity.ERROR
    nearest: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR
