"""Alembic's entry: run the migrations on the connection handed in by `storage.schema`."""

from alembic import context

from storage.schema import tables_on

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables_on(connection.dialect.name),
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
