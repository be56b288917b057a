"""The tables of the usual way, and how they are filled."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, create_engine, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.content import TYPE_CODE, templates


class Table(DeclarativeBase):
    """The base of every table."""


class Token(Table):
    """A bearer token."""

    __tablename__ = "token"

    token: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    expires_at: Mapped[int]


class Template(Table):
    """A card template."""

    __tablename__ = "template"
    __table_args__ = (Index("ix_template_account", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    template_type_code: Mapped[str]
    card_type: Mapped[str] = mapped_column(default="standard")
    double_sided: Mapped[bool] = mapped_column(default=False)
    orientation_front: Mapped[str] = mapped_column(default="L")
    orientation_back: Mapped[str] = mapped_column(default="L")
    default_template: Mapped[bool] = mapped_column(default=False)
    background_image_front_url: Mapped[str | None]
    background_image_back_url: Mapped[str | None]
    template_objects: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    owner_id: Mapped[int | None]
    editable_by: Mapped[str] = mapped_column(default="account_admins")
    deleted_at: Mapped[int | None]
    deleted_by_id: Mapped[int | None]
    created_at: Mapped[int]
    updated_at: Mapped[int]
    linked_files: Mapped[list["File"]] = relationship(order_by="File.id", lazy="raise")


class File(Table):
    """A linked file."""

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("template.id"), index=True)
    uuid: Mapped[str]
    entity_uuid: Mapped[str]
    file_role: Mapped[str]
    url: Mapped[str]
    content_type: Mapped[str]
    created_at: Mapped[int]
    updated_at: Mapped[int]

    entity_type = "CardTemplate"


def fill(path: Path, tokens: Sequence[str]) -> None:
    """Make the database at `path`; `tokens` are those of the accounts, in their order."""
    engine = create_engine(f"sqlite:///{path}")
    files: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for template in templates():
        stamps = {"created_at": template.stamp, "updated_at": template.stamp}
        rows.append(
            {
                "id": template.id,
                "account_id": template.account + 1,
                "uuid": template.uuid,
                "name": template.name,
                "template_type_code": TYPE_CODE,
                "template_objects": json.loads(template.objects),
                "owner_id": template.account + 1,
                **stamps,
            }
        )
        files.extend(
            {
                "id": file.id,
                "template_id": template.id,
                "uuid": file.uuid,
                "entity_uuid": template.uuid,
                "file_role": file.file_role,
                "url": file_url(file.blob_id),
                "content_type": file.content_type,
                **stamps,
            }
            for file in template.linked_files
        )
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        Table.metadata.create_all(connection)
        expires_at = int(time.time()) + 24 * 3600
        connection.execute(
            insert(Token),
            [
                {"token": token, "account_id": number + 1, "expires_at": expires_at}
                for number, token in enumerate(tokens)
            ],
        )
        connection.execute(insert(Template), rows)
        connection.execute(insert(File), files)
    engine.dispose()


def file_url(blob_id: str) -> str:
    """Return an address as long as those of the service; the peers do not sign theirs."""
    return (
        f"http://127.0.0.1:8000/files/Hq7XbKd4mRtz/{blob_id}"
        f"?expires=1781434800&signature={blob_id}{'A' * 11}"
    )
