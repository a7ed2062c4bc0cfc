"""What is asked of people about meetings. Times are those of the zone that the form names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseModelFormSet, inlineformset_factory
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import languages
from communities.meetings.models import AgendaItem, Meeting, Outcome
from communities.meetings.terms import LONGEST_MINUTES, MOST_ITEMS, State
from communities.spaces.forms import area
from communities.spaces.policies import Standing, facilitates
from communities.spaces.reach import Reach
from portal.foundation.calendars.schedules import moment, zone_of, zones

ASKED_TIMES: Final = 5  # fields for times on a page
LOCAL: Final = "%Y-%m-%dT%H:%M"


class LocalTimeField(forms.DateTimeField):
    """A day and an hour by the clocks of a zone that another field names: naive, `moment` makes a moment of it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        text = str(value).strip()
        for form in self.input_formats or ():
            try:
                return datetime.strptime(text, form).replace(second=0)
            except ValueError:
                continue
        raise ValidationError(_("Write a day and an hour, such as 2026-05-04 14:30."), code="invalid")


def coming(local: datetime, zone: str) -> datetime:
    """The moment that is meant. Raises ValidationError for one that is past, or that clocks there never show, or twice."""
    found = moment(local, zone)
    if found <= timezone.now():
        raise ValidationError(_("This time is past. Choose one to come."), code="past")
    return found


class MeetingForm(forms.ModelForm[Meeting]):
    """What a meeting is about, when and where it is, and who sees it."""

    starts = LocalTimeField(
        label=_("Begins"),
        required=False,
        help_text=_(
            "By the clocks of the time zone below. Leave it empty to ask first, by a date poll, which time suits."
        ),
    )
    video = forms.URLField(
        label=_("Video link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "The address of a room of any video service. Members of the community see it, nobody else unless you say so."
        ),
        error_messages={"invalid": _("Write an address that begins with https://.")},
    )
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Each reader is told the time of their own zone, too."))

    class Meta:
        model = Meeting
        fields: ClassVar[tuple[str, ...]] = (
            *("title", "about", "starts", "length", "zone"),
            *("place", "video", "video_for_all", "reach", "language"),
        )
        widgets: ClassVar[dict[str, Any]] = {"about": area(6), "reach": forms.RadioSelect}
        help_texts: ClassVar[dict[str, Any]] = {
            "about": _("What is to be reached, and for whom it is. Markdown."),
            "length": _("An hour is 60."),
        }  # fmt: skip

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        meeting = self.instance
        reach: Any = self.fields["reach"]
        reach.choices = [one for one in Reach.choices if one[0] != Reach.FACILITATORS or facilitates(standing)]
        languages.offer(self, standing.community.languages)
        zone: Any = self.fields["zone"]
        zone.choices = [(name, name.replace("_", " ")) for name in zones()]
        self.initial.setdefault("zone", None)
        if not meeting.zone:
            self.initial["zone"] = getattr(standing.user, "time_zone", "") or "UTC"
        if meeting.starts_at:
            self.initial["starts"] = meeting.starts_at.astimezone(zone_of(meeting.zone)).strftime(LOCAL)

    def clean(self) -> dict[str, Any]:
        """The moment that day, hour and zone name together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        local, zone = data.get("starts"), data.get("zone")
        if local and zone and (self.has_changed_time or self.instance.starts_at is None):
            try:
                self.instance.starts_at = coming(local, zone)
            except ValidationError as error:
                self.add_error("starts", error)
        elif not local and self.instance.state == State.FIXED and "starts" not in self.errors:
            self.add_error("starts", _("The date is fixed: write another one, or cancel the meeting."))
        return data

    @property
    def has_changed_time(self) -> bool:
        """Whether day, hour or zone are others than before."""
        return bool({"starts", "zone"} & set(self.changed_data))


class TimesForm(forms.Form):
    """Some times for a date poll; fields that stay empty are none."""

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.meeting = meeting
        for number in range(1, ASKED_TIMES + 1):
            self.fields[f"time_{number}"] = LocalTimeField(
                label=_("Time %(number)s") % {"number": number}, required=False
            )

    @property
    def times(self) -> list[datetime]:
        """What was written, as moments."""
        return list(self.cleaned_data["times"])

    def clean(self) -> dict[str, Any]:
        """Each field by itself, so that it is said which one is wrong."""
        found = []
        for name in self.fields:
            if local := self.cleaned_data.get(name):
                try:
                    found.append(coming(local, self.meeting.zone))
                except ValidationError as error:
                    self.add_error(name, error)
        if not found and not self.errors:
            raise ValidationError(_("Write at least one time."))
        return {**self.cleaned_data, "times": found}


class ReasonForm(forms.Form):
    """Why a meeting is cancelled."""

    because = forms.CharField(
        label=_("Why?"), required=False, max_length=300, help_text=_("Whoever may see the meeting reads it in a mail.")
    )


class MinutesForm(forms.Form):
    """What was said."""

    text = forms.CharField(
        label=_("Minutes"),
        max_length=LONGEST_MINUTES,
        widget=area(16),
        help_text=_(
            "Markdown. Say what was talked about so that who was not there can follow; decisions and duties stand below."
        ),
    )


class CameForm(forms.Form):
    """Who was there, of those who answered and of other members."""

    people = forms.MultipleChoiceField(label=_("Who came"), required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.IntegerField(
        label=_("How many others came"), required=False, min_value=0, max_value=9_999, help_text=_("Guests, and members who don’t stand here.")
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["people"]
        people.choices = list(choices)

    def clean_others(self) -> int:
        """None is nobody."""
        return self.cleaned_data["others"] or 0


AgendaFormSet: Any = inlineformset_factory(
    Meeting, AgendaItem, fields=["position", "title", "minutes", "lead"], extra=3, max_num=MOST_ITEMS, validate_max=True
)
OutcomeFormSet: Any = inlineformset_factory(
    Meeting, Outcome, fields=["kind", "what", "who", "until"], extra=3, max_num=60, validate_max=True,
    widgets={"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
)  # fmt: skip


def sent(request: HttpRequest) -> Any:
    """What a form brought, also where it brought nothing; None where the page is only read."""
    return request.POST if request.method == "POST" else None


def numbered(rows: BaseModelFormSet[Any, Any]) -> BaseModelFormSet[Any, Any]:
    """Rows of an agenda; new ones come behind those that are there."""
    last = len(rows.initial_forms)
    for number, form in enumerate(rows.extra_forms, start=last + 1):
        form.initial["position"] = number
    return rows
