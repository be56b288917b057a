"""The routes of the Django peer."""

# mypy: disable-error-code="import-not-found,import-untyped"
# Django is installed for the bench only, and carries no types.

from django.http import HttpResponse
from django.urls import path

from bench.peers.drf.views import CardTemplates

urlpatterns = [
    path("health/ready", lambda _: HttpResponse()),
    path("api/3/card_templates", CardTemplates.as_view({"get": "list", "post": "create"})),
    path(
        "api/3/card_templates/<int:pk>",
        CardTemplates.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
]
