"""Memory before the event loop: nothing raises, nothing waits for long, what is lost is counted and told once."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.records import KEY_BYTES, ChannelMode, DailyQuote, QuestionStatus, ServerSettings, Tally
from bot.errors import StateError
from bot.service.database_worker import DatabaseWorker
from bot.service.memory import KEPT_FOR, Memory
from bot.state.database import Database
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from tests.conftest import memory_in
from tests.state.values import NOON, change, question, reply, statuses, vote


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(Database(SqliteFile(tmp_path / "state" / NAME)))) as made:
        yield made


@pytest.fixture
async def memory(store: Store) -> AsyncIterator[Memory]:
    """Of a bot that has all the time in the world, at noon."""
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, DatabaseWorker(60, 60)) as opened:
        yield opened


@pytest.fixture
async def hasty(store: Store) -> AsyncIterator[Memory]:
    """Of a bot that waits for nothing."""
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, DatabaseWorker(0.01, 0.01)) as opened:
        yield opened


async def settled(memory: Memory) -> None:
    """All that was to be kept soon has been."""
    await memory.put_value("settled", "")


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    """`hung()`: from then on the database does not come back, until the test ends. Who tried is listed."""
    goes_on = threading.Event()
    opened = Database._open
    tried: list[str] = []

    def waiting(self: Database) -> None:
        tried.append(threading.current_thread().name)
        goes_on.wait(30)
        opened(self)

    def hang() -> list[str]:
        monkeypatch.setattr(Database, "_open", waiting)
        return tried

    yield hang
    goes_on.set()


async def test_what_is_kept_is_found(memory: Memory, tmp_path: Path) -> None:
    """In the order in which it came."""
    memory.remember_reply(reply())
    memory.vote(vote())
    memory.keep_unanswered(question())
    await settled(memory)
    assert await memory.replies_to(100) == (await memory.reply_in(201),) == (reply(),)
    assert await memory.repeat(10, "d" * 16, NOON) == reply()
    assert await memory.replies_with("a/two", NOON) == (reply(),)
    assert await memory.tallies() == {"a/one": Tally(1, 0)}
    [kept] = await memory.open_questions(guild=1)
    assert await memory.settle([kept.id], QuestionStatus.GIVEN) == 1
    assert statuses(tmp_path / "state")[QuestionStatus.GIVEN] == 1
    number = await memory.note_change(change())
    assert number
    assert await memory.change(number) == await memory.last_standing_change() == (await memory.history())[0]
    assert await memory.put_value_if("k", None, "v")
    assert not await memory.put_value_if("k", None, "v")
    assert await memory.value("k") == "v"
    assert memory.lost == {}


async def test_what_is_forgotten_is_gone(memory: Memory) -> None:
    """Even what was still waiting to be kept."""
    memory.remember_reply(reply())
    memory.forget_message(100)
    memory.keep_unanswered(question())
    found = await memory.forget_person("p" * 16)
    assert found
    assert (found.replies, found.questions) == (0, 1)
    personal = await memory.count_person("p" * 16)
    assert personal
    assert personal.total == 0


async def test_settings_are_read_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer waits for no SQL, as long as no other process changes them; direct messages have none."""
    monkeypatch.setattr(store, "settings_changed", lambda _: iter(()))
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, DatabaseWorker(60, 60)) as memory:
        assert await memory.settings.of(None) == await memory.settings.of(1) == ServerSettings()
        monkeypatch.setattr(Database, "reading", None)
        assert await memory.settings.set_mode(1, 10, ChannelMode.OFF)
        assert await memory.settings.set_privacy(1, is_private=True)
        assert await memory.settings.set_sources(1, ("a",))
        assert await memory.settings.set_daily(1, DailyQuote(12, "19:30", "UTC"))
        found = await memory.settings.of(1)
        assert (found.mode_of(10), found.is_private, found.sources) == (ChannelMode.OFF, True, ("a",))
        assert found.daily


async def test_many_servers_at_once_find_what_is_set_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """More of them than may wait for the database, right after the start."""
    guilds = range(1, 201)
    async with memory_in(tmp_path) as memory:
        for guild in guilds:
            await memory.settings.set_privacy(guild, is_private=True)
            await memory.settings.set_mode(guild, 10 * guild, ChannelMode.OFF)
    async with memory_in(tmp_path) as memory:
        found = await asyncio.gather(*map(memory.settings.of, guilds))
        assert found == [ServerSettings(is_private=True, modes={10 * guild: ChannelMode.OFF}) for guild in guilds]
        assert await memory.settings.of(201) == ServerSettings()
    assert "cannot be read" not in caplog.text


async def test_what_another_process_set_is_read_again(store: Store) -> None:
    """Of one server, or of all where nobody knows what was missed; also where nothing had been set."""
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, DatabaseWorker(60, 60)) as memory:
        assert await memory.settings.of(1) == await memory.settings.of(2) == ServerSettings()
        for guild in (1, 2):
            store.settings.set_privacy(guild, is_private=True)
        memory.settings.forget(1)
        assert (await memory.settings.of(1)).is_private
        memory.settings.forget(None)
        assert (await memory.settings.of(2)).is_private


