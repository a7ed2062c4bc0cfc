"""The page tree: complete, linked across languages, and healed after an interruption."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Locale, Page, Site

from portal.site.lists import LISTS
from portal.site.models import HomePage
from portal.site.tree import ensure_tree
from practices.catalogue.registry import kinds
from practices.models import RecordIndex

pytestmark = pytest.mark.django_db
WELCOME = "Welcome to your new Wagtail site!"
LANGUAGES = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
SLUGS = {
    "practices", "development-partnerships", "transnational-partnerships", "networks", "organisations", "programmes", "tools", "evaluations",
    "events", "reports", "recommendations", "articles",
}  # fmt: skip


@pytest.fixture(autouse=True)
def as_wagtail_begins() -> None:
    """A database that was only migrated: one language, one page that says welcome, one site."""
    for home in HomePage.objects.all():
        home.delete()
    Locale.objects.exclude(language_code="en").delete()
    welcome = Page.get_first_root_node().add_child(instance=Page(title=WELCOME, slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def test_every_language_has_a_home_with_every_list() -> None:
    ensure_tree()
    assert {home.locale.language_code for home in HomePage.objects.all()} == set(LANGUAGES)
    for home in HomePage.objects.all():
        assert {page.slug for page in home.get_children().live()} == SLUGS
    assert RecordIndex.objects.values("translation_key").distinct().count() == len(SLUGS)
    assert HomePage.objects.values("translation_key").distinct().count() == 1


def test_every_list_of_the_catalogue_has_words_in_every_language() -> None:
    assert {kind for kind, schema in kinds().items() if schema.folder and kind != "standard_page"} == set(LISTS)
    for texts in LISTS.values():
        assert set(texts) == set(LANGUAGES)
        assert all(title and introduction for title, introduction in texts.values())


def test_the_welcome_page_is_gone_and_the_site_has_its_address(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://passerelle.example"
    ensure_tree()
    assert not Page.objects.filter(title=WELCOME).exists()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("passerelle.example", 443, True)
    assert site.root_page.locale.language_code == "en"


@pytest.mark.parametrize(
    ("language", "path", "title"), [("en", "/practices/", "Practices"), ("de", "/de/practices/", "Praxisbeispiele")]
)
def test_each_prefix_leads_to_its_language(language: str, path: str, title: str) -> None:
    ensure_tree()
    with translation.override(language):
        request = RequestFactory(headers={"host": "localhost"}).get(path)
        home = Page.find_for_request(request, "")
        assert isinstance(home, HomePage)
        assert home.locale.language_code == language
        request = RequestFactory(headers={"host": "localhost"}).get(path)
        found = Page.find_for_request(request, "practices/")
    assert found.title == title
    assert found.get_url().endswith(path)


def test_running_again_changes_nothing_that_editors_wrote() -> None:
    ensure_tree()
    RecordIndex.objects.filter(record_kind="tool", locale__language_code="en").update(
        title="Things to use", slug="things"
    )
    before = list(Page.objects.order_by("pk").values())
    ensure_tree()
    assert list(Page.objects.order_by("pk").values()) == before


def test_what_is_missing_is_made_again() -> None:
    ensure_tree()
    RecordIndex.objects.get(record_kind="event", locale__language_code="fr").delete()
    HomePage.objects.get(locale__language_code="pl").delete()
    Locale.objects.get(language_code="nl")
    Site.objects.all().delete()
    ensure_tree()
    test_every_language_has_a_home_with_every_list()
    assert not Page.find_problems()[0]
    assert Site.objects.get().root_page.locale.language_code == "en"


def test_an_interruption_leaves_nothing_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_home: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("portal.site.tree._site", killed)
        with pytest.raises(KeyboardInterrupt):
            ensure_tree()
    assert not HomePage.objects.exists()
    ensure_tree()
    test_every_language_has_a_home_with_every_list()
