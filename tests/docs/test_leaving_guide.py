"""The commands of docs/guides/leaving-the-hosted-service.md, from one service to another."""

import re
import subprocess
import sys
from pathlib import Path

from tests.docs.test_docs import GUIDES
from tests.pulling.pairs import contents, put_background
from tests.sample_files import picture
from tests.service import Account, Service, command_line


def test_the_commands_copy_an_account(account: Account, tmp_path: Path) -> None:
    text = (GUIDES / "leaving-the-hosted-service.md").read_text()
    script = "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
    shown = account.admin.create_template(template_objects=[{"text": "{{name}}"}])
    put_background(account, shown, "front", picture("PNG"))
    (tmp_path / "token").write_text(account.admin.token)
    data_dir = tmp_path / "data"

    ran = subprocess.run(
        [
            "bash",
            "-euo",
            "pipefail",
            "-c",
            f'cardwright() {{ "{sys.executable}" -m cardwright "$@"; }}\n{script}',
        ],
        cwd=tmp_path,
        env={**command_line(data_dir), "OLD_SERVER": account.service.url, "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "Pulled: 1 card template added, 0 changed, 0 deleted; 0 types; 1 file of" in ran.stdout
    assert f"Acme has 1 card template from {account.service.url}." in ran.stdout
    with Service(data_dir) as service:
        ((account_id, hashid),) = service.rows("SELECT id, hashid FROM account")
        copy = Account(service, account_id, hashid, "Acme")
        assert contents(copy) == contents(account)
