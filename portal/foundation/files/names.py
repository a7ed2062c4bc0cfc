"""Names of files as people gave them, made harmless: for showing and for saving, never for where they lie."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.template.defaultfilters import filesizeformat

LONGEST: Final = 80  # characters without the ending
NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*\s]+')
ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
# Names that Windows keeps for itself, with any ending.
RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # among them what turns the direction of writing round


def ending_of(name: str) -> str:
    """The ending of a name, in small letters and without its dot; empty where there is none."""
    match = ENDING.search(name.strip())
    return match[0][1:].lower() if match else ""


def safe_name(name: str, extension: str) -> str:
    """A name with this ending and no path, no control, no direction mark; "file" where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        " " if one in "\t\r\n" else one for one in last if one in "\t\r\n" or unicodedata.category(one) not in INVISIBLE
    )
    stem = NOT_IN_NAMES.sub(" ", ENDING.sub("", visible.strip())).strip(" .-")
    stem = stem[:LONGEST].strip(" .-")
    if RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem or 'file'}.{extension}"


def kind_and_size(name: str, size: int) -> str:
    """Type and size (bytes), as people read them: "PDF, 120 KB"."""
    return f"{ending_of(name).upper()}, {filesizeformat(size)}"
