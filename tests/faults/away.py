"""A service whose database and object store are behind proxies that fail."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from tests import scaled
from tests.faults.proxy import Proxy
from tests.service import Service


@dataclass
class Network:
    """A running service, and the ways to what it depends on."""

    service: Service
    database: Proxy
    store: Proxy


@contextmanager
def service_behind_proxies(data_dir: Path) -> Iterator[Network]:
    """Run a service on PostgreSQL and an object store, each behind a proxy of its own."""
    database_url, storage_url = scaled.new_database(), scaled.new_bucket()
    store = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    with ExitStack() as stack:
        to_database = stack.enter_context(Proxy(lambda: _postgresql(database_url)))
        to_store = stack.enter_context(
            Proxy(lambda: socket.create_connection((store.hostname, store.port), timeout=5))
        )
        name = urlsplit(database_url).path
        service = ServiceBehindProxy(
            data_dir,
            database_url=f"postgresql://postgres@127.0.0.1:{to_database.port}{name}",
            storage_url=storage_url,
        )
        service.endpoint = f"http://127.0.0.1:{to_store.port}"
        stack.enter_context(service)
        yield Network(service, to_database, to_store)


class ServiceBehindProxy(Service):
    """Reaches its object store at `endpoint`; the tests beside it go straight there."""

    endpoint = ""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "AWS_ENDPOINT_URL": self.endpoint}


def _postgresql(url: str) -> socket.socket:
    """Connect to the server as libpq would, be it by a port or by a socket of this machine."""
    found = conninfo_to_dict(url)
    host, port = str(found.get("host") or "127.0.0.1"), int(found.get("port") or 5432)
    if host.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(f"{host}/.s.PGSQL.{port}")
        return connection
    return socket.create_connection((host, port), timeout=5)
