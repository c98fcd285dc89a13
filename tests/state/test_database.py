"""What happens to a database while the bot runs: it says what is wrong, and is used again once it is mended."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.errors import StateError
from bot.state.database import Database
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from tests.state.clock import Clock
from tests.state.conftest import Opens
from tests.state.values import question, reply


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / NAME


@pytest.fixture
def database(path: Path, clock: Clock) -> Iterator[Database]:
    made = Database(SqliteFile(path, patience_s=0.1), clock)
    yield made
    made.close()


def test_it_is_for_the_bots_user_alone(store: Store, path: Path) -> None:
    """Folder and files: there are people's questions in it."""
    store.unanswered.add(question())
    assert [found.stat().st_mode & 0o77 for found in (path.parent, *path.parent.iterdir())] == [0] * 4


def test_closed_it_leaves_no_connection_open(opens: Opens) -> None:
    """Also one that is in use at that moment, as soon as it no longer is."""
    database = opens()
    with database.reading() as connection:
        in_use = connection.connection.driver_connection
        database.close()
    with pytest.raises(database.engine.dialect.loaded_dbapi.Error, match="closed"):
        in_use.execute("SELECT 1")


def test_deleted_it_is_made_anew(store: Store, path: Path) -> None:
    """An open connection would go on with a file that nobody can see."""
    store.replies.add(reply())
    path.unlink()
    store.replies.add(reply(question_message=101))
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT question_message FROM replies").fetchall() == [(101,)]


def test_deleted_with_its_folder(store: Store, path: Path) -> None:
    """As well."""
    store.replies.add(reply())
    shutil.rmtree(path.parent)
    store.replies.add(reply(question_message=101))
    assert path.exists()


def test_a_copy_put_in_its_place_is_used(store: Store, path: Path, tmp_path: Path) -> None:
    """Without a restart."""
    store.replies.add(reply())
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(tmp_path / "copy")) as copy:
        source.backup(copy)
    store.replies.forget_message(100)
    (tmp_path / "copy").replace(path)
    for rest in path.parent.glob("*-*"):
        rest.unlink()
    assert store.replies.of_question(100) == (reply(),)


@pytest.mark.parametrize("is_replaced", [True, False], ids=["replaced", "overwritten"])
def test_garbage_is_told(is_replaced: bool, store: Store, path: Path, clock: Clock) -> None:
    """And no longer once it has gone, and some seconds have."""
    store.replies.add(reply())
    store.close()
    if is_replaced:
        path.unlink()
    path.write_bytes(b"no database at all " * 1000)
    for _ in range(2):
        with pytest.raises(StateError, match=r"ontherecord.db cannot be used: file is not a database. Move it away"):
            store.replies.add(reply())
    path.unlink()
    clock.now_s += 60
    store.replies.add(reply())
    assert store.replies.of_question(100) == (reply(),)


def test_garbage_in_the_middle_is_told(store: Store, path: Path) -> None:
    """A page that is none any longer."""
    for number in range(200):
        store.replies.add(reply(question_message=number))
    store.close()
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    path.write_bytes(data)
    with pytest.raises(StateError, match=r"cannot be used: .*malformed\. Move it away"):
        store.replies.add(reply())


def test_after_a_failure_it_is_left_alone_for_a_while(store: Store, path: Path, clock: Clock) -> None:
    """Each question would try to open it otherwise."""
    path.parent.mkdir()
    path.write_bytes(b"garbage " * 100)
    with pytest.raises(StateError):
        store.open()
    path.unlink()
    with pytest.raises(StateError, match="not a database"):
        store.open()
    clock.now_s += 60
    store.open()


def test_a_folder_that_cannot_be_made_is_told(path: Path) -> None:
    """With the reason."""
    path.parent.write_text("a file")
    with pytest.raises(StateError, match=r"ontherecord.db cannot be used: File exists\."):
        Store(Database(SqliteFile(path))).open()


@contextmanager
def pragma(database: Database, statement: str) -> Iterator[None]:
    """Every new connection is given it."""

    def given(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(statement)

    database.engine.dispose()
    event.listen(database.engine, "connect", given)
    yield
    event.remove(database.engine, "connect", given)
    database.engine.dispose()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("PRAGMA max_page_count=1", "database or disk is full. Make room on its disk."),
        ("PRAGMA query_only=ON", "attempt to write a readonly database. Look whether the bot may write there."),
    ],
    ids=["full", "read-only"],
)
def test_it_can_be_read_where_it_cannot_be_written(
    statement: str, sentence: str, store: Store, database: Database
) -> None:
    """What is refused is told, and works again when the cause has gone."""
    store.unanswered.add(question())
    with pragma(database, statement):
        with pytest.raises(StateError, match=f"cannot be used: {sentence}"):
            store.unanswered.add(question(text="x" * 100_000))
        assert len(store.unanswered.open_ones()) == 1
    store.unanswered.add(question(text="x" * 100_000))
    assert len(store.unanswered.open_ones()) == 2


def test_a_lock_is_told_and_does_not_keep_from_reading(store: Store, path: Path) -> None:
    """Another process writes for longer than the bot's patience."""
    store.replies.add(reply())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match=r"database is locked\. Another program holds it."):
            store.replies.add(reply())
        assert store.replies.of_question(100) == (reply(),)
    store.replies.add(reply())


def test_half_a_write_is_none(store: Store, database: Database) -> None:
    """A reply without its quotes would be worse than no reply."""
    store.open()
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE reply_quotes RENAME COLUMN quote TO gone")
    with pytest.raises(StateError):
        store.replies.add(reply())
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM replies").scalar() == 0
