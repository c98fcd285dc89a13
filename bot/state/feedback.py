"""What people think of answers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import case, func, select

from bot.core.records import Tally, Verdict, Vote
from bot.state.database import Database
from bot.state.tables import feedback
from bot.state.upserting import upsert


class Feedback:
    """One row for each answer and voter."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, vote: Vote) -> None:
        row = {
            "answer_message": vote.answer_message,
            "voter": vote.voter,
            "verdict": vote.verdict.value,
            "quote": vote.quote,
            "guild": vote.guild,
            "kept_at": vote.kept_at,
        }
        with self._database.writing() as connection:
            upsert(connection, feedback, row)

    def is_contested(self, answer_message: int) -> bool:
        against = (feedback.c.answer_message == answer_message) & (feedback.c.verdict == Verdict.NOT_ASKED.value)
        with self._database.reading() as connection:
            return connection.execute(select(feedback.c.voter).where(against).limit(1)).first() is not None

    def tallies(self, guild: int | None = None) -> Mapping[str, Tally]:
        counted = (func.sum(case((feedback.c.verdict == verdict.value, 1), else_=0)) for verdict in Verdict)
        query = select(feedback.c.quote, *counted).group_by(feedback.c.quote)
        if guild is not None:
            query = query.where(feedback.c.guild == guild)
        with self._database.reading() as connection:
            return {quote: Tally(*map(int, counts)) for quote, *counts in connection.execute(query)}