async def test_what_is_changed_while_it_is_read_is_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another process, just when this one had read the former settings."""
    monkeypatch.setattr(store, "settings_changed", lambda _: iter(()))
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, DatabaseWorker(60, 60)) as memory:
        assert not (await memory.settings.of(1)).is_private
        memory.settings.forget(1)
        loop, get = asyncio.get_running_loop(), store.settings.get

        def overtaken(guild: int) -> ServerSettings:
            found = get(guild)
            store.settings.set_privacy(guild, is_private=True)
            loop.call_soon_threadsafe(memory.settings.forget, guild)
            return found

        with monkeypatch.context() as racing:
            racing.setattr(store.settings, "get", overtaken)
            await memory.settings.of(1)
        assert (await memory.settings.of(1)).is_private


async def test_settings_outlive_a_restart_and_not_the_server(tmp_path: Path) -> None:
    """All of them."""
    daily = DailyQuote(12, "19:30", "UTC")
    async with memory_in(tmp_path) as memory:
        await memory.settings.set_mode(1, 10, ChannelMode.OFF)
        await memory.settings.set_daily(1, daily)
        known = await memory.settings.of(1)
        person = memory.digests.of_person(7)
    async with memory_in(tmp_path) as memory:
        assert await memory.settings.of(1) == known
        assert await memory.settings.dailies() == {1: daily}
        assert memory.digests.of_person(7) == person
        assert await memory.forget_guild(1)
        assert await memory.settings.of(1) == ServerSettings()


async def test_what_is_set_holds_even_if_it_cannot_be_kept(hasty: Memory, hung: Callable[[], list[str]]) -> None:
    """A moderator who turns the bot off is obeyed; False says that it may not last."""
    hung()
    assert not await hasty.settings.set_mode(1, 10, ChannelMode.OFF)
    assert (await hasty.settings.of(1)).mode_of(10) is ChannelMode.OFF


async def test_what_is_old_is_dropped_at_the_start(store: Store) -> None:
    """Thirty days, then nobody can be asked about it."""
    store.replies.add(reply(kept_at=NOON - KEPT_FOR))
    store.replies.add(reply(question_message=101, kept_at=NOON - 2 * KEPT_FOR))
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, DatabaseWorker(60, 60)) as memory:
        await asyncio.sleep(0)  # the tidying has its turn
        await settled(memory)
        assert await memory.replies_to(100)
        assert not await memory.replies_to(101)


@pytest.mark.parametrize(("days", "kept"), [(0, []), (1, ["today"]), (60, ["today", "last month"])])
async def test_questions_are_kept_for_as_long_as_is_set(days: int, kept: list[str], store: Store) -> None:
    """Where that is no time at all, none is written down; replies stay for their thirty days."""
    store.unanswered.add(question(text="last month", kept_at=NOON - timedelta(days=31)))
    store.replies.add(reply(kept_at=NOON - timedelta(days=29)))
    all_the_time, kept_for = DatabaseWorker(60, 60), timedelta(days=days)
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON, all_the_time, kept_for) as memory:
        memory.keep_unanswered(question(text="today"))
        await settled(memory)
        assert [found.text for found in await memory.open_questions()] == kept
        assert await memory.replies_to(100)


async def test_another_key_is_told(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """Once: a second process has a key of its own, or the file was deleted."""
    for key, told in ((b"k", 0), (b"k", 0), (b"l", 1), (b"l", 1)):
        async with Memory(store, lambda key=key: key * KEY_BYTES, lambda: NOON, DatabaseWorker(60, 60)):
            assert caplog.text.count("digests.key is another one") == told


async def test_closing_keeps_what_was_waiting(tmp_path: Path) -> None:
    """All of it, as far as the disk takes it within the time that there is."""
    async with memory_in(tmp_path, lambda: NOON) as memory:
        for number in range(20):
            memory.remember_reply(reply(question_message=number))
    assert memory.lost == {}
    async with memory_in(tmp_path, lambda: NOON) as memory:
        assert await memory.replies_to(19)


async def test_nothing_is_read_once_it_is_closed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being read is read to its end before, also where nobody waits for it any longer."""
    asked, goes_on, done = threading.Event(), threading.Event(), list[str]()

    def of_question(_: int) -> None:
        asked.set()
        goes_on.wait(30)
        done.append("read")

    monkeypatch.setattr("bot.service.memory._CLOSING_S", 60.0)
    monkeypatch.setattr(store.replies, "of_question", of_question)
    monkeypatch.setattr(store, "close", lambda: done.append("closed"))
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON) as memory:
        waiting = asyncio.create_task(memory.replies_to(100))
        await asyncio.to_thread(asked.wait, 30)
        waiting.cancel()
        asyncio.get_running_loop().call_later(0.05, goes_on.set)
    assert done == ["read", "closed"]


@dataclass
class Crowd:
    """Replies that are to be written; none is before the disk goes on. `done`: `written` and `closed`."""

    done: list[str] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def add(self, _: object) -> None:
        self.begun.set()
        self.goes_on.wait(60)
        self.done.append("written")

    def go_on_after(self, step: Callable[..., None]) -> Callable[..., None]:
        """A step of the closing, right after which the disk goes on."""

        def followed(*arguments: object) -> None:
            step(*arguments)
            self.goes_on.set()

        return followed


