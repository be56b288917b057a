"""An account as its clients see it, held against what the model says that it must be."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.api.template_model import BUILT_IN_TYPES, Account, File, Template

TEMPLATES = "/api/3/card_templates"
TYPES = "/api/3/card_template_types"
SINCE_EVER = "1970-01-01"

URL_FIELDS = {"front": "background_image_front_url", "back": "background_image_back_url"}


@dataclass(eq=False)
class Seen:
    """What clients have seen so far of an account, which `model` describes."""

    reader: httpx.Client
    model: Account
    last_stamp: str = ""
    etags: dict[str, list[tuple[str, object]]] = field(default_factory=dict)
    """The ETags of each path, oldest first, with what stood for its state at the time."""
    type_stamps: dict[str, tuple[str, str]] = field(default_factory=dict)
    urls: dict[tuple[int, str], tuple[bytes, str]] = field(default_factory=dict)
    """The content and the URL of each place where a file is."""
    dead_urls: list[str] = field(default_factory=list)
    following: str = SINCE_EVER
    copy: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What a follower has, who has seen all until the stamp `following`."""

    def compare(self, *, is_written_to: bool) -> None:
        """Read all there is, and learn what the service alone decides: ids, stamps and URLs."""
        rows = {row["id"]: row for row in self._list(include_deleted=True)}
        if not is_written_to:
            assert list(rows.values()) == [self.shown(one) for one in self.model.templates]
            return
        templates = {one.id: one for one in self.model.templates}
        assert list(rows) == sorted(templates)
        stamps = [self._learn_type_stamps()]
        moved = {one.id for one in self.model.templates if one.moves}
        for key, template in templates.items():
            self._learn_stamps(template, rows[key])
            stamps.append(template.updated_at)
        assert len(stamps) == len(set(stamps))
        self.last_stamp = max(self.last_stamp, *stamps)
        self._learn_urls(rows, moved)
        assert list(rows.values()) == [self.shown(templates[key]) for key in rows]
        live = [row for row in rows.values() if row["deleted_at"] is None]
        assert self._list(include_deleted=False) == live

    def shown(self, template: Template) -> dict[str, Any]:
        """Return the whole JSON of a template."""
        backgrounds = {name: self._url((template.id, side)) for side, name in URL_FIELDS.items()}
        return {
            **template.shown,
            **backgrounds,
            "id": template.id,
            "template_objects": json.loads(template.shown["template_objects"]),
            "linked_files": [self.shown_file(template, file) for file in template.files],
            "created_at": template.created_at,
            "updated_at": template.updated_at,
        }

    def shown_file(self, template: Template, file: File) -> dict[str, Any]:
        """Return the JSON of a linked file."""
        return {
            "uuid": file.uuid,
            "entity_type": "CardTemplate",
            "entity_uuid": template.shown["uuid"],
            "file_role": file.role,
            "url": self._url((template.id, file.uuid)),
            "content_type": file.content_type,
            "created_at": file.created_at,
            "updated_at": file.updated_at,
        }

    def read(self, path: str, state: object, **params: str) -> httpx.Response:
        """Read something twice, the second time unless it is still what the last reader got.

        `state` stands for what is stored: the ETag names another version if and only if it is
        another one.
        """
        answer = self.reader.get(path, params=params)
        assert answer.status_code == 200, answer.text
        etag = answer.headers["ETag"]
        known = self.etags.setdefault(f"{path}?{params}", [])
        if known:
            last, last_state = known[-1]
            assert (version(etag) == version(last)) is (state == last_state)
            again = self.reader.get(path, params=params, headers={"If-None-Match": last})
            assert again.status_code == (304 if again.headers["ETag"] == last else 200)
            assert again.content == (b"" if again.status_code == 304 else answer.content)
        if (etag, state) not in known:
            known.append((etag, state))
        return answer

    def condition(self, template: Template, form: str | None) -> dict[str, str]:
        """Return the header If-Match with tags of a template as it is and as it was before."""
        if form is None:
            return {}
        path = f"{TEMPLATES}/{template.id}"
        etag = self.reader.get(path).headers.get("ETag", '"0-0"')
        older = [
            one for one, _ in self.etags.get(path + "?{}", []) if version(one) != version(etag)
        ]
        number, _, window = etag.strip('"').partition("-")
        stale = version(older[0]) if older else "1"
        return {"If-Match": form.format(version=number, window=window, stale=stale)}

    def follow(self, per_page: int) -> None:
        """Catch up as the documentation says, and compare the copy with what there is."""
        params: dict[str, str | int] = {
            "updated_since": self.following,
            "include_deleted": "true",
            "per_page": per_page,
        }
        answer = self.reader.get(TEMPLATES, params=params)
        rows = answer.json()
        while "next" in answer.links:
            answer = self.reader.get(answer.links["next"]["url"])
            rows += answer.json()
        newest_first = sorted(self.model.templates, key=lambda one: one.updated_at, reverse=True)
        moved = [one for one in newest_first if one.updated_at > self.following]
        assert rows == [self.shown(one) for one in moved]
        assert answer.headers["X-Total-Results"] == str(len(moved))
        self.copy |= {row["id"]: row for row in rows}
        self.following = max([self.following, *(one.updated_at for one in moved)])
        assert [self.copy[one.id] for one in newest_first] == [
            self.shown(one) for one in newest_first
        ]

    def _list(self, *, include_deleted: bool) -> list[dict[str, Any]]:
        asked = {"include_deleted": str(include_deleted).lower(), "per_page": "200"}
        answer = self.read(TEMPLATES, self.model.changes, **asked)
        rows: list[dict[str, Any]] = answer.json()
        assert answer.headers["X-Total-Results"] == str(len(rows))
        return rows

    def _learn_stamps(self, template: Template, row: dict[str, Any]) -> None:
        if template.moves:
            assert row["updated_at"] > self.last_stamp
            template.updated_at = row["updated_at"]
            template.created_at = template.created_at or template.updated_at
            template.moves = False
        for file in template.files:
            file.updated_at = file.updated_at or template.updated_at
            file.created_at = file.created_at or template.updated_at

    def _learn_type_stamps(self) -> str:
        """Compare the types of the account, and return the highest stamp of them."""
        rows = {row["code"]: row for row in self.reader.get(TYPES).json()}
        assert list(rows) == [*BUILT_IN_TYPES, *self.model.types]
        known = {
            code: self.type_stamps[code] for code in self.model.types if code in self.type_stamps
        }
        for code in self.model.moved_types:
            stamp = rows[code]["updated_at"]
            assert stamp > self.last_stamp
            known[code] = (known.get(code, (stamp, ""))[0], stamp)
        self.type_stamps = known
        self.model.moved_types.clear()
        assert [rows[code] for code in known] == [
            {**self.model.types[code], "created_at": created_at, "updated_at": updated_at}
            for code, (created_at, updated_at) in known.items()
        ]
        return max((stamp for _, stamp in known.values()), default="")

    def _learn_urls(self, rows: dict[int, dict[str, Any]], moved: set[int]) -> None:
        """Check that a place has another URL if and only if it holds other bytes.

        The URLs of templates that moved are read, and those that nothing shows any more.
        """
        there: dict[tuple[int, str], tuple[bytes, str]] = {}
        for template in self.model.templates:
            row = rows[template.id]
            for side, content in template.backgrounds.items():
                there[template.id, side] = content, row[URL_FIELDS[side]]
            for file, shown in zip(template.files, row["linked_files"], strict=True):
                there[template.id, file.uuid] = file.content, shown["url"]
        dead = []
        for place, (content, url) in there.items():
            before, known = self.urls.pop(place, (None, ""))
            if before == content:
                assert path_of_url(url) == path_of_url(known)
            else:
                assert path_of_url(url) not in {path_of_url(one) for one in self.dead_urls}
                dead += [known] if known else []
            assert place[0] not in moved or self.reader.get(url).content == content
        dead += [url for _, url in self.urls.values()]
        assert all(self.reader.get(url).status_code == 404 for url in dead)
        self.dead_urls += dead
        self.urls = there

    def _url(self, place: tuple[int, str]) -> str | None:
        return self.urls.get(place, (b"", None))[1]


def version(etag: str) -> str:
    """Return the part of an ETag that names the version, without the window of its URLs."""
    return etag.strip('"').partition("-")[0]


def path_of_url(url: str) -> str:
    """Return a file URL without what changes every hour."""
    return url.partition("?")[0]
