"""Fills the service's own database with the content, straight through its models."""

import hashlib
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.content import ACCOUNTS, SCOPE, TYPE_CODE, TemplateContent, templates
from cardwright import migrations
from cardwright.accounts import actions as accounts
from cardwright.accounts.models import Account
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.database import open_database
from cardwright.files.models import Blob, LinkedFile
from cardwright.oauth.actions import tokens as oauth

_BATCH = 2000


@dataclass(frozen=True)
class FilledAccount:
    """An account, and the token of its admin."""

    id: int
    token: str


def fill_service(path: Path) -> list[FilledAccount]:
    """Make the database at `path` and fill it."""
    database = open_database(f"sqlite:///{path}")
    try:
        migrations.upgrade(database)
        with database.writing() as session:
            filled, user_ids = _fill_accounts(session)
            type_id = session.scalars(
                select(CardTemplateType.id).where(CardTemplateType.code == TYPE_CODE)
            ).one()
            rows = templates()
            while batch := list(islice(rows, _BATCH)):
                _fill_templates(session, batch, filled, user_ids, type_id)
    finally:
        database.close()
    return filled


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database that nobody writes to at the moment."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(source, target)


def _fill_accounts(session: Session) -> tuple[list[FilledAccount], list[int]]:
    filled, user_ids = [], []
    stamps: dict[int, int] = {}
    for template in templates():
        stamps[template.account] = template.stamp
    for number in range(ACCOUNTS):
        account = accounts.create_account(session, f"Account {number + 1}")
        user = accounts.create_user(
            session, account, f"admin{number + 1}@example.com", "Ada Byron", is_admin=True
        )
        token, _ = oauth.create_token(session, user, SCOPE)
        session.get_one(Account, account.id).clock = stamps[number]
        filled.append(FilledAccount(account.id, token))
        user_ids.append(user.id)
    session.flush()
    return filled, user_ids


def _fill_templates(
    session: Session,
    batch: Sequence[TemplateContent],
    filled: Sequence[FilledAccount],
    user_ids: Sequence[int],
    type_id: int,
) -> None:
    card_templates: list[dict[str, Any]] = []
    blobs: list[dict[str, Any]] = []
    linked_files: list[dict[str, Any]] = []
    for template in batch:
        account_id = filled[template.account].id
        stamps = {"created_at": template.stamp, "updated_at": template.stamp}
        card_templates.append(
            {
                "id": template.id,
                "account_id": account_id,
                "uuid": template.uuid,
                "uuid_key": template.uuid.lower(),
                "name": template.name,
                "template_type_id": type_id,
                "card_type": "standard",
                "double_sided": False,
                "orientation_front": "L",
                "orientation_back": "L",
                "default_template": False,
                "template_objects": template.objects,
                "owner_id": user_ids[template.account],
                "editable_by": "account_admins",
                "create_hash": hashlib.sha256(template.uuid.encode()).digest(),
                **stamps,
            }
        )
        for file in template.linked_files:
            blobs.append(
                {
                    "id": file.blob_id,
                    "account_id": account_id,
                    "content_type": file.content_type,
                    "byte_size": 1000,
                    "sha256": hashlib.sha256(file.blob_id.encode()).hexdigest(),
                    "created_at": file.stamp,
                }
            )
            linked_files.append(
                {
                    "id": file.id,
                    "account_id": account_id,
                    "card_template_id": template.id,
                    "uuid": file.uuid,
                    "uuid_key": file.uuid.lower(),
                    "file_role": file.file_role,
                    "blob_id": file.blob_id,
                    **stamps,
                }
            )
    session.execute(insert(CardTemplate), card_templates)
    session.execute(insert(Blob), blobs)
    session.execute(insert(LinkedFile), linked_files)
