"""A backup that an earlier version made is restored, and brought up to date on the way."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cardwright import migrations
from cardwright.database import open_database
from cardwright.migrations.steps import run_steps_on
from tests import scaled
from tests.service import Service

VERSIONS = sorted(path.name[:4] for path in migrations.VERSIONS.glob("[0-9]*.py"))


def columns_at(version: str, path: Path) -> dict[str, set[str]]:
    """Return the columns of each table that a database of that version has."""
    database = open_database(f"sqlite:///{path}")
    with database.migrating() as connection:
        run_steps_on(connection, version)
        inspector = sa.inspect(connection)
        found = {
            name: {str(column["name"]) for column in inspector.get_columns(name)}
            for name in inspector.get_table_names()
        }
    database.close()
    return found


def take_back(folder: Path, version: str, known: dict[str, set[str]]) -> None:
    """Turn a backup into what that version would have made of the same rows."""
    manifest = json.loads((folder / "manifest.json").read_text())
    tables = []
    for table in manifest["tables"]:
        path = folder / "rows" / f"{table['name']}.jsonl.gz"
        if table["name"] not in known:
            path.unlink()
            continue
        names = list(table["columns"])
        kept = [place for place, name in enumerate(names) if name in known[table["name"]]]
        rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        lines = [
            json.dumps([row[place] for place in kept], ensure_ascii=False, separators=(",", ":"))
            for row in rows
        ]
        path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
        tables.append(with_lines(table, [names[place] for place in kept], lines, path))
    changed = manifest | {"schema": version, "tables": tables}
    (folder / "manifest.json").write_text(json.dumps(changed))


def with_lines(table: dict[str, Any], names: list[str], lines: list[str], path: Path) -> Any:
    hashes = (int.from_bytes(hashlib.sha256(line.encode()).digest()) for line in lines)
    return table | {
        "columns": {name: table["columns"][name] for name in names},
        "digest": f"{sum(hashes) % 2**256:064x}",
        "file_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


@pytest.mark.parametrize("is_scaled", [False, True], ids=["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-2]])
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    tmp_path: Path, version: str, is_scaled: bool
) -> None:
    folder = tmp_path / "backup"
    with Service(tmp_path / "source") as source:
        admin = source.create_account().admin
        created = admin.create_template(template_objects=[{"size": 1e2, "text": "Grüße"}])
        ran = source.run("backup", str(folder))
        assert ran.returncode == 0, ran.stderr
    take_back(folder, version, columns_at(version, tmp_path / "earlier.db"))

    target = Service(tmp_path / "target", **(scaled.new_settings() if is_scaled else {}))
    ran = target.run("restore", str(folder))
    assert ran.returncode == 0, ran.stderr

    with target:
        assert migrations.is_current(target.database)
        shown = target.client(admin.token).get(f"/api/3/card_templates/{created['id']}").json()
        assert shown == created
