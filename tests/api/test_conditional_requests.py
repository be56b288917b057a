"""ETag, If-None-Match, If-Match and HEAD (RFC 9110; API decision "ETag")."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.service import Account, Person, a_png, a_template, path_of

TEMPLATES = "/api/3/card_templates"
FILE = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"

# Every write that takes If-Match: method, path below the template, body.
WRITES: dict[str, tuple[str, tuple[str, ...], bytes]] = {
    "put": ("PUT", (), b'{"card_type": "changed"}'),
    "patch": ("PATCH", (), b'{"card_type": "changed"}'),
    "delete": ("DELETE", (), b""),
    "put-background": ("PUT", ("background_image", "front"), a_png("red")),
    "delete-background": ("DELETE", ("background_image", "front"), b""),
    "put-file": ("PUT", ("files", FILE), a_png("red")),
    "delete-file": ("DELETE", ("files", FILE), b""),
}
WRITE = pytest.mark.parametrize("write", WRITES)


def a_full_template(person: Person) -> httpx.Response:
    """Create a template with a background and a linked file; return how it reads."""
    created = person.create_template()
    person.http.put(path_of(created, "background_image", "front"), content=a_png())
    path = path_of(created, "files", FILE)
    person.http.put(path, content=a_png(), params={"file_role": "logo"}).raise_for_status()
    return person.http.get(path_of(created))


def do(person: Person, write: str, before: httpx.Response, if_match: str) -> httpx.Response:
    """Make one of `WRITES` to a template, under a condition."""
    method, parts, body = WRITES[write]
    return person.http.request(
        method,
        path_of(before.json(), *parts),
        content=body,
        params={"file_role": "logo"},
        headers={"If-Match": if_match},
    )


def test_an_etag_is_strong_and_names_version_and_window(account: Account) -> None:
    created = account.admin.create_template()

    one, listed = account.admin.http.get(path_of(created)), account.admin.http.get(TEMPLATES)

    for answer in (one, listed):
        assert re.fullmatch(r'"[^"-]+-[^"-]+"', answer.headers["etag"])
        assert "no-cache" in answer.headers["cache-control"]
        assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "form",
    ["{}", "W/{}", "*", '"other", {}', '{}, "other"', '"a","b",W/{}', " {} ", '"a, b" , {}'],
    ids=["strong", "weak", "any", "last", "first", "weak-in-list", "blanks", "comma-inside"],
)
@pytest.mark.parametrize("what", ["template", "list"])
def test_a_copy_that_still_holds_is_not_sent_again(account: Account, what: str, form: str) -> None:
    created = account.admin.create_template()
    path = path_of(created) if what == "template" else TEMPLATES
    etag = account.admin.http.get(path).headers["etag"]

    headers = [("If-None-Match", form.format(etag).strip())]
    answer = account.admin.http.get(path, headers=headers)

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


@pytest.mark.parametrize(
    "form",
    [
        '"other"',
        'W/"other"',
        "{bare}",
        '"{version}"',
        '"{version}-"',
        '"-{window}"',
        "",
        '"*"',
        '"{version}-{window}x"',
        '"0-{window}"',
        '"{version}-0"',
    ],
)
@pytest.mark.parametrize("what", ["template", "list"])
def test_any_other_etag_gets_the_whole_answer(account: Account, what: str, form: str) -> None:
    created = account.admin.create_template()
    path = path_of(created) if what == "template" else TEMPLATES
    bare = account.admin.http.get(path).headers["etag"].strip('"')
    version, _, window = bare.partition("-")

    header = form.format(bare=bare, version=version, window=window)
    answer = account.admin.http.get(path, headers={"If-None-Match": header})

    assert answer.status_code == 200
    assert answer.json()


def test_an_etag_of_before_a_change_does_not_hold(account: Account) -> None:
    created = account.admin.create_template()
    one, listed = account.admin.http.get(path_of(created)), account.admin.http.get(TEMPLATES)
    account.admin.http.put(path_of(created, "background_image", "back"), content=a_png())

    for path, old in ((path_of(created), one), (TEMPLATES, listed)):
        answer = account.admin.http.get(path, headers={"If-None-Match": old.headers["etag"]})
        assert answer.status_code == 200
        assert answer.headers["etag"] != old.headers["etag"]


def test_an_etag_opens_nothing_to_who_may_not_read(account: Account, stranger: Account) -> None:
    created = account.admin.create_template()
    etag = account.admin.http.get(path_of(created)).headers["etag"]

    for http, status in ((stranger.admin.http, 404), (account.service.client(), 401)):
        for form in (etag, "*"):
            answer = http.get(path_of(created), headers={"If-None-Match": form})
            assert answer.status_code == status


@WRITE
@pytest.mark.parametrize("form", ["{}", "*", '"other-1", {}'], ids=["one", "any", "several"])
def test_a_write_under_a_condition_that_holds_is_done(
    account: Account, write: str, form: str
) -> None:
    before = a_full_template(account.admin)

    answer = do(account.admin, write, before, form.format(before.headers["etag"]))

    assert answer.is_success
    after = account.admin.http.get(path_of(before.json()))
    assert after.headers.get("etag") != before.headers["etag"]


@WRITE
def test_a_condition_compares_only_the_version(account: Account, write: str) -> None:
    before = a_full_template(account.admin)
    version = before.headers["etag"].strip('"').partition("-")[0]

    assert do(account.admin, write, before, f'"{version}-1"').is_success


@WRITE
@pytest.mark.parametrize("form", ['"1-1"', "W/{}", '"x"', '"1-1", "2-2"', "{bare}"])
def test_a_write_under_a_condition_that_does_not_hold_changes_nothing(
    account: Account, write: str, form: str
) -> None:
    before = a_full_template(account.admin)
    etag = before.headers["etag"]

    answer = do(account.admin, write, before, form.format(etag, bare=etag.strip('"')))

    assert answer.status_code == 412
    assert answer.json()["error"] == "precondition_failed"
    assert len(answer.json()["error_description"]) > 10
    after = account.admin.http.get(path_of(before.json()))
    assert (after.text, after.headers["etag"]) == (before.text, etag)


@WRITE
def test_a_write_with_the_etag_of_before_anothers_change_is_refused(
    account: Account, write: str
) -> None:
    before = a_full_template(account.admin)
    account.create_person(is_admin=True).update(before.json(), name="Meanwhile")

    answer = do(account.admin, write, before, before.headers["etag"])

    assert answer.status_code == 412
    assert account.admin.http.get(path_of(before.json())).json()["name"] == "Meanwhile"


@WRITE
def test_what_does_not_exist_is_not_found_under_any_condition(
    account: Account, stranger: Account, write: str
) -> None:
    before = a_full_template(stranger.admin)

    for form in (before.headers["etag"], '"1-1"', "*"):
        assert do(account.admin, write, before, form).status_code == 404


def test_the_etag_of_a_write_answer_is_the_condition_of_the_next(account: Account) -> None:
    http = account.admin.http
    created = http.post(TEMPLATES, json=a_template())
    path, etags = path_of(created.json()), [created.headers["etag"]]

    for method, place, body in [
        ("PATCH", path, b'{"card_type": "a"}'),
        ("PUT", path, b'{"card_type": "b"}'),
        ("PUT", f"{path}/background_image/front", a_png()),
        ("PATCH", path, b'{"card_type": "c"}'),
    ]:
        answer = http.request(method, place, content=body, headers={"If-Match": etags[-1]})
        assert answer.status_code == 200
        etags.append(answer.headers["etag"])

    assert len(set(etags)) == len(etags)
    assert http.get(path).headers["etag"] == etags[-1]


def test_a_no_change_update_keeps_the_etag_valid(account: Account) -> None:
    before = a_full_template(account.admin)
    etag = before.headers["etag"]

    answer = account.admin.update(before.json(), name=before.json()["name"])

    assert answer.headers["etag"] == etag
    assert do(account.admin, "patch", before, etag).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "{template}",
        "{template}/files",
        "{template}/background_image/front",
        TEMPLATES,
        f"{TEMPLATES}?per_page=1",
        f"{TEMPLATES}?page=x",
        f"{TEMPLATES}/999999999",
        "{template}/background_image/back",
        "/api/3/card_template_types",
        "/api/3/account",
        "/api/3/card_template_types/ISO_CARD",
        "/oauth/token/info",
        "/openapi.json",
        "/docs",
        "/health/live",
        "/health/ready",
        "/nowhere",
        "{file}",
        "{template}.json",
    ],
)
def test_head_answers_like_get_without_a_body(account: Account, path: str) -> None:
    template = a_full_template(account.admin).json()
    place = path.format(template=path_of(template), file=template["background_image_front_url"])

    get, head = account.admin.http.get(place), account.admin.http.head(place)

    assert (head.status_code, head.content) == (get.status_code, b"")
    ignored = {"date", "x-request-id", "transfer-encoding"}
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored
    }


def test_head_honours_if_none_match(account: Account) -> None:
    before = a_full_template(account.admin)

    answer = account.admin.http.head(
        path_of(before.json()), headers={"If-None-Match": before.headers["etag"]}
    )

    assert answer.status_code == 304


def test_a_hundred_read_modify_writes_at_once_lose_no_update(account: Account) -> None:
    created = account.admin.create_template(template_objects=[])
    http, path = account.admin.http, path_of(created)

    def add(number: int) -> int:
        tries = 0
        while True:
            tries += 1
            read = http.get(path)
            objects: list[dict[str, Any]] = [*read.json()["template_objects"], {"n": number}]
            answer = http.patch(
                path,
                json={"template_objects": objects},
                headers={"If-Match": read.headers["etag"]},
            )
            if answer.status_code == 200:
                return tries
            assert answer.status_code == 412

    with ThreadPoolExecutor(10) as pool:
        tries = sum(pool.map(add, range(100)))

    kept = [one["n"] for one in http.get(path).json()["template_objects"]]
    assert sorted(kept) == list(range(100))
    assert tries > 100, "nothing was refused, so nothing was tried"


@pytest.mark.parametrize("what", ["template", "list", "file"])
def test_a_304_varies_by_what_the_200_varies_by(account: Account, what: str) -> None:
    read = a_full_template(account.admin)
    urls = {
        "template": path_of(read.json()),
        "list": TEMPLATES,
        "file": read.json()["background_image_front_url"],
    }

    sent = account.admin.http.get(urls[what])
    held = account.admin.http.get(urls[what], headers={"If-None-Match": sent.headers["ETag"]})

    assert (sent.status_code, held.status_code) == (200, 304)
    assert held.headers.get("Vary") == sent.headers.get("Vary")
    assert ("Vary" in sent.headers) is (what != "file")
