"""The quote of the day: when it is due and which one it is. Clocks and zones are given, none is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b

from bot.core.model import Quote

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>[0-5]\d))?\s*(?P<half>[ap]\.?\s?m\.?)?(?:\s*(?:h|uhr|o['’]?clock))?",
    re.IGNORECASE,
)
_TIMES_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def time_of_day(typed: str) -> time | None:
    """Read a time of day as people write it: 9, 09:30, 9.30, 9am, 9:30 pm, 21h, noon; None for anything else."""
    wanted = typed.strip().lower()
    found = _TIME.fullmatch(wanted)
    if found is None:
        return _TIMES_NAMED.get(wanted)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute) if hour < 24 else None


LATE = timedelta(hours=2)  # what is missed for longer comes the next day

_A_DAY = timedelta(days=1)
_FRAGMENT_CHARS = 20
_COURTESY_WORDS = 25
_COURTESY = re.compile(
    r"\W*(?:(?:oh|well|ok|okay|yes|yeah|sure|no|and|so|many|a big)\W+)*"
    r"(?:thanks?|hello|hi|hey|welcome|bye|goodbye|cheers|good (?:morning|afternoon|evening|night)"
    r"|you['’]re welcome|my pleasure"
    r"|(?:it['’]s |it is |i['’]m |i am )?(?:so |very |really )?(?:great|nice|good|glad|happy)"
    r" (?:to (?:be|meet|see|have)|talking|being))\b",
    re.IGNORECASE,
)


def worth_showing_unasked(quotes: Iterable[Quote]) -> list[Quote]:
    """Return the quotes that may be shown by chance: no thanks, greetings or fragments, as long as there are others."""
    allowed = [quote for quote in quotes if quote.is_daily]
    return [quote for quote in allowed if _says_something(quote.text)] or allowed


def _says_something(text: str) -> bool:
    """Return whether words say something to whoever has not asked; a rule of thumb."""
    is_courtesy = len(text.split()) < _COURTESY_WORDS and _COURTESY.match(text) is not None
    is_fragment = len(text) < _FRAGMENT_CHARS or text.lstrip("\"'“‘«([").strip()[:1].islower()
    return not (is_courtesy or is_fragment)


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
        return blake2b(f"{self.salt}\0{self.round}\0{quote_id}".encode(), digest_size=8).digest()
