"""Reporting, deciding and appealing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.moderation.terms import LONGEST_STATEMENT, Outcome, Why


class ReportForm(forms.Form):
    """Why something should be looked at."""

    why = forms.ChoiceField(label=_("What is wrong with it?"), choices=Why.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What should be known about it"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only those who decide read this."),
    )


class StatementForm(forms.Form):
    """Why a thing goes."""

    statement = forms.CharField(
        label=_("Statement of reasons"),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Its author reads it: say what is against which rule, and what would be better."),
    )


class SettleForm(StatementForm):
    """What becomes of a thing, and why."""

    outcome = forms.ChoiceField(label=_("What becomes of it?"), choices=Outcome.choices, widget=forms.RadioSelect)
    field_order = ("outcome", "statement")

    def __init__(self, *given: Any, is_recognisable: bool = False, **options: Any) -> None:
        """`is_recognisable`: it tells too much about somebody, so that letting it in needs a reason, too."""
        super().__init__(*given, **options)
        self.is_recognisable = is_recognisable
        self.fields["statement"].required = False
        self.fields["statement"].help_text = _(
            "Needed where it goes. Its author reads it: say what is against which rule, and what would be better. "
            "In the place of a post others read it, too."
        )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where something goes without a reason."""
        given = super().clean() or {}
        if given.get("outcome") == Outcome.GOES and not given.get("statement"):
            self.add_error("statement", _("Say why it goes: its author has a right to know."))
        if self.is_recognisable and given.get("outcome") == Outcome.STAYS and not given.get("statement"):
            self.add_error(
                "statement",
                _("Somebody could be recognised in it. Say why it can be shown all the same: it stays in the log."),
            )
        return given


class AnswerForm(forms.Form):
    """What becomes of an appeal."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[(Outcome.STAYS, _("it is shown (again)")), (Outcome.GOES, _("the decision stays"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Your answer"), max_length=LONGEST_STATEMENT, widget=forms.Textarea({"rows": 5}))


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is it wrong?"), max_length=LONGEST_STATEMENT, widget=forms.Textarea({"rows": 5})
    )
