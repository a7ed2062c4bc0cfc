"""The blocks of articles and standard pages, as files write them and as Wagtail stores them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wagtail.blocks import StreamValue

from practices.catalogue.fields import Attribute, parse_fields
from practices.catalogue.reading import Spot
from practices.catalogue.values import Line, ListOf, Reference, RichText
from practices.records.models import TEXT_FEATURES

if TYPE_CHECKING:
    from practices.catalogue.names import Names

CELL: Final = RichText(("bold", "italic", "link"), inline=True)
# What stands beside `type` in each type of block.
BLOCKS: Final[dict[str, dict[str, Any]]] = {
    "text": {"value": RichText(tuple(TEXT_FEATURES))},
    "heading": {"value": Line(255)},
    "figures": {"value": Reference("dataset")},
    "table": {
        "caption": Line(255),
        "header": ListOf(Line(255), keep_empty=True),
        "rows": ListOf(ListOf(CELL, keep_empty=True)),
    },
}


@dataclass(frozen=True)
class Blocks:
    """A stream of blocks."""

    key: str = "body"
    required: bool = False
    hidden: bool = False
    late: bool = False

    def parse(self, raw: Any, spot: Spot) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, list):
            return spot.complain("must be a list of blocks: - {type: text, value: …}")
        parsed = [self._parse_block(one, spot.item(raw, number)) for number, one in enumerate(raw)]
        return [one for one in parsed if one] or None

    def read(self, obj: Any, names: Names) -> Any:
        stream = getattr(obj, self.key).get_prep_value()
        return [_from_wagtail(block, names) for block in stream if block["type"] in BLOCKS] or None

    def write(self, obj: Any, value: Any, names: Names) -> None:
        stream_block = getattr(obj, self.key).stream_block
        setattr(
            obj,
            self.key,
            StreamValue(stream_block, [_for_wagtail(block, names) for block in value or ()], is_lazy=True),
        )

    def _parse_block(self, raw: Any, spot: Spot) -> Any:
        if not isinstance(raw, dict):
            return spot.complain("must be a block: {type: text, value: …}")
        kind = raw.get("type")
        if kind not in BLOCKS:
            return spot.key(raw, "type").complain(f"“{kind}” is no type of block; allowed: {', '.join(BLOCKS)}")
        fields = tuple(Attribute(key, value, key, required=True) for key, value in BLOCKS[kind].items())
        complaints = len(spot.problems)
        data = parse_fields(fields, raw, spot, also=("type",))
        if len(spot.problems) > complaints:
            return None
        if kind == "table" and (
            uneven := [number + 1 for number, row in enumerate(data["rows"]) if len(row) != len(data["header"])]
        ):
            return spot.key(raw, "rows").complain(
                f"row {uneven[0]} has not as many cells as the header ({len(data['header'])})"
            )
        return {"type": kind, **data}


def _from_wagtail(block: dict[str, Any], names: Names) -> dict[str, Any]:
    kind, value = block["type"], block["value"]
    if kind == "table":
        table = value["table"] or {"columns": [], "rows": []}
        value = {
            "caption": value["caption"],
            "header": [column["heading"] for column in table["columns"]],
            "rows": [row["values"] for row in table["rows"]],
        }
    else:
        value = {"value": value}
    return {"type": kind, **{key: shape.read(value[key], names) for key, shape in BLOCKS[kind].items()}}


def _for_wagtail(block: dict[str, Any], names: Names) -> dict[str, Any]:
    kind = block["type"]
    stored = {key: shape.store(block[key], names) for key, shape in BLOCKS[kind].items()}
    if kind != "table":
        return {"type": kind, "value": stored["value"]}
    columns = [{"type": "text", "heading": heading} for heading in stored["header"]]
    rows = [{"values": [str(cell) for cell in row]} for row in stored["rows"]]
    return {
        "type": kind,
        "value": {"caption": stored["caption"], "table": {"columns": columns, "rows": rows, "caption": ""}},
    }
