"""Lists held against a model, while templates come, change and go (contract 3.16, 3.17)."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.service import Person, Service, path_of

LIST = "/api/3/card_templates"
SINCE_EVER = "1970-01-01"

pick = st.integers(min_value=0, max_value=1000)


@dataclass
class Known:
    """What the model knows of a template."""

    id: int
    updated_at: str
    is_deleted: bool = False


@dataclass
class Walk:
    """A reader on the way through a list, and what they have to meet."""

    is_by_change: bool
    includes_deleted: bool
    next_url: str
    untouched: set[int]
    """Those that were in the list when the walk began, and that nobody has touched since."""
    seen: list[int] = field(default_factory=list)


class Lists(RuleBasedStateMachine):
    """An account whose templates change at random, and readers of its lists.

    Every run has an account of its own; `service` is set on a subclass.
    """

    service: Service

    def __init__(self) -> None:
        super().__init__()
        self.person: Person = self.service.create_account().admin
        self.known: dict[int, Known] = {}
        self.walks: list[Walk] = []
        self.last_stamp = ""

    def teardown(self) -> None:
        for walk in self.walks:
            while walk.next_url:
                self._step(walk)
        self.service.close_clients()

    @rule()
    def create(self) -> None:
        self._changed(self.person.create_template())

    @rule(which=pick)
    def rename(self, which: int) -> None:
        self._update(which, name=f"Renamed {secrets.token_hex(8)}")

    @rule(which=pick)
    def soft_delete(self, which: int) -> None:
        self._update(which, deleted_at=f"2026-06-14T09:30:00.{secrets.randbelow(1000000):06}Z")

    @rule(which=pick)
    def restore(self, which: int) -> None:
        if (known := self._any(which)) is not None and known.is_deleted:
            self._update(which, deleted_at=None)

    @rule(which=pick)
    def delete_for_good(self, which: int) -> None:
        if (known := self._any(which)) is not None:
            assert self.person.http.delete(path_of({"id": known.id})).status_code == 204
            del self.known[known.id]
            self._touched(known.id)

    @rule(
        page=st.integers(1, 4),
        per_page=st.integers(1, 5),
        since=st.none() | pick,
        includes_deleted=st.booleans(),
    )
    def read_a_page(
        self, page: int, per_page: int, since: int | None, includes_deleted: bool
    ) -> None:
        params: dict[str, Any] = {"page": page, "per_page": per_page}
        if since is not None:
            known = self._any(since)
            params["updated_since"] = known.updated_at if known else SINCE_EVER
        expected = self._listed(params.get("updated_since"), includes_deleted)

        answer = self._read(LIST, params | {"include_deleted": includes_deleted})

        start = (page - 1) * per_page
        assert [one["id"] for one in answer.json()] == expected[start : start + per_page]
        assert answer.headers["X-Total-Results"] == str(len(expected))

    @rule(per_page=st.integers(1, 3), is_by_change=st.booleans(), includes_deleted=st.booleans())
    def begin_a_walk(self, per_page: int, is_by_change: bool, includes_deleted: bool) -> None:
        since = SINCE_EVER if is_by_change else None
        query = httpx.QueryParams(per_page=per_page, include_deleted=includes_deleted)
        query = query.set("updated_since", since) if since else query
        listed = set(self._listed(since, includes_deleted))
        self.walks.append(Walk(is_by_change, includes_deleted, f"{LIST}?{query}", listed))

    @rule(which=pick)
    def go_on_with_a_walk(self, which: int) -> None:
        under_way = [walk for walk in self.walks if walk.next_url]
        if under_way:
            self._step(under_way[which % len(under_way)])

    @invariant()
    def no_walk_sees_a_template_twice_or_misses_one(self) -> None:
        for walk in self.walks:
            assert len(walk.seen) == len(set(walk.seen))
            if not walk.next_url:
                assert walk.untouched <= set(walk.seen)

    def _step(self, walk: Walk) -> None:
        answer = self._read(walk.next_url, None)
        shown = answer.json()
        walk.seen += [one["id"] for one in shown]
        assert all(one["id"] in self.known for one in shown)
        assert walk.includes_deleted or all(one["deleted_at"] is None for one in shown)
        walk.next_url = answer.links.get("next", {}).get("url", "")
        self.no_walk_sees_a_template_twice_or_misses_one()

    def _read(self, url: str, params: dict[str, Any] | None) -> httpx.Response:
        answer = self.person.http.get(url, params=params)
        assert answer.status_code == 200, answer.text
        return answer

    def _any(self, which: int) -> Known | None:
        return list(self.known.values())[which % len(self.known)] if self.known else None

    def _update(self, which: int, **fields: Any) -> None:
        if (known := self._any(which)) is not None:
            answer = self.person.update({"id": known.id}, **fields)
            assert answer.status_code == 200, answer.text
            self._changed(answer.json())

    def _changed(self, shown: dict[str, Any]) -> None:
        assert shown["updated_at"] > self.last_stamp
        self.last_stamp = shown["updated_at"]
        is_deleted = shown["deleted_at"] is not None
        self.known[shown["id"]] = Known(shown["id"], shown["updated_at"], is_deleted)
        self._touched(shown["id"])

    def _touched(self, card_template_id: int) -> None:
        for walk in self.walks:
            if walk.next_url:
                walk.untouched.discard(card_template_id)

    def _listed(self, since: str | None, includes_deleted: bool) -> list[int]:
        """Return the ids of the whole list in its order."""
        rows = [one for one in self.known.values() if includes_deleted or not one.is_deleted]
        if since is None:
            return sorted(one.id for one in rows)
        newest_first = sorted(rows, key=lambda one: one.updated_at, reverse=True)
        return [one.id for one in newest_first if one.updated_at > since]


@pytest.mark.hypothesis
def test_lists_are_what_the_model_says_whatever_happens_meanwhile(service: Service) -> None:
    run_state_machine_as_test(
        type("TheseLists", (Lists,), {"service": service}),
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            # Making a failure smaller takes minutes, and 40 steps can be read.
            phases=[phase for phase in Phase if phase is not Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
