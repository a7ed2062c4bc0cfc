"""The page tree that the catalogue stands in: a home page per content language, and under it a list for each kind of record."""

from __future__ import annotations

import uuid
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from portal.site.lists import HOME_TITLE, LISTS
from portal.site.models import HomePage
from practices.catalogue.registry import kinds
from practices.records.lists import RecordIndex

NAMESPACE: Final = uuid.UUID("6f0c0f5e-7c6b-5d0a-9a51-3a3f6f0f5b10")
WELCOME: Final = "Welcome to your new Wagtail site!"


@transaction.atomic
def ensure_tree() -> None:
    """Makes whatever is missing of locales, home pages, lists and the site's address; what is there stays as editors left it."""
    root = Page.get_first_root_node()
    homes = {language: _home(root, locale) for language, locale in _locales().items()}
    for home in homes.values():
        _lists_under(home)
    _site(homes[settings.LANGUAGE_CODE])
    for welcome in root.get_children().exact_type(Page).filter(title=WELCOME, numchild=0):
        welcome.delete()
    Site.clear_site_root_paths_cache()


def _locales() -> dict[str, Any]:
    return {
        code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
    }


def _home(root: Any, locale: Any) -> Any:
    """The home page of a language."""
    language = locale.language_code
    found = HomePage.objects.child_of(root).filter(locale=locale).first()
    if found:
        return found
    home = HomePage(
        title=HOME_TITLE, slug=f"home-{language}", locale=locale, translation_key=uuid.uuid5(NAMESPACE, "home")
    )
    root.refresh_from_db()  # treebeard counts children on the instance
    return root.add_child(instance=home)


def _lists_under(home: Any) -> None:
    """The lists of all kinds that a home page has not yet, each a translation of its English sister."""
    present = set(RecordIndex.objects.child_of(home).values_list("record_kind", flat=True))
    for kind, texts in LISTS.items():
        if kind in present:
            continue
        title, introduction = texts.get(home.locale.language_code, texts["en"])
        index = RecordIndex(
            title=title,
            slug=kinds()[kind].folder,
            introduction=introduction,
            record_kind=kind,
            locale=home.locale,
            translation_key=uuid.uuid5(NAMESPACE, f"list:{kind}"),
        )
        home.add_child(instance=index)


def _site(home: Any) -> None:
    """The site answers under the address of the settings, with the English home page as its root."""
    address = urlsplit(settings.SITE_ADDRESS)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {
        "hostname": address.hostname,
        "port": port,
        "root_page_id": home.pk,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
