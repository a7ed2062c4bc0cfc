"""The advanced form: fields that write a query, and the filters of the search page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search.analysis import clean
from search.lists import ResultList
from search.queries import LONGEST_QUERY
from search.queries.composing import Wording, compose, has_words, take_apart

LONGEST_FIELD: Final = 500
FIELDS: Final = {
    "q": "query",
    "every": "every",
    "phrase": "phrase",
    "either": "either",
    "without": "without",
    "title": "title",
}
WORDS: Final = ("every", "phrase", "either", "without", "title")


class AdvancedForm(forms.Form):
    """The words. The filters are drawn and read as on the search page."""

    q = forms.CharField(
        label=gettext_lazy("Words, as in the search box"),
        required=False,
        max_length=LONGEST_QUERY,
        strip=True,
        help_text=gettext_lazy("The more of them a record has, the higher it stands."),
    )
    every = forms.CharField(label=gettext_lazy("All of these words"), required=False, max_length=LONGEST_FIELD)
    phrase = forms.CharField(
        label=gettext_lazy("This phrase"),
        required=False,
        max_length=LONGEST_FIELD,
        help_text=gettext_lazy("Words that stand beside each other, in this order."),
    )
    either = forms.CharField(label=gettext_lazy("Any of these words"), required=False, max_length=LONGEST_FIELD)
    without = forms.CharField(label=gettext_lazy("None of these words"), required=False, max_length=LONGEST_FIELD)
    title = forms.CharField(label=gettext_lazy("Words in the title"), required=False, max_length=LONGEST_FIELD)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Every field that is filled in must hold a word."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in WORDS:
            if cleaned.get(name) and not has_words(cleaned[name]):
                self.add_error(name, _("There is no word in this: write letters or digits, or leave it empty."))
        return cleaned

    def wording(self) -> Wording:
        """What was filled in."""
        return Wording(**{field: self.cleaned_data[name] for name, field in FIELDS.items()})


class Advanced:
    """One request to the form: `?q=…` opens it with a query taken apart, `?go=…` writes the query."""

    def __init__(self, request: HttpRequest, listing: ResultList) -> None:
        self.listing = listing
        self.sent = "go" in request.GET
        self.years = {"from": request.GET.get("from", "")[:20], "to": request.GET.get("to", "")[:20]}
        languages = tuple(listing.question.languages)
        if self.sent:
            self.form = AdvancedForm(_cleaned(request.GET))
        else:
            wording = take_apart(listing.parameters.text, languages)
            self.form = AdvancedForm(initial={name: getattr(wording, field) for name, field in FIELDS.items()})
        self.address = self._address(languages) if self.sent and self.form.is_valid() else None

    def _address(self, languages: tuple[str, ...]) -> str | None:
        """The list that was asked for, as a query string; None where something must be looked at again."""
        if self.listing.parameters.problems:
            return None
        text = compose(self.form.wording(), languages)
        if len(text) > LONGEST_QUERY:
            most = {"most": LONGEST_QUERY}
            self.form.add_error(
                None,
                ngettext(
                    "This is too long: together the words may have %(most)s character.",
                    "This is too long: together the words may have %(most)s characters.",
                    LONGEST_QUERY,
                )
                % most,
            )
            return None
        return replace(self.listing.parameters, text=text).query().removeprefix(".")

    @property
    def status(self) -> int:
        """The HTTP status of the form's page."""
        return 400 if self.form.errors or self.listing.parameters.problems else 200


def _cleaned(query: QueryDict) -> dict[str, str]:
    """The fields as any database and page can hold them."""
    return {name: clean(query.get(name, "")) for name in FIELDS}
