"""deploy/Caddyfile in a real Caddy, before two nodes on PostgreSQL and an object store."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import httpx
import pytest

from cardwright.files.intake import LARGEST_UPLOAD
from tests import scaled
from tests.deploying.dockerfile import ROOT
from tests.deploying.test_compose import environment_of
from tests.service import Account, Service, a_png, path_of

CADDYFILE = ROOT / "deploy" / "Caddyfile"
START_SECONDS = 20
CLIENTS = 4


def caddy(*arguments: str | Path, folder: Path) -> subprocess.Popen[str]:
    """Start Caddy with a home of its own: it keeps its certificates there."""
    program = shutil.which("caddy", path=str(Path(sys.executable).parent))
    assert program, "caddy is not installed: make test-setup"
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    return subprocess.Popen(
        [program, *arguments],
        env={**os.environ, **home, "SITE": "localhost"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_caddy_accepts_it_and_finds_nothing_to_format(tmp_path: Path) -> None:
    for command in ("validate", "fmt"):
        options = ("--diff",) if command == "fmt" else ("--adapter", "caddyfile", "--config")
        process = caddy(command, *options, CADDYFILE, folder=tmp_path)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert [line for line in said.splitlines() if line[:1] in "+-"] == []


@dataclass
class Installation:
    """Two nodes, and the proxy before them."""

    url: str
    trust: ssl.SSLContext
    nodes: list[Service]
    account: Account

    def client(self) -> httpx.Client:
        """Return a client that comes through the proxy."""
        bearer = {"Authorization": f"Bearer {self.account.admin.token}"}
        return httpx.Client(
            base_url=self.url, headers=bearer, verify=self.trust, timeout=30, trust_env=False
        )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The service as compose.yaml has it, on this machine."""
    folder = tmp_path_factory.mktemp("proxy")
    plain, encrypted = free_port(), free_port()
    url = f"https://localhost:{encrypted}"
    shared = {
        **scaled.new_settings(),
        "secret_key": "the same at both nodes, as the guide says",
        "public_url": url,
        "trusted_proxies": "127.0.0.1",
        "unready_seconds": environment_of("node-1")["CARDWRIGHT_UNREADY_SECONDS"],
    }
    with Service(folder / "one", **shared) as one, Service(folder / "two", **shared) as two:
        text = CADDYFILE.read_text()
        for name, node in (("node-1", one), ("node-2", two)):
            assert f"{name}:8000" in text
            text = text.replace(f"{name}:8000", node.url.removeprefix("http://"))
        ports = f"{{\n\thttp_port {plain}\n\thttps_port {encrypted}\n\tadmin off\n"
        options = f"{ports}\tskip_install_trust\n"
        (folder / "Caddyfile").write_text(text.replace("{\n", options, 1))
        process = caddy(
            "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile", folder=folder
        )
        try:
            root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
            trust = ssl.create_default_context(cafile=written(root))
            made = Installation(url, trust, [one, two], one.create_account())
            wait_until_ready(made)
            yield made
        finally:
            process.terminate()
            process.communicate(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def written(path: Path) -> Path:
    """Return `path` when there is something at it."""
    deadline = time.monotonic() + START_SECONDS
    while not path.is_file() or not path.stat().st_size:
        assert time.monotonic() < deadline, f"{path} is not there"
        time.sleep(0.05)
    return path


def wait_until_ready(installation: Installation) -> None:
    deadline = time.monotonic() + START_SECONDS
    with installation.client() as client:
        while True:
            try:
                client.get("/health/ready").raise_for_status()
                return
            except httpx.HTTPError:
                assert time.monotonic() < deadline, "the proxy is not ready"
                time.sleep(0.1)


@pytest.mark.slow
def test_what_comes_through_the_proxy_is_what_the_service_says(installation: Installation) -> None:
    created = installation.account.admin.create_template()
    background = path_of(created, "background_image", "front")
    with installation.client() as client:
        put = client.put(background, content=a_png())
        got = client.get(background, follow_redirects=True)
        too_large = client.put(background, content=b"x" * (LARGEST_UPLOAD + 1))
        far_too_large = client.put(background, content=b"x" * (LARGEST_UPLOAD + 2 * 1024**2))

    assert put.status_code == 200, put.text
    assert put.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert got.content == a_png()
    assert got.url.host == "localhost"
    assert got.url.scheme == "https"
    assert too_large.json()["error"] == "payload_too_large"
    assert far_too_large.status_code == 413


@pytest.mark.slow
def test_the_nodes_learn_who_asks_from_the_proxy_and_not_from_the_client(
    installation: Installation,
) -> None:
    with installation.client() as client:
        client.get("/api/3/account", headers={"X-Forwarded-For": "203.0.113.9"}).raise_for_status()
    logs = "".join(node.log_path.read_text() for node in installation.nodes)

    assert "/api/3/account" in logs
    assert "203.0.113.9" not in logs


@pytest.mark.slow
def test_two_nodes_are_restarted_one_after_the_other_and_no_request_fails(
    installation: Installation,
) -> None:
    created = installation.account.admin.create_template()
    is_over, background = Event(), path_of(created, "background_image", "front")
    reads: list[int] = []
    writes: list[int] = []

    def work() -> None:
        with installation.client() as client:
            while not is_over.is_set():
                change = {"card_template": {"double_sided": len(reads) % 2 == 0}}
                reads.append(client.get("/api/3/card_templates").status_code)
                writes.append(client.patch(path_of(created), json=change).status_code)
                writes.append(client.put(background, content=a_png()).status_code)

    with ThreadPoolExecutor(CLIENTS) as threads:
        working = [threads.submit(work) for _ in range(CLIENTS)]
        try:
            for node in installation.nodes:
                time.sleep(3)  # As the proxy asks every second, it knows of a node by then.
                node.stop()
                node.start()
        finally:
            is_over.set()
        for one in working:
            one.result()

    assert len(reads) > CLIENTS * 10
    assert set(reads) == {200}
    assert set(writes) == {200}
