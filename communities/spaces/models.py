"""A space of a community, who belongs to it, who wants to, who may not, and what it shows."""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.languages import check_codes
from communities.spaces.querysets import BanQuerySet, CommunityQuerySet, MembershipQuerySet
from communities.spaces.terms import Joining, Kind, Role, State, Visibility, audience_of
from portal.foundation.audience import PUBLIC
from portal.foundation.erasure import Fate, declare
from portal.foundation.identity import IdentifierField

DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
SLUG: Final = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens."))
TAKEN: Final = (
    "claim",
    "propose",
    "mine",
    "invitation",
    "discuss",
    "report",
    "moderation",
    "stewards",
)  # what stands where the addresses of spaces stand
LONGEST_TEXT: Final = 20_000


def check_domains(value: Any) -> None:
    """Raises ValidationError for anything but a list of domains such as probation.example."""
    if not isinstance(value, list) or any(not isinstance(one, str) or not DOMAIN.match(one) for one in value):
        raise ValidationError(_("Write one domain a line, such as probation.example."))


def check_slug(value: str) -> None:
    """Raises ValidationError for an address that leads elsewhere."""
    if value in TAKEN:
        raise ValidationError(_("This address is taken. Choose another one."))


class Community(models.Model):
    """A space of people who work on the same thing."""

    identifier_prefix: ClassVar[str] = "CM"
    Visibility = Visibility
    Joining = Joining
    State = State

    identifier = IdentifierField()
    work = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COMMUNITY, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.CharField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[SLUG, check_slug],
        help_text=_("What follows /communities/."),
    )
    purpose = models.TextField(
        _("purpose"),
        max_length=LONGEST_TEXT,
        help_text=_("Who works here on what, and why together. Everybody who sees the space reads it."),
    )
    languages = models.JSONField(_("languages"), default=list, blank=True, validators=[check_codes])
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.FACE)
    joining = models.CharField(_("how one joins"), max_length=10, choices=Joining, default=Joining.REQUEST)
    domains = models.JSONField(
        _("e-mail domains"),
        default=list,
        blank=True,
        validators=[check_domains],
        help_text=_("Where joining is by e-mail domain: one a line."),
    )
    rules = models.TextField(
        _("rules"), max_length=LONGEST_TEXT, blank=True, help_text=_("What whoever joins agrees to.")
    )
    charter = models.TextField(
        _("charter"),
        max_length=LONGEST_TEXT,
        blank=True,
        help_text=_("What the community wants to reach, how it decides, who stands behind it."),
    )
    started_on = models.DateField(_("started on"), null=True, blank=True)
    review_on = models.DateField(
        _("to be reviewed on"), null=True, blank=True, help_text=_("When its people ask whether it is still needed.")
    )
    grew_out_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="grown_from_it", verbose_name=_("grew out of")
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from", verbose_name=_("merged into")
    )
    steers = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="steered_by",
        verbose_name=_("communities that it steers"),
    )
    origin = models.CharField(
        _("where it comes from"),
        max_length=300,
        blank=True,
        help_text=_("A workshop, a network, a project that it grew from."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED, editable=False)
    parts = models.JSONField(_("parts"), default=list, blank=True, editable=False)  # codes of those switched on
    is_example = models.BooleanField(_("an invented example"), default=False, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("proposed by"),
    )
    answer = models.TextField(_("answer to the proposal"), blank=True, editable=False)
    created_at = models.DateTimeField(_("proposed on"), default=timezone.now, editable=False)
    founded_at = models.DateTimeField(_("founded on"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind=Kind.COMMON_ROOM), name="one_common_room")
        ]
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its face."""
        return reverse("community", args=[self.slug])

    def clean(self) -> None:
        """Raises ValidationError where what was chosen does not go together."""
        if self.joining == Joining.DOMAIN and not self.domains:
            raise ValidationError({"domains": _("Say which domains let in, or choose another way to join.")})
        if self.visibility == Visibility.PRIVATE and self.joining not in (Joining.INVITATION, Joining.DOMAIN):
            raise ValidationError(
                {"joining": _("Nobody can ask to join what they don’t know of: choose “by invitation”.")}
            )
        if self.pk and self.pk in (self.grew_out_of_id, self.merged_into_id):
            raise ValidationError(_("A community can’t come from itself or go into itself."))

    @property
    def work_key(self) -> str:
        """What the identifier names."""
        return str(self.work)

    @property
    def title(self) -> str:
        """As other citable things have one."""
        return self.name

    @property
    def audience(self) -> str:
        """Who may see its face, also on a tombstone: of what was never founded nobody learns."""
        hidden = self.visibility == Visibility.PRIVATE or self.founded_at is None
        return audience_of(self.pk) if hidden else PUBLIC

    @property
    def inside(self) -> str:
        """Who may see its inside: the audience of whatever stands in the space."""
        return PUBLIC if self.visibility == Visibility.PUBLIC else audience_of(self.pk)


class Membership(models.Model):
    """Somebody belongs to a space, in one role."""

    Role = Role

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("since"), default=timezone.now)
    term_from = models.DateField(_("term from"), null=True, blank=True)
    term_to = models.DateField(_("term until"), null=True, blank=True)
    hand_over = models.TextField(
        _("hand-over note"),
        max_length=LONGEST_TEXT,
        blank=True,
        help_text=_("What whoever comes next should know: what runs, what is promised, who helps."),
    )
    visited_at = models.DateTimeField(null=True, editable=False)  # the last time
    visited_before = models.DateTimeField(null=True, editable=False)  # the visit before this one

    objects = MembershipQuerySet.as_manager()
    name: str  # of the person, where it is asked for with it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "user"], name="one_membership_per_person")]
        indexes = [
            models.Index(fields=["community", "-joined_at"], name="members_last_come"),
            models.Index(fields=["community", "role"], name="members_by_role"),
        ]
        verbose_name = _("membership")

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.community}"

    def clean(self) -> None:
        """Raises ValidationError where a term ends before it begins."""
        if self.term_from and self.term_to and self.term_to < self.term_from:
            raise ValidationError({"term_to": _("The term ends before it begins.")})


class JoinRequest(models.Model):
    """Somebody asks to be let in; declined ones are kept for a while, so that the answer can be read."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["community", "user"], name="one_request_per_person")]
        verbose_name = _("request to join")

    def __str__(self) -> str:
        return f"{self.community}, {self.created_at:%Y-%m-%d}"


