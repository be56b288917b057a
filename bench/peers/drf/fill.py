"""`python -m bench.peers.drf.fill`: makes the Django peer's database, with tokens from stdin."""

# mypy: disable-error-code="import-not-found,import-untyped"
# Django is installed for the bench only, and carries no types.

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import django

from bench.content import TYPE_CODE, templates
from bench.peers.usual_tables import file_url


def fill(tokens: Sequence[str]) -> None:
    """Make the tables and fill them; `tokens` are those of the accounts, in their order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.drf.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    _fill_accounts(tokens)
    _fill_templates()


def _fill_accounts(tokens: Sequence[str]) -> None:
    # Models can be imported only when Django is set up.
    from django.contrib.auth.models import User
    from oauth2_provider.models import AccessToken

    expires = datetime.now(UTC) + timedelta(days=1)
    for number, token in enumerate(tokens):
        user = User.objects.create(id=number + 1, username=f"admin{number + 1}")
        AccessToken.objects.create(user=user, token=token, expires=expires, scope="read write")


def _fill_templates() -> None:
    from bench.peers.drf.models import CardTemplate, LinkedFile

    rows: list[CardTemplate] = []
    files: list[LinkedFile] = []
    for template in templates():
        at = datetime.fromtimestamp(template.stamp / 1e6, UTC)
        rows.append(
            CardTemplate(
                id=template.id,
                account_id=template.account + 1,
                uuid=template.uuid,
                name=template.name,
                template_type_code=TYPE_CODE,
                template_objects=json.loads(template.objects),
                owner_id=template.account + 1,
                created_at=at,
            )
        )
        files.extend(
            LinkedFile(
                id=file.id,
                card_template_id=template.id,
                uuid=file.uuid,
                entity_uuid=template.uuid,
                file_role=file.file_role,
                url=file_url(file.blob_id),
                content_type=file.content_type,
                created_at=at,
                updated_at=at,
            )
            for file in template.linked_files
        )
    CardTemplate.objects.bulk_create(rows, batch_size=500)
    LinkedFile.objects.bulk_create(files, batch_size=500)


if __name__ == "__main__":
    fill(sys.stdin.read().split())
