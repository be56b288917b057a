"""Serializers and views of the Django peer."""

# mypy: disable-error-code="import-not-found,import-untyped,misc"
# Django is installed for the bench only, and carries no types.

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ModelViewSet

from bench.peers.drf.models import CardTemplate, LinkedFile


class LinkedFileSerializer(ModelSerializer):
    class Meta:
        model = LinkedFile
        exclude: ClassVar = ["id", "card_template"]


class CardTemplateSerializer(ModelSerializer):
    linked_files = LinkedFileSerializer(many=True, read_only=True)

    class Meta:
        model = CardTemplate
        exclude: ClassVar = ["account"]
        read_only_fields: ClassVar = ["created_at"]


class CardTemplates(ModelViewSet):
    serializer_class = CardTemplateSerializer

    def get_queryset(self) -> Any:
        mine = CardTemplate.objects.filter(account=self.request.user)
        return mine.prefetch_related("linked_files").order_by("id")

    def perform_create(self, serializer: Any) -> None:
        serializer.save(account=self.request.user, created_at=timezone.now())
