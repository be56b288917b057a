"""A small HTTP server before a service: it passes requests on, and fails where it is told to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_HOP_BY_HOP = {"connection", "content-length", "date", "server", "transfer-encoding"}


@dataclass
class Fault:
    """What happens to the next requests whose target holds `where`."""

    where: str
    status: int = 0
    """Answer with this, and do not ask the service; 0 passes the request on."""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": "fault", "error_description": "Made by the test"}'
    cut_after: int | None = None
    """Close the connection after so many bytes of the service's own answer."""
    times: int = 1


@dataclass
class Asked:
    """A request that came."""

    method: str
    target: str
    headers: dict[str, str]


class Faulty:
    """The server. It calls itself by its own address, wherever the service tells its own."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.rewrite: Callable[[httpx.Headers, bytes], bytes] = lambda _, body: body
        """Changes headers and body of every answer."""
        self.hides_upstream = True
        self._lock = threading.Lock()
        self._http = httpx.Client(
            timeout=60, trust_env=False, limits=httpx.Limits(keepalive_expiry=2)
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._http.close()

    def count(self, where: str, method: str = "GET") -> int:
        """Return how many requests of that method came whose target holds `where`."""
        return sum(one.method == method and where in one.target for one in self.asked)

    def _fault(self, target: str) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.where in target and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        faulty = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Tell nothing."""

            def _pass_on(self) -> None:
                faulty.asked.append(Asked(self.command, self.path, dict(self.headers)))
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fault = faulty._fault(self.path)
                if fault and fault.status:
                    self._answer(fault.status, fault.headers, fault.body, None)
                    return
                headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
                answer = faulty._http.request(
                    self.command, faulty.upstream + self.path, headers=headers, content=sent
                )
                kept = httpx.Headers(
                    [(k, v) for k, v in answer.headers.items() if k not in _HOP_BY_HOP]
                )
                body = faulty.rewrite(kept, answer.content)
                kept.pop("content-encoding", None)
                if faulty.hides_upstream:
                    body = body.replace(faulty.upstream.encode(), faulty.url.encode())
                    for name, value in kept.items():
                        kept[name] = value.replace(faulty.upstream, faulty.url)
                self._answer(
                    answer.status_code, dict(kept), body, fault.cut_after if fault else None
                )

            def _answer(
                self, status: int, headers: dict[str, str], body: bytes, cut_after: int | None
            ) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status not in (204, 304):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body if cut_after is None else body[:cut_after])
                if cut_after is not None:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - http.server's names

        return Handler


@contextmanager
def before(upstream: str) -> Iterator[Faulty]:
    """Run a server before the service at that address."""
    faulty = Faulty(upstream)
    try:
        yield faulty
    finally:
        faulty.close()
