"""What people fill in: few questions, and what they typed is never lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.foundation.widgets import Trap
from practices.contributions import editable
from practices.contributions.editable import DATE, PLACES, TEXT, Editable
from practices.contributions.terms import LONGEST_REMARK, LONGEST_TEXT, Credit, Kind

CLOCK: Final = signing.TimestampSigner(salt="practices.contributions.opened")
SOONEST: Final = 3  # seconds from opening a form to sending it: no person is faster
NOBODY: Final = _("Please name nobody who could be recognised.")
MARKS: Final = _("Empty lines make paragraphs, **stars** make bold, “- ” a list.")
AS_PEOPLE_WRITE: Final = {
    DATE: _("2005, 2006-10, 2006-10-23, 2002/2005, 2007/.. (still open) or 2005~ (about). Empty: not known."),
    PLACES: _("Names with commas between them, such as “Austria, Italy”."),
    TEXT: MARKS,
}


def long_text(
    label: Any, *, rows: int = 6, required: bool = True, help_text: Any = "", most: int = LONGEST_TEXT
) -> Any:
    """A box for some paragraphs."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area, help_text=help_text)


class ContributionForm(forms.Form):
    """What all share: who it is from, how they want to be named, and what keeps machines away without puzzles.

    `user` may be a stranger: they give an address, which is confirmed by mail.
    """

    kind: ClassVar[Kind]
    heading: ClassVar[Any]
    intro: ClassVar[Any]
    not_words: ClassVar[frozenset[str]] = frozenset({"email", "credit", "credited_as", "trap", "opened"})

    credit = forms.ChoiceField(
        label=_("If it is taken up"), choices=Credit.choices, initial=Credit.NONE, required=False
    )
    credited_as = forms.CharField(
        label=_("Name or role"),
        required=False,
        max_length=120,
        help_text=_("As it is to stand in the history of the record, for everybody to read."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
        help_text=_(
            "You get a letter with a link; only once you have followed it does an editor read this. No account is made. "
            "The address is deleted a year after the decision."
        ),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    trap = forms.CharField(required=False, widget=Trap)

    def __init__(self, *args: Any, user: Any, page: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.user, self.page = user, page
        self.is_known = bool(user.pk)
        if self.is_known:
            for name in ("email", "opened", "trap"):
                del self.fields[name]
        else:
            self.fields["opened"].initial = CLOCK.sign("")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where a machine seems to write; all that was typed stays in the form."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("credit") in (Credit.NAME, Credit.ROLE) and not data.get("credited_as"):
            self.add_error("credited_as", _("Say by which name or role, or choose not to be named."))
        if not self.is_known and (data.get("trap") or not self._took_its_time(data.get("opened", ""))):
            raise ValidationError(
                _("We could not tell that a person wrote this. Nothing is lost: please send it once more.")
            )
        return data

    def _took_its_time(self, opened: str) -> bool:
        try:
            CLOCK.unsign(opened)
        except signing.BadSignature:
            return False
        try:
            CLOCK.unsign(opened, max_age=SOONEST)
        except signing.SignatureExpired:
            return True
        return False

    @property
    def words(self) -> dict[str, str]:
        """What is contributed, of a form that is valid."""
        return {name: said for name, said in self.cleaned_data.items() if name not in self.not_words and said}

    def typed(self, sent: Mapping[str, Any]) -> dict[str, str]:
        """What is worth keeping of a form as it was sent, valid or not."""
        kept = (name for name in self.fields if name not in {"email", "trap", "opened"})
        return {name: str(sent[name])[:LONGEST_TEXT] for name in kept if str(sent.get(name, "")).strip()}


class CorrectionForm(ContributionForm):
    """The fields of a record, each as it stands; what is changed is proposed."""

    kind = Kind.CORRECTION
    heading = _("Suggest a correction")
    intro = _(
        "Open what you want to change, and write it as it should stand. An editor compares both word by word, and you hear what became of it."
    )

    source = long_text(
        _("Where can this be read?"),
        rows=3,
        most=1000,
        help_text=_("A title with its page, or an address. If you know it yourself, say how."),
    )
    note = long_text(_("Anything else for the editors?"), rows=3, required=False, most=LONGEST_REMARK, help_text=NOBODY)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    not_words = ContributionForm.not_words | {"seen"}
    field_order = ("source", "note", "credit", "credited_as", "email")

    def __init__(self, *args: Any, page: Any, **options: Any) -> None:
        super().__init__(*args, page=page, **options)
        self.of_record = editable.editables(page)
        self.present = {one.name: editable.read(page, one) for one in self.of_record}
        for one in self.of_record:
            self.fields[self.key(one)] = field_for(one, self.present[one.name])
        self.fields["seen"].initial = str(page.live_revision_id or 0)

    @staticmethod
    def key(one: Editable) -> str:
        """The name of a record's field in this form."""
        return f"field-{one.name}"

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where nothing is changed, or the record was changed since the form was opened."""
        data = super().clean()
        changed = self.changed(data)
        for one in self.of_record:
            if one.name in changed:
                try:
                    editable.cleaned(self.page, one, changed[one.name])
                except ValidationError as error:
                    self.add_error(self.key(one), error)
        if data.get("seen") != self.fields["seen"].initial:
            self.data = {**{name: self.data[name] for name in self.data}, "seen": self.fields["seen"].initial}
            raise ValidationError(
                _(
                    "The record was changed while you wrote. Your words are still here: compare them with what stands there now, and send again."
                )
            )
        if not changed and not self.errors:
            raise ValidationError(
                _("You have not changed anything yet. Open a part below and write how it should read.")
            )
        return data

    def changed(self, data: Mapping[str, Any]) -> dict[str, str]:
        """The fields that differ from what stands in the record."""
        found = {}
        for one in self.of_record:
            said = as_written(data.get(self.key(one)), self.present[one.name])
            if said != as_written(self.present[one.name], ""):
                found[one.name] = said
        return found

    @property
    def words(self) -> dict[str, str]:
        """The changed fields by their own names, and what goes with them."""
        return {name: self.cleaned_data[name] for name in ("source", "note") if self.cleaned_data.get(name)}

    def typed(self, sent: Mapping[str, Any]) -> dict[str, str]:
        """Of the record's fields only those that differ."""
        changed = self.changed(sent)
        kept = {self.key(one) for one in self.of_record if one.name in changed}
        typed = super().typed(sent)
        typed.pop("seen", None)
        return {name: said for name, said in typed.items() if not name.startswith("field-") or name in kept}

    @cached_property
    def differences(self) -> list[editable.Difference]:
        """What a valid form changes."""
        return editable.compared(self.of_record, self.present, self.changed(self.cleaned_data))

    def parts(self) -> Iterator[tuple[Editable, str, Any, bool]]:
        """Each field of the record: what stands there, its box, and whether it is open."""
        for one in self.of_record:
            box = self[self.key(one)]
            differs = as_written(box.value(), "") != as_written(self.present[one.name], "")
            yield one, self.present[one.name], box, bool(differs or box.errors)

    def others(self) -> list[Any]:
        """The fields that are not of the record."""
        return [self[name] for name in self.fields if not name.startswith("field-") and not self[name].is_hidden]


class ProblemForm(ContributionForm):
    """Something else that is wrong: with the record, its page, or what it says of people."""

    kind = Kind.PROBLEM
    heading = _("Report a problem")
    intro = _("Something is wrong with this record, and it is not a word that you could put right yourself.")

    text = long_text(_("What is wrong?"), rows=8, most=LONGEST_REMARK, help_text=NOBODY)
    field_order = ("text",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("credit", "credited_as"):  # nothing of it will stand in the record
            del self.fields[name]


class PracticeForm(ContributionForm):
    """A practice that the catalogue lacks; editors make the record of it."""

    kind = Kind.PRACTICE
    heading = _("Suggest a practice")
    intro = _(
        "Five lines are enough. An editor asks if something is unclear, looks for sources, and publishes it once it is complete."
    )

    title = forms.CharField(label=_("What is it called?"), max_length=200)
    summary = forms.CharField(
        label=_("In one or two sentences: what is it, and what came of it?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    places = forms.CharField(
        label=_("In which countries?"), required=False, max_length=1000, help_text=AS_PEOPLE_WRITE[PLACES]
    )
    problem = long_text(_("What was wrong before, and for whom?"), required=False, help_text=MARKS)
    done = long_text(
        _("What was done?"), required=False, help_text=_("Who did what, so that others could do it again.")
    )
    not_worked = long_text(_("What did not work?"), required=False)
    source = long_text(
        _("Where can this be read?"),
        rows=3,
        required=False,
        most=1000,
        help_text=_("Titles or addresses; files go below."),
    )
    field_order = ("title", "summary", "places", "problem", "done", "not_worked", "source")

    def clean_places(self) -> str:
        """Raises ValidationError for a place that nobody knows."""
        text: str = self.cleaned_data["places"]
        editable.places_named(text)
        return text


FORMS: Final[dict[Kind, type[ContributionForm]]] = {
    form.kind: form for form in (CorrectionForm, ProblemForm, PracticeForm)
}


class RemarkForm(forms.Form):
    """Something to say in the thread."""

    text = long_text(_("Your answer"), most=LONGEST_REMARK)


class ReasonForm(forms.Form):
    """What the sender is told with a decision; with one that says yes there may be nothing to tell."""

    use_required_attribute = False
    reason = long_text(_("What you tell the sender"), rows=3, most=LONGEST_REMARK)


def field_for(one: Editable, present: str) -> Any:
    """The box for a field of a record, with what stands there."""
    if one.style == TEXT:
        rows = min(max(len(present) // 60, 4), 16)
        box = long_text(one.label, rows=rows, required=False, help_text=MARKS, most=one.longest)
        box.initial = present
        return box
    area = forms.Textarea(attrs={"rows": 2 if len(present) < 120 else 4}) if one.longest > 200 else forms.TextInput()
    return forms.CharField(
        label=one.label,
        required=one.name == "title",
        initial=present,
        max_length=one.longest,
        widget=area,
        help_text=AS_PEOPLE_WRITE.get(one.style, ""),
    )


def as_written(text: Any, otherwise: str) -> str:
    """A text without what forms change by themselves: line ends, and space around it."""
    said = otherwise if text is None else str(text)
    return "\n".join(line.rstrip() for line in said.replace("\r\n", "\n").strip().split("\n"))
