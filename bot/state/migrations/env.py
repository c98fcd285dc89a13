"""What Alembic runs: the migrations, within the transaction of the connection that it is handed."""

from __future__ import annotations

import logging

from alembic import context

from bot.state.tables import metadata

logging.getLogger("alembic").setLevel(logging.WARNING)  # what was done is told once, by us

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
