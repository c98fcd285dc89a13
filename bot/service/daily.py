"""Quotes of the day: which servers are due, and which process posts a quote, once; time zones as people type them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.core.daily import Deck, Schedule, worth_showing_unasked
from bot.core.model import Quote
from bot.core.records import DailyQuote, daily_key
from bot.service.answering import Answering
from bot.service.memory import Memory

_NO_PLACES = ("Etc/", "SystemV/", "US/")
_NO_ZONES = {"localtime", "posixrules", "Factory"}


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return all known time zones in order; the first call reads hundreds of files."""
    return tuple(sorted((available_timezones() | {"UTC"}) - _NO_ZONES))


def zone_named(typed: str) -> str | None:
    """Return the zone of this name, or of this city where only one has it; case and spaces are ignored."""
    wanted = _key(typed)
    found = [name for name in zones() if name.casefold() == wanted]
    found = found or [name for name in zones() if _is_place(name) and name.casefold().rpartition("/")[2] == wanted]
    return found[0] if len(found) == 1 else None


def zones_like(typed: str, limit: int) -> list[str]:
    """Return at most `limit` zones whose names hold what was typed, places and beginnings first."""
    wanted = _key(typed)
    found = [name for name in zones() if wanted in name.casefold()]
    begins = {name: any(part.startswith(wanted) for part in name.casefold().split("/")) for name in found}
    return sorted(found, key=lambda name: (not _is_place(name), not begins[name]))[:limit]


def _key(typed: str) -> str:
    return "_".join(typed.split()).casefold()


def _is_place(name: str) -> bool:
    return name == "UTC" or ("/" in name and not name.startswith(_NO_PLACES))


@dataclass(frozen=True, slots=True)
class Due:
    """A server whose quote of that day is due."""

    guild: int
    daily: DailyQuote
    day: date


@dataclass(frozen=True, slots=True)
class Claim:
    """A quote that only this process posts, with the deck before (`kept`) and after (`taken`)."""

    due: Due
    quote: Quote
    kept: Deck
    taken: str


@dataclass(frozen=True, slots=True)
class Following:
    """When a server's next quote comes, and whether today's has come already."""

    at: datetime
    has_come_today: bool


class Dailies:
    """The decks of all servers."""

    def __init__(self, answering: Answering, memory: Memory) -> None:
        self._answering = answering
        self._memory = memory
        self._done: dict[int, str] = {}

    async def due(self) -> list[Due]:
        """Return the servers whose quote is due, for at most two hours."""
        now = self._memory.now()
        found = []
        for guild, daily in (await self._memory.settings.dailies()).items():
            schedule = schedule_of(daily)
            day = schedule.due(now, self._done.get(guild, "")) if schedule else None
            if day:
                found.append(Due(guild, daily, day))
        return found

    async def claim(self, due: Due) -> Claim | None:
        """Claim a quote; None where the day had one, there is nothing to quote, or the database fails."""
        kept = await self._memory.value(daily_key(due.guild))
        deck = _read(kept)
        day = due.day.isoformat()
        if deck.day >= day:
            self._done[due.guild] = deck.day
            return None
        sources = frozenset((await self._memory.settings.of(due.guild)).sources)
        quotes = self._answering.snapshot.catalogue.of(sources).quotes.values()
        drawn = deck.drawn(worth_showing_unasked(quotes), day, str(due.guild))
        if drawn is None:
            return None
        taken = _written(drawn[1])
        if not await self._memory.put_value_if(daily_key(due.guild), kept, taken):
            return None
        self._done[due.guild] = day
        return Claim(due, drawn[0], deck, taken)

    async def give_back(self, claim: Claim) -> None:
        """Release a claim whose quote could not be posted, so that it is tried again."""
        if await self._memory.put_value_if(daily_key(claim.due.guild), claim.taken, _written(claim.kept)):
            self._done.pop(claim.due.guild, None)

    async def put_off(self, claim: Claim) -> None:
        """Skip the day of a claim whose quote may not be posted; the quote comes another day."""
        put_off = _written(Deck(claim.due.day.isoformat(), claim.kept.round, claim.kept.last))
        await self._memory.put_value_if(daily_key(claim.due.guild), claim.taken, put_off)

    async def begin(self, guild: int, daily: DailyQuote) -> Due | None:
        """Begin a server's schedule from now on; return what is due at once: today's, if its time is over without one.

        What was missed on days before does not come any more.
        """
        schedule, now, key = schedule_of(daily), self._memory.now(), daily_key(guild)
        if schedule is None:
            return None
        kept = await self._memory.value(key)
        deck = _read(kept)
        today = now.astimezone(schedule.zone).date()
        begun = Deck(max(deck.day, (today - timedelta(days=1)).isoformat()), deck.round, deck.last)
        await self._memory.put_value_if(key, kept, _written(begun))
        self._done[guild] = begun.day
        is_due = schedule.last_day(now) == today and begun.day < today.isoformat()
        return Due(guild, daily, today) if is_due else None

    async def following(self, guild: int, daily: DailyQuote, after: Due | None = None) -> Following | None:
        """Return when the next quote comes, after one that is due at once if there is one.

        None where the zone is unknown on this machine.
        """
        schedule, now = schedule_of(daily), self._memory.now()
        if schedule is None:
            return None
        deck = _read(await self._memory.value(daily_key(guild)))
        has_come = deck.day >= now.astimezone(schedule.zone).date().isoformat()
        last = after.day.isoformat() if after else deck.day
        return Following(schedule.following(now, last), has_come_today=has_come)


def schedule_of(daily: DailyQuote) -> Schedule | None:
    """Return the schedule, or None where its zone is unknown on this machine."""
    return Schedule(time.fromisoformat(daily.at), ZoneInfo(daily.zone)) if daily.zone in zones() else None


def _read(kept: str | None) -> Deck:
    try:
        day, number, last = json.loads(kept or "")
        return Deck(str(day), int(number), str(last))
    except (TypeError, ValueError):
        return Deck()


def _written(deck: Deck) -> str:
    return json.dumps([deck.day, deck.round, deck.last])
