"""What each account uses of its quotas, counted in its own row."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COUNTERS = ("card_template_count", "file_count", "file_bytes")


def upgrade() -> None:
    for name in _COUNTERS:
        op.add_column("account", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    # Every blob that is not in the trash belongs to one linked file or background image.
    op.execute(
        """
        UPDATE account SET
          card_template_count =
            (SELECT count(*) FROM card_template WHERE account_id = account.id),
          file_count =
            (SELECT count(*) FROM blob WHERE account_id = account.id AND trashed_at IS NULL),
          file_bytes = (
            SELECT coalesce(sum(byte_size), 0) FROM blob
            WHERE account_id = account.id AND trashed_at IS NULL
          )
        """
    )


def downgrade() -> None:
    for name in _COUNTERS:
        op.drop_column("account", name)
