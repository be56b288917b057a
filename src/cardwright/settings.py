"""Every setting, read once from the environment."""

import os
import secrets
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "CARDWRIGHT_"
SHORTEST_SECRET = 32

LogFormat = Literal["auto", "json", "console"]

T = TypeVar("T")


class SettingsError(Exception):
    """A setting cannot be used; the message says which, why, and what to do."""


def _without_trailing_slash(url: str) -> str:
    return url.rstrip("/")


def _listed(text: object) -> object:
    return text.replace(",", " ").split() if isinstance(text, str) else text


def host_and_port(address: str) -> tuple[str, int]:
    """Return the parts of `host:port`; an IPv6 address is in brackets. Raises ValueError."""
    host, _, port = address.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host.replace(":", "")
    is_port = port.isascii() and port.isdigit() and 0 < len(port) < 6 and 0 < int(port) < 65536
    if not host or not is_port or set(host) & set("@/?# "):
        raise ValueError("must be host:port, such as 127.0.0.1:9464")
    return host, int(port)


def _checked_address(address: str) -> str:
    if address:
        host_and_port(address)
    return address


class Settings(BaseSettings):
    """The settings of one running process; `load()` makes one.

    Attribute `x_y` is the environment variable `CARDWRIGHT_X_Y`; an empty one counts as absent.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Annotated[
        Path,
        Field(description="The folder of the default database, the files and the made secret key."),
    ] = Path("cardwright-data")
    database_url: Annotated[
        str,
        Field(description="Where rows live. Default: the SQLite file cardwright.db in the folder."),
    ] = ""
    storage_url: Annotated[
        str,
        Field(description="Where files live. Default: the folder blobs in the data folder."),
    ] = ""
    public_url: Annotated[
        str,
        AfterValidator(_without_trailing_slash),
        Field(
            description="The address that clients reach this service at, at the start of every "
            "URL in an answer. Default: the address that `serve` listens on."
        ),
    ] = "http://127.0.0.1:8000"
    secret_key: Annotated[
        SecretStr,
        Field(
            description="Signs file URLs: any string of 32 or more characters. "
            "Default: made once and kept in the data folder."
        ),
    ] = SecretStr("")
    cors_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(
            description="Web origins whose scripts may call the API, such as "
            "https://app.example.com, separated by blanks. Default: none."
        ),
    ] = ()
    trusted_proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(
            description="Addresses or networks of proxies whose X-Forwarded-For and "
            "X-Forwarded-Proto are believed, separated by blanks. Default: none."
        ),
    ] = ()
    smtp_url: Annotated[
        SecretStr,
        Field(
            description="The mail server that takes invitations and reset links, such as "
            "smtp://user:password@mail.example.com:587 (TLS if it offers it), or smtps://... "
            "Default: none; links are shown to whoever makes them."
        ),
    ] = SecretStr("")
    mail_from: Annotated[
        str, Field(description="The address that such mail comes from.", validate_default=True)
    ] = ""
    authorization_code_seconds: Annotated[
        int,
        Field(ge=10, le=600, description="How long an application may take to redeem a code."),
    ] = 600
    access_token_seconds: Annotated[
        int,
        Field(
            ge=60,
            le=24 * 3600,
            description="How long an access token of an application lives. The official SDK renews "
            "it before every request where that is less than 300.",
        ),
    ] = 3600
    body_seconds: Annotated[
        int,
        Field(
            ge=1,
            le=3600,
            description="How long the head of a request may take, and how long its body, which "
            "has 1 more for every 8 KiB.",
        ),
    ] = 30
    quota_card_templates: Annotated[
        int, Field(ge=0, description="How many card templates an account may keep.")
    ] = 100_000
    quota_files: Annotated[
        int,
        Field(ge=0, description="How many background images and linked files it may keep."),
    ] = 500_000
    quota_bytes: Annotated[
        int, Field(ge=0, description="How many bytes these may have together. Default: 100 GiB.")
    ] = 100 * 1024**3
    answer_memory_mib: Annotated[
        int,
        Field(
            ge=1,
            le=4096,
            description="How much memory each process may use for finished lists, as much again "
            "for the card templates in them, for previews, and for the stages of editors, in MiB.",
        ),
    ] = 16
    trash_hours: Annotated[
        int,
        Field(
            ge=0,
            le=8760,
            description="How long the bytes of deleted and replaced files are kept. A backup must "
            "take less.",
        ),
    ] = 24
    storage_is_shared: Annotated[
        bool,
        Field(
            description="Whether a storage folder is one that every machine of the service has, "
            "such as a network file system: PostgreSQL with a folder needs it."
        ),
    ] = False
    log_format: Annotated[
        LogFormat,
        Field(
            description="How what happens is written to standard error: json or console. "
            "auto is console on a terminal, and json elsewhere."
        ),
    ] = "auto"
    rate_limit_per_minute: Annotated[
        int,
        Field(
            ge=0,
            le=1_000_000,
            description="How many requests a minute an access token may make, counted by each "
            "serving process for itself. Default: as many as it likes.",
        ),
    ] = 0
    rate_limit_burst: Annotated[
        int,
        Field(
            ge=1,
            le=1_000_000,
            description="How many of these an access token may make at once, after a pause.",
        ),
    ] = 100
    metrics_address: Annotated[
        str,
        AfterValidator(_checked_address),
        Field(
            description="Where the numbers for Prometheus are read, such as 127.0.0.1:9464. "
            "Whoever reaches this address may read them. Default: nowhere."
        ),
    ] = ""
    unready_seconds: Annotated[
        int,
        Field(
            ge=0,
            le=3600,
            description="How long after SIGTERM requests are still taken, while /health/ready says "
            "503 already: time for a proxy to send them elsewhere.",
        ),
    ] = 0
    drain_seconds: Annotated[
        int,
        Field(ge=0, le=3600, description="How long requests under way may take after that."),
    ] = 10

    @field_validator("public_url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        if "?" in url or "#" in url:
            raise ValueError("must end before any ? or #: paths and queries are added to it")
        return url

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or f"{parts.scheme}://{parts.netloc}" != origin
            ):
                raise ValueError(f"{origin} is not an origin such as https://app.example.com")
        return origins

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network)  # Its ValueError says what is wrong.
        return networks

    @field_validator("smtp_url")
    @classmethod
    def _is_mail_server(cls, url: SecretStr) -> SecretStr:
        parts = urlsplit(url.get_secret_value())
        if parts.geturl() and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ValueError("must be smtp://host, or smtps://host")
        return url

    @field_validator("mail_from")
    @classmethod
    def _is_given_with_a_server(cls, address: str, info: ValidationInfo) -> str:
        server = info.data.get("smtp_url")
        if server and server.get_secret_value() and "@" not in address:
            raise ValueError(f"must be an e-mail address, because {PREFIX}SMTP_URL is set")
        return address

    @field_validator("secret_key")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must have {SHORTEST_SECRET} or more characters")
        return secret

    @property
    def on_sqlite(self) -> bool:
        """Whether rows live in a SQLite file, which one serving process at a time may use."""
        return self.database_url.startswith("sqlite")

    @property
    def on_postgresql(self) -> bool:
        """Whether rows live in PostgreSQL, which many processes on many machines may use."""
        return self.database_url.startswith("postgres")

    @property
    def in_a_folder(self) -> bool:
        """Whether files live in a folder, and not in an object store."""
        return self.storage_url.startswith("file:")


def load(**overrides: Any) -> Settings:
    """Return the settings of the environment, completed from the data folder.

    Makes the data folder (0700) and, where none is given, the secret key (0600).
    Raises SettingsError with a sentence for each setting that cannot be used.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as failure:
        raise SettingsError("\n".join(_sentence(error) for error in failure.errors())) from None
    folder = settings.data_dir.expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = settings.secret_key.get_secret_value() or _kept_secret(folder / "secret-key")
    except OSError as failure:
        raise SettingsError(
            f"{PREFIX}DATA_DIR: {folder} cannot be used: {failure.strerror}"
        ) from None
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": settings.database_url or f"sqlite:///{folder / 'cardwright.db'}",
            "storage_url": settings.storage_url or (folder / "blobs").as_uri(),
            "secret_key": SecretStr(secret),
        }
    )


