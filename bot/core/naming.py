"""Ids made of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from itertools import count

MAX_ID_CHARS = 48


def as_id(text: str) -> str:
    """An id made of the letters of `text` ("Master's degree": "masters-degree"), or "" where it has none."""
    letters = unicodedata.normalize("NFKD", text).lower().replace("'", "").replace("’", "")
    ascii_only = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:MAX_ID_CHARS].strip("-")


def free_id(wanted: str, taken: Container[str]) -> str:
    """The id itself where nobody has it, else the first free of wanted-2, wanted-3 and so on."""
    return next(name for name in _names(wanted) if name not in taken)


class FreeIds:
    """Ids given one after the other, none of them twice and none that is taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._left: dict[str, Iterator[str]] = {}

    def give(self, wanted: str) -> str:
        """The same as free_id; however often the same is wanted, no name is tried twice."""
        left = self._left.setdefault(wanted, _names(wanted))
        name = next(name for name in left if name not in self._taken)
        self._taken.add(name)
        return name


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted[: MAX_ID_CHARS - len(str(number)) - 1]}-{number}" for number in count(2))
