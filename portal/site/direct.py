"""The front page, records and their lists by their whole address: two small queries, where Wagtail's routing asks level by level.

Whatever is not found so (moved, not published, a folder renamed at the desk) is Wagtail's matter.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import activate, get_language_from_path
from wagtail.models import Page, Site
from wagtail.views import serve as find_and_serve

from portal.foundation.kept import kept_for_strangers
from portal.foundation.pages import BasePage
from portal.foundation.prepared import PATH, SLUG, instance, rows
from practices.catalogue.registry import kinds

FOLDERS: Final = "|".join(sorted({re.escape(kind.folder) for kind in kinds().values()}))
ANY_PAGE: Final = r"^(?P<path>(?:[\w\-]+/)+)$"
ADDRESS: Final = rf"^(?P<path>(?:(?:{FOLDERS})/(?:[^/]+/)?)?)$"


def find(request: HttpRequest, path: str = "") -> HttpResponse:
    """The front page, the list or the record at an address."""
    page = page_below_home(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE, path)
    return routed(request, path) if page is None else page.serve(request)


def routed(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page that Wagtail's routing finds. Where there is none in the language of the address, the English one, which says so."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    activate(language)  # Wagtail looks below the home page of the active language
    try:
        found: HttpResponse = find_and_serve(request, path)
    except Http404:
        page = page_below_home(settings.LANGUAGE_CODE, path) if language != settings.LANGUAGE_CODE else None
        if page is None:
            raise
        request.wanted_language = language  # type: ignore[attr-defined]
        return page.serve(request)
    return found


serve: Final = kept_for_strangers(find)


def page_below_home(language: str, path: str) -> BasePage | None:
    """The published page of a language whose address ends in `path`."""
    for root in Site.get_site_root_paths():
        if root.language_code == language:
            url_path = f"{root.root_path}{path}"
            for pk, content_type in rows("address", page_at, path=url_path, slug=url_path.split("/")[-2]):
                model: Any = ContentType.objects.get_for_id(content_type).model_class()
                if model is not None and issubclass(model, BasePage):
                    found: BasePage | None = instance(model, pk)
                    return found
    return None


def page_at() -> Any:
    """The published page whose tree path is PATH; Wagtail has an index for slugs, and none for paths."""
    return Page.objects.filter(slug=SLUG, url_path=PATH, live=True).order_by().values_list("pk", "content_type_id")
