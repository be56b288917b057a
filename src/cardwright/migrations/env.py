"""What Alembic runs: every table of the models, on the connection that `upgrade` gives it."""

from alembic import context

import cardwright.accounts.models
import cardwright.audit.models
import cardwright.card_templates.models
import cardwright.files.models
import cardwright.oauth.models  # noqa: F401 - imported for its tables, as those above
from cardwright.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # The transaction around the connection is the caller's.
)
context.run_migrations()
