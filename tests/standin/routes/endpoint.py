"""What a route is: a method, a template of the description, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.standin.record import Call

if TYPE_CHECKING:
    from tests.standin.server import StandIn


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: Any = None


NOTHING = Reply(204)


@dataclass(frozen=True, slots=True)
class Endpoint:
    method: str
    template: str
    answer: Callable[[StandIn, Call], Reply]
    needs_token: bool = True
    """Whether the bot's token must be in the headers; interaction tokens stand in the path."""
