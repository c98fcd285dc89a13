"""How a button finds the questions again that it was shown with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class GapRef:
    """Those that were open when `newest` was the last one asked; of these the gap of `first_id`; a topic's handle."""

    newest: int = 0
    first_id: int = 0
    topic: str = ""

    @property
    def words(self) -> str:
        """For a custom id: at most 51 characters."""
        return f"{self.newest}.{self.first_id}.{self.topic}"

    @classmethod
    def read(cls, words: str) -> Self:
        """What cannot be read names nothing."""
        newest, _, rest = words.partition(".")
        first_id, _, topic = rest.partition(".")
        return cls(_number(newest), _number(first_id), topic)

    def of(self, first_id: str) -> GapRef:
        return GapRef(self.newest, _number(first_id), self.topic)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
