"""What Alembic runs: every table of the models, on the connection that `upgrade` gives it."""

from alembic import context

from cardwright.migrations.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # The transaction around the connection is the caller's.
)
context.run_migrations()
