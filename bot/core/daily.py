"""The quote of the day: when it is due and which one it is. Clocks and zones are given, none is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b

from bot.core.model import Quote

LATE = timedelta(hours=2)  # what is missed for longer comes the next day

_A_DAY = timedelta(days=1)
_ORDER_BYTES = 8


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day in a zone."""

    at: time
    zone: tzinfo

    def on(self, day: date) -> datetime:
        """Return the moment in UTC: as much later where the clocks leap over it, the first where it comes twice."""
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)

    def last_day(self, now: datetime) -> date:
        """Return the last day whose moment has come."""
        day = now.astimezone(self.zone).date()
        while self.on(day) > now:
            day -= _A_DAY
        return day

    def due(self, now: datetime, after: str) -> date | None:
        """Return the day whose quote is to be posted now; `after`: the last one that had its quote, "" for none."""
        day = self.last_day(now)
        return day if now < self.on(day) + LATE and day.isoformat() > after else None

    def following(self, now: datetime, after: str) -> datetime:
        """Return when the next quote is due, which is in the past where it is late."""
        if day := self.due(now, after):
            return self.on(day)
        day = self.last_day(now) + _A_DAY
        while day.isoformat() <= after:
            day += _A_DAY
        return self.on(day)


@dataclass(frozen=True, slots=True)
class Deck:
    """How far a server has come: the day (YYYY-MM-DD) of its last quote, its id, and the round.

    Each round goes through all quotes in an order of its own, made of nothing but their ids: a quote that is added
    comes in this round or the next, and nothing is skipped when one is withdrawn.
    """

    day: str = ""
    round: int = 0
    last: str = ""

    def drawn(self, quotes: Iterable[Quote], day: str, salt: str) -> tuple[Quote, Deck] | None:
        """Return the next quote and the deck without it; None where there are none.

        `salt` makes the order a server's own.
        """
        known = {quote.id: quote for quote in quotes}
        if not known:
            return None
        number, order = self.round, _Order(salt, self.round)
        reached = order(self.last) if self.last else b""
        left = [quote_id for quote_id in known if order(quote_id) > reached]
        chosen = min(left, key=order, default="")
        while not chosen or (not left and chosen == self.last and len(known) > 1):  # no quote twice in a row
            number += 1
            chosen = min(known, key=_Order(salt, number))
        return known[chosen], Deck(day, number, chosen)


@dataclass(frozen=True, slots=True)
class _Order:
    """The order of the quotes in a round, as a key to sort their ids by."""

    salt: str
    round: int

    def __call__(self, quote_id: str) -> bytes:
        return blake2b(f"{self.salt}\0{self.round}\0{quote_id}".encode(), digest_size=_ORDER_BYTES).digest()
