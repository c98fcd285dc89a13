"""Quotes of the day in all servers: each once a day, by one process, from the sources that answer there."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.records import DailyQuote, daily_key
from bot.service.answering import Answering
from bot.service.daily import Claim, Dailies, Due, Following, schedule_of, zone_named, zones_like
from bot.service.memory import Memory
from tests.conftest import memory_in
from tests.discord_app import voices
from tests.state.values import NOON
from tests.watch import Watch

DAILY = DailyQuote(10, "12:00", "UTC")


@pytest.fixture
def watch() -> Watch:
    return Watch(NOON)


@pytest.fixture
def now(watch: Watch) -> Watch:
    return watch


@pytest.fixture
def answering() -> Answering:
    return voices.answering(voices.ada(), voices.eve())


async def claimed(dailies: Dailies) -> list[Claim]:
    claims = [await dailies.claim(due) for due in await dailies.due()]
    return [claim for claim in claims if claim]


async def test_each_server_has_its_quote_once(memory: Memory, answering: Answering, watch: Watch) -> None:
    """And the next one the next day."""
    for guild in (1, 2):
        await memory.settings.set_daily(guild, DAILY)
    dailies = Dailies(answering, memory)
    assert [claim.due.guild for claim in await claimed(dailies)] == [1, 2]
    assert await claimed(dailies) == []
    watch.now += timedelta(days=1)
    assert [claim.due.guild for claim in await claimed(dailies)] == [1, 2]


async def test_of_several_processes_one_posts(tmp_path: Path, answering: Answering, watch: Watch) -> None:
    """They share nothing but the database."""
    async with memory_in(tmp_path, watch) as here, memory_in(tmp_path, watch) as there:
        await here.settings.set_daily(1, DAILY)
        claims = await asyncio.gather(*(claimed(Dailies(answering, each)) for each in (here, there)))
    assert sum(map(len, claims)) == 1


async def test_the_deck_outlives_a_restart(tmp_path: Path, answering: Answering, watch: Watch) -> None:
    """Each quote once, then the next round."""
    seen = []
    quotes = answering.snapshot.knowledge.quotes
    for _ in quotes:
        async with memory_in(tmp_path, watch) as memory:
            await memory.settings.set_daily(1, DAILY)
            seen += [claim.quote.id for claim in await claimed(Dailies(answering, memory))]
        watch.now += timedelta(days=1)
    assert sorted(seen) == sorted(quotes)


async def test_only_what_answers_there(memory: Memory, answering: Answering, watch: Watch) -> None:
    """No quote of another source; none at all where what was chosen is gone."""
    await memory.settings.set_daily(1, DAILY)
    await memory.settings.set_sources(1, ("eve-2019",))
    dailies = Dailies(answering, memory)
    for _ in range(3):
        [claim] = await claimed(dailies)
        assert claim.quote.source.id == "eve-2019"
        watch.now += timedelta(days=1)
    await memory.settings.set_sources(1, ("gone",))
    assert await claimed(dailies) == []


async def test_what_could_not_be_posted_is_given_back(memory: Memory, answering: Answering) -> None:
    """The same quote, for whoever tries again."""
    await memory.settings.set_daily(1, DAILY)
    dailies = Dailies(answering, memory)
    [claim] = await claimed(dailies)
    await dailies.give_back(claim)
    [again] = await claimed(dailies)
    assert again.quote == claim.quote


async def test_what_may_not_be_posted_is_put_off(memory: Memory, answering: Answering, watch: Watch) -> None:
    """The same quote, the next day."""
    await memory.settings.set_daily(1, DAILY)
    dailies = Dailies(answering, memory)
    [claim] = await claimed(dailies)
    await dailies.put_off(claim)
    assert await claimed(dailies) == await claimed(Dailies(answering, memory)) == []
    watch.now += timedelta(days=1)
    [again] = await claimed(dailies)
    assert again.quote == claim.quote


async def test_a_new_time_holds_from_now_on(memory: Memory, answering: Answering, watch: Watch) -> None:
    """On a day that had its quote there is no second one."""
    dailies = Dailies(answering, memory)
    await memory.settings.set_daily(1, DAILY)
    assert len(await claimed(dailies)) == 1
    earlier, later = DailyQuote(10, "11:00", "UTC"), DailyQuote(10, "13:00", "UTC")
    await memory.settings.set_daily(1, earlier)
    assert await dailies.begin(1, earlier) is None
    assert await dailies.following(1, earlier) == Following(NOON + timedelta(hours=23), has_come_today=True)
    assert await claimed(dailies) == []
    await memory.settings.set_daily(1, later)
    assert await dailies.begin(1, later) is None
    assert await dailies.following(1, later) == Following(NOON + timedelta(hours=25), has_come_today=True)
    watch.now += timedelta(hours=25)
    assert len(await claimed(dailies)) == 1


async def test_a_first_time_still_to_come_is_for_today(memory: Memory, answering: Answering) -> None:
    """There was none before."""
    dailies, later = Dailies(answering, memory), DailyQuote(10, "13:00", "UTC")
    assert await dailies.begin(1, later) is None
    assert await dailies.following(1, later) == Following(NOON + timedelta(hours=1), has_come_today=False)


async def test_a_first_time_that_has_passed_is_due_at_once(memory: Memory, answering: Answering) -> None:
    """However long ago it passed, once."""
    dailies, earlier = Dailies(answering, memory), DailyQuote(10, "00:05", "UTC")
    await memory.settings.set_daily(1, earlier)
    due = await dailies.begin(1, earlier)
    assert due == Due(1, earlier, NOON.date())
    assert await dailies.claim(due)
    assert await dailies.claim(due) is None
    assert await dailies.begin(1, earlier) is None


async def test_a_deck_that_cannot_be_read_begins_anew(memory: Memory, answering: Answering) -> None:
    """Somebody has edited the database; a zone of another machine is none here."""
    await memory.put_value(daily_key(1), "{broken")
    await memory.settings.set_daily(1, DAILY)
    assert len(await claimed(Dailies(answering, memory))) == 1
    assert schedule_of(DailyQuote(10, "12:00", "Mars/Crater")) is None
    assert await Dailies(answering, memory).begin(1, DailyQuote(10, "12:00", "Mars/Crater")) is None


def test_zones_by_what_people_type() -> None:
    """The city will do; places go before formulas."""
    assert zone_named("europe/berlin") == zone_named("Berlin") == "Europe/Berlin"
    assert zone_named("new york") == "America/New_York"
    assert zone_named("utc") == "UTC"
    assert zone_named("../../etc/passwd") is zone_named("") is None
    assert zones_like("berl", 5)[0] == "Europe/Berlin"
    assert zones_like("new yo", 1) == ["America/New_York"]
    assert len(zones_like("", 25)) == 25
