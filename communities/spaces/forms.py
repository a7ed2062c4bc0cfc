"""What is asked of people in a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from communities import languages
from communities.spaces import actions
from communities.spaces.models import TAKEN, Community, Membership
from communities.spaces.policies import is_administrator
from communities.spaces.terms import READABLE, Kind, Role
from communities.subjects import FoldedChoices
from search.analysis import fold

if TYPE_CHECKING:
    FormOfCommunity = forms.ModelForm[Community]
    FormOfMembership = forms.ModelForm[Membership]
else:
    FormOfCommunity = FormOfMembership = forms.ModelForm  # generic in their types only

MOST_ADDRESSES = 20


def area(rows: int) -> forms.Textarea:
    """A box for some lines."""
    return forms.Textarea(attrs={"rows": rows})


class Lines(forms.CharField):
    """Entries, one a line; repeated ones once."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip().lower() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class SpaceForm(FormOfCommunity):
    """All that a space says of itself."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=languages.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which people write here."),
    )
    domains = Lines(
        label=_("E-mail domains"),
        required=False,
        max_length=5000,
        help_text=_("Where joining is by e-mail domain: one a line, such as probation.example."),
    )
    is_steering = forms.BooleanField(
        label=_("It is the steering group of a network"),
        required=False,
        help_text=_("It then shares out duties, and keeps a co-operation agreement and a joint strategy in versions."),
    )

    class Meta:
        model = Community
        fields: ClassVar[tuple[str, ...]] = (
            *("name", "purpose", "languages", "visibility", "joining", "domains", "rules", "charter"),
            *("started_on", "review_on", "origin", "grew_out_of", "merged_into"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            "purpose": area(5),
            "rules": area(6),
            "charter": area(6),
            "visibility": forms.RadioSelect,
            "joining": forms.RadioSelect,
            "started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["is_steering"] = self.instance.kind == Kind.STEERING
        if self.instance.kind == Kind.COMMON_ROOM:
            del self.fields["is_steering"]
        for name in ("grew_out_of", "merged_into"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = Community.objects.visible_to(user).exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        """Which kind of space it is follows from the flag."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "is_steering" in self.fields:
            self.instance.kind = Kind.STEERING if data.get("is_steering") else Kind.COMMUNITY
        started, review = data.get("started_on"), data.get("review_on")
        if started and review and review < started:
            self.add_error("review_on", _("It is reviewed after its start: choose a later day."))
        return data


