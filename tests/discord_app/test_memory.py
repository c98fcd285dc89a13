"""The bot answers whatever becomes of its memory, and keeps nobody's name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.records import KEY_BYTES
from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.database_worker import DatabaseWorker
from bot.service.memory import Memory
from bot.state.database import Database
from bot.state.postgres import PostgresServer
from bot.state.sqlite import NAME
from bot.state.store import Store
from tests.conftest import memory_in
from tests.postgres import Cluster
from tests.standin import StandIn
from tests.standin.launch import running
from tests.state.clock import Clock
from tests.state.values import question, reply
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's degree?"
COMMANDS = r"/commands$"
Break = Callable[[Path], None]


def replace(path: Path) -> None:
    """With what is no database; out of the files beside it, SQLite would make it whole again."""
    for file in path.parent.glob(f"{NAME}*"):
        file.unlink()
    path.write_bytes(b"no database at all " * 1000)


def delete(path: Path) -> None:
    path.unlink()


def block(path: Path) -> None:
    """A folder stands where the database was."""
    for file in path.parent.glob(f"{NAME}*"):
        file.unlink()
    path.mkdir()


async def assert_it_answers(discord: StandIn, asked: str = MASTERS) -> None:
    """A command, a mention, and a question back."""
    asker = discord.person("asker")
    assert "Alexey Grigorev" in (await asker.slash("ask", question=asked)).text
    answer = await discord.reply_to(asker.says("general", asked, mentions=[discord.bot]))
    assert "Alexey Grigorev" in answer.content
    assert (await discord.reply_to(asker.says("general", "and a PhD?", reply_to=answer))).content


@pytest.mark.parametrize("breaks", [replace, block], ids=["garbage", "a folder"])
async def test_a_database_that_breaks_stops_no_answer(
    breaks: Break, discord: StandIn, bot: Bot, memory: Memory, tmp_path: Path
) -> None:
    """What is lost meanwhile is counted."""
    breaks(tmp_path / "state" / NAME)
    await assert_it_answers(discord)
    memory.keep_unanswered(question())
    await until(lambda: memory.lost["unanswered"] >= 1)  # the dialogue before may have left a question too
    assert not memory.is_writable
    await assert_it_answers(discord, "How much does a PhD matter?")


async def test_a_server_that_dies_stops_no_answer(
    discord: StandIn, answering: Answering, tmp_path: Path, postgres_to_kill: Cluster
) -> None:
    """PostgreSQL, killed while the bot runs; once it is back, everything is kept again."""
    clock = Clock()
    store = Store(Database(PostgresServer(postgres_to_kill.new(), tmp_path), clock))
    async with (
        Memory(store, lambda: b"k" * KEY_BYTES, worker=DatabaseWorker(60, 60)) as memory,
        running(Bot(answering, memory), discord),
    ):
        assert await memory.put_value("k", "before")
        postgres_to_kill.kill()
        await assert_it_answers(discord)
        memory.keep_unanswered(question())
        await until(lambda: memory.lost["unanswered"] >= 1)
        assert not memory.is_writable
        postgres_to_kill.start()
        clock.now_s += 60
        await assert_it_answers(discord, "How much does a PhD matter?")
        assert await memory.value("k") == "before"
        assert await memory.put_value("k", "after")
        assert memory.is_writable


async def test_a_database_that_is_deleted_is_made_anew(
    discord: StandIn, bot: Bot, memory: Memory, tmp_path: Path
) -> None:
    """Nothing more is lost than what was in it."""
    delete(tmp_path / "state" / NAME)
    await assert_it_answers(discord)
    assert await memory.put_value("k", "v")
    assert await memory.value("k") == "v"
    assert memory.lost == {}


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """`locked()`: another process writes, until the test ends."""
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("ATTACH ? AS theirs", [str(tmp_path / "state" / NAME)])
        yield lambda: other.execute("BEGIN IMMEDIATE") and other.execute("CREATE TABLE theirs.x (y)") and None
        other.rollback()


async def test_a_lock_keeps_nobody_waiting(
    discord: StandIn, bot: Bot, memory: Memory, locked: Callable[[], None]
) -> None:
    """Nor is anything lost, if it does not last."""
    locked()
    memory.remember_reply(reply())
    await assert_it_answers(discord)
    assert not await memory.replies_to(100)
    assert memory.lost == {}


@pytest.mark.parametrize("breaks", [replace, block], ids=["garbage", "a folder"])
async def test_it_starts_with_a_broken_database(
    breaks: Break, discord: StandIn, answering: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One sentence says what is wrong and what to do."""
    breaks(tmp_path / NAME)
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        await assert_it_answers(discord)
    told = [record.getMessage() for record in caplog.records if record.name == "bot.service.database_worker"]
    assert [sentence.startswith(f"The database {tmp_path / NAME} cannot be used") for sentence in told] == [True] * 2
    assert ["(opening cannot be kept)" in told[0], "(single cannot be read)" in told[1]] == [True, True]


async def test_a_restart_with_a_full_memory(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """Everything is there, and Discord is left alone."""
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        memory.remember_reply(reply(kept_at=memory.now()))
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        assert await memory.replies_to(100)
    assert len(discord.requests.to("PUT", COMMANDS)) == 1


async def test_nobody_is_in_the_files(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """After a dialogue no id of a member stands there, as text or as a number; nor what they asked and got answered."""
    asker = discord.person("asker").user
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        await assert_it_answers(discord)
        person = memory.digests.of_person(asker.id)
        memory.remember_reply(reply(asker=person))
        memory.keep_unanswered(question(asker=person))
        await memory.put_value("k", "v")
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    kept += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert person.encode() in kept
    assert MASTERS.encode() not in kept
    for written in (str(asker.id).encode(), asker.id.to_bytes(8, "big"), asker.id.to_bytes(8, "little")):
        assert written not in kept
