"""A copy of a space as one file: its JSON lines, its files, and pages to read without this site. It is made while it is sent, kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from communities.spaces import exporting, parts
from communities.spaces.models import Community
from communities.spaces.parts import OfflinePage
from communities.spaces.terms import audience_of
from communities.texts import shown
from portal.foundation.files.models import CustomDocument, CustomImage

FILES: Final = re.compile(r'(src|href)="/files/([^"]+)"')
LINKS: Final = re.compile(r'href="(/[^"]*)"')
STYLE: Final = """body { font: 1.1rem/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 45rem; padding: 0 1rem; overflow-wrap: anywhere }
article { border-top: 1px solid #8888; margin-top: 1.5rem }
blockquote { border-left: 3px solid #8888; margin-left: 0; padding-left: 1rem }
.by { font-size: .9rem } img { max-width: 100% } pre { overflow-x: auto } table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #8888; padding: .3rem; text-align: start } :root { color-scheme: light dark }
"""


class Sent(BytesIO):
    """What was written and not sent yet; it can't be gone back in."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError("what is sent is gone")

    def take(self) -> bytes:
        """What was written since the last time."""
        written = self.getvalue()
        self.truncate(0)
        self.seek(0)
        return written


def zipped(community: Community, user: Any) -> Iterator[bytes]:
    """The copy, piece by piece; with the files that this person may see."""
    sent, language = Sent(), get_language()
    named: set[str] = set()
    with ZipFile(sent, "w", ZIP_DEFLATED) as archive:
        with archive.open(f"{community.slug}.jsonl", "w", force_zip64=True) as lines:
            for line in exporting.lines(community):
                lines.write(line.encode("utf-8", "replace"))
                yield sent.take()
        archive.writestr("style.css", STYLE)
        with override(language):
            for name, page, up in _pages(community):
                named.update(path for _attribute, path in FILES.findall(page.html))
                archive.writestr(name, _document(community, page, up))
                yield sent.take()
        for path in _files(community, user, named):
            yield from _file(archive, sent, path)
    yield sent.take()


def _pages(community: Community) -> Iterator[tuple[str, OfflinePage, str]]:
    """Name in the copy, page, and the way from there to its top."""
    there = [part for part in parts.parts().values() if part.pages and part.only_in in ("", community.kind)]
    ways = format_html_join("", '<li><a href="{}/index.html">{}</a></li>', ((part.code, part.label) for part in there))
    words = ((community.rules, _("Rules")), (community.charter, _("Charter")))
    more = format_html_join("", "<h2>{}</h2>{}", ((label, shown(text)) for text, label in words if text))
    face = format_html("{}<ul>{}</ul>{}", shown(community.purpose), ways, more)
    yield "index.html", OfflinePage("index.html", community.name, face), ""
    for part in there:
        for page in part.pages(community) if part.pages else ():
            yield f"{part.code}/{page.path}", page, "../"


def _document(community: Community, page: OfflinePage, up: str) -> str:
    html = FILES.sub(rf'\1="{up}files/\2"', page.html)
    html = LINKS.sub(rf'href="{settings.SITE_ADDRESS}\1"', html)
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>{}</title><link rel="stylesheet" href="{}style.css"></head>\n'
        '<body><p><a href="{}index.html">{}</a></p>\n<main><h1 dir="auto">{}</h1>\n{}</main></body></html>\n',
        get_language() or settings.LANGUAGE_CODE, page.title, up, up, community.name, page.title, SafeString(html),
    )  # fmt: skip  # parts give harmless HTML


def _files(community: Community, user: Any, named: set[str]) -> Iterator[str]:
    """The stored names of the space's own files, of the pictures on its pages that this person may see, and of its parts' files."""
    own = audience_of(community.pk)
    for model in (CustomImage, CustomDocument):
        yield from model.objects.filter(audience=own).values_list("file", flat=True)
    pictures = CustomImage.objects.visible_to(user).filter(file__in=named).exclude(audience=own)
    yield from pictures.values_list("file", flat=True)
    for part in parts.parts().values():
        yield from part.files(community) if part.files else ()


def _file(archive: ZipFile, sent: Sent, path: str) -> Iterator[bytes]:
    if not default_storage.exists(path):
        return
    with default_storage.open(path) as stored, archive.open(f"files/{path}", "w", force_zip64=True) as copy:
        for chunk in stored.chunks():
            copy.write(chunk)
            yield sent.take()
