"""What was taken from other servers by `cardwright pull`."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OPTIONS = {"sqlite_autoincrement": True, "sqlite_strict": True}


def upgrade() -> None:
    op.create_table(
        "pull_source",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("there_id", sa.Text(), nullable=False),
        sa.Column("followed_until", sa.BigInteger(), nullable=False),
        sa.Column("type_hashes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_pull_source_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pull_source"),
        sa.UniqueConstraint(
            "account_id", "url", "there_id", name="uq_pull_source_account_id_url_there_id"
        ),
        **_OPTIONS,
    )
    op.create_table(
        "pulled_template",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("pull_source_id", sa.BigInteger(), nullable=False),
        sa.Column("uuid_key", sa.Text(), nullable=False),
        sa.Column("there_id", sa.BigInteger(), nullable=False),
        sa.Column("there_updated_at", sa.BigInteger(), nullable=False),
        sa.Column("there_hash", sa.LargeBinary(), nullable=False),
        sa.Column("card_template_id", sa.BigInteger(), nullable=True),
        sa.Column("here_hash", sa.LargeBinary(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_template_id"],
            ["card_template.id"],
            name="fk_pulled_template_card_template_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pull_source_id"],
            ["pull_source.id"],
            name="fk_pulled_template_pull_source_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pulled_template"),
        sa.UniqueConstraint(
            "pull_source_id", "uuid_key", name="uq_pulled_template_pull_source_id_uuid_key"
        ),
        **_OPTIONS,
    )
    op.create_index("ix_pulled_template_card_template_id", "pulled_template", ["card_template_id"])


def downgrade() -> None:
    op.drop_table("pulled_template")
    op.drop_table("pull_source")
