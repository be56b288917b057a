"""A small reverse proxy that sends requests to nodes that are ready, as proxies in production do.

It asks each node for `/health/ready` again and again, keeps connections to those that answer 200,
and never sends a request twice: what a node does not answer, the client is told.
"""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any, Self

import httpx

ASK_EVERY_SECONDS = 0.2
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Proxy:
    """Listens on a free port of this machine for the length of a `with` block."""

    def __init__(self, nodes: Sequence[str]) -> None:
        self.nodes = list(nodes)
        self.served: Counter[str] = Counter()
        """How many requests each node has answered."""
        self._ready: list[str] = []
        self._turn = count()
        self._has_ended = threading.Event()
        # A service closes what was idle for five seconds, just when a request might be sent.
        limits = httpx.Limits(keepalive_expiry=2)
        self._http = httpx.Client(timeout=60, trust_env=False, limits=limits)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(0.1,)),
            *(threading.Thread(target=self._watch, args=(node,)) for node in self.nodes),
        ]
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        for node in self.nodes:
            self.wait_until(node, is_ready=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._has_ended.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()
        self._http.close()

    def wait_until(self, node: str, *, is_ready: bool) -> None:
        """Wait until the proxy has noticed that the node is ready, or is not."""
        deadline = time.monotonic() + 60
        while (node in self._ready) != is_ready:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def _watch(self, node: str) -> None:
        with httpx.Client(timeout=5, trust_env=False) as http:
            while not self._has_ended.wait(ASK_EVERY_SECONDS):
                try:
                    is_ready = http.get(f"{node}/health/ready").status_code == 200
                except httpx.HTTPError:
                    is_ready = False
                others = [one for one in self._ready if one != node]
                self._ready = [*others, node] if is_ready else others

    def _forward(self, request: BaseHTTPRequestHandler) -> httpx.Response:
        ready = self._ready
        node = ready[next(self._turn) % len(ready)]
        length = int(request.headers.get("Content-Length", 0))
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP}
        answer = self._http.request(
            request.command,
            node + request.path,
            headers=headers,
            content=request.rfile.read(length),
        )
        self.served[node] += 1
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                try:
                    answer = proxy._forward(self)
                except (httpx.HTTPError, ZeroDivisionError) as fault:
                    self.send_error(502, explain=repr(fault))
                    return
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    if name.lower() not in {*_HOP_BY_HOP, "content-encoding", "date", "server"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler
