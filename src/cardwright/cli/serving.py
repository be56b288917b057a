"""`cardwright init`, `cardwright serve` and `cardwright settings`."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import click
import structlog
import uvicorn

from cardwright import __version__, settings
from cardwright.app import create_app
from cardwright.cli import opening
from cardwright.cli.workers import serve_with_workers
from cardwright.logs import set_up_logs
from cardwright.settings import Settings, SettingsError
from cardwright.web.http_heads import limited_heads

ONE_WORKER_ON_SQLITE = (
    "--workers must be 1 on SQLite: its file has one writer at a time, so several serving "
    "processes would wait for one another at every write. More workers need PostgreSQL."
)


@click.command()
def init() -> None:
    """Make the data folder, the secret key and the database, or bring them up to date."""
    loaded = opening.load_settings()
    with opening.opened(loaded):
        click.echo(f"Ready: {loaded.data_dir}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 is any.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Serving processes; more than one needs PostgreSQL.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Run the service; creates and upgrades the database first."""
    loaded = opening.load_settings()
    if workers > 1 and loaded.on_sqlite:
        raise click.UsageError(ONE_WORKER_ON_SQLITE)
    if loaded.on_postgresql and loaded.in_a_folder and not loaded.storage_is_shared:
        raise SettingsError(
            f"{settings.variable('storage_url')} is a folder, and the database is one that other "
            "machines may use, too: they would not find the files. Name an object store, such as "
            f"s3://bucket/prefix, or set {settings.variable('storage_is_shared')}=true if this "
            "folder is the same on all of them"
        )
    run_service(loaded, host, port, workers)


def run_service(loaded: Settings, host: str, port: int, workers: int = 1) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what is under way."""
    set_up_logs(loaded.log_format)
    log = structlog.get_logger()
    try:
        # Made here so that the address is known, and one that is taken is told in one line.
        listener = _listen(host, port)
    except OSError as problem:
        raise SettingsError(
            f"cannot listen on {host}, port {port}: {problem.strerror}. "
            "Choose another with --port, or with PORT=... for make"
        ) from None
    address = address_of(host, listener.getsockname()[1])
    is_public = host not in ("127.0.0.1", "localhost", "::1")
    if is_public and not settings.is_given("public_url"):
        log.warning(
            f"URLs in answers will begin with {address}: set {settings.variable('public_url')} "
            "to the address that clients use"
        )
    if not settings.is_given("public_url"):
        loaded = loaded.model_copy(update={"public_url": address})
    if loaded.public_url.startswith("http://") and (is_public or not _is_loopback(loaded)):
        log.warning(
            f"{loaded.public_url} is not encrypted: passwords and sessions can be read on the way. "
            f"Put TLS in front, and set {settings.variable('public_url')} to the https:// address"
        )
    app = create_app(loaded) if workers == 1 else None
    log.info(
        f"cardwright is at {address} (data: {loaded.data_dir})",
        version=__version__,
        workers=workers,
    )
    config = uvicorn.Config(
        app or "",
        http=limited_heads(loaded.body_seconds),
        log_config=None,
        log_level="info",
        access_log=False,  # The app writes its own, without queries: they may be signatures.
        server_header=False,
        proxy_headers=bool(loaded.trusted_proxies),
        forwarded_allow_ips=list(loaded.trusted_proxies),
        timeout_graceful_shutdown=loaded.drain_seconds,
    )
    with suppress(KeyboardInterrupt), _measured(loaded, workers):
        # Ctrl-C has ended the service in good order when it comes to here.
        if workers == 1:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            serve_with_workers(loaded, listener, config, workers)


def address_of(host: str, port: int) -> str:
    """Return the address of a browser on this machine for what listens on `host`."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not listened on
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@click.command("settings")
def show_settings() -> None:
    """Print every setting with its value and its meaning; secrets are masked."""
    loaded = opening.load_settings()
    for name, field in Settings.model_fields.items():
        is_given = settings.is_given(name)
        value = getattr(loaded, name)
        shown = " ".join(value) if isinstance(value, tuple) else value
        click.echo(f"{settings.variable(name)}={shown}")
        click.echo(f"    {field.description}{'' if is_given else ' (not set)'}\n")


@contextmanager
def _measured(loaded: Settings, workers: int) -> Iterator[None]:
    """Let the numbers be read meanwhile, where that is wanted."""
    if not loaded.metrics_address:
        yield
        return
    # Imported here because it takes time that most do not need.
    from cardwright.metrics import serving

    host, port = settings.host_and_port(loaded.metrics_address)
    with ExitStack() as stack:
        if workers > 1:
            registry = stack.enter_context(serving.several_processes())
        else:
            from cardwright.metrics.meter import registry
        try:
            stack.enter_context(serving.served(host, port, registry))
        except OSError as problem:
            raise SettingsError(
                f"{settings.variable('metrics_address')}: cannot listen on "
                f"{loaded.metrics_address}: {problem.strerror}"
            ) from None
        yield


def _is_loopback(loaded: Settings) -> bool:
    host = urlsplit(loaded.public_url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener
