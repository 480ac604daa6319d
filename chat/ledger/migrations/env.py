"""Alembic runs this to migrate; `chat.ledger.database` hands over the connection."""

from alembic import context

from chat.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # the connection's transaction holds all of it, in SQLite too
)
with context.begin_transaction():
    context.run_migrations()
