"""The Django peer as gunicorn wants it. Environment: see `settings`."""

# mypy: disable-error-code="import-not-found,import-untyped"
# Django is installed for the bench only, and carries no types.

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.drf.settings")
application = get_wsgi_application()
