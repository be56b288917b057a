"""The usual way: FastAPI, the async ORM of SQLAlchemy on aiosqlite, pydantic response models.

Environment: `USUAL_DATABASE`, made by `usual_tables.fill`.
"""

import os
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from bench.peers.usual_tables import Template, Token

engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['USUAL_DATABASE']}")
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class FileOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    uuid: str
    entity_type: str
    entity_uuid: str
    file_role: str
    url: str
    content_type: str
    created_at: int
    updated_at: int


class TemplateIn(BaseModel):
    uuid: str
    name: str
    template_type_code: str
    template_objects: list[dict[str, Any]]


class TemplateChange(BaseModel):
    name: str | None = None
    template_objects: list[dict[str, Any]] | None = None


class TemplateOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    uuid: str
    name: str
    template_type_code: str
    card_type: str
    double_sided: bool
    orientation_front: str
    orientation_back: str
    default_template: bool
    background_image_front_url: str | None
    background_image_back_url: str | None
    template_objects: list[dict[str, Any]]
    owner_id: int | None
    editable_by: str
    deleted_at: int | None
    deleted_by_id: int | None
    linked_files: list[FileOut]
    created_at: int
    updated_at: int


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


OpenSession = Annotated[AsyncSession, Depends(session)]


async def account(opened: OpenSession, authorization: Annotated[str, Header()] = "") -> int:
    token = authorization.removeprefix("Bearer ")
    found = await opened.scalar(select(Token).where(Token.token == token))
    if found is None or found.expires_at < time.time():
        raise HTTPException(401)
    return found.account_id


AccountId = Annotated[int, Depends(account)]


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/3/card_templates", response_model=list[TemplateOut])
async def list_card_templates(
    account_id: AccountId,
    opened: OpenSession,
    response: Response,
    page: int = 1,
    per_page: int = 50,
) -> Any:
    where = Template.account_id == account_id
    total = await opened.scalar(select(func.count()).select_from(Template).where(where))
    found = await opened.scalars(
        select(Template)
        .where(where)
        .options(selectinload(Template.linked_files))
        .order_by(Template.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    response.headers["X-Total-Results"] = str(total)
    return found.all()


@app.get("/api/3/card_templates/{id}", response_model=TemplateOut)
async def get_card_template(id: int, account_id: AccountId, opened: OpenSession) -> Any:
    return await _find(opened, account_id, id)


@app.post("/api/3/card_templates", response_model=TemplateOut, status_code=201)
async def create_card_template(new: TemplateIn, account_id: AccountId, opened: OpenSession) -> Any:
    now = int(time.time())
    made = Template(account_id=account_id, **new.model_dump(), created_at=now, updated_at=now)
    opened.add(made)
    await opened.commit()
    return await _find(opened, account_id, made.id)


@app.patch("/api/3/card_templates/{id}", response_model=TemplateOut)
async def update_card_template(
    id: int, sent: TemplateChange, account_id: AccountId, opened: OpenSession
) -> Any:
    found = await _find(opened, account_id, id)
    for name, value in sent.model_dump(exclude_unset=True).items():
        setattr(found, name, value)
    found.updated_at = int(time.time())
    await opened.commit()
    return found


async def _find(opened: AsyncSession, account_id: int, id: int) -> Template:
    found = await opened.scalar(
        select(Template)
        .where(Template.id == id, Template.account_id == account_id)
        .options(selectinload(Template.linked_files))
    )
    if found is None:
        raise HTTPException(404)
    return found
