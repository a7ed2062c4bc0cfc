"""What readers send to the editors: a correction, a problem, a practice; with files, and what both sides say about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from portal.foundation.erasure import Fate, declare
from portal.foundation.exploring import page_policy
from portal.foundation.files import pruning
from portal.foundation.files.names import ending_of, kind_and_size
from practices.contributions.terms import BEFORE_THE_DESK, DESK_RIGHT, FOLDER, Credit, Kind, State
from practices.records.models import Record


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Contributions by who may read them."""

    def at_desk(self, user: Any) -> ContributionQuerySet:
        """What has reached the editors, about records that this one may see at the desk. Nobody else sees any."""
        if not user.has_perm(DESK_RIGHT):
            return self.none()
        records = page_policy.but_hidden(Record.objects.all(), user)
        return self.exclude(state__in=BEFORE_THE_DESK).filter(Q(record=None) | Q(record__in=records.values("pk")))

    def sent_by(self, user: Any) -> ContributionQuerySet:
        """What somebody with an account has sent."""
        return self.filter(person=user.pk).exclude(state=State.DRAFT) if user.pk else self.none()


class Contribution(models.Model):
    """One thing that somebody sent, or is writing. `words` are by the names of the form's fields; of a correction they are the fields
    that are to change, and `before` says what stood in them."""

    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.DRAFT)
    code = models.CharField(
        _("record"), max_length=16, blank=True
    )  # the identifier of its text; it outlives the record
    record = models.ForeignKey(Record, models.SET_NULL, null=True, related_name="contributions")
    seen = models.PositiveBigIntegerField(default=0)  # the version that its writer read: the key of a revision
    words = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    taken = models.JSONField(default=list)  # the fields that were put into the record
    language = models.CharField(_("language"), max_length=8, default="en")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(_("answer to"), blank=True)  # only of people without an account
    credit = models.CharField(max_length=4, choices=Credit.choices, default=Credit.NONE)
    credited_as = models.CharField(_("to be named as"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")  # what came of it

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = [F("decided_at").desc(nulls_first=True), "-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "code"], condition=Q(state=State.DRAFT), name="one_begun_of_each"
            )
        ]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def about(self) -> str:
        """The identifier of its record, or the title of the practice."""
        return str(self.words.get("title", "")) if self.kind == Kind.PRACTICE else self.code

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state == State.WAITING

    @property
    def is_forgotten(self) -> bool:
        """Whether nobody can be written to about it any more."""
        return not (self.person_id or self.email)


class Remark(models.Model):
    """Something that the sender says to the editors, or they to the sender."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    from_desk = models.BooleanField(default=False)
    text = models.TextField()
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["said_at", "pk"]
        verbose_name = _("remark on a contribution")

    def __str__(self) -> str:
        return f"{self.said_at:%Y-%m-%d}"


def stored_as(file: ContributedFile, _name: str) -> str:
    """Where a file lies: its own name is not told by it."""
    key = uuid.uuid4().hex
    return f"{FOLDER}/{key[:2]}/{key}.{ending_of(file.name)}"


class ContributedFile(models.Model):
    """A file that goes with it, as it was taken."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)  # for people
    file = models.FileField(upload_to=stored_as, max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a contribution")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address that asks who is there."""
        return f"{settings.MEDIA_URL}{self.file.name}"

    @property
    def format(self) -> str:
        """Type and size, as people read them: "PDF, 120 KB"."""
        return kind_and_size(self.name, self.size)


@receiver(post_delete, sender=ContributedFile)
def row_went(instance: ContributedFile, **_details: Any) -> None:
    """However the row went, its file follows."""
    pruning.goes(str(instance.file.name))


declare(
    "practices.Contribution.person",
    Fate.DETACH,
    because=_("Corrections and practices that you suggested: they stay without your name; files and drafts go."),
    export=(
        *("kind", "state", "code", "words", "before", "taken", "credit", "credited_as", "sent_at"),
        *("decided_at", "reason"),
    ),
)
declare(
    "practices.Contribution.decided_by",
    Fate.DETACH,
    because=_("That you decided about what readers suggested."),
)
declare(
    "practices.Remark.author",
    Fate.DETACH,
    because=_("What you said about contributions stays without your name."),
    export=("text", "said_at"),
)
