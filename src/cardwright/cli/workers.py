"""Several serving processes behind one address, each of them a whole service.

They share the listening socket and the two stores, and nothing else. The first process only starts
them, starts another one for each that ends, and ends them all.
"""

import os
import sys
from socket import socket

import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from cardwright import settings
from cardwright.app import create_app
from cardwright.cli import opening
from cardwright.logs import set_up_logs
from cardwright.settings import Settings, SettingsError
from cardwright.web.http_heads import HttpWithLimitedHeads


def serve_with_workers(
    loaded: Settings, listener: socket, config: uvicorn.Config, workers: int
) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises SettingsError when a store cannot be opened."""
    opening.storage_of(loaded)
    with opening.opened(loaded):
        pass  # Brought up to date once, before there are several who would want to.
    # Workers read the settings anew.
    os.environ[settings.variable("public_url")] = loaded.public_url
    config.app, config.factory, config.workers = "cardwright.cli.workers:worker", True, workers
    config.http = HttpWithLimitedHeads
    Multiprocess(config, [listener]).run()


def worker() -> FastAPI:
    """Return the service of a process that was started by `serve_with_workers`."""
    loaded = opening.load_settings()
    set_up_logs(loaded.log_format)
    HttpWithLimitedHeads.head_seconds = loaded.body_seconds
    try:
        return create_app(loaded)
    except SettingsError as refusal:
        structlog.get_logger().error(str(refusal))
        sys.exit(1)  # Another process is started, and may find that it works again.
