"""What all tests share: the shipped knowledge, and the reference data that a user's clone lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from bot.app import build_memory, build_snapshot, policy_of, shipped_knowledge
from bot.cli import main
from bot.config import Config, State
from bot.service.answering import Answering
from bot.service.database_worker import DatabaseWorker
from bot.service.memory import Memory, utc_now
from bot.service.snapshots import Live, Snapshot
from bot.state.database import Database
from bot.state.postgres import PostgresServer
from bot.state.store import Store
from tests import postgres as servers

ROOT = Path(__file__).parent.parent
REFERENCE_DATA = ROOT / os.environ.get("REFERENCE_DATA", "../shared")

# What a developer has fetched must not change what the tests see; those that want the real weights look for them.
os.environ["ONTHERECORD_WEIGHTS"] = str(ROOT / "no-weights")

# Many tests start interpreters: what one has compiled, the next need not compile again, whatever the environment says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes says more about the machine than about the code.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.load_profile("quick")

Reference = Callable[[str, str], Path]


@pytest.fixture(scope="session")
def reference() -> Reference:
    """`reference(file, unproved)`: a file of the reference data; without the data the test is skipped, and says so."""

    def find(name: str, unproved: str) -> Path:
        path = REFERENCE_DATA / name
        if path.exists():
            return path
        if REFERENCE_DATA.is_dir():
            pytest.fail(f"{REFERENCE_DATA} is there, but lacks {name}")
        pytest.skip(f"{name} is missing (REFERENCE_DATA names its folder), so it stays unproved that {unproved}")

    return find


@pytest.fixture(scope="session")
def reference_data() -> Path | None:
    """The folder of the reference data, None where there is none."""
    return REFERENCE_DATA if REFERENCE_DATA.is_dir() else None


def call(*args: str, given: str | bytes = "", **environ: str) -> Result:
    """The program with these arguments, standard input and variables: its exit code, and what it printed and told.

    It runs in this process; whatever is no ending that it means to have is raised.
    """
    runner = CliRunner(env={"DISCORD_TOKEN": None, "DISCORD_TOKEN_FILE": None, **environ})
    return runner.invoke(main, args, input=given, catch_exceptions=False)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The shipped knowledge, admitted and indexed."""
    return build_snapshot(shipped_knowledge())


@pytest.fixture
def answering(snapshot: Snapshot) -> Answering:
    return Answering(Live(snapshot), policy_of(Config()))


def memory_in(folder: Path, now: Callable[[], datetime] = utc_now) -> Memory:
    """What a bot remembers whose state is in this folder; it has patience with a busy machine."""
    memory = build_memory(Config(state=State(str(folder))), DatabaseWorker(60, 60))
    memory.now = now
    return memory


@pytest.fixture
def now() -> Callable[[], datetime]:
    """The clock of what is remembered."""
    return utc_now


@pytest.fixture
async def memory(tmp_path: Path, now: Callable[[], datetime]) -> AsyncIterator[Memory]:
    """Empty, and open."""
    async with memory_in(tmp_path / "state", now) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Cluster]:
    """A PostgreSQL server for all tests of this process; skipped where it is not installed, and it says so."""
    if why := servers.missing():
        pytest.skip(f"{why}, so it stays unproved that all of it works with PostgreSQL as well")
    with servers.cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_to_kill(postgres: servers.Cluster) -> Iterator[servers.Cluster]:
    """Another one, which nobody else uses."""
    with servers.cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_template(postgres: servers.Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables, to be copied: quicker than migrating each."""
    url = postgres.new()
    store = Store(Database(PostgresServer(url, tmp_path_factory.mktemp("copies"))))
    store.open()
    store.close()
    return url.rpartition("/")[2]


@pytest.fixture
def postgres_url(postgres: servers.Cluster, postgres_template: str) -> str:
    """Of a database with all tables and nothing in them."""
    return postgres.new(postgres_template)
