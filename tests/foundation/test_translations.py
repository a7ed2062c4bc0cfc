"""The catalogues of the interface: everything is gathered as Django looks it up; only what is complete is offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import LazySettings as Settings
from django.core.cache import caches
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from portal.settings.environment import compiled_catalogues
from scripts import translations

CODE = """
from django.utils.translation import gettext as _, gettext_lazy as __, ngettext, pgettext, npgettext_lazy
said = _("Joined " "of two") + __("Lazy") + pgettext("month", "May")
counted = ngettext("%(count)s page", "%(count)s pages", 2)
npgettext_lazy("of a book", "leaf", "leaves", 2)
_(said)
drawn = f"<p>{_('Within a string')}: {_('Another')} {said}</p>"
named = gettext_noop("Said later")
"""
TEMPLATE = """{% load i18n %}
    {# {% translate "Commented out" %} #}
  {% translate "Don’t (mind) 100 %" %}|{% translate "May" context "may" %}|{% firstof _("In an expression") %}
      {% blocktranslate trimmed with name=who %}
        Two lines,
        for {{ name }} (100 %)
      {% endblocktranslate %}
|{% blocktranslate trimmed count counter=number with shown=number %}
    {{ shown }} page of <b>one</b>
  {% plural %}
    {{ shown }} pages
  {% endblocktranslate %}|{% blocktranslate %}As it
stands{% endblocktranslate %}"""
GATHERED = {
    ("Within a string", None),
    ("Another", None),
    ("Said later", None),
    ("Joined of two", None),
    ("Lazy", None),
    ("May", "month"),
    (("%(count)s page", "%(count)s pages"), None),
    (("leaf", "leaves"), "of a book"),
    ("Don’t (mind) 100 %%", None),
    ("May", "may"),
    ("In an expression", None),
    ("Two lines, for %(name)s (100 %%)", None),
    (("%(shown)s page of <b>one</b>", "%(shown)s pages"), None),
    ("As it\nstands", None),
}


@pytest.fixture
def fresh_frames() -> Iterator[None]:
    """A process keeps the head of the page with the languages it began with: those of other tests are not ours, nor ours theirs."""
    caches["process"].clear()
    yield
    caches["process"].clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a string of each kind, and a Swedish catalogue with nothing in it."""
    for room in translations.ROOMS:
        (tmp_path / room).mkdir()
    (tmp_path / "portal" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    translations.main(["update", "sv"], tmp_path)
    return tmp_path


def swedish(root: Path) -> Path:
    return root / "locale" / "sv" / "LC_MESSAGES" / "django.po"


def translate(root: Path, mark: str = "sv:") -> Catalog:
    """Translates the whole catalogue: each string stands behind a mark."""
    catalogue = translations.read(swedish(root))
    for message in filter(lambda one: one.id, catalogue):
        plural = isinstance(message.id, tuple | list)
        message.string = tuple(mark + one for one in message.id) if plural else mark + str(message.id)
    translations.write(swedish(root), catalogue)
    return catalogue


def test_strings_of_each_kind_are_gathered(root: Path) -> None:
    found = translations.read(swedish(root))
    assert {(message.id, message.context) for message in found if message.id} == GATHERED


def test_they_are_those_that_django_looks_up(root: Path, settings: Settings) -> None:
    translate(root)
    translations.main(["compile"], root)
    settings.LOCALE_PATHS = [str(root / "locale")]
    with translation.override("sv"):
        said = " ".join(Template(TEMPLATE).render(Context({"who": "Ann", "number": 2})).split())
    assert said == (
        "sv:Don’t (mind) 100 %|sv:May|sv:In an expression sv:Two lines, for Ann (100 %) |sv:2 pages|sv:As it stands"
    )


def test_translations_stay_and_what_is_said_no_more_goes(root: Path) -> None:
    translate(root)
    (root / "portal" / "views.py").write_text('_("Lazy") + _("New")', encoding="utf-8")
    translations.main(["update"], root)
    found = translations.read(swedish(root))
    lazy, new = found.get("Lazy"), found.get("New")
    assert lazy is not None
    assert lazy.string == "sv:Lazy"
    assert new is not None
    assert not new.string
    assert found.get("Joined of two") is None
    assert "Joined" not in swedish(root).read_text(encoding="utf-8")
    before = swedish(root).read_bytes()
    translations.main(["update"], root)
    assert swedish(root).read_bytes() == before


@pytest.mark.parametrize(
    ("original", "translated", "wrong"),
    [
        ("For %(name)s", "För %(name)s", False),
        ("For %(name)s", "För %(namn)s", True),
        ("For %(name)s", "För honom", True),
        ("For %s", "För %(name)s", True),
        ("Half, 50 %", "Hälften, 50 %", False),
        ("%(share)s %% of it", "%(share)s % av det", True),
        ("From {year}", "Från {år}", True),
        ('Read <a href="%(url)s">this</a>', 'Läs <a href="%(url)s">det här</a>', False),
        ('Read <a href="%(url)s">this</a>', "Läs %(url)s", True),
        (("one page", "%(count)s pages"), ("en sida", "%(count)s sidor"), False),
        (("%(count)s page", "%(count)s pages"), ("%(count)s sida", "sidor"), True),
    ],
)
def test_what_is_filled_in_stays_as_it_is(
    original: str | tuple[str, str], translated: str | tuple[str, str], wrong: bool
) -> None:
    catalogue = Catalog("sv")
    catalogue.add(original, translated)
    assert bool(translations.reviewed(catalogue).wrong) is wrong


def test_only_what_is_complete_is_offered(root: Path) -> None:
    translations.main(["compile"], root)
    assert compiled_catalogues(root / "locale") == []
    catalogue = translate(root)
    translations.main(["compile"], root)
    assert compiled_catalogues(root / "locale") == ["sv"]
    catalogue.add("Lazy", "sv:Lazy", flags={"fuzzy"})
    translations.write(swedish(root), catalogue)
    translations.main(["compile"], root)
    assert compiled_catalogues(root / "locale") == []


def test_the_check_says_what_is_to_do(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["check"], root) == 0, "unfinished is no fault: nobody sees it"
    said = capsys.readouterr().out
    assert f"sv: 0 of {len(GATHERED)} strings are translated; not offered yet." in said
    assert "'Joined of two'" in said
    translate(root)
    assert translations.main(["check"], root) == 0
    (root / "search" / "new.py").write_text('_("New")', encoding="utf-8")
    assert translations.main(["check"], root) == 0
    assert "1 not in the catalogue yet (make messages):\n    'New'" in capsys.readouterr().out
    catalogue = translations.read(swedish(root))
    catalogue.delete("Lazy")
    catalogue.add("Lazy", "sv:%(antal)s")
    translations.write(swedish(root), catalogue)
    assert translations.main(["check"], root) == 1, "a page would break"


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_frames")
def test_readers_choose_a_complete_language(root: Path, client: Client, settings: Settings) -> None:
    (root / "portal" / "views.py").write_text('_("Sign in")', encoding="utf-8")
    translations.main(["update"], root)
    translate(root)
    translations.main(["compile"], root)
    settings.LOCALE_PATHS = [str(root / "locale")]
    settings.INTERFACE_LANGUAGES = ["en", *compiled_catalogues(root / "locale")]
    page = client.get("/account/login/").content.decode()
    assert "Svenska" in page
    assert "sv:Sign in" not in page
    client.post("/language/", {"language": "sv"})
    assert "sv:Sign in" in client.get("/account/login/").content.decode()


def test_our_own_catalogues_break_no_page() -> None:
    reports = [translations.reviewed(translations.read(path)) for path in translations.catalogues(translations.ROOT)]
    assert {report.language: report.wrong for report in reports} == {report.language: [] for report in reports}


@pytest.mark.usefixtures("catalogue_db", "fresh_frames")
@pytest.mark.parametrize("code", [path.parent.parent.name for path in translations.catalogues(translations.ROOT)])
def test_pages_speak_a_complete_language(code: str, client: Client, settings: Settings, tmp_path: Path) -> None:
    copied = tmp_path / "locale" / code / "LC_MESSAGES" / "django.po"
    copied.parent.mkdir(parents=True)
    copied.write_bytes((translations.ROOT / "locale" / code / "LC_MESSAGES" / "django.po").read_bytes())
    translations.main(["compile"], tmp_path)
    if code not in compiled_catalogues(tmp_path / "locale"):
        pytest.skip("not complete, so not offered")
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    settings.INTERFACE_LANGUAGES = ["en", code]
    client.cookies.load({"django_language": code})
    skip = translations.read(copied).get("Skip to content")
    assert skip is not None
    for address in ("/", "/practices/", "/account/login/"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert f">{skip.string}</a>" in page, address
        assert '<button type="submit" name="language" value="en" lang="en">English</button>' in page, address
