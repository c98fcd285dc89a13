"""The first tables: replies, settings, feedback, unanswered questions, changes, single values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_replies()
    _make_settings()
    _make_feedback()
    _make_unanswered()
    _make_changes()
    _make_single()


def _make_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", _COUNTED, nullable=False),
        sa.Column("guild", sa.BigInteger()),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("question_message", sa.BigInteger()),
        sa.Column("decided", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("question_digest", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
    )
    op.create_index("ix_replies_question_message", "replies", ["question_message"])
    op.create_index("ix_replies_repeated", "replies", ["channel", "question_digest", "kept_at"])
    _make_parts("reply_messages", sa.Column("message", sa.BigInteger(), nullable=False))
    _make_parts("reply_quotes", sa.Column("quote", sa.String(), nullable=False))


def _make_parts(name: str, part: sa.Column[int] | sa.Column[str]) -> None:
    op.create_table(
        name,
        sa.Column("reply", _COUNTED, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        part,
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name=f"fk_{name}_reply", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reply", "place", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_{part.name}", name, [part.name])


def _make_settings() -> None:
    op.create_table(
        "servers",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_private", sa.Boolean()),
        sa.Column("mode", sa.String()),
        sa.Column("sources", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("daily_channel", sa.BigInteger()),
        sa.Column("daily_at", sa.String()),
        sa.Column("daily_zone", sa.String()),
        sa.PrimaryKeyConstraint("guild", name="pk_servers"),
    )
    op.create_table(
        "channels",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String()),
        sa.Column("is_private", sa.Boolean()),
        sa.PrimaryKeyConstraint("guild", "channel", name="pk_channels"),
    )


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("answer_message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("guild", sa.BigInteger()),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("answer_message", "voter", name="pk_feedback"),
    )


def _make_unanswered() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", _COUNTED, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("guild", sa.BigInteger()),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("question_message", sa.BigInteger()),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("nearest", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unanswered_question_message", "unanswered", ["question_message"])


def _make_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", _COUNTED, nullable=False),
        sa.Column("curator_id", sa.BigInteger(), nullable=False),
        sa.Column("curator", sa.String(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("undoes", _COUNTED),
        sa.ForeignKeyConstraint(["undoes"], ["changes.id"], name="fk_changes_undoes"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_subject", "changes", ["subject"])
    op.create_index("ix_changes_undoes", "changes", ["undoes"])


def _make_single() -> None:
    op.create_table(
        "single",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_single"),
    )
