"""What curators have typed and not confirmed yet, so that a form can be opened again with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.core.curation import AddWords, EditQuote
from bot.core.model import Topic
from bot.service.latest import Latest

_KEPT = 200
_NUMBER_BITS = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """`why` is for the history; `topics` were offered for words to be added, best first."""

    order: AddWords | EditQuote
    why: str = ""
    topics: tuple[Topic, ...] = ()


class Pad:
    """The last 200, each for its curator alone. A restart loses them: then one begins again."""

    def __init__(self) -> None:
        self._typed = Latest[tuple[int, int], Typed](_KEPT)

    def keep(self, curator: int, typed: Typed) -> int:
        """The number by which a button finds it again."""
        number = secrets.randbits(_NUMBER_BITS) + 1
        self._typed[curator, number] = typed
        return number

    def typed(self, curator: int, number: int) -> Typed | None:
        return self._typed.get((curator, number))
