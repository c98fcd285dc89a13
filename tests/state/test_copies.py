"""A copy is the whole database, can be put back while it is in use, and is refused where it is none."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.errors import StateError
from bot.state.database import STEPS, Database
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from bot.state.tables import metadata
from tests.state.values import NOON, change, question, reply, vote

KEPT = "before-restore-20260504T120000"


@pytest.fixture(autouse=True)
def _programs(request: pytest.FixtureRequest) -> None:
    if "postgresql" in request.node.name and not (shutil.which("pg_dump") and shutil.which("psql")):
        pytest.skip("PostgreSQL's client programs are not on the path, so it stays unproved that copies are made")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "monday"


def fill(store: Store) -> None:
    """A row in each table."""
    store.replies.add(reply())
    store.settings.set_privacy(1, is_private=True)
    store.settings.set_privacy(1, 10, is_private=False)
    store.feedback.put(vote())
    store.unanswered.add(question())
    store.changes.append(change())
    store.single.put("k", "v", NOON)


def test_a_copy_is_put_back(database: Database, store: Store, copy: Path) -> None:
    """Whoever has the database open goes on with what was put back, and what was there before is not lost."""
    fill(store)
    database.backend.copy(copy)
    assert copy.stat().st_mode & 0o77 == 0
    store.replies.forget_message(100)
    store.single.put("k", "later", NOON)
    kept = database.restore(copy, NOON)
    assert kept == database.backend.path_for(KEPT)
    assert [*copy.parent.glob(f"{copy.name}*")] == [copy]  # nothing is left beside it for having been read
    assert store.replies.of_question(100) == (reply(),)
    assert store.single.get("k") == "v"
    store.replies.add(reply(question_message=101))
    database.restore(kept, NOON.replace(hour=13))
    assert store.single.get("k") == "later"
    assert (store.replies.of_question(100), store.replies.of_question(101)) == ((), ())


@pytest.mark.parametrize("text", ["", "no copy at all; " * 1000], ids=["empty", "garbage"])
def test_what_is_no_copy_is_refused(text: str, database: Database, store: Store, tmp_path: Path) -> None:
    """And nothing is changed."""
    fill(store)
    (tmp_path / "wrong").write_text(text)
    with pytest.raises(StateError):
        database.restore(tmp_path / "wrong", NOON)
    with pytest.raises(StateError, match="There is no file"):
        database.restore(tmp_path / "absent", NOON)
    assert store.replies.of_question(100) == (reply(),)


def test_a_copy_of_tomorrow_is_refused(database: Database, store: Store, copy: Path) -> None:
    """Nothing is changed, although it is one of our own."""
    fill(store)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.backend.copy(copy)
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{STEPS.head}'")
    with pytest.raises(StateError, match=r"newer version of this program \(revision 9999"):
        database.restore(copy, NOON)
    assert store.replies.of_question(100) == (reply(),)


def test_half_a_copy_is_refused(database: Database, store: Store, copy: Path) -> None:
    """Its disk was full, say."""
    fill(store)
    database.backend.copy(copy)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(StateError, match="is no whole copy of this program's database, so nothing was changed"):
        database.restore(copy, NOON)
    assert store.replies.of_question(100) == (reply(),)


def test_an_old_copy_is_brought_up_to_date(
    database: Database, store: Store, copy: Path, request: pytest.FixtureRequest
) -> None:
    """As an old database is."""
    fill(store)
    database.backend.copy(copy)
    request.getfixturevalue("later")
    database.restore(copy, NOON)
    assert database.upgrade() == "0999"
    assert store.replies.of_question(100) == (reply(),)


def test_a_copy_takes_the_place_of_a_broken_file(tmp_path: Path) -> None:
    """Which is moved away, not lost."""
    path = tmp_path / NAME
    with closing(Database(SqliteFile(path))) as database:
        fill(Store(database))
        database.backend.copy(tmp_path / "copy")
    path.write_bytes(b"no database at all " * 1000)
    with closing(Database(SqliteFile(path))) as database:
        assert database.restore(tmp_path / "copy", NOON) is None
        assert Store(database).replies.of_question(100) == (reply(),)
    assert path.with_name(f"{NAME}.broken").read_bytes().startswith(b"no database")


def test_everything_is_exported(database: Database, store: Store) -> None:
    """Each row of each table, as it stands there."""
    fill(store)
    found = list(database.rows())
    assert {row["table"] for row in found} == {table.name for table in metadata.sorted_tables}
    assert {"table": "single", "key": "k", "value": "v", "updated_at": NOON.isoformat()} in found
    assert json.dumps(found)


def test_the_verbs(tmp_path: Path) -> None:
    """What they do and say, in a folder where nothing is yet."""
    (tmp_path / "config.yaml").write_text("state: {folder: state}\n")

    def call(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["db", *arguments, "--config", str(tmp_path / "config.yaml")])
        assert done.exit_code == 0, done.output
        return done.output

    path, copy = tmp_path / "state" / NAME, tmp_path / "monday.db"
    assert call("upgrade").startswith(f"The database {path} is up to date, at revision 0")
    store = Store(Database(SqliteFile(path)))
    fill(store)
    store.close()
    assert call("backup", str(copy)) == f"{copy} is a copy of the database {path}.\n"
    path.unlink()
    assert call("restore", str(copy)).endswith("What was there before could not be read.\n")
    assert len(call("export").splitlines()) == 12
