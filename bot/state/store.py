"""All that is kept, and what concerns more than one theme of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import Event

from sqlalchemy import Connection, delete, func, select

from bot.core.records import Personal, daily_key
from bot.state.changes import Changes
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.news import News
from bot.state.repositories import Replies
from bot.state.settings import Settings
from bot.state.single import Single
from bot.state.tables import channels, feedback, replies, servers, single, unanswered
from bot.state.unanswered import UnansweredQuestions

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
        self.single = Single(database)

    def open(self) -> None:
        """Make the database ready, which using it would do as well. Raises StateError."""
        with self._database.reading():
            pass

    def close(self) -> None:
        self._database.close()

    def hold(self, role: str) -> bool:
        return self._database.place.hold(role)

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
