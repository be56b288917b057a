"""`/health/ready` says what is not ready, in words that tell no secrets."""

from pathlib import Path

from tests import scaled
from tests.service import Service


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with Service(tmp_path / "data") as service:
        incoming = service.data_dir / "blobs" / ".incoming"
        incoming = incoming if incoming.is_dir() else service.data_dir / "incoming"
        aside = incoming.rename(service.data_dir / "aside")
        answer = service.client().get("/health/ready")
        aside.rename(incoming)
        again = service.client().get("/health/ready")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.json() == {
        "error": "service_unavailable",
        "error_description": "Not ready: see checks",
        "checks": {
            "database": "ok",
            "storage": "cannot store files: No such file or directory",
            "process": "ok",
        },
    }
    assert again.json() == {"status": "ok"}


def test_a_store_and_a_database_that_are_gone_are_named_without_their_addresses(
    tmp_path: Path,
) -> None:
    settings = scaled.new_settings()
    with Service(tmp_path / "data", **settings) as service:
        bucket = scaled.bucket_folder(settings["storage_url"]).parent
        aside = bucket.rename(bucket.with_name(f"{bucket.name}-aside"))
        without_bucket = service.client().get("/health/ready")
        aside.rename(bucket)

    assert without_bucket.status_code == 503
    checks = without_bucket.json()["checks"]
    assert checks == {"database": "ok", "storage": "does not answer", "process": "ok"}
    assert settings["storage_url"] not in without_bucket.text
