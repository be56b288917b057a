"""compose.yaml and the files that it mounts agree with one another, and with the service."""

import os
import re
import subprocess
import sys
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from cardwright.cli import cardwright
from cardwright.database.postgresql import CONNECTIONS
from cardwright.files.intake import LARGEST_UPLOAD
from cardwright.settings import Settings, variable
from tests.deploying.dockerfile import ROOT, of, stages
from tests.service import command_line

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NODES = [name for name in SERVICES if name.startswith("node-")]
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()
GARAGE = tomllib.loads((ROOT / "deploy" / "garage.toml").read_text())
POSTGRESQL_HAS, KEPT_FREE = 100, 20
"""Its default of max_connections, and what commands and people need of them."""
METRICS = "0.0.0.0:9464"
KEYS = {
    *("build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image"),
    *("networks", "pids_limit", "platform", "ports", "profiles", "read_only", "restart"),
    *("security_opt", "shm_size", "stop_grace_period", "tmpfs", "volumes"),
}
"""Those of the Compose specification that are used: a misspelt one would do nothing."""
OPEN = """
import sys
from pathlib import Path
from cardwright.storage import open_storage
open_storage(sys.argv[1], Path(sys.argv[2]))
"""


def example() -> dict[str, str]:
    """Return what deploy/example.env has, with something for what is to be filled in."""
    lines = (ROOT / "deploy" / "example.env").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    filled = {name: value or "0123456789abcdef" * 4 for name, _, value in pairs}
    return {**filled, "SMTP_URL": "smtp://mail.example.com", "MAIL_FROM": "cards@example.com"}


def filled(text: str) -> str:
    """Return `text` as Compose fills it in with the example."""
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: example()[found[1]], text)


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def environment_of(name: str) -> dict[str, str]:
    given: dict[str, str] = SERVICES[name]["environment"]
    return {variable: filled(value) for variable, value in given.items()}


def test_only_keys_of_the_specification_are_used() -> None:
    assert set(COMPOSE) == {"name", "x-node", "services", "networks", "volumes"}
    assert {key for service in SERVICES.values() for key in service} - KEYS == set()


def test_the_example_names_what_is_asked_for_and_nothing_else() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))

    assert asked == set(example())


def test_every_file_that_is_mounted_is_there_and_every_volume_is_named() -> None:
    mounted = [one.split(":")[0] for service in SERVICES.values() for one in service["volumes"]]

    for source in mounted:
        assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", [*NODES, "cardwright"])
