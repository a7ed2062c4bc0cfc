"""The template tags of every page, and what templates may not hold under a strict content security policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from portal.foundation.templatetags.passerelle import SAME_SYMBOL, Tick, badges, bar, country, icon, meter, ticks

ROOT = Path(settings.ROOT)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SYMBOLS = set(re.findall(r'id="i-([a-z_]+)"', (ROOT / "static/images/icons.svg").read_text()))


def test_tags_need_no_load() -> None:
    rendered = engines["django"].from_string('{% icon "practice" %}{% meter 2 %}{% bar 1 4 %}').render()
    assert "#i-practice" in rendered
    assert rendered.count('class="on"') == 2
    assert 'width="25"' in rendered


def test_an_icon_is_decoration_from_the_sprite() -> None:
    assert icon("search").startswith('<svg class="i" aria-hidden="true"><use href="/static/images/icons')
    assert icon("recommendation_set") == icon("recommendation")
    assert "<script>" not in icon("<script>")


def test_every_symbol_exists() -> None:
    used = {name for file in TEMPLATES for name in re.findall(r'{% icon "([a-z_]+)" %}', file.read_text())}
    assert used | set(SAME_SYMBOL.values()) <= SYMBOLS | set(SAME_SYMBOL)


@pytest.mark.parametrize(("strength", "on"), [(-1, 0), (0, 0), (1, 1), (4, 4), (9, 4)])
def test_the_meter_has_four_steps(strength: int, on: int) -> None:
    assert meter(strength).count('<i class="on">') == on
    assert meter(strength).count("<i") == 4


@pytest.mark.parametrize(
    ("value", "maximum", "width"), [(50, 50, "100"), (1, 3, "33.33"), (9, 3, "100"), (-1, 3, "0"), (1, 0, "0")]
)
def test_a_bar_is_as_long_as_its_share(value: float, maximum: float, width: str) -> None:
    assert f'width="{width}"' in bar(value, maximum)


def test_a_countrys_name_is_escaped() -> None:
    assert country("DE", "<b>Germany") == ('<span class="country"><b aria-hidden="true">DE</b>&lt;b&gt;Germany</span>')


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_no_template_breaks_the_content_security_policy(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"\sstyle=", text), "use a class"
    assert "<style" not in text or file.name == "mail_frame.html"  # mail programs know no style sheets of ours
    assert not re.search(r"\son[a-z]+=", text), "use a module in static/js"
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", text)
    assert not inline, "use a module in static/js"
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "nothing comes from third-party hosts"


def test_badges_say_what_is_and_what_is_not() -> None:
    shown = badges(
        [
            {"meter": 2, "text": "Evidence: promising", "when": "2006"},
            {"meter": 0, "text": "Evidence: unrated"},
            {"icon": "peer", "text": "<i>Peer", "absent": True},
        ]
    )
    assert shown.count('<span class="badge">') == 1
    assert shown.count('<span class="badge none">') == 2
    assert '<span class="when">2006</span>' in shown
    assert "&lt;i&gt;Peer" in shown
    assert badges([]) == ""


def test_a_filter_that_finds_nothing_cant_be_ticked_but_can_be_taken_back(db: None) -> None:
    shown = ticks(
        "country",
        [
            Tick("DE", "Germany", 7, chosen=True),
            Tick('M"T', "<Malta>", 0),
            Tick("IT", "Italia", 0, chosen=True, language="it"),
        ],
    )
    germany, malta, italy = shown.split("<label")[1:]
    assert ' value="DE" checked>' in germany
    assert ' value="M&quot;T" disabled>' in malta
    assert "&lt;Malta&gt;" in malta
    assert " checked>" in italy
    assert '<span lang="it">Italia</span>' in italy
