"""Forgets in time, and what becomes of a contribution when its sender leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase
from portal.foundation.files.serving import Found, serves_folder
from practices.contributions.models import ContributedFile, Contribution, Remark
from practices.contributions.terms import (
    BEFORE_THE_DESK,
    DRAFTS_KEPT,
    FOLDER,
    KEPT,
    UNCONFIRMED_KEPT,
    Credit,
    State,
)


@duty("forget_contributions", every=timedelta(days=1))
def forget() -> None:
    """Deletes what was never confirmed or sent; a year after a decision also who sent it, the thread and the files. What was put into a
    record stays behind its history."""
    now = timezone.now()
    strangers = Q(person=None, sent_at__lt=now - UNCONFIRMED_KEPT)
    Contribution.objects.filter(strangers | Q(sent_at__lt=now - DRAFTS_KEPT), state__in=BEFORE_THE_DESK).delete()
    old = Contribution.objects.filter(decided_at__lt=now - KEPT)
    old.filter(state=State.DECLINED).delete()
    _strip(old)


@also_erase
def forget_sender(user: Any) -> None:
    """Drafts go, and of what was sent the name, the address and the files."""
    own = Contribution.objects.filter(Q(person=user) | Q(email__iexact=user.email, person=None))
    own.filter(state__in=BEFORE_THE_DESK).delete()
    ContributedFile.objects.filter(contribution__in=own).delete()
    own.update(email="", credit=Credit.NONE, credited_as="")


def _strip(old: Any) -> None:
    Remark.objects.filter(contribution__in=old).delete()
    ContributedFile.objects.filter(contribution__in=old).delete()
    old.exclude(email="").update(email="")


@serves_folder(FOLDER)
def of_a_contribution(path: str, user: Any) -> Found | None:
    """A file, for its sender and for the editors once it has reached them."""
    rows = ContributedFile.objects.filter(file=path)
    seen = Q(contribution__in=Contribution.objects.at_desk(user).values("pk"))
    seen |= Q(contribution__person=user.pk) if user.pk else Q()
    found = rows.filter(seen).first()
    return Found(found.name, found.media_type, is_public=False) if found else None
