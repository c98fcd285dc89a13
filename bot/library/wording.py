"""How problems speak: texts put in quotes, the nearest known word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHOWN_CHARS = 80


def quoted(text: str) -> str:
    """`text` as it must stand in the file to be read as text, cut where it is long."""
    text = " ".join(text.split())
    if len(text) > SHOWN_CHARS:
        text = text[: SHOWN_CHARS - 1].rstrip() + "…"
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def sentence(text: str) -> str:
    """`text` with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, or "" where none is alike."""
    return next(iter(difflib.get_close_matches(word.lower(), list(known), n=1)), "")
