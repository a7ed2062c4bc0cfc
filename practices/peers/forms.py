"""What editors, reviewers and whoever answers for a practice fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.texts.storable import storable
from practices.contributions.forms import NOBODY, long_text
from practices.peers.terms import (
    CRITERIA,
    LONGEST_REASON,
    LONGEST_TEXT,
    Advice,
    Conflict,
    Named,
    Payment,
    Role,
    Score,
)


class OpenForm(forms.Form):
    """Why a record is reviewed now; for editors."""

    why = long_text(_("Why now?"), rows=3, most=LONGEST_REASON, help_text=_("For your colleagues and the audit log."))


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    role = forms.ChoiceField(label=_("As"), choices=Role.choices)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As the letter greets them."))
    email = forms.EmailField(label=_("E-mail address"))
    payment = forms.ChoiceField(
        label=_("Payment"),
        choices=Payment.choices,
        required=False,
        help_text=_("Whoever brings lived experience is paid like any expert. Only editors see this."),
    )

    @property
    def identity(self) -> dict[str, str]:
        """Who it is, of a form that is valid."""
        return {
            "name": storable(self.cleaned_data["name"]),
            "email": self.cleaned_data["email"],
            "payment": self.cleaned_data["payment"] or Payment.NOT_ASKED,
        }


class WordsForm(forms.Form):
    """A reason, or a reply: one text."""

    text = long_text(_("Reason"), rows=3, most=LONGEST_REASON)


class ReplyForm(forms.Form):
    """What whoever answers for the practice says to the reviews."""

    text = long_text(
        _("Your reply"),
        rows=8,
        most=LONGEST_TEXT,
        help_text=_("Everybody reads it, below the reviews. Say what you change, and where you see it otherwise."),
    )
    named = forms.ChoiceField(label=_("How you are named"), choices=Named.choices, initial=Named.NO, required=False)
    named_as = forms.CharField(label=_("Name or role"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Raises nothing: a name that is wanted and missing is an error of its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return with_name(self, data)


class DecideForm(forms.Form):
    """The decision, with what everybody reads of it."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=(("given", _("The badge is given")), ("not_given", _("The badge is not given"))),
        widget=forms.RadioSelect,
    )
    summary = long_text(
        _("Summary"), rows=5, most=LONGEST_TEXT, help_text=_("What the reviewers found, in a few sentences; it stands at the badge.")
    )  # fmt: skip
    reason = long_text(_("Reason"), rows=3, most=LONGEST_REASON, help_text=_("Why you decided so. Everybody reads it."))


class ConflictForm(forms.Form):
    """Whether somebody is free to judge."""

    conflict = forms.ChoiceField(
        label=_("Is there a conflict of interest?"),
        choices=Conflict.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Such as: you worked in it, paid for it or sell it, you are close to somebody who did, or you compete with it."
        ),
    )
    says = long_text(_("What is it?"), rows=3, required=False, most=LONGEST_REASON)

    def __init__(self, *args: Any, protected: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["says"].help_text = (
            _("Only editors read it; readers are told that there is one.")
            if protected
            else _("It stands at the review, for everybody. Editors alone read it where you can’t review.")
        )

    def clean(self) -> dict[str, Any]:
        """Raises nothing: what is missing is an error of its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("conflict") == Conflict.STATED and not data.get("says", "").strip():
            self.add_error("says", _("Say what it is, in a sentence."))
        return data


class ReviewForm(forms.Form):
    """The criteria of the method, each with a score and a reason. A draft may lack everything; `complete` asks for it."""

    advice = forms.ChoiceField(label=_("Your advice"), choices=Advice.choices, widget=forms.RadioSelect)
    text = long_text(_("In your own words"), rows=8, most=LONGEST_TEXT)
    note = long_text(
        _("For the editors alone"), rows=3, required=False, most=LONGEST_REASON, help_text=_("Nobody else reads it.")
    )
    named = forms.ChoiceField(label=_("How you are named"), choices=Named.choices, initial=Named.NO, required=False)
    named_as = forms.CharField(label=_("Name or role"), max_length=120, required=False)

    def __init__(self, *args: Any, complete: bool, protected: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        for one in CRITERIA:
            self.fields[f"score_{one.name}"] = forms.ChoiceField(
                label=one.question, choices=Score.choices, widget=forms.RadioSelect, required=complete
            )
            self.fields[f"reason_{one.name}"] = long_text(_("Why?"), rows=2, most=LONGEST_REASON, required=False)
        self.fields["text"].help_text = NOBODY
        self.fields["text"].required = self.fields["advice"].required = complete
        self.complete = complete
        self.use_required_attribute = False
        if not self.is_bound:
            self._show_as_asked_for()
        if protected:
            del self.fields["named"], self.fields["named_as"]

    def clean(self) -> dict[str, Any]:
        """Raises nothing: a score without a reason is an error of the reason."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for one in CRITERIA:
            score, reason = data.get(f"score_{one.name}"), data.get(f"reason_{one.name}", "").strip()
            if self.complete and score and score != Score.UNABLE and not reason:
                self.add_error(f"reason_{one.name}", _("Say why, in a sentence."))
        self._show_as_asked_for()
        return with_name(self, data)

    def _show_as_asked_for(self) -> None:
        """Labels say “optional” of nothing that handing in asks for."""
        for name in ("advice", "text", *(f"{part}_{one.name}" for one in CRITERIA for part in ("score", "reason"))):
            self.fields[name].required = True

    @property
    def written(self) -> dict[str, Any]:
        """What is kept, of a form that is valid."""
        data = self.cleaned_data
        scores = {
            one.name: {"score": data[f"score_{one.name}"], "reason": storable(data[f"reason_{one.name}"])}
            for one in CRITERIA
            if data.get(f"score_{one.name}") or data.get(f"reason_{one.name}")
        }
        kept = ("advice", "text", "note", "named", "named_as")
        return {"scores": scores, **{name: storable(data.get(name, "")) for name in kept if name in self.fields}}

    def parts(self) -> Iterator[tuple[Any, Any, Any]]:
        """Each criterion with its two boxes."""
        for one in CRITERIA:
            yield one, self[f"score_{one.name}"], self[f"reason_{one.name}"]

    def others(self) -> list[Any]:
        """The boxes below the criteria."""
        return [self[name] for name in self.fields if not name.startswith(("score_", "reason_"))]


def initial_of(invitation: Any) -> dict[str, Any]:
    """What somebody has written so far, as their form shows it."""
    kept = {name: getattr(invitation, name) for name in ("advice", "text", "note", "named", "named_as")}
    for name, said in invitation.scores.items():
        kept |= {f"score_{name}": said.get("score", ""), f"reason_{name}": said.get("reason", "")}
    return kept


def with_name(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    """Whoever wants to be named says how; no name is kept of who doesn't."""
    if data.get("named") == Named.YES and not data.get("named_as", "").strip():
        form.add_error("named_as", _("Say by which name or role, or choose not to be named."))
    if "named" in form.fields:
        data["named"] = data.get("named") or Named.NO
        data["named_as"] = data.get("named_as", "") if data["named"] == Named.YES else ""
    return data
