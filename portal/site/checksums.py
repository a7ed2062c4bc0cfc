"""Whether two databases hold the same: a number for each table that depends on every value in it, and not on the kind of database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.site.tables import Table, batches, final

BITS: Final = 128


class Checksum(NamedTuple):
    """What a table holds, in short."""

    rows: int
    sum: int

    def __str__(self) -> str:
        return f"{self.rows:,} rows, {self.sum:032x}"


def checksum(database: BaseDatabaseWrapper, table: Table) -> Checksum:
    """Counts the rows of a table and adds up what each of them comes to: their order, which databases see differently, is no matter."""
    write = [_writer(field) for field in table.fields]
    rows = total = 0
    for batch in batches(database, table):
        for row in batch:
            written = [None if value is None else one(value) for one, value in zip(write, row, strict=True)]
            total += int.from_bytes(sha256(json.dumps(written).encode()).digest()[: BITS // 8])
        rows += len(batch)
    return Checksum(rows, total % (1 << BITS))


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    """How a value of a column is written, the same whichever database it was read from."""
    match final(field).get_internal_type():
        case "JSONField":
            return _json
        case "DateTimeField":
            return _moment
        case "BinaryField":
            return lambda value: bytes(value).hex()
        case _:
            return str


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _json(value: Any) -> str:
    """PostgreSQL keeps neither the order of names nor the way in which a number was written."""
    read = json.loads(value, parse_float=_number, parse_int=_number) if isinstance(value, str) else value
    return json.dumps(read, sort_keys=True)


def _number(written: str) -> str:
    return f"number {Decimal(written).normalize():f}"
