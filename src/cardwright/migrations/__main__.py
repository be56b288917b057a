"""`python -m cardwright.migrations MESSAGE` drafts a migration from what the models add."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from cardwright.database import open_database
from cardwright.migrations import newest_version, upgrade
from cardwright.migrations.steps import alembic_config

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'draft.db'}")
        upgrade(database)
        with database.migrating() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            number = int(newest_version()) + 1
            command.revision(
                config, " ".join(sys.argv[1:]), autogenerate=True, rev_id=f"{number:04}"
            )
        database.close()
