"""PostgreSQL while the bot runs: what is wrong is told without a password, and it is used again once it is back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import cast

import pytest
import sqlalchemy as sa

from bot.errors import ConfigError, StateError
from bot.state.database import STEPS, Database, Steps
from bot.state.postgres import PostgresServer
from bot.state.store import Store
from tests.postgres import Cluster
from tests.state.clock import Clock
from tests.state.conftest import NEXT
from tests.state.values import question, reply

ROOT = Path(__file__).parent.parent.parent
STARTING = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from bot.state.database import Database
from bot.state.postgres import PostgresServer
from bot.state.store import Store
print("ready", flush=True)
store = Store(Database(PostgresServer({url!r}, Path({copies!r}), patience_s=60)))
sys.stdin.read(1)
print(store.single.put_if("first", None, "me", datetime.now(UTC)))
"""


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return tmp_path / "state"


Opened = Callable[..., Store]


@pytest.fixture
def opened(copies: Path) -> Iterator[Opened]:
    """`opened(url)`: what is kept there, closed when the test ends."""
    with ExitStack() as stack:

        def store(url: str, patience_s: float = 10, clock: Clock | None = None) -> Store:
            made = Store(Database(PostgresServer(url, copies, patience_s), clock or Clock()))
            stack.callback(made.close)
            return made

        yield store


@pytest.fixture
def store(postgres_url: str, opened: Opened) -> Store:
    return opened(postgres_url)


def test_killed_it_is_told_and_used_again(postgres_to_kill: Cluster, opened: Opened) -> None:
    """Where it is, what to do, and some seconds later the rows are there."""
    clock = Clock()
    store = opened(postgres_to_kill.new(), clock=clock)
    store.replies.add(reply())
    postgres_to_kill.kill()
    for _ in range(2):
        with pytest.raises(StateError, match=r"^The database test1 on 127\.0\.0\.1 cannot be used: .*Start the server"):
            store.replies.of_question(100)
    postgres_to_kill.start()
    clock.now_s += 60
    assert store.replies.of_question(100) == (reply(),)
    postgres_to_kill.kill()
    postgres_to_kill.start()
    store.replies.add(reply(question_message=101))  # nothing is lost where nobody looked meanwhile


def test_dropped_and_made_anew_it_has_its_tables(postgres: Cluster, opened: Opened) -> None:
    """Without a restart of the bot."""
    url = postgres.new()
    name = url.rpartition("/")[2]
    store = opened(url)
    store.replies.add(reply())
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    with pytest.raises(StateError, match='relation "replies" does not exist'):
        store.replies.add(reply(question_message=101))
    assert not store.replies.of_question(100)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("", "Set PGPASSWORD in the environment"), ("hunter-2", "Look at state.url, or at PGPASSWORD in the environment")],
    ids=["none", "wrong"],
)
def test_no_password_is_ever_told(password: str, sentence: str, postgres_to_kill: Cluster, opened: Opened) -> None:
    """A wrong one neither."""
    postgres_to_kill.execute("CREATE USER locked PASSWORD 'right'")
    url = postgres_to_kill.url("postgres", f"locked:{password}" if password else "locked")
    with pytest.raises(StateError, match=sentence) as error:
        opened(url).open()
    assert "hunter-2" not in f"{error.value} {error.value.__cause__} {error.value.__context__}"


