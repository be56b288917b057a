"""What schemathesis makes of the OpenAPI document: thousands of calls, none answered amiss."""

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.service import Person, Service, a_png, path_of

# With 23 operations this comes to more than a thousand calls, in half a minute.
EXAMPLES = 60
FEWEST_CALLS = 1_000
MOST_SECONDS = 12 * 60
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


@pytest.mark.slow
def test_no_generated_call_is_answered_amiss(tmp_path: Path) -> None:
    with Service(tmp_path / "data") as running:
        person = running.create_account().admin
        (tmp_path / "schemathesis.toml").write_text(configuration(person))
        run = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{running.url}/openapi.json"),
                *("--header", f"Authorization: Bearer {person.token}"),
                *("--checks", ",".join(CHECKS)),
                *("--max-examples", str(EXAMPLES)),
                *("--workers", "2", "--seed", "1", "--continue-on-failure"),
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
    assert report["operations"]["tested"] == report["operations"]["total"]
    # A "Runtime Error" is a fault of the tool while it makes up a call, not of an answer.
    faults = [error for error in report["errors"] if error["title"] != "Runtime Error"]
    assert faults == [], run.stdout
    assert report["test_cases"]["generated"] >= FEWEST_CALLS
    assert still_there.status_code == 200


def configuration(person: Person) -> str:
    """Return a configuration that names what exists, so that calls get further than a 404."""
    kept = [person.create_template() for _ in range(5)]
    deleted = [person.create_template() for _ in range(300)]
    for card_template in kept:
        person.http.put(path_of(card_template, "background_image", "front"), content=a_png())
    parameters = file_parameters(person, kept[0])
    return f"""
[dictionaries.kept]
values = {ids(kept)}

[dictionaries.deleted]
values = {ids(deleted)}

[[operations]]
include-name = "DELETE /api/3/card_templates/{{id}}"
parameters = {{ "path.id" = {{ dictionary = "deleted", probability = 0.8 }} }}

[[operations]]
include-path-regex = "card_templates/.id."
parameters = {{ "path.id" = {{ dictionary = "kept", probability = 0.8 }} }}

[[operations]]
include-path-regex = "^/files/"
parameters = {{ {", ".join(f'"{name}" = "{value}"' for name, value in parameters.items())} }}
"""


def ids(card_templates: list[dict[str, Any]]) -> str:
    return json.dumps([card_template["id"] for card_template in card_templates])


def file_parameters(person: Person, card_template: dict[str, Any]) -> dict[str, str]:
    """Upload a file, and return the parts of its signed URL as parameters of the document."""
    path = path_of(card_template, "files", str(uuid.uuid4()))
    linked = person.http.put(path, params={"file_role": "logo"}, content=b"x" * 100).json()
    address, _, query = linked["url"].partition("?")
    signed = dict(pair.split("=") for pair in query.split("&"))
    _, account, file = address.rsplit("/", 2)
    return {
        "path.account": account,
        "path.file": file,
        **{f"query.{k}": v for k, v in signed.items()},
    }
