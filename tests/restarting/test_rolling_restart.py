"""Two nodes behind a proxy, restarted one after the other under load: nobody notices."""

import threading
import time
from pathlib import Path

import httpx
import pytest

from tests import scaled
from tests.restarting.proxy import Proxy
from tests.service import Person, Service, a_png, a_template, path_of

CLIENTS = 4
ROUNDS = 2
QUIET_SECONDS = 1.0
"""Load before, between and after the restarts."""
MOST_KILLS = 10


class Load(threading.Thread):
    """A client that creates, reads, changes and uploads, one after the other, until told to end."""

    def __init__(self, url: str, token: str, has_ended: threading.Event) -> None:
        super().__init__()
        self.requests = 0
        self.failures: list[str] = []
        self.created: dict[int, str] = {}
        """The name that each card template must have in the end."""
        self._has_ended = has_ended
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
            trust_env=False,
            limits=httpx.Limits(keepalive_expiry=2),
        )

    def run(self) -> None:
        """Ask until the end."""
        with self._http:
            while not self._has_ended.is_set():
                self._live_one_life()

    def _live_one_life(self) -> None:
        created = self._ask("POST", "/api/3/card_templates", 201, json=a_template())
        if created is None:
            return
        shown = created.json()
        self.created[shown["id"]] = shown["name"]
        self._ask("GET", path_of(shown), 200)
        self._ask("PUT", path_of(shown, "background_image", "front"), 200, content=a_png())
        renamed = f"{shown['name']} again"
        if self._ask("PATCH", path_of(shown), 200, json={"name": renamed}) is not None:
            self.created[shown["id"]] = renamed
        self._ask("GET", "/api/3/card_templates?per_page=5", 200)
        self._ask("GET", path_of(shown, "fields"), 200)

    def _ask(
        self, method: str, path: str, status: int, *, json: object = None, content: bytes = b""
    ) -> httpx.Response | None:
        body = {"json": json} if json is not None else {"content": content}
        self.requests += 1
        try:
            answer = self._http.request(method, path, **body)
        except httpx.HTTPError as fault:
            self.failures.append(f"{method} {path}: {fault!r}")
            return None
        if answer.status_code != status:
            self.failures.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            return None
        return answer


def restart(proxy: Proxy, node: Service) -> None:
    """End a node as an operator does, start it again, and wait until the proxy has noticed."""
    node.stop()
    proxy.wait_until(node.url, is_ready=False)
    node.start()
    proxy.wait_until(node.url, is_ready=True)


@pytest.mark.slow
@pytest.mark.parametrize("serve_options", [(), ("--workers", "2")], ids=["one", "workers"])
def test_a_rolling_restart_under_load_fails_no_request(
    tmp_path: Path, serve_options: tuple[str, ...]
) -> None:
    settings = {
        **scaled.new_settings(),
        "secret_key": "the same for both nodes, as it has to be",
        "unready_seconds": "3",
        "drain_seconds": "30",
    }
    first, second = (Service(tmp_path / name, **settings) for name in ("first", "second"))
    first.serve_options = second.serve_options = serve_options
    has_ended = threading.Event()
    with first, second, Proxy([first.url, second.url]) as proxy:
        people: list[Person] = [first.create_account().admin for _ in range(CLIENTS)]
        load = [Load(proxy.url, person.token, has_ended) for person in people]
        for client in load:
            client.start()
        try:
            time.sleep(QUIET_SECONDS)
            for _ in range(ROUNDS):
                for node, other in ((first, second), (second, first)):
                    before = proxy.served[other.url]
                    restart(proxy, node)
                    assert proxy.served[other.url] > before, "the other node went on"
            before = proxy.served[first.url]
            time.sleep(QUIET_SECONDS)
            assert proxy.served[first.url] > before, "the node that was restarted is used again"
        finally:
            has_ended.set()
            for client in load:
                client.join()

        assert [failure for client in load for failure in client.failures] == []
        assert min(client.requests for client in load) > 20
        for person, client in zip(people, load, strict=True):
            rows = first.rows(
                "SELECT id, name FROM card_template WHERE account_id = :id", id=person.account.id
            )
            assert dict(rows) == client.created
        for node in (first, second):
            assert "Traceback" not in node.log_path.read_text()


@pytest.mark.slow
def test_without_the_time_to_notice_requests_do_fail(tmp_path: Path) -> None:
    """What the test above would miss, if its proxy did more than ask who is ready."""
    settings = {**scaled.new_settings(), "secret_key": "the same for both nodes, as it has to be"}
    has_ended = threading.Event()
    with (
        Service(tmp_path / "first", **settings) as first,
        Service(tmp_path / "second", **settings) as second,
        Proxy([first.url, second.url]) as proxy,
    ):
        load = [
            Load(proxy.url, first.create_account().admin.token, has_ended) for _ in range(CLIENTS)
        ]
        for client in load:
            client.start()
        try:
            # A node may die in a moment in which nobody asks it, but not so often.
            for _ in range(MOST_KILLS):
                time.sleep(QUIET_SECONDS)
                first.kill()
                proxy.wait_until(first.url, is_ready=False)
                first.start()
                proxy.wait_until(first.url, is_ready=True)
                if any(client.failures for client in load):
                    break
        finally:
            has_ended.set()
            for client in load:
                client.join()

    assert any(client.failures for client in load)
