"""Two indexes that no query looks into: each cost every write, and served none."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_blob_account_id", table_name="blob")
    op.drop_index("ix_sign_in_expires_at", table_name="sign_in")


def downgrade() -> None:
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])
    op.create_index("ix_blob_account_id", "blob", ["account_id"])
