"""The languages that people speak here: those of the Union and of its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

CODES: Final = (
    *("bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "ga", "it", "lv", "lt", "pl", "pt", "ro"),
    *("sk", "sl", "es", "sv", "sq", "ar", "bs", "ca", "eu", "is", "mk", "nb", "ru", "sr", "tr", "uk", "cy"),
)


@lru_cache(maxsize=1)
def choices() -> tuple[tuple[str, str], ...]:
    """Code and own name, by the English name."""
    infos = sorted((get_language_info(code) for code in CODES), key=lambda info: info["name"])
    return tuple((info["code"], info["name_local"].capitalize()) for info in infos)


def names(codes: Iterable[str]) -> list[str]:
    """Languages by their own names; unknown codes are left out."""
    known = dict(choices())
    return [known[code] for code in codes if code in known]


def check_codes(value: Any) -> None:
    """Raises ValidationError for anything but a list of known codes."""
    if not isinstance(value, list) or any(code not in CODES for code in value):
        raise ValidationError(_("Choose languages from the list."))
