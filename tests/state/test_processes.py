"""Several processes on one database: one has a role, and all hear what another has set."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from subprocess import PIPE
from threading import Event, Thread

import pytest

from bot.core.records import ChannelMode, ServerSettings
from bot.errors import StateError
from bot.state.database import Database
from bot.state.postgres import PostgresServer
from bot.state.sqlite import SqliteFile
from bot.state.store import Store
from tests.postgres import Cluster
from tests.state.conftest import Opens

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 60
HOLDING = """
import sys
from pathlib import Path
from bot.state.database import Database
from bot.state.postgres import PostgresServer
from bot.state.sqlite import SqliteFile
from bot.state.store import Store
print(Store(Database({backend})).hold("duties"), flush=True)
sys.stdin.read()
"""


def test_one_has_a_role_until_it_ends(opens: Opens) -> None:
    """Another role is another matter."""
    first, second = opens(), opens()
    one, other = Store(first), Store(second)
    assert [one.hold("duties"), other.hold("duties"), one.hold("duties")] == [True, False, True]
    assert other.hold("else")
    first.close()
    assert other.hold("duties")


def test_a_role_is_taken_over_from_the_dead(opens: Opens) -> None:
    """Killed without a word."""
    database = opens()
    backend = database.backend
    arguments = f"Path({str(backend.path)!r})" if isinstance(backend, SqliteFile) else f"{_url(backend)!r}, Path()"
    made = f"{type(backend).__name__}({arguments})"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING.format(backend=made)], cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "True\n"
        assert not Store(database).hold("duties")
        process.kill()
    while not Store(database).hold("duties"):  # the server has to notice
        pass


def _url(backend: PostgresServer) -> str:
    return backend.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_role_goes_with_the_server(postgres_to_kill: Cluster, tmp_path: Path) -> None:
    """Whoever had it has to ask again, as everybody has."""
    url = postgres_to_kill.new()
    one, other = (Store(Database(PostgresServer(url, tmp_path))) for _ in range(2))
    assert one.hold("duties")
    postgres_to_kill.kill()
    with pytest.raises(StateError):
        one.hold("duties")
    postgres_to_kill.start()
    assert other.hold("duties")
    assert not one.hold("duties")
    one.close()
    other.close()


@pytest.fixture
def heard(opens: Opens) -> Iterator[Queue[int | None]]:
    """What another process hears, which listens already."""
    stop, news = Event(), Queue[int | None]()
    store = Store(opens())

    def listen() -> None:
        for guild in store.settings_changed(stop):
            news.put(guild)

    thread = Thread(target=listen)
    thread.start()
    assert news.get(timeout=PATIENCE_S) is None  # whatever was set before
    yield news
    stop.set()
    thread.join()


def test_what_one_sets_another_hears(opens: Opens, heard: Queue[int | None]) -> None:
    """Each server by its id, also one that is forgotten."""
    store = Store(opens())
    for guild in (1, 2):
        store.settings.set_mode(guild, 10, ChannelMode.OFF)
        assert heard.get(timeout=PATIENCE_S) == guild
    store.forget_guild(2)
    assert heard.get(timeout=PATIENCE_S) == 2
    assert store.settings.get(2) == ServerSettings()


def test_of_several_at_once_none_is_missed(opens: Opens, heard: Queue[int | None]) -> None:
    """Each is heard by its id, or that any may have changed."""
    store, changed = Store(opens()), {1, 2, 3, 4, 5}
    for guild in changed:
        store.settings.set_mode(guild, 10, ChannelMode.OFF)
    known: set[int] = set()
    while known != changed:
        guild = heard.get(timeout=PATIENCE_S)
        known |= changed if guild is None else {guild}


def test_what_one_sets_it_does_not_hear_itself(opens: Opens) -> None:
    """What holds already is not read again."""
    store, other = Store(opens()), Store(opens())
    stop = Event()
    news = store.settings_changed(stop)
    assert next(news) is None
    found: Queue[int | None] = Queue()

    def listen() -> None:
        found.put(next(news))

    thread = Thread(target=listen)
    thread.start()
    while found.empty():  # it may not listen yet
        store.settings.set_mode(1, 10, ChannelMode.OFF)
        other.settings.set_mode(2, 10, ChannelMode.OFF)
    thread.join()
    news.close()
    assert found.get() in (2, None)  # None: one of several, any of which it may be


def test_a_server_that_was_away_may_have_kept_something_back(postgres_to_kill: Cluster, tmp_path: Path) -> None:
    """So nothing is taken for known any longer."""
    stop = Event()
    store = Store(Database(PostgresServer(postgres_to_kill.new(), tmp_path)))
    news = store.settings_changed(stop)
    assert next(news) is None
    thread = Thread(target=lambda: (postgres_to_kill.kill(), postgres_to_kill.start()))
    thread.start()
    assert next(news) is None
    thread.join()
    news.close()
    store.close()
