"""A contribution as its sender and the editors read it."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst

from portal.texts.markdown import to_html
from practices.contributions import editable
from practices.contributions.forms import FORMS
from practices.contributions.models import Contribution
from practices.contributions.terms import Kind


def drawn(found: Contribution, user: Any, *, at_desk: bool = False) -> dict[str, Any]:
    """Everything that its page shows. The title of a record, and what stood in it, only as long as its reader may see it."""
    record = found.record.specific if found.record else None
    visible = record is not None and (at_desk or (record.live and record.is_visible_to(user)))
    changes = found.words.get("changes", {})
    fields = editable.editables(record) if record and changes else []
    labels = {one.name: one.label for one in fields}
    return {
        "contribution": found,
        "record": record if visible else None,
        "differences": editable.compared(fields, found.before, changes) if visible else [],
        "changes": [] if visible else [(labels.get(name, name), said) for name, said in changes.items()],
        "texts": texts_of(found),
        "taken": [labels.get(name, name) for name in found.taken],
        "remarks": [{"said": one, "html": to_html(one.text)} for one in found.remarks.all()],
        "files": list(found.files.all()),
    }


def texts_of(found: Contribution) -> list[tuple[str, Any]]:
    """What was written beside the changed fields: label and harmless HTML."""
    fields = FORMS[Kind(found.kind)].base_fields
    return [
        (capfirst(str(fields[name].label)), to_html(said))
        for name, said in found.words.items()
        if name in fields and said
    ]
