"""Forms of an import: which file, how it is read, what its columns hold, what holds for all rows."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.foundation.audience import PUBLIC, audience_choices
from portal.foundation.exploring import page_policy
from portal.foundation.files.encodings import CENTRAL, UTF_8, UTF_16, WESTERN
from portal.foundation.files.limits import TABLES
from portal.foundation.files.taking import take
from practices.catalogue.reading import Problems, Spot
from practices.imports import cells
from practices.imports.columns import Column, importable
from practices.imports.models import TableImport
from practices.imports.naming import Finding
from practices.imports.tables import Table, letters_of

ENCODING_NAMES: Final = (
    (UTF_8, "UTF-8"),
    (UTF_16, "UTF-16"),
    (WESTERN, _("Windows, Western Europe (1252)")),
    (CENTRAL, _("Windows, Central Europe (1250)")),
)
DELIMITER_NAMES: Final = ((",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", _("vertical bar")))
FOR_ALL: Final = ("sources", "known_in", "places", "audience")
EXISTING: Final = (
    ("leave", _("leave them as they are")),
    ("change", _("write what the table says into a draft of each, for somebody to look at")),
)


class FileForm(forms.Form):
    """A table. `cleaned_data["file"]` is what may be kept."""

    file = forms.FileField(label=_("Table"), widget=forms.FileInput(attrs={"accept": TABLES.accept}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = gettext(
            "CSV or Excel (xlsx), up to %(size)d MB. Its first row names the columns, each further row is a record."
        ) % {"size": TABLES.other_bytes // 1024**2}

    def clean_file(self) -> Any:
        """Looked at as all files are."""
        return take(self.cleaned_data["file"], TABLES)


class UploadForm(FileForm):
    """A table of one kind of record."""

    kind = forms.ChoiceField(label=_("What its rows are"))
    field_order = ("kind", "file")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(name, schema.model.kind_label_plural) for name, schema in importable().items()]


class ColumnsForm(forms.Form):
    """How the file is read, and what each column holds."""

    encoding = forms.ChoiceField(label=_("Letters are written in"), choices=ENCODING_NAMES, required=False)
    delimiter = forms.ChoiceField(label=_("Between the cells stands"), choices=DELIMITER_NAMES, required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    dates = forms.ChoiceField(label=_("Days are written"), choices=cells.DATE_STYLES)
    language = forms.ChoiceField(label=_("Language of the texts"))
    existing = forms.ChoiceField(label=_("Records that are there already"), choices=EXISTING, widget=forms.RadioSelect)

    def __init__(
        self, user: Any, batch: TableImport, table: Table, columns: dict[str, Column], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.table, self.columns, self.user = table, columns, user
        languages: Any = self.fields["language"]
        languages.choices = [(code, name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES]
        self._keep_those_of(table)
        if not page_policy.user_has_permission(user, "change"):
            del self.fields["existing"]
        for key in FOR_ALL:
            if key in columns:
                self.fields[f"all_{key}"] = self._for_all(columns[key])
        offered = [("", gettext("– left out –")), *((one.key, str(one.label)) for one in columns.values())]
        for number, header in enumerate(table.headers):
            label = f"{letters_of(number)}: {header}" if header else letters_of(number)
            self.fields[f"column_{number}"] = forms.ChoiceField(label=label, choices=offered, required=False)

    def _keep_those_of(self, table: Table) -> None:
        """A CSV file has no sheets, and an Excel file no delimiter."""
        if table.sheets:
            del self.fields["encoding"], self.fields["delimiter"]
            sheets: Any = self.fields["sheet"]
            sheets.choices = [(name, name) for name in table.sheets]
        else:
            del self.fields["sheet"]

    def _for_all(self, column: Column) -> forms.Field:
        if column.key == "audience":
            return forms.ChoiceField(label=column.label, choices=audience_choices, initial=PUBLIC, required=False)
        return forms.CharField(label=column.label, required=False, max_length=400, help_text=column.form)

    @property
    def asked_of_columns(self) -> list[Any]:
        """The fields for the columns, in their order."""
        return [self[f"column_{number}"] for number in range(len(self.table.headers))]

    @property
    def asked_of_all(self) -> list[Any]:
        """The fields for what holds for all rows."""
        return [self[name] for name in self.fields if name.startswith("all_")]

    @property
    def asked_of_reading(self) -> list[Any]:
        """The fields for how the file is read."""
        return [
            self[name]
            for name in ("encoding", "delimiter", "sheet", "dates", "language", "existing")
            if name in self.fields
        ]

    def clean(self) -> dict[str, Any]:
        """Each thing stands in one column, and the title in some; what holds for all is understood."""
        data: dict[str, Any] = super().clean() or {}
        seen: dict[str, str] = {}
        for field in self.asked_of_columns:
            key = data.get(field.name, "")
            if key and key in seen:
                self.add_error(
                    field.name, gettext("%(column)s holds this already: choose one of the two.") % {"column": seen[key]}
                )
            seen[key] = str(field.label)
        if "title" not in seen and "id" not in seen:
            self.add_error(None, gettext("Say which column holds the title."))
        context = cells.Context(data.get("dates", cells.DAY_FIRST), Finding(self.user))
        for field in self.asked_of_all:
            if text := data.get(field.name):
                problems = Problems()
                self.columns[field.name.removeprefix("all_")].reader(text, Spot(problems, ""), context)
                for problem in problems:
                    self.add_error(field.name, problem.message)
        return data

    @property
    def reading(self) -> dict[str, str]:
        """How the file is to be read."""
        names = ("encoding", "delimiter", "sheet", "dates", "language")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    @property
    def chosen(self) -> list[str]:
        """The key of each column."""
        return [self.cleaned_data.get(field.name, "") for field in self.asked_of_columns]

    @property
    def same_for_all(self) -> dict[str, str]:
        """What holds for all rows."""
        return {
            field.name.removeprefix("all_"): text
            for field in self.asked_of_all
            if (text := self.cleaned_data.get(field.name))
        }
