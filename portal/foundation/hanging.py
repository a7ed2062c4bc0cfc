"""What hangs on a row, read with it: few rows of another table as one JSON list, so that a page need not ask for them by a query of their own.

    Topic.objects.annotate(labels=hanging(TopicTag.objects.filter(content_object=OuterRef("pk")), "tag__name", "tag__slug"))

It costs a row that has nothing on it no more than asking whether there is something.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Func, JSONField, QuerySet, Subquery


class _JsonRows(Func):
    """An aggregate that doesn't group: the subquery around it has one row."""

    function = "JSON_GROUP_ARRAY"
    template = "%(function)s(JSON_ARRAY(%(expressions)s))"

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        template = "%(function)s(JSONB_BUILD_ARRAY(%(expressions)s))"
        return self.as_sql(compiler, connection, function="JSONB_AGG", template=template, **options)


def hanging(found: QuerySet[Any, Any], *columns: Any) -> Subquery:
    """These columns of rows that point to the outer one. They come in no order; `listed` reads them."""
    rows = _JsonRows(*columns, output_field=JSONField())
    return Subquery(found.order_by().values(found_json=rows), output_field=JSONField())


def listed(found: Any) -> list[list[Any]]:
    """The rows in a value as the database gives it. Moments in them are texts: see `moment`."""
    return json.loads(found) if isinstance(found, str) else found or []


def moment(text: str) -> datetime:
    """A moment in them, as either database writes it."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
