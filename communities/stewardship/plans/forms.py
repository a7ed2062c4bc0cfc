"""What is asked about a plan: its lines, until when it is reviewed, how members see it, other words, and what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.spaces.actions import switchable_parts
from communities.stewardship.plans.actions import WRITTEN
from communities.stewardship.plans.models import PlanLine, Stance
from communities.stewardship.plans.proposing import Proposal
from communities.stewardship.plans.terms import COUNTED, LONGEST, LONGEST_REVIEW, Decision, Field, Says
from communities.stewardship.terms import Orientation

if TYPE_CHECKING:
    FormOfLine = forms.ModelForm[PlanLine]
else:
    FormOfLine = forms.ModelForm  # generic in its types only

LATEST_YEARS = 10


def area(rows: int) -> forms.Textarea:
    """A box for some lines."""
    return forms.Textarea(attrs={"rows": rows})


class LineForm(FormOfLine):
    """A line of a draft. Its thread and the revision that was seen go along, so that nothing is written over unseen, or in twice."""

    thread = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    class Meta:
        model = PlanLine
        fields: ClassVar[tuple[str, ...]] = WRITTEN
        widgets: ClassVar[dict[str, Any]] = {
            "why": area(4),
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "orientation": _("One of the nine of the needs profile, if it is about one of them."),
            "need": _("In your own words: what people here can’t do yet, or not well."),
            "part": _("Once the line is approved, it is switched on from its page with one button."),
            "tool": _("What is used outside this space, or what is meant by the part."),
            "why": _("Why this, and not something else. Members read it."),
            "keeper": _("A role or a group, such as “two facilitators”."),
            "cost": _("Money, time, what somebody has to learn."),
            "review_on": _("When you ask whether it still serves. It is shown from that day on as due."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        line = self.instance
        own_words = [("", _("none of them: in our own words")), *Orientation.choices]
        self.fields["orientation"] = forms.ChoiceField(
            label=_("Orientation"), choices=own_words, required=False, help_text=self.fields["orientation"].help_text
        )
        codes = [(part.code, part.label) for part in switchable_parts()]
        known = [("", _("nothing in this space: a tool outside")), *codes]
        if line.part and line.part not in dict(codes):
            known.append((line.part, line.part))
        self.fields["part"] = forms.ChoiceField(
            label=_("Part of the space"), choices=known, required=False, help_text=self.fields["part"].help_text
        )
        self.fields["why"].required = True
        self.initial.update(thread=line.thread or uuid4(), seen=line.revision if line.pk else 0)

    def clean_review_on(self) -> date | None:
        """Raises ValidationError for a day that is over, unless it stood there before, or is too far away."""
        day, today = self.cleaned_data["review_on"], timezone.localdate()
        if day and day < today and day != self.initial.get("review_on"):
            raise ValidationError(_("This day is over. Choose a later one."))
        if day and day.year > today.year + LATEST_YEARS:
            raise ValidationError(_("Choose a day within ten years."))
        return day

    def clean(self) -> dict[str, Any]:
        """What has to be there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data["orientation"] and not data["need"]:
            self.add_error("need", _("Say what is needed: choose an orientation, or write it in your own words."))
        if not self.errors and not data["part"] and not data["tool"]:
            self.add_error("tool", _("Say what serves it: choose a part of the space, or name a tool."))
        return data

    @property
    def known(self) -> tuple[UUID, int]:
        """The thread, and the revision that was seen."""
        return self.cleaned_data["thread"] or self.instance.thread, self.cleaned_data["seen"] or 0

    def again(self, seen: int) -> None:
        """Has the same words sent again, knowing what stands there now."""
        self.data = dict(self.data.items()) | {"seen": str(seen)}


class TakeOverForm(forms.Form):
    """Which proposals become lines."""

    take = forms.MultipleChoiceField(label=_("Take over"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, proposals: Iterable[Proposal], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {one.orientation: one for one in proposals if not one.there}
        self.fields["take"].choices = [(code, one.label) for code, one in self.known.items()]  # type: ignore[attr-defined]
        self.fields["take"].error_messages["required"] = _("Choose at least one, or go on without them.")

    @property
    def chosen(self) -> list[Proposal]:
        """In the order in which they were proposed."""
        return [one for code, one in self.known.items() if code in self.cleaned_data["take"]]


class ReviewForm(forms.Form):
    """Until when members are asked."""

    closes_at = forms.DateTimeField(
        label=_("The review ends on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your own time zone. Two weeks give people who look in once a week the time to answer."),
    )

    def clean_closes_at(self) -> Any:
        """Raises ValidationError for a moment that is over, or too far away."""
        moment, now = self.cleaned_data["closes_at"], timezone.now()
        if moment <= now:
            raise ValidationError(_("This moment is over. Choose a later one."))
        if moment.year > now.year + 1 or moment > now + LONGEST_REVIEW:
            raise ValidationError(_("A review ends within half a year."))
        return moment


class StanceForm(forms.Form):
    """How somebody sees one line; a line without a choice is left as it is."""

    says = forms.ChoiceField(
        label=_("How do you see it?"),
        choices=[(says.value, says.label) for says in COUNTED],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=area(2),
        help_text=_("An objection needs one: it is what the stewards answer. Write nobody else’s name."),
    )  # fmt: skip

    def __init__(self, data: Any, *, line: PlanLine, own: Stance | None) -> None:
        initial = {"says": own.says, "reason": own.reason} if own else None
        super().__init__(data, prefix=f"line-{line.pk}", initial=initial)
        self.line = line

    def clean(self) -> dict[str, Any]:
        """What goes together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("says") == Says.OBJECTS and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why you object, so that it can be answered."))
        if data.get("reason") and not data.get("says") and "says" not in self.errors:
            self.add_error("says", _("Choose how you see this line; your reason goes with it."))
        return data


def said_in(stances: Iterable[StanceForm]) -> Mapping[int, tuple[Says, str]]:
    """What was chosen, by the keys of the lines."""
    chosen = ((form.line.pk, form.cleaned_data) for form in stances)
    return {pk: (Says(data["says"]), data["reason"]) for pk, data in chosen if data["says"]}


class SuggestForm(forms.Form):
    """Other words for one field of a line, beginning with those that stand there."""

    text = forms.CharField(label=_("Your words"))

    def __init__(self, data: Any, *, line: PlanLine, field: Field) -> None:
        super().__init__(data, initial={"text": getattr(line, field)})
        longest, rows = LONGEST[field], 6 if field == Field.WHY else 3
        help_text = _("Change what stands there. The stewards see what differs, and take it over or say why not.")
        self.fields["text"] = forms.CharField(
            label=_("Your words"), max_length=longest, widget=area(rows), help_text=help_text
        )

    def clean_text(self) -> str:
        """As browsers send it, but for the ends of its lines."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class DeclineForm(forms.Form):
    """Why a suggestion is not taken over."""

    reason = forms.CharField(
        label=_("Why not"), max_length=2000, widget=area(2), help_text=_("Its author is told, and members read it.")
    )


class DecideForm(forms.Form):
    """What becomes of a line."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Decision.APPROVED.value, _("Approve it")), (Decision.DECLINED.value, _("Decline it"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=area(3),
        help_text=_("Needed where it is declined, or somebody objects: answer what they say. Members read it."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, data: Any = None, *, line: PlanLine) -> None:
        initial = {"decision": line.decision, "reason": line.reason, "seen": line.revision}
        super().__init__(data, initial=initial)
