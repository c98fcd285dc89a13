"""The quote of the day: when it is due, and whose turn it is. Clocks and zones are given, none is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b

from bot.core.model import Quote

LATE = timedelta(hours=2)  # what is missed for longer comes the next day

_A_DAY = timedelta(days=1)
_PLACE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every day at this time of that zone."""

    at: time
    zone: tzinfo

    def on(self, day: date) -> datetime:
        """The moment, in UTC: as much later where the clocks leap over it, the first where it comes twice."""
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)

    def last_day(self, now: datetime) -> date:
        """The last day whose moment has come."""
        day = now.astimezone(self.zone).date()
        while self.on(day) > now:
            day -= _A_DAY
        return day

    def due(self, now: datetime, after: str) -> date | None:
        """The day whose quote is to be posted now; `after`: the last one that had its quote, "" for none."""
        day = self.last_day(now)
        return day if now < self.on(day) + LATE and day.isoformat() > after else None

    def following(self, now: datetime, after: str) -> datetime:
        """When the next quote is due: now, if it is late."""
        if day := self.due(now, after):
            return self.on(day)
        day = self.last_day(now) + _A_DAY
        while day.isoformat() <= after:
            day += _A_DAY
        return self.on(day)


@dataclass(frozen=True, slots=True)
class Deck:
    """How far a server has come: the day (YYYY-MM-DD) of its last quote, its id, and the round.

    Each round goes through all quotes in an order of its own, which hangs on nothing but their ids: so one that joins
    takes its place in this round or the next, and one that is withdrawn leaves no gap.
    """

    day: str = ""
    round: int = 0
    last: str = ""

    def drawn(self, quotes: Iterable[Quote], day: str, salt: str) -> tuple[Quote, Deck] | None:
        """The next quote, and the deck without it; None where there are none. `salt` makes the order a server's own."""
        known = {quote.id: quote for quote in quotes}
        if not known:
            return None
        reached = _place(salt, self.round, self.last) if self.last else b""
        left = [quote_id for quote_id in known if _place(salt, self.round, quote_id) > reached]
        if not left:
            return self._shuffled(known, day, salt)
        chosen = _first(left, salt, self.round)
        return known[chosen], Deck(day, self.round, chosen)

    def _shuffled(self, known: Mapping[str, Quote], day: str, salt: str) -> tuple[Quote, Deck]:
        """The first of the next round that does not begin with what was the last."""
        number = self.round + 1
        while (chosen := _first(known, salt, number)) == self.last and len(known) > 1:
            number += 1
        return known[chosen], Deck(day, number, chosen)


def _first(ids: Iterable[str], salt: str, number: int) -> str:
    return min(ids, key=lambda quote_id: _place(salt, number, quote_id))


def _place(salt: str, number: int, quote_id: str) -> bytes:
    """Where a quote stands in the order of a round."""
    return blake2b(f"{salt}\0{number}\0{quote_id}".encode(), digest_size=_PLACE_BYTES).digest()
