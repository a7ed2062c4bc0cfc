"""What is asked of members about commitments, and at the end of a lesson."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.commitments.lessons import LESSONS, Lesson
from communities.commitments.models import Commitment, Proposal
from communities.commitments.practice import RULES, Field, Place, Rule
from communities.commitments.terms import LONGEST, LONGEST_TIME, SHOWN_TO, SPACE, STEWARDS, USUAL_TIME
from communities.spaces.models import Membership

OWN: Final = "own"
PARTS: Final = ("field", "words", "place")  # of a rule
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

if TYPE_CHECKING:
    FormOfCommitment = forms.ModelForm[Commitment]
    FormOfProposal = forms.ModelForm[Proposal]
else:
    FormOfCommitment = FormOfProposal = forms.ModelForm  # generic in its types only


class DayForm(FormOfCommitment):
    """Until when, and who sees it."""

    shown = forms.TypedChoiceField(
        label=_("Who sees it?"),
        choices=SHOWN_TO,
        coerce=lambda code: code == SPACE,
        widget=forms.RadioSelect,
        help_text=_("You alone tick it. Giving it up leaves no trace."),
    )

    class Meta:
        model = Commitment
        fields: ClassVar[tuple[str, ...]] = ("words", "due_on", "shown")
        widgets: ClassVar[dict[str, Any]] = {"due_on": _DAY}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["shown"] = SPACE if self.instance.shown else STEWARDS

    def clean_words(self) -> str:
        """Without blanks around them."""
        return " ".join(self.cleaned_data["words"].split())

    def clean_due_on(self) -> date:
        """Raises ValidationError for a day that is over, or far away."""
        day: date = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if day < today and day != self.initial.get("due_on"):
            raise forms.ValidationError(_("This day is over. Choose one that comes, or today."))
        if day > today + LONGEST_TIME:
            raise forms.ValidationError(_("That is more than a year away. Take up a smaller step first."))
        return day


class ChangeForm(DayForm):
    """A commitment that is there: one with a lesson keeps the lesson's words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.lesson:
            del self.fields["words"]
        else:
            self.fields["words"].required = True


class TakeUpForm(DayForm):
    """A new commitment: one of the lessons, one that stewards propose, or one's own words."""

    what = forms.ChoiceField(label=_("What do you take up?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, instance=Commitment(membership=membership), **options)
        proposals = Proposal.objects.filter(community=membership.community_id)
        self.proposed = {f"proposal-{one.pk}": one.words for one in proposals}
        lessons = [(code, lesson.promise) for code, lesson in LESSONS.items()]
        self.fields["what"].choices = [*lessons, *self.proposed.items(), (OWN, _("something of my own:"))]  # type: ignore[attr-defined]
        self.fields["words"].help_text = _("Only where you chose “something of my own”.")
        self.initial["due_on"] = timezone.localdate() + USUAL_TIME
        self.order_fields(["what", "words", "due_on", "shown"])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where one's own words are missing."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        what = data.get("what")
        if what == OWN and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say in a few words what you take up."))
        if what and what != OWN:
            data["words"] = self.proposed.get(what, "")
        self.instance.lesson = str(what) if what in LESSONS else ""
        return data


class ProposalForm(FormOfProposal):
    """What stewards propose, one at a time."""

    class Meta:
        model = Proposal
        fields: ClassVar[tuple[str, ...]] = ("words",)

    def clean_words(self) -> str:
        """Without blanks around them."""
        return " ".join(self.cleaned_data["words"].split())


class CheckForm(forms.Form):
    """The little check at the end of a lesson: it is done once all answers are right; wrong ones are explained."""

    def __init__(self, *args: Any, lesson: Lesson, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lesson = lesson
        for number, question in enumerate(lesson.questions):
            self.fields[f"question-{number}"] = forms.TypedChoiceField(
                label=question.text, choices=list(enumerate(question.answers)), coerce=int, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError beside each question with another answer."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number, question in enumerate(self.lesson.questions):
            name = f"question-{number}"
            if name in data and data[name] != question.right:
                self.add_error(name, _("Not quite. Think again: %(because)s") % {"because": question.because})
        return data


class RulesForm(forms.Form):
    """Rules to try on invented messages; those without words are none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, RULES + 1):
            shown = {"number": number}
            self.fields[f"field{number}"] = forms.ChoiceField(
                label=_("Rule %(number)s: if") % shown, choices=Field, initial=Field.SENDER
            )
            self.fields[f"words{number}"] = forms.CharField(
                label=_("holds the words"), max_length=LONGEST, required=False
            )
            self.fields[f"place{number}"] = forms.ChoiceField(label=_("it goes to"), choices=Place, initial=Place.LATER)

    @cached_property
    def rules(self) -> list[Rule]:
        """Those with words."""
        said = ([self.cleaned_data[f"{name}{number}"] for name in PARTS] for number in self.numbers)
        return [Rule(field, words, place) for field, words, place in said if words and field and place]

    @property
    def numbers(self) -> range:
        """Of the rules, from 1."""
        return range(1, RULES + 1)

    @property
    def rows(self) -> list[list[Any]]:
        """The three fields of each rule."""
        return [[self[f"{name}{number}"] for name in PARTS] for number in self.numbers]
