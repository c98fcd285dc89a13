"""A PostgreSQL server of the tests' own: on a free port, as its own user, and careless of power cuts."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.ports import free_port

_USER = "postgres"
_WHERE = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_SETTINGS = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=16MB"
_ACCESS = "local all all trust\nhost all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"


def program(name: str) -> str | None:
    """One of PostgreSQL's own programs, which Debian does not put on the path."""
    return shutil.which(name, path=os.pathsep.join([*map(str, _WHERE), os.environ.get("PATH", "")]))


class Cluster:
    """A server and its databases. It may be stopped and started as a power cut would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = (f"test{number}" for number in count(1))
        self.port = free_port()
        self._run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--no-locale", "-U", _USER, str(self._data))
        (self._data / "pg_hba.conf").write_text(_ACCESS, encoding="utf-8")
        self.start()

    def start(self) -> None:
        where = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", f"{where} {_SETTINGS}")

    def kill(self) -> None:
        """At once, whoever is connected; what was confirmed is there at the next start."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def new(self, template: str = "template0") -> str:
        """The URL of a database, empty or like another one."""
        name = next(self._names)
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def url(self, name: str, user: str = _USER) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, name: str = "postgres") -> str:
        """What psql prints for it."""
        return self._run(
            "psql", "-qAtX", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "-d", name, "-c", statement
        )

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, name: str, *arguments: str) -> str:
        """As the server's own user: initdb and the server refuse to run as root."""
        path = program(name)
        assert path, f"{name} is missing"
        with tempfile.TemporaryFile("w+", dir=self._folder) as output:  # the server keeps it open: a pipe would not end
            user = {"user": _USER, "group": _USER, "extra_groups": []} if os.geteuid() == 0 else {}
            done = subprocess.run(
                [path, *arguments], stdout=output, stderr=output, cwd=self._folder, check=False, **user
            )
            output.seek(0)
            told = output.read()
        assert done.returncode == 0, told
        return told.strip()


def missing() -> str | None:
    """Why there can be no server here, None where there can."""
    if os.name == "nt" or not program("initdb"):
        return "PostgreSQL is not installed"
    if os.geteuid() != 0:
        return None
    import pwd

    return (
        None
        if any(user.pw_name == _USER for user in pwd.getpwall())
        else "the tests run as root, without a user postgres"
    )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A new server, gone when the block ends."""
    with tempfile.TemporaryDirectory(
        prefix="postgres-"
    ) as name:  # short, and open to its user: pytest's own is neither
        if os.geteuid() == 0:
            shutil.chown(name, _USER, _USER)
        made = Cluster(Path(name))
        try:
            yield made
        finally:
            made.kill()
