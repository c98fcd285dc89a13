"""Beside a change stands the edit that takes it back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("changes", sa.Column("undo", sa.Text(), server_default="", nullable=False))
