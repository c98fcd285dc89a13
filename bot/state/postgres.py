"""PostgreSQL: its address, its timeouts, its locks, its copies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock
from typing import Any
from zlib import crc32

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    exc,
    func,
    inspect,
    make_url,
    select,
    text,
)

from bot.errors import ConfigError, StateError
from bot.state.database import NO_COPY, PATIENCE_S, refuse_newer

MIGRATING = 0x6F6E_7265_636F_7264  # the advisory lock of whoever migrates: any number that nobody else has

_CONNECTIONS = 5  # one thread writes, two read, one listens; one holds roles
_ROLES = 0x726F_6C65  # the kind of the advisory locks of roles
_CHANNEL = "ontherecord"
_LOOK_S = 0.5
_CONNECTING_S = 5
_REVISION = re.compile(r"COPY \S*\balembic_version \(version_num\) FROM stdin;")
_END = "-- PostgreSQL database dump complete"
_NO_DRIVER = "The setting state.url needs a driver for PostgreSQL: pip install 'ontherecord[postgres]'."
_LOOK = "Look at state.url."


class PostgresServer:
    """A database on a server. `folder`: where copies go that are made without being asked for.

    A connection is given up after fifteen seconds of silence, a statement after `patience_s`.
    """

    ways_out: Mapping[str, str] = {
        "does not exist": "Look at state.url, or make it with createdb.",
        "authentication failed": "Look at state.url, or at PGPASSWORD in the environment.",
        "no password supplied": "Set PGPASSWORD in the environment.",
        "onnection refused": f"Start the server, or look at its address. {_LOOK}",
        "resolve": _LOOK,
        "No space left": "Make room on its disk.",
        "permission denied": "Its user must own the database, or be granted all of its schema.",
        "read-only transaction": "It is a standby, or its owner made it read-only.",
        "too many clients": "Raise max_connections on the server.",
    }

    def __init__(self, url: str, folder: Path, patience_s: float = PATIENCE_S) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.engine = _engine(self.url, patience_s)
        self._folder = folder
        self._holding = Lock()
        self._holder: Connection | None = None
        self._held: set[str] = set()

    def __str__(self) -> str:
        """Return database and host, without the password."""
        host = self.url.host or self.url.query.get("host") or "this machine"
        return f"{self.url.database} on {host}"

    def make(self) -> None:
        """Do nothing: whoever runs the server makes the database."""

    def identity(self) -> str:
        """Return its address: connections to another server in its place break by themselves."""
        return str(self)

    def path_for(self, what: str) -> Path:
        return self._folder / f"{self.url.database}.{what}.sql"

    def hold(self, role: str) -> bool:
        """Take an advisory lock on a connection of its own, which ends with the process."""
        with self._holding:
            try:
                with self._told():
                    if role in self._held and self._holder is not None:
                        self._holder.execute(text("SELECT 1"))  # a role is lost with its connection
                        return True
                    return self._take(role)
            except StateError:
                self._let_go()
                raise

    def _take(self, role: str) -> bool:
        if self._holder is None:
            self._holder = self._connected()
        lock = func.pg_try_advisory_lock(_ROLES, crc32(role.encode()) - 2**31)
        if self._holder.execute(select(lock)).scalar_one():
            self._held.add(role)
        return role in self._held

    def _let_go(self) -> None:
        """Close the connection of the locks; back in the pool it would keep them."""
        self._held.clear()
        if self._holder is not None:
            with suppress(exc.SQLAlchemyError):
                self._holder.execute(text("SELECT pg_advisory_unlock_all()"))
            self._holder.invalidate()
            self._holder.close()
            self._holder = None

    def close(self) -> None:
        with self._holding:
            self._let_go()

    def tell(self, connection: Connection, news: str) -> None:
        connection.execute(select(func.pg_notify(_CHANNEL, news)))

    def heard(self, stop: Event) -> Iterator[str]:
        with self._told(), self._connected() as connection:
            connection.execute(text(f"LISTEN {_CHANNEL}"))
            yield ""
            listening: Any = connection.connection.driver_connection
            try:
                while not stop.is_set():
                    yield from (told.payload for told in listening.notifies(timeout=_LOOK_S))
            finally:
                connection.invalidate()  # closed: in the pool it would go on to listen

    def _connected(self) -> Connection:
        """Open a connection outside of any transaction."""
        return self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise errors of the driver as StateError."""
        driver: Any = self.engine.dialect.loaded_dbapi
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError, driver.Error) as error:
            raise StateError(str(error)) from error

    def copy(self, target: Path) -> None:
        """Write the database as SQL, by pg_dump."""
        unfinished = target.with_name(f".{target.name}")
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.unlink(missing_ok=True)
            unfinished.touch(0o600)
            self._call("pg_dump", "--no-owner", "--no-privileges", f"--file={unfinished}")
            unfinished.replace(target)
        except OSError as error:
            raise StateError(f"No copy could be made: {error}.") from error
        finally:
            unfinished.unlink(missing_ok=True)

    def put_back(self, copy: Path) -> None:
        _refuse_unfit(copy)
        try:
            with self.engine.connect() as connection:
                drop = [f'DROP TABLE "{name}" CASCADE;' for name in inspect(connection).get_table_names()]
        except exc.DBAPIError as error:
            raise StateError(f"{copy} could not be put back: {' '.join(str(error.orig).split())}") from error
        options = ("--single-transaction", "--set=ON_ERROR_STOP=1", "--quiet", "--no-psqlrc")
        self._call("psql", *options, f"--command={' '.join(drop)}", f"--file={copy}")

    def _call(self, program: str, *arguments: str) -> None:
        """Call a program of PostgreSQL, its password in the environment, where no process list shows it."""
        if not (path := shutil.which(program)):
            raise StateError(f"{program} is not installed; it comes with PostgreSQL's client programs.")
        bare = self.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        command = [path, f"--dbname={bare}", "--no-password", *arguments]
        environment = {**os.environ, **({"PGPASSWORD": self.url.password} if self.url.password else {})}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise StateError(f"{program} could not do it: {' '.join(done.stderr.split())}")


def _refuse_unfit(copy: Path) -> None:
    """Raise StateError unless it is a whole copy of our database, of this version or an older one."""
    with copy.open(encoding="utf-8", errors="replace") as lines:
        found = next((next(lines, "").strip() for line in lines if _REVISION.match(line)), "")
        is_whole = any(line.startswith(_END) for line in lines)
    if not (found and is_whole):
        raise StateError(NO_COPY.format(copy=copy))
    refuse_newer(found)


def _engine(url: URL, patience_s: float) -> Engine:
    patience_ms = int(patience_s * 1000)
    limits = f"-c statement_timeout={patience_ms} -c lock_timeout={patience_ms}"
    try:
        engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            pool_timeout=patience_s,
            pool_pre_ping=True,  # a server that was restarted costs no write
            connect_args={
                "application_name": "ontherecord",
                "connect_timeout": _CONNECTING_S,
                "keepalives_idle": 5,
                "keepalives_interval": 5,
                "keepalives_count": 2,
                "tcp_user_timeout": 15_000,
                "options": f"{limits} -c idle_in_transaction_session_timeout={patience_ms}",
            },
        )
    except ModuleNotFoundError:
        raise ConfigError(_NO_DRIVER) from None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("migrates"):
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))

    return engine
