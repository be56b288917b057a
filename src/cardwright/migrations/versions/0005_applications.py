"""Applications and what they are given: requests, codes, grants and refresh tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_OPTIONS = {"sqlite_autoincrement": True, "sqlite_strict": True}


def upgrade() -> None:
    _create_applications()
    _create_requests()
    _create_grants()
    _create_codes()
    _create_refresh_tokens()
    with op.batch_alter_table("access_token", table_kwargs=_OPTIONS) as table:
        table.add_column(sa.Column("grant_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("name", sa.Text(), nullable=True))
        table.create_foreign_key(
            "fk_access_token_grant_id", "grant_", ["grant_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index("ix_access_token_grant_id", "access_token", ["grant_id"])
    op.create_index("ix_access_token_expires_at", "access_token", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_access_token_expires_at", "access_token")
    op.drop_index("ix_access_token_grant_id", "access_token")
    with op.batch_alter_table("access_token", table_kwargs=_OPTIONS) as table:
        table.drop_column("name")
        table.drop_column("grant_id")
    for table_name in (
        "refresh_token",
        "authorization_code",
        "grant_",
        "authorization_request",
        "application",
    ):
        op.drop_table(table_name)


def _create_applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("redirect_uris", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("skip_consent", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        _refers("application", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
        sa.UniqueConstraint("client_id", name="uq_application_client_id"),
        **_OPTIONS,
    )
    op.create_index("ix_application_account_id", "application", ["account_id"])


def _create_requests() -> None:
    op.create_table(
        "authorization_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("code_challenge", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        _refers("authorization_request", "application_id", "application"),
        _refers("authorization_request", "user_id", "user_"),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_request"),
        **_OPTIONS,
    )
    op.create_index("ix_authorization_request_expires_at", "authorization_request", ["expires_at"])
    op.create_index("ix_authorization_request_user_id", "authorization_request", ["user_id"])


def _create_grants() -> None:
    op.create_table(
        "grant_",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        _refers("grant_", "application_id", "application"),
        _refers("grant_", "user_id", "user_"),
        sa.PrimaryKeyConstraint("id", name="pk_grant_"),
        **_OPTIONS,
    )
    op.create_index("ix_grant__application_id", "grant_", ["application_id"])
    op.create_index("ix_grant__revoked_at", "grant_", ["revoked_at"])
    op.create_index("ix_grant__user_id_application_id", "grant_", ["user_id", "application_id"])


def _create_codes() -> None:
    op.create_table(
        "authorization_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=True),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("code_challenge", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        _refers("authorization_code", "application_id", "application"),
        _refers("authorization_code", "user_id", "user_"),
        _refers("authorization_code", "grant_id", "grant_"),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_code"),
        sa.UniqueConstraint("code_hash", name="uq_authorization_code_code_hash"),
        **_OPTIONS,
    )
    op.create_index("ix_authorization_code_expires_at", "authorization_code", ["expires_at"])
    op.create_index("ix_authorization_code_grant_id", "authorization_code", ["grant_id"])


def _create_refresh_tokens() -> None:
    op.create_table(
        "refresh_token",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        _refers("refresh_token", "grant_id", "grant_"),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_token"),
        sa.UniqueConstraint("token_hash", name="uq_refresh_token_token_hash"),
        **_OPTIONS,
    )
    op.create_index("ix_refresh_token_grant_id", "refresh_token", ["grant_id"])
    op.create_index("ix_refresh_token_used_at", "refresh_token", ["used_at"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
