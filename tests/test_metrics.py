"""Numbers for Prometheus: on an address of their own, by route, and summed over all workers."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests import scaled
from tests.service import Service, a_png, a_template, path_of, run_cardwright

ROOT = Path(__file__).parents[1]
CANARY = "canary-3c1d"
Sample = tuple[str, tuple[tuple[str, str], ...]]


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def text_at(service: Service) -> str:
    """Return the page that Prometheus reads."""
    url = f"http://{service.settings['metrics_address']}/metrics"
    return httpx.get(url, trust_env=False).raise_for_status().text


def numbers_at(service: Service) -> dict[Sample, float]:
    """Return every number by its name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text_at(service))
        for sample in family.samples
    }


def requests(numbers: dict[Sample, float], method: str, route: str, status: str) -> float:
    """Return how many such requests were counted."""
    labels = (("method", method), ("route", route), ("status", status))
    return numbers.get(("cardwright_request_seconds_count", labels), 0)


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_requests_are_counted_by_route_and_never_by_path(tmp_path: Path) -> None:
    with Service(tmp_path / "data", metrics_address=free_address()) as service:
        person = service.create_account().admin
        created = person.create_template()
        for _ in range(3):
            person.http.get(path_of(created))
        person.http.get(f"/api/3/card_templates/{CANARY}")
        person.http.get(f"/{CANARY}", params={"q": CANARY})
        person.http.request("PROPFIND", path_of(created))
        person.http.put(path_of(created, "background_image", "front"), content=a_png())
        person.http.get("/api/3/card_templates.json")
        eventually(lambda: numbers_at(service).get(("cardwright_uploaded_bytes_total", ()), 0) > 0)
        eventually(lambda: numbers_at(service)["cardwright_requests_in_flight", ()] == 0)
        numbers, text = numbers_at(service), text_at(service)

    one = "/api/3/card_templates/{id}"
    assert requests(numbers, "GET", one, "2xx") == 3
    assert requests(numbers, "GET", one, "4xx") == 1
    assert requests(numbers, "POST", "/api/3/card_templates", "2xx") == 1
    assert requests(numbers, "GET", "/api/3/card_templates", "2xx") == 1
    assert requests(numbers, "GET", "unmatched", "4xx") == 1
    assert requests(numbers, "other", one, "4xx") == 1
    assert numbers["cardwright_uploaded_bytes_total", ()] == len(a_png())
    assert CANARY not in text.lower()
    assert not re.search(rf"card_templates/{created['id']}\b", text)
    assert person.token not in text


def test_a_request_under_way_is_in_flight(tmp_path: Path) -> None:
    with Service(tmp_path / "data", metrics_address=free_address()) as service:
        person = service.create_account().admin
        host, _, port = service.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(
                f"POST /api/3/card_templates HTTP/1.1\r\nHost: x\r\n"
                f"Authorization: Bearer {person.token}\r\nContent-Length: 100\r\n\r\n{{".encode()
            )
            eventually(lambda: numbers_at(service)["cardwright_requests_in_flight", ()] == 1)
        eventually(lambda: numbers_at(service)["cardwright_requests_in_flight", ()] == 0)


def test_everything_that_can_be_busy_is_shown(tmp_path: Path) -> None:
    with Service(tmp_path / "data", metrics_address=free_address()) as service:
        numbers, text = numbers_at(service), text_at(service)

    # The guide tells of all of them, and of no other.
    guide = (ROOT / "docs" / "guides" / "operations.md").read_text()
    families = set(re.findall(r"^# TYPE (\w+) (?:histogram|counter|gauge)", text, re.MULTILINE))
    told = set(
        re.findall(r"`(cardwright_\w+)`", guide.partition("| name |")[2].partition("\n\n")[0])
    )
    assert told == {name for name in families if not name.endswith("_created")}
    shown = {
        (name, dict(labels).get("queue") or dict(labels).get("pool")) for name, labels in numbers
    }
    assert shown >= {
        *(("cardwright_drawings", queue) for queue in ("render", "preview", "stage")),
        *(("cardwright_children_busy", pool) for pool in ("inspection", "rendering")),
        *(("cardwright_children_waiting", pool) for pool in ("inspection", "rendering")),
        *(("cardwright_threads_busy", pool) for pool in ("reader", "writer", "carrier", "hasher")),
        *(("cardwright_threads_waiting", pool) for pool in ("reader", "writer", "carrier")),
        ("cardwright_database_connections_busy", None),
        ("cardwright_database_errors_total", None),
        ("cardwright_storage_errors_total", None),
    }


def test_a_store_that_fails_is_counted(tmp_path: Path) -> None:
    with Service(tmp_path / "data", metrics_address=free_address()) as service:
        person = service.create_account().admin
        created = person.create_template()
        folder = service.data_dir / "blobs"
        aside = folder.rename(folder.with_name("aside"))
        folder.write_bytes(b"no folder")
        try:
            refused = person.http.put(
                path_of(created, "background_image", "front"), content=a_png()
            )
        finally:
            folder.unlink()
            aside.rename(folder)

        assert refused.status_code == 503
        eventually(lambda: numbers_at(service)["cardwright_storage_errors_total", ()] > 0)


def test_by_default_nobody_is_shown_anything(service: Service) -> None:
    assert "metrics_address" not in service.settings
    assert service.client().get("/metrics").status_code == 404


def test_workers_are_summed_and_a_dead_one_leaves_its_counts_only(tmp_path: Path) -> None:
    service = Service(tmp_path / "data", metrics_address=free_address(), **scaled.new_settings())
    service.serve_options = ("--workers", "2")
    before = set(Path(tempfile.gettempdir()).glob("cardwright-metrics-*"))
    route = "/api/3/card_templates"
    with service:
        (folder,) = set(Path(tempfile.gettempdir()).glob("cardwright-metrics-*")) - before
        token = service.create_account().admin.token

        def ask(times: int) -> None:
            for _ in range(times):  # Each over a connection of its own, for either of the workers.
                with service.client(token) as http:
                    assert http.post(route, json=a_template()).status_code == 201

        def processes() -> set[int]:
            return {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_*.db")}

        eventually(lambda: len(processes()) == 2)
        ask(30)
        eventually(lambda: requests(numbers_at(service), "POST", route, "2xx") == 30)

        dead = min(processes())
        os.kill(dead, signal.SIGKILL)
        eventually(lambda: len(processes()) == 3)
        eventually(lambda: bool(numbers_at(service)) and dead not in processes())

        assert requests(numbers_at(service), "POST", route, "2xx") == 30
        ask(10)
        eventually(lambda: requests(numbers_at(service), "POST", route, "2xx") == 40)
        assert numbers_at(service)["cardwright_requests_in_flight", ()] == 0
    assert not folder.exists()


@pytest.mark.parametrize(
    "address", ["9464", "localhost", "127.0.0.1:0", "127.0.0.1:x", "a@b:1", "h:1/x"]
)
def test_an_address_that_is_none_is_told(data_dir: Path, address: str) -> None:
    ran = run_cardwright(data_dir, "serve", "--port", "0", metrics_address=address)

    assert ran.returncode == 1
    assert "CARDWRIGHT_METRICS_ADDRESS: must be host:port" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_address_that_is_taken_is_told_in_one_sentence(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        ran = run_cardwright(data_dir, "serve", "--port", "0", metrics_address=address)

    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith("cardwright: CARDWRIGHT_METRICS_ADDRESS")
    assert "Traceback" not in ran.stderr


def test_without_metrics_their_library_is_not_loaded() -> None:
    script = "import sys, cardwright.cli.serving; sys.exit('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
