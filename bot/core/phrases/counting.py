"""Numbers as they are said."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """As in "1 quote", "2 quotes"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
