"""All that is a person's own as one file: data for programs, a page to read, and the files that they brought."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.foundation import erasure

STYLE: Final = """:root { color-scheme: light dark }
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; overflow-wrap: anywhere }
dl { border-top: 1px solid #8888; padding-top: .5rem } dt { font-weight: bold } dd { margin: 0 0 .5rem; white-space: pre-wrap }
"""


def write(user: Any, to: IO[bytes]) -> None:
    """Writes the ZIP."""
    own = erasure.export(user)
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(own, ensure_ascii=False, indent=2).encode("utf-8", "replace"))
        archive.writestr("index.html", page(own).encode("utf-8", "replace"))
        for path in erasure.files_of(user):
            if default_storage.exists(path):
                with default_storage.open(path) as stored, archive.open(f"files/{path}", "w") as copy:
                    for chunk in stored.chunks():
                        copy.write(chunk)


def page(own: Mapping[str, Any]) -> str:
    """The same, to be read; what is empty is left out."""
    parts = format_html_join(
        "\n", "<h2>{}</h2>{}", ((title_of(name), rows(value)) for name, value in own.items() if value)
    )
    title = _("All that is yours")
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title>'
        "<style>{}</style></head>\n<body><main><h1>{}</h1>\n{}</main></body></html>\n",
        get_language() or "en", title, SafeString(STYLE), title, parts,
    )  # fmt: skip


def title_of(name: str) -> str:
    """What a column of a table is called: "Post: author"."""
    try:
        app, model, field = name.split(".")
        found = apps.get_model(app, model)
        return f"{str(found._meta.verbose_name).capitalize()}: {found._meta.get_field(field).verbose_name}"
    except (ValueError, LookupError):
        return name.replace(".", " ").replace("_", " ").capitalize()


def rows(value: Any) -> SafeString:
    """Every row with its fields."""
    return format_html_join(
        "\n", "<dl>{}</dl>", ((fields(row),) for row in (value if isinstance(value, list) else [value]))
    )


def fields(row: Mapping[str, Any]) -> SafeString:
    """The fields of a row that say something."""
    return format_html_join("", "<dt>{}</dt><dd>{}</dd>", _said(row))


def _said(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return (
        (name.replace("__", ", ").replace("_", " "), value) for name, value in row.items() if value not in (None, "")
    )