@pytest.fixture
def crowd(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    waiting = Crowd()
    monkeypatch.setattr(store.replies, "add", waiting.add)
    monkeypatch.setattr(store, "close", lambda: waiting.done.append("closed"))
    yield waiting
    waiting.goes_on.set()


async def test_it_is_closed_also_where_no_place_is_left(
    store: Store, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After all that was waiting."""
    monkeypatch.setattr("bot.service.memory._CLOSING_S", 60.0)
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON) as memory:
        for _ in range(1200):
            memory.remember_reply(reply())
        writes = memory._worker._writes
        monkeypatch.setattr(writes, "end", crowd.go_on_after(writes.end))
    assert memory.lost["replies"] >= 190
    assert crowd.done == ["written"] * (1200 - memory.lost["replies"]) + ["closed"]


async def test_what_cannot_be_written_before_the_end_is_dropped(
    store: Store, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And counted, so that nothing is written to what was closed."""
    monkeypatch.setattr("bot.service.memory._CLOSING_S", 0.05)
    monkeypatch.setattr("bot.service.database_worker._DROPPING_S", 60.0)
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON) as memory:
        for _ in range(10):
            memory.remember_reply(reply())
        assert await asyncio.to_thread(crowd.begun.wait, 60)
        writes = memory._worker._writes
        monkeypatch.setattr(writes, "drop", crowd.go_on_after(writes.drop))
    assert crowd.done == ["written", "closed"]
    assert memory.lost["replies"] == 9


async def test_who_leads_is_found_out_before_the_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made in the state folder once the memory is closed, also by whoever no longer waits for the answer."""
    asked, goes_on, done = threading.Event(), threading.Event(), list[str]()

    def hold(_: str) -> bool:
        asked.set()
        goes_on.wait(30)
        done.append("held")
        return True

    monkeypatch.setattr("bot.service.memory._CLOSING_S", 60.0)
    monkeypatch.setattr(store, "hold", hold)
    monkeypatch.setattr(store, "close", lambda: done.append("closed"))
    async with Memory(store, lambda: b"k" * KEY_BYTES, lambda: NOON) as memory:
        waiting = asyncio.create_task(memory.leads())
        await asyncio.to_thread(asked.wait, 30)
        waiting.cancel()
        asyncio.get_running_loop().call_later(0.05, goes_on.set)
    assert done == ["held", "closed"]


async def test_a_database_that_hangs_costs_a_moment_and_then_nothing(
    hasty: Memory, hung: Callable[[], list[str]]
) -> None:
    """Once every reader is stuck, nobody waits for another."""
    tried = hung()
    while len(set(tried) & {"reading-0", "reading-1"}) < 2:
        assert not await hasty.replies_to(100)
    before = len(tried)
    assert [await hasty.replies_to(100) for _ in range(100)] == [()] * 100
    assert len(tried) == before


async def test_a_write_that_hangs_is_told_and_not_yet_lost(hasty: Memory, hung: Callable[[], list[str]]) -> None:
    """What comes after it has no time to wait."""
    tried = hung()
    while "writing-0" not in tried:
        await hasty.put_value("k", "v")
    assert not hasty.is_writable
    hasty.lost.clear()
    assert not await hasty.put_value("k", "w")
    assert hasty.lost == {"single": 1}


async def test_a_queue_has_an_end(memory: Memory, hung: Callable[[], list[str]]) -> None:
    """Memory does not grow without bounds; what finds no place is counted."""
    hung()
    for _ in range(1200):
        memory.remember_reply(reply())
    assert 190 <= memory.lost["replies"] <= 201


async def test_a_trouble_is_told_once_until_it_is_over(
    memory: Memory, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One line, whatever it keeps from being kept; and one when it is over."""
    caplog.set_level(logging.INFO, logger="bot.service")

    def broken(*_: object) -> None:
        raise StateError("The disk is on fire.")

    with monkeypatch.context() as patch:
        patch.setattr(store.replies, "add", broken)
        patch.setattr(store.feedback, "put", broken)
        for _ in range(3):
            memory.remember_reply(reply())
            memory.vote(vote())
        while sum(memory.lost.values()) < 6:
            await asyncio.sleep(0.001)
    memory.remember_reply(reply())
    await settled(memory)
    assert memory.lost == {"replies": 3, "feedback": 3}
    assert memory.is_writable
    assert [record.getMessage() for record in caplog.records] == [
        "The disk is on fire. The bot goes on without it (replies cannot be kept).",
        "replies can be kept again",
    ]


async def test_our_own_mistake_is_told_with_its_traceback(
    memory: Memory, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And raised at nobody."""
    monkeypatch.setattr(store.replies, "of_question", lambda _: 1 / 0)
    for _ in range(2):
        assert not await memory.replies_to(100)
    [record] = caplog.records
    assert "ZeroDivisionError" in record.getMessage()
    assert record.exc_info
