"""What people say of documents and folders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.documents import actions, policies
from communities.documents.models import Document, Folder
from communities.documents.terms import LIMITS, LONGEST_HINT
from communities.languages import choices
from communities.spaces.policies import Standing
from communities.spaces.reach import Reach
from portal.foundation.files.facts import Consent
from portal.foundation.files.models import LICENCE_HELP
from portal.texts.storable import storable

CONSENT_HELP = _("Where pictures are among the files: whether people can be recognised in them.")


class FolderChoices(forms.TypedChoiceField):
    """One of the folders of a space, by its whole path; empty: the uppermost place."""

    def __init__(self, paths: dict[int | None, str], **options: Any) -> None:
        ordered = sorted(((str(key), path) for key, path in paths.items()), key=lambda one: one[1].casefold())
        top: list[tuple[str, Any]] = [("", _("none: the uppermost place"))]
        super().__init__(choices=top + ordered, coerce=int, empty_value=None, required=False, **options)


class FilesInput(forms.ClearableFileInput):
    """Many files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files as they came; each is looked at when it is kept, so that one that is refused leaves the others alone."""

    widget = FilesInput(attrs={"accept": LIMITS.accept})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Raises ValidationError where there is none."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            raise ValidationError(_("Choose at least one file."), code="required")
        return files


class AddForm(forms.Form):
    """Files that become documents, and what is true of all of them."""

    uploads = FilesField(label=_("Files"))
    reach = forms.ChoiceField(label=_("Who may see them"), widget=forms.RadioSelect, initial=Reach.INSIDE)
    folder = FolderChoices({}, label=_("Folder"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    licence = forms.CharField(label=_("Licence"), max_length=120, required=False, help_text=LICENCE_HELP)
    consent = forms.ChoiceField(
        label=_("People in pictures"), required=False, choices=Consent.choices, help_text=CONSENT_HELP
    )

    def __init__(self, *args: Any, standing: Standing, paths: dict[int | None, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["uploads"].help_text = str(LIMITS)
        self.fields["reach"].choices = policies.reaches(standing)  # type: ignore[attr-defined]
        self.fields["folder"] = FolderChoices(paths, label=_("Folder"))
        self.fields["language"].choices = [("", _("not said")), *choices()]  # type: ignore[attr-defined]
        self.fields["language"].initial = next(iter(standing.community.languages), "")

    def document(self, standing: Standing, title: str) -> Document:
        """A document that these words are true of, not kept yet."""
        said = {name: self.cleaned_data[name] for name in ("reach", "language")}
        return Document(
            community=standing.community, folder_id=self.cleaned_data["folder"], title=title,
            licence=storable(self.cleaned_data["licence"]), **said,
        )  # fmt: skip


class DocumentForm(forms.ModelForm[Document]):
    """The words of a document, its folder, and who may see it."""

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = ["title", "description", "reach", "language", "licence"]
        widgets: ClassVar[dict[str, Any]] = {"reach": forms.RadioSelect, "description": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, standing: Standing, paths: dict[int | None, str], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = policies.reaches(standing)
        if self.instance.reach not in dict(offered):  # a facilitator chose it for what somebody else began
            offered.append((self.instance.reach, str(Reach(self.instance.reach).label)))
        self.fields["reach"].choices = offered  # type: ignore[attr-defined]
        self.fields["language"].required = False
        self.fields["folder"] = FolderChoices(paths, label=_("Folder"), initial=self.instance.folder_id)

    def kept(self) -> Document:
        """Keeps what was said."""
        document = self.save(commit=False)
        document.folder_id = self.cleaned_data["folder"]
        actions.change(document)
        return document


class VersionForm(forms.Form):
    """A new state of a document."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": LIMITS.accept}), allow_empty_file=True
    )
    note = forms.CharField(
        label=_("What changed"), max_length=300, help_text=_("In a sentence: others read it in the list of versions.")
    )
    consent = forms.ChoiceField(
        label=_("People in it"), required=False, choices=Consent.choices, help_text=_("Of a picture only.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = str(LIMITS)


class WorkForm(forms.Form):
    """Until when somebody works on a document."""

    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}))

    def clean_until(self) -> date:
        """Raises ValidationError for a day that is over or far ahead."""
        until: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today <= until <= today + LONGEST_HINT:
            raise ValidationError(
                _("Choose a day within the next %(days)s days.") % {"days": LONGEST_HINT // timedelta(days=1)}
            )
        return until


class FolderForm(forms.ModelForm[Folder]):
    """A folder's name and place."""

    class Meta:
        model = Folder
        fields: ClassVar[list[str]] = ["name"]

    def __init__(self, *args: Any, paths: dict[int | None, str], **options: Any) -> None:
        super().__init__(*args, **options)
        others = {key: path for key, path in paths.items() if key != self.instance.pk}
        self.fields["parent"] = FolderChoices(others, label=_("Stands in"), initial=self.instance.parent_id)

    def clean_name(self) -> str:
        """With single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def kept(self) -> bool:
        """Keeps it; False where that can't be, and the form says why."""
        folder = self.save(commit=False)
        folder.parent_id = self.cleaned_data["parent"]
        try:
            actions.keep_folder(folder)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
