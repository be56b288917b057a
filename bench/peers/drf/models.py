"""The tables of the Django peer; an account is a user here."""

# mypy: disable-error-code="import-not-found,import-untyped,misc"
# Django is installed for the bench only, and carries no types.

from typing import ClassVar

from django.conf import settings
from django.db import models


class CardTemplate(models.Model):
    """A card template."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    uuid = models.CharField(max_length=36, unique=True)
    name = models.CharField(max_length=255)
    template_type_code = models.CharField(max_length=64)
    card_type = models.CharField(max_length=255, default="standard")
    double_sided = models.BooleanField(default=False)
    orientation_front = models.CharField(max_length=1, default="L")
    orientation_back = models.CharField(max_length=1, default="L")
    default_template = models.BooleanField(default=False)
    background_image_front_url = models.CharField(max_length=255, null=True)
    background_image_back_url = models.CharField(max_length=255, null=True)
    template_objects = models.JSONField(default=list)
    owner_id = models.BigIntegerField(null=True)
    editable_by = models.CharField(max_length=16, default="account_admins")
    deleted_at = models.DateTimeField(null=True)
    deleted_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "id"])]


class LinkedFile(models.Model):
    """A linked file."""

    card_template = models.ForeignKey(CardTemplate, models.CASCADE, related_name="linked_files")
    uuid = models.CharField(max_length=36)
    entity_type = models.CharField(max_length=32, default="CardTemplate")
    entity_uuid = models.CharField(max_length=36)
    file_role = models.CharField(max_length=64)
    url = models.CharField(max_length=255)
    content_type = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