def test_the_password_may_come_from_the_environment(
    postgres_to_kill: Cluster, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As PostgreSQL's own programs take it."""
    postgres_to_kill.execute("CREATE USER locked PASSWORD 'right'")
    postgres_to_kill.execute("GRANT ALL ON SCHEMA public TO locked")
    monkeypatch.setenv("PGPASSWORD", "right")
    opened(postgres_to_kill.url("postgres", "locked")).open()


def test_a_database_that_is_not_there_is_told(postgres: Cluster, opened: Opened) -> None:
    """It is for whoever owns the server to make it."""
    with pytest.raises(
        StateError, match=r'absent on 127.* database "absent" does not exist\. .* make it with createdb'
    ):
        opened(postgres.url("absent")).open()


def test_without_its_driver_it_says_what_to_install(copies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, at the start."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError, match=r"pip install 'ontherecord\[postgres\]'"):
        PostgresServer("postgresql:///bot", copies)


def test_it_can_be_read_where_it_cannot_be_written(store: Store, postgres: Cluster, postgres_url: str) -> None:
    """A standby, say."""
    store.unanswered.add(question())
    name = postgres_url.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    store.close()
    with pytest.raises(StateError, match=r"read-only transaction\. It is a standby"):
        store.unanswered.add(question())
    assert len(store.unanswered.open_ones()) == 1


@contextmanager
def in_haste(store: Store) -> Iterator[None]:
    """Within, nothing waits for a lock as long as a patient bot does."""
    engine = cast("PostgresServer", store._database.backend).engine
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "10s"

    def hurry(connection: sa.Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 200")

    sa.event.listen(engine, "begin", hurry)
    yield
    sa.event.remove(engine, "begin", hurry)


def test_a_lock_is_told_and_does_not_keep_from_reading(store: Store, postgres_url: str, copies: Path) -> None:
    """Another program holds the table for longer than the bot's patience."""
    store.replies.add(reply())
    other = PostgresServer(postgres_url, copies)
    with other.engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE replies IN EXCLUSIVE MODE")
        with in_haste(store), pytest.raises(StateError, match="canceling statement due to lock timeout"):
            store.replies.add(reply())
        assert store.replies.of_question(100) == (reply(),)
    store.replies.add(reply())
    other.engine.dispose()


def test_several_processes_start_at_once(postgres: Cluster, copies: Path) -> None:
    """One migrates, the others wait for it, and each can write."""
    command = [sys.executable, "-c", STARTING.format(url=postgres.new(), copies=str(copies))]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True))
            for _ in range(4)
        ]
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * 4
        for process in processes:
            process.stdin.close()  # go
        assert sorted(process.stdout.read() for process in processes) == ["False\n"] * 3 + ["True\n"]


@pytest.fixture
def dumping(postgres: Cluster) -> None:
    if not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not on the path, so it stays unproved that a copy is made before an update")


@pytest.mark.usefixtures("dumping", "later")
def test_an_update_keeps_what_is_there_and_a_copy(
    postgres: Cluster, postgres_url: str, opened: Opened, copies: Path
) -> None:
    """The copy can be put back, and is of before."""
    name = postgres_url.rpartition("/")[2]
    store = opened(postgres_url)
    store.replies.add(reply())
    assert store.replies.of_question(100) == (reply(),)
    assert postgres.execute("SELECT version_num FROM alembic_version", name) == "0999"
    copy = copies / f"{name}.before-0999.sql"
    assert copy.stat().st_mode & 0o77 == 0
    store._database.backend.put_back(copy)
    assert postgres.execute("SELECT version_num FROM alembic_version", name) == STEPS.head


@pytest.mark.usefixtures("dumping")
def test_an_update_that_fails_changes_nothing(
    postgres: Cluster, postgres_url: str, opened: Opened, later: Steps
) -> None:
    """All of its steps are undone, and the version before can go on."""
    (later.folder / "versions" / "r0999.py").write_text(NEXT.format(more="op.execute('SELECT nonsense')"))
    with pytest.raises(StateError, match='column "nonsense" does not exist'):
        opened(postgres_url).open()
    name = postgres_url.rpartition("/")[2]
    assert postgres.execute("SELECT version_num FROM alembic_version", name) == STEPS.head
    assert "colour" not in postgres.execute("SELECT column_name FROM information_schema.columns", name)


@pytest.mark.usefixtures("later")
def test_an_update_without_a_copy_is_not_made(
    postgres: Cluster, postgres_url: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no program to make it."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StateError, match=r"not brought up to date without a copy\. pg_dump is not installed"):
        opened(postgres_url).open()


def test_a_database_of_tomorrow_is_refused(postgres: Cluster, postgres_url: str, opened: Opened) -> None:
    """In one sentence."""
    postgres.execute("UPDATE alembic_version SET version_num = '9999'", postgres_url.rpartition("/")[2])
    with pytest.raises(
        StateError, match=rf"newer version of this program \(revision 9999; this one knows up to {STEPS.head}\)"
    ):
        opened(postgres_url).open()


def test_a_database_of_another_program_is_refused(postgres: Cluster, opened: Opened) -> None:
    """Nothing is added to it."""
    url = postgres.new()
    postgres.execute("CREATE TABLE recipes (id int)", url.rpartition("/")[2])
    with pytest.raises(StateError, match="a database of another program"):
        opened(url).open()
