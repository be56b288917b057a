"""A fault that nobody has foreseen: told to the client in one form, and logged once."""

from pathlib import Path

from sqlalchemy import text

from tests.service import Service


def test_a_fault_is_answered_500_and_logged_once_with_the_id_of_its_request(
    tmp_path: Path,
) -> None:
    with Service(tmp_path / "data") as service:
        person = service.create_account().admin
        new = {"code": "BROKEN", "name": "Broken", "width_mm": 85.6, "height_mm": 54}
        person.http.post("/api/3/card_template_types", json=new).raise_for_status()
        with service.database.writing() as session:
            sql = "UPDATE card_template_type SET non_printable_zones = 'no JSON' WHERE code = :code"
            session.execute(text(sql), {"code": "BROKEN"})

        answer = person.http.get("/api/3/card_template_types")
        afterwards = person.http.get("/api/3/card_templates")

    log = service.log_path.read_text()
    assert answer.status_code == 500
    assert answer.json() == {
        "error": "internal_server_error",
        "error_description": "An unexpected error occurred",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert afterwards.status_code == 200
    assert log.count("Traceback") == 1
    (told,) = (line for line in service.logged() if line["level"] == "error")
    assert told["event"] == "request failed"
    assert told["request_id"] == answer.headers["X-Request-Id"]
    assert "no JSON" not in log
    assert "no JSON" not in answer.text
