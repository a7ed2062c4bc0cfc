"""Who was told of what; what people chose; digests that were made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, declare
from portal.notices.terms import FOLLOWED, Mail, Often


class Digest(models.Model):
    """One morning's look at what waits for one person, and the mail that came of it, if any: one a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()  # in the reader's own time zone

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]
        verbose_name = _("digest")

    def __str__(self) -> str:
        return f"{self.day}"


class Notice(models.Model):
    """One person is told of one event: once, however often it is tried."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    event = models.CharField(max_length=80)  # such as post:12
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=40, blank=True)
    thread = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, choices=Mail)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="notices")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notices_of_a_person"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notices_unread"),
            models.Index(fields=["user"], condition=models.Q(mail=Mail.LATER), name="notices_for_a_digest"),
        ]
        verbose_name = _("notice")

    def __str__(self) -> str:
        return self.event


class Choice(models.Model):
    """How often somebody wants mail: of a kind everywhere, of a kind in one place, or of all in one thread."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    scope = models.CharField(
        max_length=40, blank=True, db_index=True
    )  # empty: everywhere; else such as community:7 or topic:12
    kind = models.CharField(max_length=20, blank=True)  # empty for a thread
    often = models.CharField(max_length=6, choices=[*Often.choices, (FOLLOWED, _("followed"))])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope", "kind"], name="chosen_once")]
        verbose_name = _("choice of mail")

    def __str__(self) -> str:
        return f"{self.scope} {self.kind}: {self.often}"


class ReplyKey(models.Model):
    """A number in the addresses to which somebody answers mails: another one makes all earlier addresses invalid."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("key of reply addresses")

    def __str__(self) -> str:
        return str(self.number)


class Letter(models.Model):
    """A mail that came in. Its words are kept until it is worked off, its sender's address until they are answered, the rest so that the
    same mail is not taken twice."""

    fingerprint = models.CharField(max_length=64, unique=True)
    raw = models.BinaryField()
    is_cut = models.BooleanField(default=False)  # it was too big: the head alone was kept
    came_at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    outcome = models.CharField(max_length=12, blank=True)  # empty until it is worked off; `terms.Outcome`
    sender = models.EmailField(blank=True)  # only where they are to be answered
    sender_hash = models.CharField(max_length=40, blank=True, db_index=True)
    note = models.TextField(blank=True)  # what they are told of the files that came along
    about = models.CharField(max_length=200, blank=True)  # where to go on: an address of this site

    class Meta:
        verbose_name = _("mail that came in")

    def __str__(self) -> str:
        return f"{self.came_at:%Y-%m-%d %H:%M} {self.outcome}"


TOLD = _("What you were told of, by mail and on the site, and what mail you chose.")
declare("notices.Notice.user", Fate.DELETE, because=TOLD, export=("event", "kind", "created_at", "read_at", "mail"))
declare("notices.Digest.user", Fate.DELETE, because=TOLD, export=("day",))
declare("notices.ReplyKey.user", Fate.DELETE, because=TOLD)
declare("notices.Letter.user", Fate.DELETE, because=TOLD, export=("came_at", "outcome"))
declare("notices.Choice.user", Fate.DELETE, because=TOLD, export=("scope", "kind", "often"))
