"""What the loader remembers, so that it never overwrites an editor's change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StarterState(models.Model):
    """The state in which a starter object was last loaded: fingerprints of the file's entry and of the object as exported."""

    key = models.CharField(max_length=120, primary_key=True)
    file_fingerprint = models.CharField(max_length=64)
    loaded_fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("starter state")

    def __str__(self) -> str:
        return self.key
