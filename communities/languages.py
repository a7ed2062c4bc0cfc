"""The languages that people speak here: those of the Union and of its neighbours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from search.analysis import fold

CODES: Final = (
    *("bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "ga", "it", "lv", "lt", "pl", "pt", "ro"),
    *("sk", "sl", "es", "sv", "sq", "ar", "bs", "ca", "eu", "is", "mk", "nb", "ru", "sr", "tr", "uk", "cy"),
)


@lru_cache(maxsize=1)
def choices() -> tuple[tuple[str, str], ...]:
    """Code and own name, in the order of these names; accents count for nothing."""
    named = ((code, get_language_info(code)["name_local"].capitalize()) for code in CODES)
    return tuple(sorted(named, key=lambda choice: fold(choice[1])))


def names(codes: Iterable[str]) -> list[str]:
    """Languages by their own names; unknown codes are left out."""
    known = dict(choices())
    return [known[code] for code in codes if code in known]


def offer(form: forms.BaseForm, of_space: Collection[str]) -> None:
    """Has a form of a space ask in which language something is: the space's own stand first, then all others. What is in a language that
    search has no stems for is found by its words as they are written."""
    own = [choice for choice in choices() if choice[0] in of_space]
    others = [choice for choice in choices() if choice[0] not in of_space]
    groups = [(_("Languages of this community"), own), (_("Other languages"), others)]
    form.fields["language"] = forms.ChoiceField(label=_("Language"), choices=groups if own else others)
    if not form.initial.get("language"):
        spoken = get_language() or ""
        form.initial["language"] = spoken if not own or spoken in of_space else own[0][0]


def check_codes(value: Any) -> None:
    """Raises ValidationError for anything but a list of known codes."""
    if not isinstance(value, list) or any(code not in CODES for code in value):
        raise ValidationError(_("Choose languages from the list."))
