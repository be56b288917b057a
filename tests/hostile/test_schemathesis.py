"""What schemathesis makes of the OpenAPI document: thousands of calls, none answered amiss."""

import json
import secrets
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.service import Person, Service, a_png, path_of

# Most of the time goes into making up calls, in Python, and the tool's own threads both share one
# processor and trip over each other: with two of them `ast.parse` of CPython 3.11 now and then
# fails ("AST constructor recursion depth mismatch"), which the tool reports as a "Runtime Error".
# So each part is a process of one thread, and the parts run beside each other, as tests do.
EXAMPLES = 600
PARTS = {
    "card templates": (("--include-tag", "Card templates"), 3_500),
    "types": (("--include-tag", "Card template types"), 3_500),
    "the rest": (
        ("--exclude-tag", "Card templates", "--exclude-tag", "Card template types"),
        3_000,
    ),
}
"""Which operations a part is about, and the fewest calls that it has to come to."""

FEWEST_CALLS = 10_000
MOST_SECONDS = 10 * 60
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "use_after_free",
    "ensure_resource_availability",
)


def test_the_parts_come_to_all_the_calls_that_were_promised() -> None:
    assert sum(fewest for _, fewest in PARTS.values()) >= FEWEST_CALLS


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_generated_call_is_answered_amiss(part: str, tmp_path: Path) -> None:
    operations, fewest = PARTS[part]
    assert_none_amiss(tmp_path, "examples,coverage,fuzzing", operations, fewest)


@pytest.mark.slow
def test_no_chain_of_generated_calls_is_answered_amiss(tmp_path: Path) -> None:
    assert_none_amiss(tmp_path, "stateful", (), 100)


def assert_none_amiss(
    tmp_path: Path, phases: str, operations: tuple[str, ...], fewest: int
) -> None:
    """Let schemathesis call a service of its own, and check what it tells of the answers."""
    with Service(tmp_path / "data") as running:
        person = running.create_account().admin
        (tmp_path / "schemathesis.toml").write_text(configuration(person))
        run = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{running.url}/openapi.json"),
                *("--header", f"Authorization: Bearer {person.token}"),
                *("--checks", ",".join(CHECKS)),
                *("--phases", phases, *operations),
                *("--max-examples", str(EXAMPLES)),
                *("--workers", "1", "--seed", "1", "--continue-on-failure"),
                *("--report", "json", "--report-json-path", str(tmp_path / "report.json")),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        still_there = person.http.get("/health/ready")

    report = json.loads((tmp_path / "report.json").read_text())
    assert report["failures"] == [], run.stdout
    assert report["errors"] == [], run.stdout
    assert report["test_cases"]["generated"] >= fewest
    assert still_there.status_code == 200
    if phases != "stateful":
        assert report["operations"]["tested"] == report["operations"]["selected"]


def configuration(person: Person) -> str:
    """Return a configuration that names what exists, so that calls get further than a 404."""
    kept = [person.create_template() for _ in range(5)]
    deleted = [person.create_template() for _ in range(400)]
    for card_template in kept:
        person.http.put(path_of(card_template, "background_image", "front"), content=a_png())
    parameters = file_parameters(person, kept[0])
    return f"""
[dictionaries.kept]
values = {json.dumps([one["id"] for one in kept])}

[dictionaries.deleted]
values = {json.dumps([one["id"] for one in deleted])}

[dictionaries.with_files]
values = {json.dumps([kept[1]["id"]])}

[dictionaries.files]
values = {json.dumps([linked_file(person, kept[1])["uuid"] for _ in range(200)])}

[dictionaries.kept_types]
values = {json.dumps([a_type(person) for _ in range(5)])}

[dictionaries.deleted_types]
values = {json.dumps([a_type(person) for _ in range(200)])}

[[operations]]
include-name = "DELETE /api/3/card_templates/{{id}}"
parameters = {{ "path.id" = {often("deleted")} }}

[[operations]]
include-name = "DELETE /api/3/card_templates/{{id}}/files/{{file_uuid}}"
parameters = {{ "path.id" = {often("with_files")}, "path.file_uuid" = {often("files")} }}

[[operations]]
include-name = "DELETE /api/3/card_template_types/{{code}}"
parameters = {{ "path.code" = {often("deleted_types")} }}

[[operations]]
include-path-regex = "card_templates/.id."
parameters = {{ "path.id" = {often("kept")} }}

[[operations]]
include-path-regex = "card_template_types/.code."
parameters = {{ "path.code" = {often("kept_types")} }}

[[operations]]
include-path-regex = "^/files/"
parameters = {{ {", ".join(f'"{name}" = "{value}"' for name, value in parameters.items())} }}
"""


def often(dictionary: str) -> str:
    return f'{{ dictionary = "{dictionary}", probability = 0.8 }}'


def a_type(person: Person) -> str:
    """Add a card template type, and return its code."""
    code = f"T{secrets.token_hex(8)}"
    new = {"code": code, "name": "A type", "width_mm": 85.6, "height_mm": 54}
    person.http.post("/api/3/card_template_types", json=new).raise_for_status()
    return code


def linked_file(person: Person, card_template: dict[str, Any]) -> Any:
    """Upload a file to a card template, and return it."""
    path = path_of(card_template, "files", str(uuid.uuid4()))
    answer = person.http.put(path, params={"file_role": "logo"}, content=b"x" * 100)
    return answer.raise_for_status().json()


def file_parameters(person: Person, card_template: dict[str, Any]) -> dict[str, str]:
    """Upload a file, and return the parts of its signed URL as parameters of the document."""
    address, _, query = linked_file(person, card_template)["url"].partition("?")
    signed = dict(pair.split("=") for pair in query.split("&"))
    _, account, file = address.rsplit("/", 2)
    return {
        "path.account": account,
        "path.file": file,
        **{f"query.{k}": v for k, v in signed.items()},
    }
