"""What readers see of it: the organisation's last answer."""

from __future__ import annotations

from typing import Any

from practices.contributions.models import Contribution
from practices.representing.models import LifeSign, Representation
from practices.representing.terms import KINDS


def life_sign(work: Any) -> LifeSign | None:
    """The last answer about a record of an organisation. One query; none for all other kinds."""
    return LifeSign.objects.filter(record=work.pk).first() if work.kind in KINDS else None


def by_the_organisation(sent: Contribution) -> bool:
    """Whether a contribution comes from somebody who speaks for the record. One query."""
    code = "-".join(sent.code.split("-")[:2])
    return bool(sent.person_id) and Representation.objects.verified().filter(user=sent.person_id, code=code).exists()
