"""Alembic's entry: it runs on the connection it is handed, inside that connection's transaction."""

from alembic import context

from outreach.store.schema import letters

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=letters.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
