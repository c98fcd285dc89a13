"""All that is kept, and what concerns more than one theme of it."""

from __future__ import annotations

import errno
import logging
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Event

from sqlalchemy import Connection, delete, func, select

from bot.core.records import KEY_BYTES, Personal, daily_key
from bot.state.database import Database
from bot.state.repositories import Changes, Feedback, KeyValue, News, Replies, Settings, UnansweredQuestions
from bot.state.tables import channels, feedback, replies, servers, single, unanswered

_OF_A_SERVER = (replies, unanswered, feedback, servers, channels)
_OF_A_PERSON = (replies.c.asker, unanswered.c.asker, feedback.c.voter)  # in the order of Personal's fields


class Store:
    """The repositories over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.replies = Replies(database)
        self._news = News(database)
        self.settings = Settings(database, self._news)
        self.feedback = Feedback(database)
        self.unanswered = UnansweredQuestions(database)
        self.changes = Changes(database)
        self.single = KeyValue(database)

    def open(self) -> None:
        """Make the database ready, which using it would do as well. Raises StateError."""
        with self._database.reading():
            pass

    def close(self) -> None:
        self._database.close()

    def hold(self, role: str) -> bool:
        return self._database.backend.hold(role)

    def settings_changed(self, stop: Event) -> Iterator[int | None]:
        return self._news.heard(stop)

    def forget_message(self, message: int) -> int:
        return self.replies.forget_message(message) + self.unanswered.forget_message(message)

    def reconsider(self, answer_message: int, question_message: int) -> int:
        return 0 if self.feedback.is_contested(answer_message) else self.unanswered.withdraw(question_message)

    def forget_guild(self, guild: int) -> int:
        with self._database.writing() as connection:
            connection.execute(delete(single).where(single.c.key == daily_key(guild)))
            self._news.tell(connection, guild)
            return sum(connection.execute(delete(t).where(t.c.guild == guild)).rowcount for t in _OF_A_SERVER)

    def count_person(self, digest: str) -> Personal:
        with self._database.reading() as connection:
            return _count(connection, digest)

    def forget_person(self, digest: str) -> Personal:
        with self._database.writing() as connection:
            found = _count(connection, digest)
            for column in _OF_A_PERSON:
                connection.execute(delete(column.table).where(column == digest))
        return found

    def prune(self, before: datetime, questions_before: datetime) -> int:
        ends = ((replies, before), (feedback, before), (unanswered, questions_before))
        with self._database.writing() as connection:
            return sum(connection.execute(delete(t).where(t.c.kept_at < end)).rowcount for t, end in ends)


def _count(connection: Connection, digest: str) -> Personal:
    counts = (select(func.count()).select_from(column.table).where(column == digest) for column in _OF_A_PERSON)
    return Personal(*(connection.execute(count).scalar_one() for count in counts))


NAME = "digests.key"

_log = logging.getLogger(__name__)


def key_of(folder: Path) -> bytes:
    """The folder's key, made at first use and readable by the bot's user alone.

    Where none can be kept, one for as long as the program runs: nobody's rows are found again after it.
    """
    path = folder / NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        _log.warning("%s cannot be kept (%s): people are not recognised after a restart", path, error.strerror)
        return secrets.token_bytes(KEY_BYTES)
    if len(key) != KEY_BYTES:
        _log.warning("%s is not a key: people are not recognised after a restart. Delete it, and one is made.", path)
        return secrets.token_bytes(KEY_BYTES)
    return key


def _make(path: Path) -> None:
    """Of several processes that make it at once, all go on with the same one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:  # mode 0600
        made = Path(file.name)
        try:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
            path.hardlink_to(made)
        except FileExistsError:
            pass
        except OSError as error:  # a file system without hard links, else a full disk
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                raise
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
