"""A story, what was agreed about it, and who read it."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.audience import AudienceField, audiences_of
from portal.foundation.erasure import Fate, declare
from portal.texts.identity_risk import Assessment, assess
from practices.stories.terms import LONGEST, Age, Basis, Given, Kind, Scope, State, When


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories."""

    def agreed(self) -> StoryQuerySet:
        """Published, and the consent has not run out: by the clock, whatever the worker does."""
        today = timezone.localdate()
        return self.filter(
            Q(consent__until=None) | Q(consent__until__gte=today), state=State.PUBLISHED, consent__isnull=False
        )

    def visible_to(self, user: Any) -> StoryQuerySet:
        """What this person may read, of stories that are not their own to write."""
        return self.agreed().filter(audience__in=audiences_of(user))

    def written_by(self, user: Any) -> StoryQuerySet:
        """What this person tells, or helps to tell."""
        return self.filter(Q(teller=user.pk) | Q(helper=user.pk)) if user.pk else self.none()


class Story(models.Model):
    """A story. Nothing in it is a name, a date, an age or a facility: what could be one is a range to choose."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    identifier = models.CharField(max_length=20, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.STORY)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    language = models.CharField(_("language"), max_length=5, choices=settings.CONTENT_LANGUAGES, default="en")
    pseudonym = models.CharField(_("invented name"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("the story"), max_length=LONGEST, blank=True)
    helped = models.TextField(_("what helped"), max_length=2000, blank=True)
    age = models.CharField(_("age"), max_length=10, choices=Age.choices, blank=True)
    when = models.CharField(_("when"), max_length=10, choices=When.choices, blank=True)
    place = models.ForeignKey(
        "vocabularies.Place",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country"),
    )
    themes: Any = models.ManyToManyField("vocabularies.Concept", blank=True, related_name="+", verbose_name=_("themes"))
    practices: Any = models.ManyToManyField("practices.Record", blank=True, related_name="stories")
    audience = AudienceField()
    teller = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(_("note to who wrote it"), max_length=500, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    released_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title or str(_("A story without a title"))

    def get_absolute_url(self) -> str:
        """Where it is read once it is published."""
        return reverse("story", args=[self.identifier or "ST-0000"])

    @property
    def own_url(self) -> str:
        """Where it is written."""
        return reverse("story_own", args=[self.key])

    @property
    def words(self) -> str:
        """All words that others read."""
        return "\n\n".join(filter(None, (self.title, self.pseudonym, self.text, self.helped)))

    @property
    def digest(self) -> str:
        """What two people must have read alike: the words, the facts and what was agreed."""
        consent = getattr(self, "consent", None)
        agreed = (consent.scope, consent.language, consent.until, consent.basis) if consent else ()
        facts = (self.kind, self.language, self.age, self.when, self.place_id, *agreed)
        return sha256("\n".join(map(str, (self.words, *facts))).encode()).hexdigest()[:32]

    @property
    def risk(self) -> Assessment:
        """By what somebody could be recognised in it: the whole of it is about one person."""
        return assess(self.words, self.language, throughout=True)

    def is_of(self, user: Any) -> bool:
        """Whether somebody told it, helped, or wrote it down: none of them decides about it."""
        return user.pk in (self.teller_id, self.helper_id, self.entered_by_id)


class Consent(models.Model):
    """What the person agreed to. Never shown to readers; goes with the story."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="consent")
    given = models.CharField(_("how it was given"), max_length=10, choices=Given.choices, default=Given.HERE)
    scope = models.CharField(_("who may read it"), max_length=10, choices=Scope.choices, default=Scope.MEMBERS)
    language = models.CharField(
        _("in which language it was explained"), max_length=5, choices=settings.CONTENT_LANGUAGES
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The story goes by itself after this day. Empty: until it is withdrawn."),
    )
    guardian = models.CharField(
        _("guardian"),
        max_length=120,
        blank=True,
        help_text=_("Who agreed besides, where the person is under age or has a guardian: what they are to them."),
    )
    witness = models.CharField(
        _("witness"), max_length=120, blank=True, help_text=_("Who was there when it was given by word of mouth.")
    )
    basis = models.CharField(_("legal basis"), max_length=10, choices=Basis.choices, default=Basis.CONSENT)
    given_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.get_scope_display())


class Approval(models.Model):
    """Somebody has read a story and finds that it can be published; with the reason, where the check said otherwise."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=32)
    score = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["story", "by", "digest"], name="one_approval_each"),)
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.story_id}: {self.score}"


class Decision(models.Model):
    """The log of what was decided: it holds no word of any story, and outlives it."""

    class What(models.TextChoices):
        RELEASED = "released", _("released")
        APPROVED = "approved", _("approved")
        OVERRULED = "overruled", _("approved against the check")
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("given back")
        WITHDRAWN = "withdrawn", _("taken back by the person")
        TAKEN_DOWN = "taken_down", _("taken down")
        ENDED = "ended", _("the consent ended")
        ERASED = "erased", _("erased")

    number = models.UUIDField()  # the story's key, which names nobody
    what = models.CharField(max_length=12, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.what}"


TOLD = (
    "title",
    "pseudonym",
    "text",
    "helped",
    "state",
    "language",
    "age",
    "when",
    "changed_at",
    "published_at",
    "consent__scope",
    "consent__until",
)
declare("practices.Story.teller", Fate.DELETE, because=_("Stories that you told, published ones too."), export=TOLD)
declare("practices.Story.helper", Fate.DETACH, because=_("A story that you helped to write belongs to who told it."))
declare("practices.Story.entered_by", Fate.DETACH, because=_("A story that you wrote down belongs to who told it."))
declare(
    "practices.Approval.by",
    Fate.DETACH,
    because=_("That two people read a story must stay known; their names need not."),
)
declare("practices.Decision.by", Fate.DETACH, because=_("What was decided about stories stays, without your name."))
