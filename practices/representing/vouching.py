"""Whoever speaks for an organisation answers for the people who work there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.accounts.vouching import tells
from practices.records.models import Record, RecordName
from practices.representing.models import Representation


@tells
def names(user: Any) -> Iterable[str]:
    """All names of the organisations that somebody verifiedly speaks for. Two queries."""
    works = Representation.objects.verified().filter(user=user.pk).values("record__translation_key")
    texts = Record.objects.filter(translation_key__in=works, live=True)
    yield from texts.values_list("title", flat=True)
    yield from RecordName.objects.filter(page__in=texts.values("pk")).values_list("text", flat=True)