def test_the_service_takes_its_settings_and_its_command(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = environment_of(name)
    known = {variable(field) for field in Settings.model_fields}

    for setting, value in given.items():
        monkeypatch.setenv(setting, value)
    settings = Settings()

    assert {one for one in given if one.startswith("CARDWRIGHT_")} <= known
    assert settings.on_postgresql
    assert settings.public_url == "https://cards.example.com"
    command = SERVICES[name]["command"]
    with click.Context(cardwright) as context:
        if command != ["--help"]:
            cardwright.get_command(context, command[0]).make_context(command[0], command[1:])  # type: ignore[union-attr]


def test_the_object_store_of_the_nodes_is_the_one_there_is(tmp_path: Path) -> None:
    given, store = environment_of(NODES[0]), environment_of("store")
    bucket = given["CARDWRIGHT_STORAGE_URL"].split("/")[2]

    assert given["AWS_REGION"] == GARAGE["s3_api"]["s3_region"]
    assert given["AWS_ENDPOINT_URL"].rpartition(":")[2] == GARAGE["s3_api"]["api_bind_addr"][5:]
    assert bucket == store["GARAGE_DEFAULT_BUCKET"]
    assert given["AWS_ACCESS_KEY_ID"] == store["GARAGE_DEFAULT_ACCESS_KEY"]
    assert given["AWS_SECRET_ACCESS_KEY"] == store["GARAGE_DEFAULT_SECRET_KEY"]
    assert GARAGE["metadata_fsync"] is True
    assert GARAGE["data_fsync"] is True
    opened = subprocess.run(
        [sys.executable, "-c", OPEN, given["CARDWRIGHT_STORAGE_URL"], tmp_path],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert opened.returncode == 0, opened.stderr


def test_the_volumes_lie_where_the_servers_write() -> None:
    store = {one.split(":")[1] for one in SERVICES["store"]["volumes"]}
    (volume,) = of(stages()[-1], "VOLUME")

    assert {GARAGE["metadata_dir"], GARAGE["data_dir"], "/etc/garage.toml"} == store
    assert SERVICES["database"]["image"].startswith("postgres:18")
    # From version 18 on, the image keeps its data in a folder of the version below this one.
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]
    for name in NODES:
        assert SERVICES[name]["volumes"] == [f"{name}:{volume.listed()[0]}"]


def test_postgresql_has_connections_for_all_workers() -> None:
    workers = 0
    for name in NODES:
        command = SERVICES[name]["command"]
        workers += int(command[command.index("--workers") + 1])

    assert workers * CONNECTIONS + KEPT_FREE <= POSTGRESQL_HAS


def test_only_the_proxy_can_be_reached_and_the_nodes_believe_it() -> None:
    address = SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
    subnet = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]

    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert ip_address(address) in ip_network(subnet)
    assert {environment_of(name)["CARDWRIGHT_TRUSTED_PROXIES"] for name in NODES} == {address}
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert set(SERVICES["proxy"]["networks"]) == {"front"}
    assert {environment_of(name)["CARDWRIGHT_METRICS_ADDRESS"] for name in NODES} == {METRICS}
    assert METRICS.rpartition(":")[2] not in CADDYFILE
    for name in ("database", "store"):
        assert SERVICES[name]["networks"] == ["back"]


def test_the_proxy_asks_every_node_whether_it_is_ready_and_lets_uploads_through() -> None:
    (upstreams,) = re.findall(r"reverse_proxy (.*) \{", CADDYFILE)
    (port,) = of(stages()[-1], "EXPOSE")
    (largest,) = re.findall(r"max_size (\d+)MiB", CADDYFILE)

    assert upstreams.split() == [f"{name}:{port.rest}" for name in NODES]
    assert "health_uri /health/ready\n" in CADDYFILE
    assert LARGEST_UPLOAD < int(largest) * 1024**2 < LARGEST_UPLOAD + 2 * 1024**2
    assert set(re.findall(r"\{\$(\w+)\}", CADDYFILE)) == set(SERVICES["proxy"]["environment"])


@pytest.mark.parametrize("name", [*NODES, "cardwright"])
def test_a_node_may_write_nothing_but_its_data(name: str) -> None:
    node = SERVICES[name]

    assert node["read_only"] is True
    assert node["cap_drop"] == ["ALL"]
    assert node["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in node


def test_nodes_get_the_time_to_finish_what_is_under_way() -> None:
    drain: int = Settings.model_fields["drain_seconds"].default
    (asked_every,) = re.findall(r"health_interval (\d+)s", CADDYFILE)

    for name in NODES:
        unready = int(environment_of(name)["CARDWRIGHT_UNREADY_SECONDS"])
        assert unready > int(asked_every) + 1
        assert seconds(SERVICES[name]["stop_grace_period"]) > unready + drain + 10


def test_images_of_others_have_a_version() -> None:
    for service in SERVICES.values():
        version = service["image"].partition(":")[2]
        assert version
        assert version != "latest" or "build" in service


def test_the_command_line_reads_the_example(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "cardwright", "settings"],
        env={**command_line(tmp_path / "data"), **environment_of(NODES[0])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert shown.returncode == 0, shown.stderr
    for secret in (example()["SECRET_KEY"], example()["DATABASE_PASSWORD"]):
        assert secret not in shown.stdout
