"""Two accounts on two services, and what each of them holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cardwright.cli import cardwright
from cardwright.errors import CardwrightError
from tests.service import Account, command_line, path_of

COMPARED = (
    "uuid",
    "name",
    "template_type_code",
    "card_type",
    "double_sided",
    "orientation_front",
    "orientation_back",
    "default_template",
    "template_objects",
    "editable_by",
    "deleted_at",
    "created_at",
)


@dataclass
class Pair:
    """The account that is copied, and the one that it is copied to."""

    there: Account
    here: Account
    token_file: Path
    url: str

    def command(self, *options: str) -> list[str]:
        """Return the words of the command."""
        return [
            "pull",
            *("--from", self.url),
            *("--token-file", str(self.token_file)),
            *("--account", self.here.name),
            *options,
        ]

    def environment(self) -> dict[str, str]:
        """Return the settings of the installation that is copied to."""
        service = self.here.service
        settings = command_line(service.data_dir, **service.settings)
        return {name: value for name, value in settings.items() if name.startswith("CARDWRIGHT_")}

    def run(self, *options: str) -> Result:
        """Run the command to its end."""
        return CliRunner().invoke(cardwright, self.command(*options), env=self.environment())

    def pull(self, *options: str) -> str:
        """Run the command, which has to succeed, and return what it prints."""
        ran = self.run(*options)
        assert ran.exit_code == 0, ran.output
        return ran.output

    def refused(self, *options: str) -> str:
        """Run the command, which has to be refused, and return why."""
        ran = self.run(*options)
        assert ran.exit_code == 1, ran.output
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            assert isinstance(ran.exception, CardwrightError), ran.exc_info
            return str(ran.exception)
        return ran.stderr


def templates(account: Account) -> list[dict[str, Any]]:
    """Return all card templates of an account as the API shows them, deleted ones included."""
    shown: list[dict[str, Any]] = []
    answer = account.admin.http.get(
        "/api/3/card_templates", params={"include_deleted": "true", "per_page": 200}
    )
    while True:
        assert answer.status_code == 200, answer.text
        shown += answer.json()
        if "next" not in answer.links:
            return shown
        answer = account.admin.http.get(answer.links["next"]["url"])


def contents(account: Account) -> dict[str, dict[str, Any]]:
    """Return what must be the same on both sides, with the bytes of the files."""
    held = {}
    for shown in templates(account):
        kept = {name: shown[name] for name in COMPARED}
        text = account.admin.http.get(path_of(shown)).text
        kept["text"] = text[text.index('"template_objects":') : text.index(',"owner_id"')]
        for side in ("front", "back"):
            kept[side] = _bytes(account, shown[f"background_image_{side}_url"])
        kept["files"] = {
            one["uuid"]: (one["file_role"], one["content_type"], _bytes(account, one["url"]))
            for one in shown["linked_files"]
        }
        held[shown["uuid"]] = kept
    return held


def versions(account: Account) -> dict[str, str]:
    """Return when each card template has changed."""
    return {shown["uuid"]: shown["updated_at"] for shown in templates(account)}


def by_uuid(account: Account, like: dict[str, Any]) -> dict[str, Any]:
    """Return the card template of an account that has the UUID of another."""
    (found,) = [shown for shown in templates(account) if shown["uuid"] == like["uuid"]]
    return found


def put_file(
    account: Account, shown: dict[str, Any], uuid: str, content: bytes, role: str = "logo"
) -> None:
    path = path_of(shown, "files", uuid)
    account.admin.http.put(path, params={"file_role": role}, content=content).raise_for_status()


def put_background(account: Account, shown: dict[str, Any], side: str, content: bytes) -> None:
    path = path_of(shown, "background_image", side)
    account.admin.http.put(path, content=content).raise_for_status()


def _bytes(account: Account, url: str | None) -> bytes | None:
    if url is None:
        return None
    answer = account.service.client().get(url)
    assert answer.status_code == 200, answer.text
    return answer.content
