"""First tables."""

import sqlalchemy as sa
from alembic import op

from cardwright import times

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_accounts()
    _create_blobs()
    _create_card_template_types()
    _create_users()
    _create_access_tokens()
    _create_card_templates()
    _index_card_templates()
    _create_background_images()
    _create_linked_files()
    _add_built_in_types()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


_TABLES = (
    "account",
    "blob",
    "card_template_type",
    "user_",
    "access_token",
    "card_template",
    "background_image",
    "linked_file",
)


def _create_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hashid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("hashid", name="uq_account_hashid"),
        sa.UniqueConstraint("name", name="uq_account_name"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def _create_blobs() -> None:
    op.create_table(
        "blob",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("trashed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_blob_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_blob"),
        sqlite_strict=True,
    )
    op.create_index("ix_blob_account_id", "blob", ["account_id"], unique=False)
    op.create_index(
        "ix_blob_trashed_at",
        "blob",
        ["trashed_at"],
        unique=False,
        sqlite_where=sa.text("trashed_at IS NOT NULL"),
        postgresql_where=sa.text("trashed_at IS NOT NULL"),
    )


def _create_card_template_types() -> None:
    op.create_table(
        "card_template_type",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("page_size", sa.Text(), nullable=False),
        sa.Column("width_mm", sa.Double(), nullable=False),
        sa.Column("height_mm", sa.Double(), nullable=False),
        sa.Column("orientation_default", sa.Text(), nullable=False),
        sa.Column("non_printable_zones", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_card_template_type_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_card_template_type"),
        sa.UniqueConstraint("account_id", "code", name="uq_card_template_type_account_id_code"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def _create_users() -> None:
    op.create_table(
        "user_",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_user__account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_"),
        sa.UniqueConstraint("email_key", name="uq_user__email_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_user__account_id", "user_", ["account_id"], unique=False)


def _create_access_tokens() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_.id"], name="fk_access_token_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_token"),
        sa.UniqueConstraint("token_hash", name="uq_access_token_token_hash"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_access_token_user_id", "access_token", ["user_id"], unique=False)


def _create_card_templates() -> None:
    op.create_table(
        "card_template",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("uuid_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("template_type_id", sa.BigInteger(), nullable=False),
        sa.Column("card_type", sa.Text(), nullable=False),
        sa.Column("double_sided", sa.Boolean(), nullable=False),
        sa.Column("orientation_front", sa.Text(), nullable=False),
        sa.Column("orientation_back", sa.Text(), nullable=False),
        sa.Column("default_template", sa.Boolean(), nullable=False),
        sa.Column("template_objects", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("editable_by", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("create_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_card_template_account_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["user_.id"], name="fk_card_template_owner_id"),
        sa.ForeignKeyConstraint(
            ["template_type_id"],
            ["card_template_type.id"],
            name="fk_card_template_template_type_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_card_template"),
        sa.UniqueConstraint("account_id", "uuid_key", name="uq_card_template_account_id_uuid_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def _index_card_templates() -> None:
    op.create_index(
        "ix_card_template_account_id_updated_at",
        "card_template",
        ["account_id", "updated_at"],
        unique=True,
    )
    op.create_index(
        "ix_card_template_all", "card_template", ["account_id", "id", "updated_at"], unique=False
    )
    op.create_index(
        "ix_card_template_live",
        "card_template",
        ["account_id", "id", "updated_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_card_template_owner_id", "card_template", ["owner_id"], unique=False)
    op.create_index(
        "ix_card_template_template_type_id", "card_template", ["template_type_id"], unique=False
    )
    op.create_index(
        "uq_card_template_default",
        "card_template",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("default_template"),
        postgresql_where=sa.text("default_template"),
    )
    op.create_index(
        "uq_card_template_live_name",
        "card_template",
        ["account_id", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _create_background_images() -> None:
    op.create_table(
        "background_image",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("card_template_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("blob_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["blob_id"], ["blob.id"], name="fk_background_image_blob_id"),
        sa.ForeignKeyConstraint(
            ["card_template_id"], ["card_template.id"], name="fk_background_image_card_template_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_background_image"),
        sa.UniqueConstraint(
            "card_template_id", "side", name="uq_background_image_card_template_id_side"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_background_image_blob_id", "background_image", ["blob_id"], unique=False)


def _create_linked_files() -> None:
    op.create_table(
        "linked_file",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("card_template_id", sa.BigInteger(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("uuid_key", sa.Text(), nullable=False),
        sa.Column("file_role", sa.Text(), nullable=False),
        sa.Column("blob_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_linked_file_account_id"),
        sa.ForeignKeyConstraint(["blob_id"], ["blob.id"], name="fk_linked_file_blob_id"),
        sa.ForeignKeyConstraint(
            ["card_template_id"], ["card_template.id"], name="fk_linked_file_card_template_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_linked_file"),
        sa.UniqueConstraint("account_id", "uuid_key", name="uq_linked_file_account_id_uuid_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_linked_file_blob_id", "linked_file", ["blob_id"], unique=False)
    op.create_index(
        "ix_linked_file_card_template_id_id",
        "linked_file",
        ["card_template_id", "id"],
        unique=False,
    )


def _add_built_in_types() -> None:
    """Add the types that every account sees: those of the documentation, and common formats."""
    now = times.now()
    columns = ("code", "name", "width_mm", "height_mm", "orientation_default")
    types = sa.table(
        "card_template_type",
        *map(sa.column, (*columns, "page_size", "non_printable_zones", "created_at", "updated_at")),
    )
    op.bulk_insert(
        types,
        [
            {
                **dict(zip(columns, row, strict=True)),
                "page_size": row[0],
                "non_printable_zones": "[]",
                "created_at": now,
                "updated_at": now,
            }
            for row in (
                ("ISO_CARD", "Standard ISO Card", 85.6, 54.0, "L"),
                ("ISO_CARD_STANDARD", "Standard ISO Card (ISO_CARD_STANDARD)", 85.6, 54.0, "L"),
                ("CR79", "CR79 Card", 84.1, 52.1, "L"),
                ("CR100", "CR100 Card", 98.5, 67.0, "L"),
                ("EVENT_BADGE", "Event Badge", 86.0, 124.0, "P"),
            )
        ],
    )