def usable(name: str, open_it: Callable[[str], T], value: str) -> T:
    """Return what `open_it` opens for the setting `name`. Raises SettingsError when it cannot."""
    try:
        return open_it(value)
    except (ValueError, OSError) as problem:
        raise SettingsError(f"{variable(name)}: {problem}") from None


def is_given(name: str) -> bool:
    """Say whether the environment sets the attribute `name` of Settings."""
    return bool(os.environ.get(variable(name)))


def variable(name: str) -> str:
    """Return the environment variable of the attribute `name` of Settings."""
    return PREFIX + name.upper()


def _sentence(error: Any) -> str:
    name = variable(str(error["loc"][0])) if error["loc"] else "settings"
    return f"{name}: {_reason(error['type'], error.get('ctx', {}), error['msg'])}"


def _reason(kind: str, context: dict[str, Any], message: str) -> str:
    match kind:
        case "int_parsing" | "int_from_float" | "int_parsing_size" | "int_type":
            return "must be a whole number"
        case "literal_error":
            return f"must be {context['expected']}"
        case "bool_parsing":
            return "must be true or false"
        case "greater_than_equal":
            return f"must be {context['ge']} or more"
        case "less_than_equal":
            return f"must be {context['le']} or less"
    return message.removeprefix("Value error, ")


def _kept_secret(path: Path) -> str:
    """Return the secret kept at `path`, made there first if there is none.

    Written under another name and linked into place, so that of two processes starting together
    both use the one that was first.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_text().strip()
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"{path} is shorter than {SHORTEST_SECRET} characters: delete it to have a new one made"
        )
    return secret
