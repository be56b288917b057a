"""The log: JSON lines that say what belongs together, and hold nothing that is secret."""

import json
import os
import pty
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from cardwright import logs
from cardwright.faults import trace_of
from tests.service import Service, command_line

CANARY = "canary-5b7e"


@pytest.fixture
def running(data_dir: Path) -> Iterator[Service]:
    """A service of the test's own, whose log nobody else writes to."""
    with Service(data_dir) as running:
        yield running


def test_every_line_is_json_from_the_start_to_the_end(running: Service) -> None:
    running.client().get("/health/live")
    running.stop()
    lines = running.logged()

    assert all({"timestamp", "level", "event"} <= set(line) for line in lines)
    events = [line["event"] for line in lines]
    assert any(event.startswith(f"cardwright is at {running.url} ") for event in events)
    assert {"Shutting down", "Application shutdown complete."} <= set(events)
    running.start()


def test_a_request_is_one_line_with_the_id_of_its_answer(running: Service) -> None:
    person = running.create_account().admin
    given = f"proxy-{uuid.uuid4().hex}"

    made = person.http.get("/api/3/card_templates?per_page=7", headers={"X-Request-Id": given})
    own = person.http.get("/api/3/nothing")
    running.stop()

    (line,) = (line for line in running.logged() if line.get("request_id") == given)
    assert made.headers["X-Request-Id"] == given
    assert line.pop("milliseconds") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "path": "/api/3/card_templates",
        "status": 200,
        "client": "127.0.0.1",
        "request_id": given,
    }
    (other,) = (x for x in running.logged() if x.get("request_id") == own.headers["X-Request-Id"])
    assert other["status"] == 404
    running.start()


def test_a_fault_is_told_with_its_place_and_request_and_without_values(running: Service) -> None:
    person = running.create_account().admin
    new = {"code": "BROKEN", "name": "Broken", "width_mm": 85.6, "height_mm": 54}
    person.http.post("/api/3/card_template_types", json=new).raise_for_status()
    with running.database.writing() as session:
        sql = "UPDATE card_template_type SET non_printable_zones = :value WHERE code = 'BROKEN'"
        session.execute(text(sql), {"value": CANARY})

    answer = person.http.get("/api/3/card_template_types")

    assert answer.status_code == 500
    (fault,) = (line for line in running.logged() if line["level"] == "error")
    assert fault["request_id"] == answer.headers["X-Request-Id"]
    assert "/cardwright/card_templates/" in fault["exception"]
    assert CANARY not in running.log_path.read_text()


@pytest.mark.parametrize(
    "secret",
    [
        "Authorization: Bearer abc.DEF-123/x+y==",
        "bearer abcdef123456",
        "Basic YTpiY2RlZmc=",
        "GET /files/1?expires=5&signature=abc",
        "cw_at_AbCd-Ef_gh",
        "token=abcdef",
        "{'password': 'hun ter2'}",
        '{"refresh_token":"abcdef"}',
        "Cookie: cardwright=abc; other=def",
        "postgresql://cards:hunter2@db.example.com/cards",
        "code=abcdef&state=x",
    ],
)
def test_secrets_in_any_text_are_redacted(secret: str) -> None:
    shown = logs.redacted(f"before {secret}")

    assert shown.startswith("before ")
    assert logs.REDACTED in shown
    for part in ("abc", "DEF", "YTpi", "AbCd", "hunter2", "hun ter2", "def"):
        assert part not in shown


def test_what_is_no_secret_stays_as_it_is() -> None:
    for harmless in (
        "cardwright is at http://127.0.0.1:8000 (data: /srv/cards)",
        'File "/usr/lib/x.py", line 5, in code',
        "/api/3/card_templates/42/background_image/front",
    ):
        assert logs.redacted(harmless) == harmless


def in_a_process(script: str, log_format: str = "json") -> list[str]:
    """Return what a script that logs writes to standard error."""
    head = f"import logging, structlog, cardwright.logs as logs\nlogs.set_up_logs({log_format!r})"
    ran = subprocess.run(
        [sys.executable, "-c", f"{head}\n{script}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == ""
    return ran.stderr.splitlines()


def test_secret_names_are_redacted_at_every_depth() -> None:
    (line,) = in_a_process(
        "structlog.get_logger().info('x', Token='a1', kept=1, deep={'Set-Cookie': 'a1', 'n': 2},"
        " listed=['Bearer a1'], half='\\ud800')"
    )

    told = json.loads(line)
    assert "a1" not in line
    assert told["kept"] == 1
    assert told["deep"] == {"Set-Cookie": logs.REDACTED, "n": 2}


def test_lines_of_libraries_are_json_and_redacted_too() -> None:
    lines = in_a_process(
        "import warnings\n"
        "logging.getLogger('uvicorn.error').warning('sent %s', 'Bearer a1')\n"
        "logging.getLogger('asyncio').error('lost\\nfuture: a1')\n"
        "logging.getLogger('httpx').info('GET http://x/?q=a1')\n"
        "warnings.warn('take care', UserWarning)\n"
        "try:\n    int('a1')\n"
        "except ValueError:\n    logging.getLogger('some.library').exception('failed')\n"
    )

    told = [json.loads(line) for line in lines]
    assert [line["logger"] for line in told] == [
        "uvicorn.error",
        "asyncio",
        "py.warnings",
        "some.library",
    ]
    assert "a1" not in "".join(line for line in lines if "int(" not in line)
    assert told[3]["exception"].endswith("ValueError")


def test_a_fault_tells_its_causes_and_only_what_the_system_says() -> None:
    typed, path = "typed", "/srv/" + "name"
    try:
        try:
            int(typed)
        except ValueError as cause:
            raise OSError(28, "No space left on device", path) from cause
    except OSError as fault:
        fault.add_note("a note of ours")
        told = trace_of(fault)

    assert told.count("Traceback") == 2
    assert told.index("ValueError") < told.index("OSError: No space left on device")
    assert told.endswith("a note of ours")
    assert "'typed'" not in told
    assert "/srv/name" not in told


def test_a_group_of_faults_tells_each_of_them() -> None:
    told = trace_of(ExceptionGroup("several values", [ValueError("v1"), KeyError("v2")]))

    assert "ValueError" in told
    assert "KeyError" in told
    assert "v1" not in told
    assert "several" not in told


def test_console_lines_are_read_from_left_to_right() -> None:
    (line,) = in_a_process(
        "structlog.get_logger().info('request', method='GET', path='/a', status=200, client='::1')",
        "console",
    )

    assert "\x1b" not in line
    assert "GET /a 200" in line
    assert line.endswith("client=::1")


def test_a_terminal_gets_text_unless_json_is_wanted(tmp_path: Path) -> None:
    def first_line(**settings: str) -> bytes:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "cardwright", "serve", "--port", "0"],
            env=command_line(tmp_path / "data", **settings),
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            told = b""
            deadline = time.monotonic() + 20
            while b"\n" not in told and time.monotonic() < deadline:
                told += os.read(ours, 4096)
            process.terminate()
            try:
                while os.read(ours, 4096):
                    pass
            except OSError:
                pass  # Linux says so that the other end is closed.
        os.close(ours)
        return told

    assert not first_line().startswith(b"{")
    assert first_line(log_format="json").startswith(b'{"timestamp":')
