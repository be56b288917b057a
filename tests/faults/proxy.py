"""A TCP proxy that fails as networks and servers do."""

import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from enum import Enum, auto
from types import TracebackType
from typing import Self

PIECE = 64 * 1024
LOOK_SECONDS = 0.02


class Fault(Enum):
    """What is wrong with the way."""

    NONE = auto()
    REFUSED = auto()
    """Connections are reset, those there are and new ones."""
    SILENT = auto()
    """Connections are accepted, and nothing comes through."""
    SLOW = auto()
    """Every piece takes `Proxy.delay` seconds longer."""


class Proxy:
    """Passes connections on to a server, in threads of its own, until the `with` block is left."""

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        """`connect` opens a connection to the server."""
        self._connect = connect
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._is_over = threading.Event()
        self.fault = Fault.NONE
        self.delay = 0.3
        self.cut_after: int | None = None
        """How many bytes from the client go through, before all connections are reset once."""
        self.passed = 0

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._is_over.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = self._way_to_server()
        if server is None:
            _reset(client)
            return
        other = {client: server, server: client}
        while not (self._is_over.is_set() or self.fault is Fault.REFUSED):
            readable, _, _ = select.select(list(other), [], [], LOOK_SECONDS)
            if self.fault is Fault.SILENT:
                # What was sent stays unread, as it would on a line that is dead.
                time.sleep(LOOK_SECONDS)
                continue
            if not all(self._pass_on(one, other[one], one is client) for one in readable):
                break
        _reset(client)
        _reset(server)

    def _way_to_server(self) -> socket.socket | None:
        try:
            return None if self.fault is Fault.REFUSED else self._connect()
        except OSError:
            return None

    def _pass_on(self, source: socket.socket, target: socket.socket, is_client: bool) -> bool:
        """Pass on what has come; say whether the connection goes on."""
        try:
            piece = source.recv(PIECE)
            if self.fault is Fault.SLOW:
                time.sleep(self.delay)
            if is_client and self.cut_after is not None:
                self.passed += len(piece)
                if self.passed > self.cut_after:
                    self.passed, self.cut_after = 0, None
                    return False
            target.sendall(piece)
        except OSError:
            return False
        return bool(piece)


def _reset(connection: socket.socket) -> None:
    """Close the connection without a goodbye."""
    try:
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    finally:
        connection.close()
