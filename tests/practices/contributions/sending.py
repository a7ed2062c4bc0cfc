"""Fills in the form of a correction as a browser does: all fields as they stand, and what somebody changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from practices.contributions.forms import CorrectionForm
from practices.contributions.models import Contribution
from practices.contributions.terms import State


def filled_in(page: Any, **changes: str) -> dict[str, str]:
    """What is sent; names of the record's fields, `source`, `email` and so on."""
    form = CorrectionForm(user=AnonymousUser(), page=page)
    sent = {form.key(one): form.present[one.name] for one in form.of_record}
    own = {f"field-{name}" if f"field-{name}" in sent else name: said for name, said in changes.items()}
    return {**sent, "seen": str(page.live_revision_id), "source": "The annual report, page 4", "credit": "none", **own}


def waiting(page: Any, *, person: Any = None, before: dict[str, str] | None = None, **changes: str) -> Contribution:
    """A correction that has reached the editors."""
    form = CorrectionForm(user=AnonymousUser(), page=page)
    return Contribution.objects.create(
        kind="correction",
        state=State.WAITING,
        record=page,
        code=page.full_identifier,
        words={"source": "The annual report", "changes": changes},
        before=before or {name: form.present[name] for name in changes},
        person=person,
        email="" if person else "ana@example.org",
    )
