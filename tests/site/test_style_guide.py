"""Every component is shown, and what it says is marked up for everyone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.site.samples import style_guide

ROOT = Path(settings.ROOT)
COMPONENTS = sorted(file.stem for file in (ROOT / "static/css/components").glob("*.css"))
pytestmark = pytest.mark.django_db  # the words that explain short forms are kept there
FRAME = {"masthead", "footer"}  # around every page, so around this one too


@pytest.fixture
def page() -> str:
    request = RequestFactory().get("/style-guide/")
    request.user = AnonymousUser()
    return render_to_string("site/style_guide.html", style_guide(), request=request)


def test_every_component_of_the_style_sheet_is_shown(page: str) -> None:
    shown = set(re.findall(r'id="show-([a-z]+)"', page))
    assert set(COMPONENTS) - FRAME <= shown
    assert 'class="masthead"' in page
    assert 'class="foot"' in page


def test_every_component_with_a_template_is_included(page: str) -> None:
    source = (ROOT / "templates/site/style_guide.html").read_text() + (ROOT / "templates/base.html").read_text()
    for template in (ROOT / "templates/components").glob("*.html"):
        assert f"components/{template.name}" in source, f"show {template.name} in the style guide"


def test_a_class_belongs_to_one_component() -> None:
    """Two that style the same name would each change the other's pages; what is drawn in parts may say so here."""
    shared = {"chart": {"figure", "neighbourhood"}, "finder": {"finder", "suggestions"}}
    owners: dict[str, set[str]] = {}
    for file in (ROOT / "static/css/components").glob("*.css"):
        for name in re.findall(r"^\.([\w-]+) \{", file.read_text(), re.MULTILINE):
            owners.setdefault(name, set()).add(file.stem)
    assert {name: files for name, files in owners.items() if len(files) > 1} == shared


def test_identifiers_are_unique_and_references_resolve(page: str) -> None:
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    for attribute in ("aria-labelledby", "aria-describedby", "for", "popovertarget"):
        for value in re.findall(rf'\s{attribute}="([^"]+)"', page):
            assert set(value.split()) <= set(identifiers), f"{attribute}={value}"
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in identifiers


def test_errors_are_said_beside_their_field_and_above_the_form(page: str) -> None:
    assert page.count("“05” is not a year. Give four digits, like 2005.") == 2
    field = re.search(r'<input type="text" name="started" value="05"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_started_error"' in field[0]