class EditForm(SpaceForm):
    """What a steward changes; which parts are switched on, and what it steers, too."""

    parts = forms.MultipleChoiceField(
        label=_("Parts of this space"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is switched off is kept, and seen by nobody until it is switched on again."),
    )

    steers = forms.ModelMultipleChoiceField(
        label=_("Communities that it steers"),
        queryset=Community.objects.none(),
        required=False,
        widget=FoldedChoices,
        help_text=_(
            "Of a steering group: their members read what it has agreed on. You can name those that you tend, too."
        ),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        steered: Any = self.fields["steers"]
        steered.queryset = steerable(self.instance, user)
        self.initial["steers"] = list(self.instance.steers.values_list("pk", flat=True))
        if switches := [(part.code, part.label) for part in actions.switchable_parts()]:
            self.fields["parts"].choices = switches  # type: ignore[attr-defined]
            self.initial["parts"] = self.instance.parts
        else:
            del self.fields["parts"]

    def keep(self, by: Any) -> None:
        """Switches the parts, and saves all else."""
        with transaction.atomic():
            if "parts" in self.fields:
                actions.set_parts(self.instance, self.cleaned_data["parts"], by)
            self.save()
            self.instance.steers.set(self.cleaned_data["steers"])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where a space that is no steering group is to steer others."""
        data = super().clean()
        if data.get("steers") and self.instance.kind != Kind.STEERING:
            self.add_error("steers", _("Only a steering group steers others: say above that it is one."))
        return data


def steerable(group: Community, user: Any) -> QuerySet[Community]:
    """What somebody may have a group steer: the other spaces that they tend, all of them for administrators, and what it steers already."""
    others = Community.objects.filter(state__in=READABLE).exclude(pk=group.pk).exclude(kind=Kind.COMMON_ROOM)
    if not is_administrator(user):
        tended = Membership.objects.filter(user=user, role=Role.STEWARD).values("community")
        others = others.filter(Q(pk__in=tended) | Q(steered_by=group))
    return others.distinct().order_by("name", "pk")


class ProposalForm(SpaceForm):
    """What somebody proposes; the address is made of the name."""

    class Meta(SpaceForm.Meta):
        fields = ("name", "purpose", "languages", "visibility", "joining", "domains", "rules", "origin")

    def clean_name(self) -> str:
        """The address is made of it."""
        name: str = self.cleaned_data["name"]
        self.instance.slug = free_slug(name)
        return name


def free_slug(name: str) -> str:
    """An address that nobody has, made of a name in any alphabet."""
    wanted = slugify(fold(name))[:50].strip("-") or "community"
    taken = set(Community.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | set(TAKEN)
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


class NoteForm(forms.Form):
    """A few words with a request to join."""

    note = forms.CharField(
        label=_("Who are you, and what brings you here?"),
        max_length=2000,
        required=False,
        widget=area(5),
        help_text=_("Read by those who let people in. Name nobody else who could be recognised."),
    )


class AnswerForm(forms.Form):
    """Yes or no to a request."""

    yes = forms.ChoiceField(
        label=_("Your answer"), choices=[("yes", _("Let them in")), ("no", _("Say no"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Why not"), max_length=2000, required=False, widget=area(2), help_text=_("They are told by mail.")
    )


class InviteForm(forms.Form):
    """Addresses to write to."""

    emails = Lines(
        label=_("E-mail addresses"),
        max_length=5000,
        help_text=_("One a line, twenty at most. Each gets a letter with a link that only this address can use."),
    )

    def clean_emails(self) -> list[str]:
        """Raises ValidationError for too many, or for what is no address."""
        emails: list[str] = self.cleaned_data["emails"]
        if len(emails) > MOST_ADDRESSES:
            raise ValidationError(_("Invite twenty people at most at a time."))
        field = forms.EmailField(error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")})
        for email in emails:
            try:
                field.clean(email)
            except ValidationError:
                raise ValidationError(_("“%(email)s” is no e-mail address."), params={"email": email[:80]}) from None
        return emails


class RoleForm(FormOfMembership):
    """What somebody does in the space, and for how long."""

    class Meta:
        model = Membership
        fields: ClassVar[tuple[str, ...]] = ("role", "term_from", "term_to", "hand_over")
        widgets: ClassVar[dict[str, Any]] = {
            "role": forms.RadioSelect,
            "hand_over": area(4),
            "term_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "term_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class ReasonForm(forms.Form):
    """Why somebody is put out."""

    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=area(4), help_text=_("The person is told it by mail, word by word.")
    )


class AppealForm(forms.Form):
    """Why a ban is wrong."""

    text = forms.CharField(
        label=_("Why is it wrong?"),
        max_length=5000,
        widget=area(6),
        help_text=_("Somebody else than who put you out reads it and decides."),
    )


class DecisionForm(forms.Form):
    """What becomes of an appeal."""

    lift = forms.ChoiceField(
        label=_("Decision"),
        choices=[("lift", _("Lift the ban")), ("keep", _("The ban stays"))],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=_("Why"), max_length=5000, widget=area(4), help_text=_("The person is told it by mail, word by word.")
    )


class CloseForm(forms.Form):
    """Closing can't be undone: the name must be typed."""

    name = forms.CharField(label=_("Type the community’s name"), max_length=120)

    def __init__(self, *args: Any, community: Community, **options: Any) -> None:
        super().__init__(*args, **options)
        self.community = community

    def clean_name(self) -> str:
        """Raises ValidationError where it is another one."""
        name: str = self.cleaned_data["name"]
        if fold(name).split() != fold(self.community.name).split():
            raise ValidationError(_("This is not its name: it is “%(name)s”."), params={"name": self.community.name})
        return name
