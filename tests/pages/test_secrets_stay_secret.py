"""What people type and browsers hold is nowhere to be found: not in rows, logs or error pages."""

import pytest

from tests.oauth.test_canaries import everything_stored
from tests.pages.visits import PASSWORD, Browser, person_of
from tests.service import Service

CANARY = "canary pq7x sings at dawn"
OTHER_CANARY = "canary zk3v sings at dusk"


def test_no_password_session_id_or_link_is_kept(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Service(tmp_path_factory.mktemp("canary")) as service:
        account = service.create_account()
        admin, browser = person_of(account), Browser(service)
        secrets = {CANARY, OTHER_CANARY, PASSWORD}
        answers = [browser.sign_in(admin.email)]
        secrets.add(browser.session_id)
        answers.append(
            browser.submit(
                "/password", "/password", current=PASSWORD, password=CANARY, again=CANARY
            )
        )
        answers.append(browser.sign_in(admin.email, OTHER_CANARY))
        answers.append(browser.sign_in(OTHER_CANARY, CANARY))
        answers.append(browser.post("/sign-in", {"email": admin.email, "password": CANARY * 4000}))
        made = browser.submit("/users", "/users", name="A B", email="a.b@example.com")
        token = made.text.partition("?token=")[2].partition("<")[0]
        secrets.add(token)
        answers.append(
            browser.submit(
                f"/choose-password?token={token}",
                "/choose-password",
                password=OTHER_CANARY,
                again=OTHER_CANARY + "!",
            )
        )
        answers.append(browser.http.get("/nothing", params={"password": CANARY}))
        browser.sign_in(admin.email, CANARY)
        secrets.add(browser.session_id)
        secrets.add(browser.page("/sign-ins").form("/sign-out").fields["csrf_token"])
        browser.get("/audit")
        files = (path for path in service.data_dir.rglob("*") if path.is_file())
        stored = everything_stored(service) + b"".join(path.read_bytes() for path in files)
    log = service.log_path.read_bytes()

    assert len(secrets) == 7
    assert len(token) > 40
    for secret in secrets:
        spellings = {secret.encode(), secret.replace(" ", "+").encode()}
        assert not [spelling for spelling in spellings if spelling in stored]
        assert not [spelling for spelling in spellings if spelling in log]
    shown = "".join(answer.text for answer in answers)
    # The sign-in page shows again what was typed as an address, and nobody else sees that.
    assert CANARY not in shown
    assert browser.session_id not in shown
    assert admin.email.encode() in stored, "the data was looked at"
    assert b'"method":"POST","path":"/sign-in"' in log