class Invitation(models.Model):
    """An address that was written to. It is forgotten once used, and two weeks later at the latest."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [models.UniqueConstraint("community", Lower("email"), name="one_invitation_per_address")]
        verbose_name = _("invitation")

    def __str__(self) -> str:
        return f"{self.community}, {self.created_at:%Y-%m-%d}"


class Ban(models.Model):
    """Somebody was put out, with the reason that they are told, and what became of their appeal."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="bans")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.TextField(_("reason"), max_length=5000)
    banned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    appeal = models.TextField(_("appeal"), max_length=5000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    decision = models.TextField(_("decision"), max_length=5000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user"], condition=models.Q(lifted_at=None), name="one_ban_in_force"
            )
        ]
        verbose_name = _("ban")

    def __str__(self) -> str:
        return f"{self.community}, {self.created_at:%Y-%m-%d}"

    @property
    def is_open_appeal(self) -> bool:
        """Whether somebody waits for a decision."""
        return self.appealed_at is not None and self.decided_at is None and self.lifted_at is None


OWN = _("Your memberships of communities, what you asked of them, and what you took up there.")
DONE = _("What you decided for a community stays, without your name.")
declare("communities.Community.proposed_by", Fate.DETACH, because=DONE, export=("name", "created_at"))
declare(
    "communities.Membership.user", Fate.DELETE, because=OWN,
    export=("community__name", "role", "joined_at", "term_from", "term_to", "hand_over", "visited_at"),
)  # fmt: skip
declare(
    "communities.JoinRequest.user", Fate.DELETE, because=OWN, export=("community__name", "note", "created_at", "answer")
)
declare(
    "communities.JoinRequest.declined_by",
    Fate.DETACH,
    because=DONE,
    export=("community__name", "answer", "declined_at"),
)
declare("communities.Invitation.invited_by", Fate.DETACH, because=DONE, export=("community__name", "created_at"))
declare(
    "communities.Ban.user", Fate.DELETE, because=OWN,
    export=("community__name", "reason", "created_at", "appeal", "appealed_at", "decision", "decided_at", "lifted_at"),
)  # fmt: skip
declare("communities.Ban.banned_by", Fate.DETACH, because=DONE, export=("community__name", "reason", "created_at"))
declare("communities.Ban.decided_by", Fate.DETACH, because=DONE, export=("community__name", "decision", "decided_at"))
