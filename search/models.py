"""What the database itself knows of everything that can be found: enough for lists when the search engine is not there.

Searches without result are in `search.misses`.
"""

from __future__ import annotations

from typing import Final

from django.db import models

from search.misses.models import Miss

__all__ = ["KIND", "KeptDocument", "Miss"]
KIND: Final = "index"  # of the outbox's rows


class KeptDocument(models.Model):
    """Title, summary and facets of one document, and who may find it. Written by the worker with each change."""

    id = models.CharField(max_length=200, primary_key=True)
    record = models.CharField(max_length=160, db_index=True)
    audience = models.CharField(max_length=60)
    hidden_from = models.CharField(max_length=60, blank=True)
    title_key = models.CharField(max_length=120, blank=True, db_index=True)
    words = models.TextField(blank=True)  # folded, of titles, summaries, names and labels, with spaces around each
    facets = models.TextField(blank=True)  # "|country=AT|kind=practice|"
    year_from = models.BigIntegerField()
    year_to = models.BigIntegerField()
    expires = models.BigIntegerField()
    published = models.BigIntegerField()
    reviewed = models.BigIntegerField()
    stored = models.TextField()  # JSON, for `search.hits`

    class Meta:
        ordering = ["title_key", "id"]

    def __str__(self) -> str:
        return self.id
