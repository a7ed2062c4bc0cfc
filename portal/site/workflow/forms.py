"""What is filled in to decide, to hand over, and to ask somebody without an account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.site.workflow.terms import LINK_DAYS, LONGEST_REASON, MOST_DAYS

NO_REASON = _("Say what has to change, and why: whoever wrote it can’t guess it.")


def words(label: Any, *, rows: int = 3, required: bool = True, **options: Any) -> Any:
    """A box for some sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST_REASON, widget=area, **options)


class ReasonForm(forms.Form):
    """In Wagtail’s own dialogue: changes are never asked for without a word."""

    comment = words(_("What has to change, and why"), error_messages={"required": NO_REASON})


class DecisionForm(forms.Form):
    """A decision about what its reader saw: a form that was opened before the last change decides nothing."""

    use_required_attribute = False
    said = words(
        _("What you say to it"),
        required=False,
        help_text=_("To ask for changes, say which, and why. It stands in the history of the page."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    @property
    def approves(self) -> bool:
        """Which button was pressed."""
        return self.data.get("do") == "approve"

    def clean_said(self) -> str:
        """Only who approves may say nothing."""
        said = str(self.cleaned_data["said"])
        if not said and not self.approves:
            raise forms.ValidationError(NO_REASON)
        return said


class InvitedForm(DecisionForm):
    """The same, of somebody without an account."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("The editors see it; readers do not."),
    )
    field_order = ("name", "said")


class DueForm(forms.Form):
    """Until when; never a day that has passed."""

    use_required_attribute = False
    day = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_day(self) -> date:
        """Within a year from today."""
        day: date = self.cleaned_data["day"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return day


class HandOverForm(forms.Form):
    """To whom, and what they should know."""

    use_required_attribute = False
    to: Any = forms.ModelChoiceField(label=_("To whom"), queryset=None, empty_label="")
    note = words(_("What they should know"), rows=2)

    def __init__(self, *args: Any, colleagues: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = colleagues


class InvitationForm(forms.Form):
    """Whom, in which language, and how long the link works."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
    )
    language = forms.ChoiceField(label=_("Language of the letter"))
    days = forms.TypedChoiceField(label=_("The link works"), coerce=int)
    note = words(_("What you ask of them"), rows=2, help_text=_("It stands in the letter."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days: Any = self.fields["days"]
        days.choices = [(one, ngettext("for %(n)d day", "for %(n)d days", one) % {"n": one}) for one in LINK_DAYS]
        days.initial = LINK_DAYS[1]
        languages: Any = self.fields["language"]
        languages.choices = [
            (code, LANG_INFO[code]["name_local"].capitalize()) for code in settings.INTERFACE_LANGUAGES
        ]
        languages.initial = settings.LANGUAGE_CODE
        if len(languages.choices) == 1:
            languages.widget = forms.HiddenInput()
