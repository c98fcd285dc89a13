"""What was asked and not answered: for curators to look through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.core.records import QuestionStatus, Reason, Unanswered
from bot.state.database import Database
from bot.state.tables import unanswered


class UnansweredQuestions:
    """One row each time that a question got no answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, question: Unanswered, *, is_once: bool = False) -> None:
        row = {
            "text": question.text,
            "guild": question.guild,
            "channel": question.channel,
            "question_message": question.question_message,
            "asker": question.asker,
            "reason": question.reason.value,
            "nearest": list(question.nearest),
            "status": question.status.value,
            "kept_at": question.kept_at,
        }
        with self._database.writing() as connection:
            known = select(unanswered.c.id).where(_asked_in(question.question_message or 0)).limit(1)
            if not is_once or connection.execute(known).first() is None:
                connection.execute(insert(unanswered).values(row))

    def withdraw(self, message: int) -> int:
        is_undecided = (unanswered.c.reason == Reason.NOT_ASKED.value) & (
            unanswered.c.status == QuestionStatus.OPEN.value
        )
        with self._database.writing() as connection:
            return connection.execute(delete(unanswered).where(_asked_in(message), is_undecided)).rowcount

    def open_ones(self, guild: int | None = None, limit: int = 100) -> tuple[Unanswered, ...]:
        newest = select(unanswered).order_by(unanswered.c.kept_at.desc(), unanswered.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(newest.where(_of(guild), unanswered.c.status == QuestionStatus.OPEN.value)).all()
        return tuple(_question(row) for row in rows)

    def set_status(self, ids: Iterable[int], status: QuestionStatus, guild: int | None = None) -> int:
        chosen = unanswered.c.id.in_([*ids])
        with self._database.writing() as connection:
            done = connection.execute(update(unanswered).where(chosen, _of(guild)).values(status=status.value))
            return done.rowcount

    def forget_message(self, message: int) -> int:
        with self._database.writing() as connection:
            return connection.execute(delete(unanswered).where(_asked_in(message))).rowcount


def _asked_in(message: int) -> Any:
    return unanswered.c.question_message == message


def _of(guild: int | None) -> Any:
    """Of one server, or of all."""
    return unanswered.c.guild == guild if guild is not None else unanswered.c.id.is_not(None)


def _question(row: Row[Any]) -> Unanswered:
    return Unanswered(
        row.text,
        row.guild,
        row.channel,
        row.question_message,
        row.asker,
        Reason(row.reason),
        tuple(row.nearest),
        row.kept_at,
        QuestionStatus(row.status),
        row.id,
    )
