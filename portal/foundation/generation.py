"""A number that rises with every change that readers may see: whoever keeps something ready asks whether it is still of today.

It rises in the transaction of the change, like the outbox's rows, and once more when the index has caught up. Two changes at a
time wait for each other here, so that nobody keeps under a number what was read before it.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import models

from portal.foundation.prepared import NOW, rows

ROW: Final = 1
# Rooms whose rows readers see, and Wagtail's own; what stands there for other reasons.
APPS: Final = frozenset({"foundation", "communities", "practices", "site", "vocabularies", "taggit"})
WAGTAIL: Final = frozenset({"wagtailcore.page", "wagtailcore.locale", "wagtailcore.site"})
UNSEEN: Final = frozenset(
    {
        *("foundation.outboxentry", "foundation.dutyrun", "foundation.generation", "foundation.identifier"),
        *("foundation.auditentry", "practices.translationstate"),
        "foundation.derivedpicture",  # the same picture, lighter: it goes into pages when they are made anyway
        *("communities.joinrequest", "communities.invitation", "communities.ban", "site.message"),
        *("practices.contribution", "practices.remark", "practices.contributedfile"),
        *("practices.peerreview", "practices.peerinvitation", "practices.peeridentity"),  # the badge raises it
        *("practices.rating", "practices.ratedoutcome", "practices.ratingappeal"),  # likewise
        *("practices.representation", "practices.lifesign"),  # answers raise it
        *("practices.following", "practices.news"),  # nor are those of contributions
        *("practices.story", "practices.consent"),  # which of them are read raises the number itself
        *("practices.approval", "practices.decision"),
        *(
            "communities.draft",
            "communities.attachment",
            "communities.attachmentwords",
        ),  # pages of a discussion are never kept
        *("communities.poll", "communities.option", "communities.ballot"),  # nor are those of polls
        *("communities.timeanswer", "communities.attendance", "communities.calendaraddress"),
        *("communities.commitment", "communities.proposal", "communities.setaside"),  # nor is the workspace of stewards
        *("communities.planversion", "communities.planline", "communities.stance", "communities.suggestion"),
        *("practices.tableimport", "practices.importedrow", "practices.rememberedcolumns"),
        *("site.reviewtask", "site.reviewstate", "site.reviewhandover", "site.reviewinvitation"),
        *("communities.album", "communities.picture", "communities.agreement"),  # nor are those of galleries
    }
)


class Generation(models.Model):
    """The number: one row."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


def rise() -> None:
    """Raises the number, in the current transaction."""
    if not Generation.objects.filter(pk=ROW).update(number=models.F("number") + 1):
        Generation.objects.create(pk=ROW, number=1)


def current() -> int:
    """The number now. One query."""
    return next((int(number) for (number,) in rows("generation", _number)), 0)


def is_seen(model: Any) -> bool:
    """Whether readers may see something of a model's rows."""
    if model.__module__ == "__fake__":  # a migration's picture of a model, perhaps from before this table
        return False
    label = model._meta.label_lower
    return label not in UNSEEN and (model._meta.app_label in APPS or label in WAGTAIL)


def next_expiry() -> Any:
    """When the next page expires; None where none does. One query."""
    return next((moment for (moment,) in rows("expiry", _expiring)), None)


def _number() -> Any:
    return Generation.objects.filter(pk=ROW).values_list("number")


def _expiring() -> Any:
    from wagtail.models import Page

    return Page.objects.filter(live=True, expire_at__gt=NOW).order_by("expire_at").values_list("expire_at")[:1]
