"""Documents as a part of a space: their tab, what is new among them, and their copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.documents.documents import reindex
from communities.documents.models import Document, DocumentVersion, Folder
from communities.documents.terms import DOCUMENT, DOCUMENTS
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import OfflinePage, Way, address, shown_name
from communities.spaces.policies import Standing, see_face
from portal.foundation import prepared
from portal.foundation.prepared import PK, PKS, SINCE


def declare() -> None:
    """Registers it; stewards switch it on."""
    parts.register(
        parts.Part(
            DOCUMENTS, gettext_lazy("Documents"), "documents", DOCUMENT, see_face,
            on_the_face=True, count=_counted, news=_news, export=_export, pages=_pages, files=_files, space_changed=_space_changed,
        )
    )  # fmt: skip


def _counted(way: Way) -> Any:
    return Document.objects.reaching(PK, way.reached)


def _new(way: Way) -> Any:
    documents = Document.objects.reaching(PKS[0], way.reached)
    found = DocumentVersion.objects.filter(pk__in=documents.values("current"), created_at__gt=SINCE)
    others = found.exclude(author=PKS[1]).only("document", "number", "created_at").order_by("-created_at")
    return others.annotate(title=F("document__title"))[: parts.MOST_NEWS]


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    """Documents that came, or got a version, since."""
    way, given = Way.of(standing), (standing.community.pk, standing.user.pk)
    start = address(DOCUMENTS, standing.community.slug)
    name = ("new versions of documents", way)
    versions: list[Any] = prepared.objects(name, DocumentVersion, lambda: _new(way), pks=given, since=since)
    for version in versions:
        url = f"{start}{version.document_id}/"
        note = _("a new document") if version.number == 1 else _("a new version")
        yield parts.News(version.created_at, version.title, url, DOCUMENT, note)


def _standing(community: Community) -> Any:
    """What a copy holds: all that was not taken away, whoever may see it, as its stewards take it."""
    return Document.objects.filter(community=community, removed_at=None)


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """Each document with its folders and all of its versions. Three queries for any number of them."""
    paths = folder_paths(community)
    documents = _standing(community).select_related("author").with_versions(DocumentVersion).order_by("pk")
    for one in documents.iterator(chunk_size=200):
        row = {
            "document": one.pk, "title": one.title, "description": one.description, "folder": paths.get(one.folder_id),
            "reach": one.reach, "language": one.language, "licence": one.licence, "created": one.created_at,
            "author": shown_name(one.author) if one.author else "",
            "versions": [_exported(version) for version in one.versions.all()],
        }  # fmt: skip
        yield {name: value for name, value in row.items() if value}


def _exported(version: DocumentVersion) -> dict[str, Any]:
    row = {
        "number": version.number, "note": version.note, "path": f"files/{version.file.name}", "name": version.name,
        "type": version.media_type, "sha256": version.sha256, "created": version.created_at, "consent": version.consent,
        "author": shown_name(version.author) if version.author else "",
    }  # fmt: skip
    return {name: value for name, value in row.items() if value}


def folder_paths(community: Community) -> dict[int | None, str]:
    """Each folder with those that it stands in, such as “Plans / 2026”. One query."""
    folders = {one.pk: one for one in Folder.objects.filter(community=community)}

    def path(pk: int) -> str:
        folder = folders[pk]
        return f"{path(folder.parent_id)} / {folder.name}" if folder.parent_id in folders else folder.name

    return {pk: path(pk) for pk in folders}


def _pages(community: Community) -> Iterator[OfflinePage]:
    """One list of all documents, by folder, with their present files."""
    paths = folder_paths(community)
    documents = _standing(community).exclude(current=None).select_related("current")
    rows = [(paths.get(one.folder_id, ""), one) for one in documents]
    rows.sort(key=lambda row: (row[0], row[1].title))
    drawn = format_html_join(
        "\n",
        '<tr><td><a href="{}">{}</a><br>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>',
        (
            (
                one.current.url,
                one.title,
                one.description,
                folder,
                one.current.kind,
                date_format(localtime(one.changed_at)),
            )
            for folder, one in rows
        ),
    )
    html = format_html(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
        _("Document"), _("Folder"), _("File"), _("Changed"), drawn,
    )  # fmt: skip
    yield OfflinePage("index.html", str(_("Documents")), html)


def _files(community: Community) -> Iterator[str]:
    """Where the files of all versions lie."""
    yield from DocumentVersion.objects.filter(document__in=_standing(community)).values_list("file", flat=True)


def _space_changed(community: Community) -> None:
    """Who may see the space, what it is called, or whether it has documents: all of them are found accordingly."""
    for document in Document.objects.filter(community=community):
        document.community = community
        reindex(document, hides=True)
