"""What is asked of a steering group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.meetings.models import Meeting
from communities.polls.models import Poll
from communities.spaces.forms import area
from communities.spaces.models import Community, Membership
from communities.spaces.parts import shown_name
from communities.spaces.reach import Reach
from communities.steering.models import Duty, Statement
from communities.steering.terms import LONGEST_SECTION, SECTIONS
from portal.accounts.models import User

if TYPE_CHECKING:
    FormOfDuty = forms.ModelForm[Duty]
else:
    FormOfDuty = forms.ModelForm  # generic in its types only


def day() -> forms.DateInput:
    """A field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of those who belong to the group, by the name that others may read."""

    def label_from_instance(self, obj: Any) -> str:
        return shown_name(obj)


class DutyForm(FormOfDuty):
    """Who does what until when."""

    who = Person(label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet"))

    class Meta:
        model = Duty
        fields: ClassVar[tuple[str, ...]] = ("what", "work", "who", "due_on", "about")
        widgets: ClassVar[dict[str, Any]] = {"due_on": day(), "about": area(4)}
        help_texts: ClassVar[dict[str, Any]] = {
            "due_on": _("On that day whoever does it is reminded, as long as it is not done.")
        }

    def __init__(self, *args: Any, community: Community, **options: Any) -> None:
        super().__init__(*args, **options)
        people = Membership.objects.filter(community=community, user__is_active=True).values("user")
        self.fields["who"].queryset = User.objects.filter(pk__in=people).order_by("name", "pk")  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """The sections of a version, and what changed. `base` is the version that it was written on top of."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, subject: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, label in SECTIONS[subject].items():
            self.fields[code] = forms.CharField(label=label, max_length=LONGEST_SECTION, required=False, widget=area(8))
        self.fields["note"] = forms.CharField(
            label=_("What changed, and why"), max_length=300, help_text=_("One sentence for those who read the list of versions.")
        )  # fmt: skip
        self.subject = subject

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a version that says nothing."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(data[code].strip() for code in SECTIONS[self.subject]):
            self.add_error(next(iter(SECTIONS[self.subject])), _("Write at least one of the sections."))
        return data

    @property
    def sections(self) -> dict[str, str]:
        """Text by code; lines end as everywhere, so that they can be compared."""
        return {code: self.cleaned_data[code].replace("\r\n", "\n").strip() for code in SECTIONS[self.subject]}


class AdoptForm(forms.Form):
    """When, and where one reads that it was adopted."""

    adopted_on = forms.DateField(label=_("Adopted on"), widget=day())
    meeting = forms.ModelChoiceField(
        label=_("At the meeting"), queryset=Meeting.objects.none(), required=False, empty_label=_("none of these"),
        help_text=_("Meetings whose minutes are published."),
    )  # fmt: skip
    poll = forms.ModelChoiceField(
        label=_("By the poll"), queryset=Poll.objects.none(), required=False, empty_label=_("none of these"),
        help_text=_("Polls that have ended."),
    )  # fmt: skip

    def __init__(self, *args: Any, statement: Statement, **options: Any) -> None:
        super().__init__(*args, **options)
        here = {"community": statement.community_id, "reach__in": (Reach.INSIDE, Reach.EVERYBODY)}
        minuted = Meeting.objects.filter(**here, removed_at=None).exclude(minutes_published_at=None)
        self.fields["meeting"].queryset = minuted.order_by("-starts_at")  # type: ignore[attr-defined]
        ended = Poll.objects.opened().filter(**here).exclude(closed_at=None)
        self.fields["poll"].queryset = ended.order_by("-closed_at")  # type: ignore[attr-defined]
        self.initial["adopted_on"] = timezone.localdate()
