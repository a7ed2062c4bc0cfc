"""Columns that follow from decisions made elsewhere (badges): saving a record, or publishing any of its versions, leaves them as they stand.

Whoever decides writes them with `QuerySet.update`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Field


def decided(base: type[Field[Any, Any]]) -> Any:
    """A field like `base` that `save()` doesn't change; to migrations it is the same."""

    def pre_save(self: Any, instance: Any, add: bool) -> Any:
        return base.pre_save(self, instance, add) if add else F(self.attname)

    return type(base.__name__, (base,), {"pre_save": pre_save, "__module__": base.__module__, "__qualname__": base.__qualname__})  # fmt: skip
