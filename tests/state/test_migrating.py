"""A database becomes what this program knows: once, whoever starts, and never backwards."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.errors import StateError
from bot.state.database import STEPS, Database, Steps, migrate
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from bot.state.tables import metadata
from tests.state.conftest import NEXT
from tests.state.values import NOON, change, reply

ROOT = Path(__file__).parent.parent.parent


def test_migrations_lead_to_the_tables(database: Database) -> None:
    """As the repositories know them, and as a new database gets them at once: nothing more, nothing less."""
    with database.engine.execution_options(writes=True, migrates=True).begin() as connection:
        migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        migrated = schema(connection)
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    Store(database).open()
    with database.engine.connect() as connection:
        assert schema(connection) == migrated


def schema(connection: Connection) -> dict[str, object]:
    """Every table with its columns, keys, constraints and indexes, as the database tells them."""
    look = inspect(connection)
    return {
        name: (
            sorted(
                (one["name"], str(one["type"]), one["nullable"], str(one["default"])) for one in look.get_columns(name)
            ),
            look.get_pk_constraint(name),
            look.get_indexes(name),
            look.get_unique_constraints(name),
        )
        for name in look.get_table_names()
    }


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A database of the first version, with one change in it."""
    with closing(Database(SqliteFile(tmp_path / NAME))) as database:
        Store(database).open()
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ALTER TABLE changes DROP COLUMN undo")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
            columns = "curator_id, curator, changed_at, why, kind, subject, file"
            values = "7, 'Kim', '2026-05-04 12:00:00', 'a slip', 'edit', 'a/one', 'a.yaml'"
            connection.exec_driver_sql(f"INSERT INTO changes ({columns}) VALUES ({values})")
            connection.commit()
    return tmp_path / NAME


def test_what_alembic_says_of_itself_stays_out_of_the_log(first: Path) -> None:
    """It is loaded for the update, and speaks at once."""
    opening = (
        "import logging, sys; from pathlib import Path; from bot.state.database import Database\n"
        "from bot.state.sqlite import SqliteFile; from bot.state.store import Store\n"
        "logging.basicConfig(level=logging.INFO); Store(Database(SqliteFile(Path(sys.argv[1])))).open()\n"
        "assert 'alembic' in sys.modules"
    )
    command = (sys.executable, "-c", opening, first)
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr
    assert told.splitlines() == [
        f"INFO:bot.state.database:the database is at revision {STEPS.head} now, it was at 0001"
    ]


def test_no_number_comes_twice(tmp_path: Path) -> None:
    """SQLite would give that of a row that is gone to the next one."""
    written(tmp_path / NAME)
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        counting = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY 1")
        names = [name for (name,) in counting]
        assert names == [table.name for table in metadata.sorted_tables if table.kwargs] == ["changes", "unanswered"]


def test_the_steps_are_those_of_the_folder() -> None:
    """So that Alembic need not be loaded to know them."""
    config = Config()
    config.set_main_option("script_location", str(STEPS.folder))
    found = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(step.revision for step in found)[::-1] == STEPS.revisions


def written(path: Path) -> None:
    """A database of today, with something in it."""
    store = Store(Database(SqliteFile(path)))
    store.replies.add(reply())
    store.close()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database that was written before the update."""
    path = tmp_path / NAME
    written(path)
    return path


def test_an_update_keeps_what_is_there_and_a_copy(old: Path, later: Steps) -> None:
    """The copy is a whole database, of before."""
    store = Store(Database(SqliteFile(old)))
    assert store.replies.of_question(100) == (reply(),)
    store.single.put("k", "v", NOON)
    store.close()
    copy = old.with_name(f"{NAME}.before-0999")
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(STEPS.head,)]
        assert kept.execute("SELECT question_message FROM replies").fetchall() == [(100,)]
    assert copy.stat().st_mode & 0o77 == 0


def test_changes_of_the_first_version_are_kept(first: Path) -> None:
    """Nobody kept what takes them back."""
    with closing(Database(SqliteFile(first))) as database:
        [kept] = Store(database).changes.history()
    assert kept == change(before=None, after=None, id=1)


def test_a_new_database_has_no_copy(tmp_path: Path, later: Steps) -> None:
    """There is nothing to keep."""
    with closing(Store(Database(SqliteFile(tmp_path / NAME)))) as store:
        store.open()
    assert [path.name for path in tmp_path.glob("*before*")] == []


def test_an_update_that_fails_changes_nothing(old: Path, later: Steps) -> None:
    """All of its steps are undone, and the version before can go on."""
    (later.folder / "versions" / "r0999.py").write_text(NEXT.format(more="op.execute('SELECT nonsense')"))
    with pytest.raises(StateError, match="no such column: nonsense"):
        Store(Database(SqliteFile(old))).open()
    with closing(sqlite3.connect(old)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(STEPS.head,)]
        assert "colour" not in [row[1] for row in kept.execute("PRAGMA table_info(single)")]


def test_an_update_without_a_copy_is_not_made(old: Path, later: Steps) -> None:
    """A folder stands where it should go."""
    (old.with_name(f"{NAME}.before-0999") / "in the way").mkdir(parents=True)
    with pytest.raises(StateError, match=r"not brought up to date without a copy\. No copy could be made"):
        Store(Database(SqliteFile(old))).open()


def test_a_database_of_tomorrow_is_refused(old: Path) -> None:
    """In one sentence, and left as it is."""
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = old.read_bytes()
    with pytest.raises(
        StateError, match=rf"newer version of this program \(revision 9999; this one knows up to {STEPS.head}\)"
    ):
        Store(Database(SqliteFile(old))).open()
    assert old.read_bytes() == before


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """Nothing is added to it."""
    with closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        connection.execute("CREATE TABLE recipes (id)")
    with pytest.raises(StateError, match="a database of another program"):
        Store(Database(SqliteFile(tmp_path / NAME))).open()


def test_alembic_is_loaded_only_where_it_is_due(old: Path) -> None:
    """A start is quicker without, the first one too."""
    code = (
        "import sys; from pathlib import Path; "
        "from bot.state.database import Database; from bot.state.sqlite import SqliteFile; "
        "from bot.state.store import Store; "
        f"[Store(Database(SqliteFile(Path(path)))).open() for path in ({str(old)!r}, {str(old.with_name('new'))!r})]; "
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_several_processes_start_at_once(tmp_path: Path) -> None:
    """One migrates, the others wait for it, and each can write."""
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; "
        "from bot.state.database import Database; from bot.state.sqlite import SqliteFile; "
        "from bot.state.store import Store; print('ready', flush=True); "
        f"store = Store(Database(SqliteFile(Path({str(tmp_path / NAME)!r}), patience_s=60))); sys.stdin.read(1); "
        "print(store.single.put_if('first', None, 'me', datetime.now(UTC)))"
    )
    command = [sys.executable, "-c", code]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True))
            for _ in range(4)
        ]
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * 4
        for process in processes:
            process.stdin.close()  # go
        assert sorted(process.stdout.read() for process in processes) == ["False\n"] * 3 + ["True\n"]


def test_the_name_of_the_copy_is_told_to_operators() -> None:
    """With the file that it is of."""
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    assert f"`{NAME}`" in page
    assert f"`{NAME}.before-" in page
