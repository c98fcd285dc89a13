"""Measures that several rules share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.standin.shapes import Path, Problem


def too_long(path: Path, text: str, limit: int) -> Iterator[Problem]:
    if len(text) > limit:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")


def outside(path: Path, text: object, least: int, most: int) -> Iterator[Problem]:
    """A text (missing counts as empty) that is shorter than `least` or longer than `most`."""
    if not least <= len(str(text or "")) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def miscounted(path: Path, items: Sequence[Any], least: int, most: int) -> Iterator[Problem]:
    if not least <= len(items) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def repeated(items: Sequence[tuple[Path, Any]], code: str, message: str) -> Iterator[Problem]:
    """One problem for every item whose value stood earlier in the list."""
    seen: set[Any] = set()
    for path, value in items:
        if value in seen:
            yield Problem(path, code, message)
        seen.add(value)
