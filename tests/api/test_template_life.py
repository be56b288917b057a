"""The whole life of card templates, held against a model after every step."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from cardwright.accounts import actions as accounts
from tests.api import template_requests as requests
from tests.api.template_model import Account, Caller, File, Refused, Template
from tests.api.template_seen import TEMPLATES, TYPES, Seen
from tests.service import TEMPLATES_READONLY, Service

WHO = st.sampled_from(requests.CALLERS)
WHICH = st.integers(min_value=0, max_value=99)
SIDE = st.sampled_from(("front", "front", "back", "back", "left"))
CONTENT = st.sampled_from(tuple(requests.CONTENTS))
FILE_UUID = st.sampled_from(requests.FILE_UUIDS)
ROLE = st.sampled_from(("logo", "font", "background_front", " "))
CONDITION = requests.CONDITION


class Life(RuleBasedStateMachine):
    """Two accounts, in which six callers do what they may, and what they may not.

    Every run has accounts of its own; `service` is set on a subclass.
    """

    service: ClassVar[Service]

    @initialize()
    def begin(self) -> None:
        ours, theirs = (self.service.create_account() for _ in range(2))
        people = {
            "admin": ours.admin,
            "colleague": ours.create_person(is_admin=True),
            "member": ours.create_person(),
            "reader": ours.create_person(is_admin=True, scope=TEMPLATES_READONLY),
            "stranger": theirs.admin,
        }
        self.names = {"ours": ours.name, "theirs": theirs.name}
        self.emails = {name: person.email for name, person in people.items()}
        self.clients = {name: person.http for name, person in people.items()}
        self.clients["nobody"] = self.service.client()
        self.seen = {
            "ours": Seen(ours.create_person().http, Account()),
            "theirs": Seen(theirs.create_person().http, Account()),
        }
        self.callers = {"nobody": Caller()}
        for name, person in people.items():
            account = "theirs" if name == "stranger" else "ours"
            caller = Caller(account, person.id, name != "member", name != "reader")
            self.callers[name] = caller
            self.seen[account].model.people.append(caller)
        self.templates: list[Template] = []
        """All there ever were, so that what is gone is asked for, too."""
        own_type = requests.OWN_TYPES[0]
        self.create_type("admin", own_type, {}, is_whole=True)
        for number, who in enumerate(("admin", "admin", "colleague", "stranger")):
            code = own_type if number == 1 else "ISO_CARD"
            self.create(who, {"template_type_code": code}, number, {})
        self.put_background("admin", 1, "back", "first picture", "none")
        for uuid in requests.FILE_UUIDS[:2]:
            self.put_file("admin", 1, uuid, "logo", "no picture", "none")

    def teardown(self) -> None:
        self.service.close_clients()
        for name, seen in self.seen.items():
            with self.service.database.snapshot() as snapshot:
                row = accounts.find_account(snapshot.session, self.names[name])
                counted = (row.card_template_count, row.file_count, row.file_bytes)
            assert counted == seen.model.usage()

    @rule(who=WHO, fields=requests.NEW, number=WHICH, faults=requests.FAULTS)
    def create(self, who: str, fields: dict[str, Any], number: int, faults: dict[str, Any]) -> None:
        # Mostly what is new, so that there is something to go on with.
        uuid = f"0192F3A1-c55e-7b44-b3f0-{number:012}"
        self._create(who, {"uuid": uuid, "name": f"Card {number}", **fields}, faults)

    @rule(who=WHO, which=WHICH, changes=requests.DIFFERENCE)
    def create_again(self, who: str, which: int, changes: dict[str, Any]) -> None:
        if template := self._any(who, which):
            uuid = template.shown["uuid"].swapcase()
            self._create(who, {**template.create_request, "uuid": uuid, **changes}, {})

    @rule(
        who=WHO,
        which=WHICH,
        fields=requests.CHANGES,
        faults=requests.FAULTS,
        condition=CONDITION,
        method=st.sampled_from(("PUT", "PATCH")),
    )
    def update(
        self,
        who: str,
        which: int,
        fields: dict[str, Any],
        faults: dict[str, Any],
        condition: str,
        method: str,
    ) -> None:
        self._update(
            who, self._any(who, which), fields, faults=faults, condition=condition, method=method
        )

    @rule(who=WHO, which=WHICH, at=requests.TIME, condition=CONDITION)
    def soft_delete(self, who: str, which: int, at: str, condition: str) -> None:
        self._update(who, self._any(who, which), {"deleted_at": at}, condition=condition)

    @rule(who=WHO, which=WHICH, condition=CONDITION)
    def restore(self, who: str, which: int, condition: str) -> None:
        deleted = [one for one in self._account(who).templates if not one.is_live]
        if deleted:
            template = deleted[which % len(deleted)]
            self._update(who, template, {"deleted_at": None}, condition=condition)

    @rule(who=WHO, which=WHICH)
    def give_the_name_of_another(self, who: str, which: int) -> None:
        """A name that is free while the other is deleted, which then cannot be restored."""
        if template := self._any(who, which):
            if template.is_live:
                self._update(who, template, {"deleted_at": "2026-06-14"})
            heir = self._any(who, which + 1)
            self._update(who, heir, {"name": template.shown["name"]})

    @rule(who=WHO, which=WHICH, fields=requests.ONE_CHANGE, condition=CONDITION)
    def change_one_field(
        self, who: str, which: int, fields: dict[str, Any], condition: str
    ) -> None:
        self._update(who, self._any(who, which), fields, condition=condition)

    @rule(who=WHO, which=WHICH)
    def become_the_default(self, who: str, which: int) -> None:
        self._update(who, self._any(who, which), {"default_template": True})

    @rule(who=WHO, which=WHICH, heir=requests.OWNER)
    def hand_over(self, who: str, which: int, heir: str) -> None:
        self._update(who, self._any(who, which), {"owner_id": heir})

    @rule(who=WHO, which=WHICH, condition=CONDITION)
    def delete_for_good(self, who: str, which: int, condition: str) -> None:
        if template := self._any(who, which):
            account = self._account(who)
            self._send_to(who, "DELETE", template, "", account.delete, condition=condition)

    @rule(who=WHO, which=WHICH, side=SIDE, content=CONTENT, condition=CONDITION)
    def put_background(self, who: str, which: int, side: str, content: str, condition: str) -> None:
        if template := self._any(who, which):
            foretell = partial(
                self._account(who).put_background,
                side=side,
                content=requests.CONTENTS[content],
                is_picture=content != "no picture",
            )
            path, sent = f"/background_image/{side}", {"content": requests.CONTENTS[content]}
            answer = self._send_to(who, "PUT", template, path, foretell, sent, condition)
            self._compare_answer(answer, template)

    @rule(who=WHO, which=WHICH, side=SIDE, condition=CONDITION)
    def delete_background(self, who: str, which: int, side: str, condition: str) -> None:
        if template := self._any(who, which):
            foretell = partial(self._account(who).delete_background, side=side)
            path = f"/background_image/{side}"
            self._send_to(who, "DELETE", template, path, foretell, condition=condition)

    @rule(who=WHO, which=WHICH, uuid=FILE_UUID, role=ROLE, content=CONTENT, condition=CONDITION)
    def put_file(
        self, who: str, which: int, uuid: str, role: str, content: str, condition: str
    ) -> None:
        if template := self._any(who, which):
            file = File(uuid, role, requests.CONTENTS[content], requests.CONTENT_TYPES[content])
            self._put_file(who, template, file, condition)

    @rule(who=WHO, which=WHICH, role=ROLE, condition=CONDITION)
    def put_the_same_bytes_again(self, who: str, which: int, role: str, condition: str) -> None:
        there = [(one, file) for one in self._account(who).templates for file in one.files]
        if there:
            template, file = there[which % len(there)]
            again = File(file.uuid.swapcase(), role, file.content, file.content_type)
            self._put_file(who, template, again, condition)

    @rule(who=WHO, which=WHICH, uuid=FILE_UUID, condition=CONDITION)
    def delete_file(self, who: str, which: int, uuid: str, condition: str) -> None:
        if template := self._any(who, which):
            foretell = partial(self._account(who).delete_file, uuid=uuid)
            path = f"/files/{uuid.swapcase()}"
            self._send_to(who, "DELETE", template, path, foretell, condition=condition)

    @rule(who=WHO, code=requests.TYPE_CODE, fields=requests.TYPE_FIELDS, is_whole=st.booleans())
    def create_type(self, who: str, code: str, fields: dict[str, Any], is_whole: bool) -> None:
        whole = {"name": "Loyalty Card", "width_mm": 85.6, "height_mm": 54.0} if is_whole else {}
        sent = {"code": code, **whole, **fields}
        foretell = partial(self._account(who).create_type, self.callers[who], sent)
        self._send(who, "POST", TYPES, foretell, 201, json={"card_template_type": sent})

    @rule(
        who=WHO,
        code=requests.TYPE_CODE,
        fields=requests.TYPE_FIELDS,
        other=st.none() | requests.TYPE_CODE,
    )
    def update_type(self, who: str, code: str, fields: dict[str, Any], other: str | None) -> None:
        sent = fields | ({"code": other} if other else {})
        foretell = partial(self._account(who).update_type, self.callers[who], code, sent)
        self._send(who, "PATCH", f"{TYPES}/{code}", foretell, 200, json=sent)

    @rule(who=WHO, code=requests.TYPE_CODE)
    def delete_type(self, who: str, code: str) -> None:
        foretell = partial(self._account(who).delete_type, self.callers[who], code)
        self._send(who, "DELETE", f"{TYPES}/{code}", foretell, 204)

    @rule(who=st.sampled_from(("colleague", "member")))
    def change_the_role(self, who: str) -> None:
        caller = self.callers[who]
        caller.is_admin = not caller.is_admin
        with self.service.database.writing() as session:
            user = accounts.find_user(session, self.emails[who])
            accounts.set_admin(session, user, is_admin=caller.is_admin)

    @rule(name=st.sampled_from(("ours", "theirs")), per_page=st.integers(1, 4))
    def follow(self, name: str, per_page: int) -> None:
        self.seen[name].follow(per_page)

    @rule(who=WHO, which=WHICH)
    def read(self, who: str, which: int) -> None:
        if template := self._any(who, which):
            caller, is_theirs = self.callers[who], template in self._account(who).templates
            answer = self.clients[who].get(f"{TEMPLATES}/{template.id}")
            assert answer.status_code == (401 if not caller.account else 200 if is_theirs else 404)
            self._compare_answer(answer, template)

    @rule(name=st.sampled_from(("ours", "ours", "theirs")), which=WHICH)
    def download(self, name: str, which: int) -> None:
        seen, http = self.seen[name], self.clients["nobody"]
        if seen.urls:
            content, url = list(seen.urls.values())[which % len(seen.urls)]
            answer = http.get(url)
            assert (answer.status_code, answer.content) == (200, content)
        if seen.dead_urls:
            assert http.get(seen.dead_urls[which % len(seen.dead_urls)]).status_code == 404

    def _account(self, who: str) -> Account:
        """Return the model of the account that a caller writes to; nobody writes to either."""
        return self.seen[self.callers[who].account or "ours"].model

    def _any(self, who: str, which: int) -> Template | None:
        """Return mostly a template of the caller's account, now and then one they cannot see."""
        found = self.templates if which % 9 == 0 else self._account(who).templates
        return found[which % len(found)] if found else None

    def _with_owner(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Put the id of a user in the place of the name of a caller."""
        heir = self.callers.get(fields.get("owner_id", ""))
        return fields | {"owner_id": heir.user_id} if heir else fields

    def _create(self, who: str, fields: dict[str, Any], faults: dict[str, Any]) -> None:
        sent = self._with_owner(fields)
        foretell = partial(self._account(who).create, self.callers[who], sent, set(faults))
        content = requests.body(sent | faults)
        answer = self._send(who, "POST", TEMPLATES, foretell, 200, content=content)
        if answer.is_success:
            created = next(one for one in self.templates if one.id == answer.json()["id"])
            self._compare_answer(answer, created)

    def _update(
        self,
        who: str,
        template: Template | None,
        fields: dict[str, Any],
        *,
        faults: dict[str, Any] | None = None,
        condition: str = "none",
        method: str = "PATCH",
    ) -> None:
        if template:
            sent, faults = self._with_owner(fields), faults or {}
            foretell = partial(self._account(who).update, sent=sent, faults=set(faults))
            body = {"content": requests.body(sent | faults)}
            answer = self._send_to(who, method, template, "", foretell, body, condition)
            self._compare_answer(answer, template)

    def _put_file(self, who: str, template: Template, file: File, condition: str) -> None:
        foretell = partial(self._account(who).put_file, file=file)
        sent = {"params": {"file_role": file.role}, "content": file.content}
        path = f"/files/{file.uuid}"
        answer = self._send_to(who, "PUT", template, path, foretell, sent, condition)
        if answer.is_success and (kept := template.file(file.uuid)):
            seen = self.seen[self.callers[who].account]
            assert answer.json() == seen.shown_file(template, kept)

    def _send_to(
        self,
        who: str,
        method: str,
        template: Template,
        path: str,
        foretell: Callable[..., object],
        request: dict[str, Any] | None = None,
        condition: str = "none",
    ) -> httpx.Response:
        """Send a request about a template, perhaps only if it is in some version."""
        seen = next(
            (one for one in self.seen.values() if template in one.model.templates),
            self.seen["ours"],
        )
        headers = seen.condition(template, requests.CONDITIONS[condition])
        is_expected = condition not in requests.REFUSED_CONDITIONS
        foretell = partial(foretell, self.callers[who], template, is_expected=is_expected)
        status = 204 if method == "DELETE" else 200
        path = f"{TEMPLATES}/{template.id}{path}"
        return self._send(who, method, path, foretell, status, headers=headers, **request or {})

    def _send(
        self,
        who: str,
        method: str,
        path: str,
        foretell: Callable[[], object],
        status: int,
        **request: Any,
    ) -> httpx.Response:
        """Let the model say what is to come, send the request, and compare all there is."""
        made, refusal = None, None
        try:
            made = foretell()
        except Refused as refused:
            refusal = refused
        answer = self.clients[who].request(method, path, **request)
        told = f"{answer.status_code} {answer.text[:500]}"
        if refusal:
            assert answer.status_code == refusal.status, told
            assert set(answer.json().get("errors", {})) == refusal.fields, told
        elif isinstance(made, Template) and not made.id:
            assert answer.status_code == 201, told
            made.id = answer.json()["id"]
            self.templates.append(made)
        else:
            assert answer.status_code == status, told
        for seen in self.seen.values():
            seen.compare(is_written_to=seen.model is self._account(who))
        return answer

    def _compare_answer(self, answer: httpx.Response, template: Template) -> None:
        """Compare an answer that shows a template with the model, and with how it reads."""
        if answer.is_success:
            seen = next(one for one in self.seen.values() if template in one.model.templates)
            read = seen.read(f"{TEMPLATES}/{template.id}", template.updated_at)
            assert answer.json() == seen.shown(template)
            assert (answer.content, answer.headers["ETag"]) == (read.content, read.headers["ETag"])
            assert f'"template_objects":{template.shown["template_objects"]}' in answer.text


def live(service: Service, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("ThisLife", (Life,), {"service": service}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            # Making a failure smaller takes minutes, and the steps can be read.
            phases=[phase for phase in Phase if phase is not Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.hypothesis
def test_templates_live_as_the_model_says(service: Service) -> None:
    live(service, 20, 40)


@pytest.mark.slow
@pytest.mark.hypothesis
def test_templates_live_as_the_model_says_for_long(service: Service) -> None:
    live(service, 150, 50)
