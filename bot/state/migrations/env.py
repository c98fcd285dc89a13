"""What Alembic runs: the migrations, within the transaction of the connection that it is handed."""

from __future__ import annotations

from alembic import context

from bot.state.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
