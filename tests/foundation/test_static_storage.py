"""The one style sheet: how it is made, found, collected, and how big it may be."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from portal.foundation.static_storage import (
    LAYERS,
    STYLESHEET,
    BundledStaticFilesStorage,
    StylesheetFinder,
    bundle,
    check_collected,
    minified,
)

ROOT = Path(settings.ROOT)
CSS = ROOT / "static" / "css"


@pytest.fixture
def site(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A small static folder of its own; returns it."""
    css = tmp_path / "source" / "css"
    (css / "components").mkdir(parents=True)
    for layer in LAYERS:
        if layer != "components":
            (css / f"{layer}.css").write_text(f".{layer} {{ color: red; }}\n")
    (css / "components" / "b.css").write_text(".b { color: blue; }\n")
    (css / "components" / "a.css").write_text("/* first */ .a { color: green; }\n")
    (tmp_path / "source" / "mark.svg").write_text("<svg/>")
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["portal.foundation.static_storage.StylesheetFinder"]
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]
    yield tmp_path / "source"
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


def test_comments_and_blanks_go_and_strings_stay() -> None:
    css = """/* why */ a::after { content: " <  {x; } /* not a comment */ " attr(href) ; }

    b  >  c , d { color : red }"""
    assert minified(css) == ("""a::after{content: " <  {x; } /* not a comment */ " attr(href);}b > c,d{color : red}""")


def test_layers_stand_in_their_order_and_components_in_order_of_name(site: Path) -> None:
    css = bundle(site / "css")
    assert css.startswith("@layer reset,tokens,base,layout,components,utilities;")
    places = [css.index(part) for part in (".reset{", ".tokens{", ".base{", ".layout{", ".a{", ".b{", ".utilities{")]
    assert places == sorted(places)
    assert "@layer components{.a{color: green;}.b{color: blue;}}" in css


def test_a_missing_layer_is_an_error(site: Path) -> None:
    (site / "css" / "layout.css").unlink()
    with pytest.raises(FileNotFoundError, match="layout"):
        bundle(site / "css")


def test_a_developers_change_is_served_at_once(site: Path) -> None:
    finder = StylesheetFinder()
    before = Path(finder.find(STYLESHEET)).read_text()
    (site / "css" / "components" / "a.css").write_text(".changed { color: green; }")
    after = Path(finder.find(STYLESHEET)).read_text()
    assert ".changed{" in after
    assert ".changed{" not in before
    assert finder.find(STYLESHEET, find_all=True) == [finder.find(STYLESHEET)]


def test_an_unchanged_style_sheet_is_not_written_again(site: Path) -> None:
    finder = StylesheetFinder()
    first = Path(finder.find(STYLESHEET)).stat().st_mtime_ns
    assert Path(finder.find(STYLESHEET)).stat().st_mtime_ns == first


def test_collecting_leaves_one_hashed_compressed_style_sheet(site: Path, settings: Settings) -> None:
    assert check_collected()[0].id == "passerelle.E101"
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = BundledStaticFilesStorage()
    name = storage.stored_name(STYLESHEET)
    collected = Path(settings.STATIC_ROOT)
    assert name != STYLESHEET
    assert (collected / name).read_text() == bundle(site / "css")
    assert gzip.decompress((collected / f"{name}.gz").read_bytes()).decode() == bundle(site / "css")
    assert not list(collected.glob("css/components*"))
    assert storage.stored_name("mark.svg") != "mark.svg"
    with pytest.raises(ValueError, match=r"missing\.css"):
        storage.stored_name("css/missing.css")
    assert check_collected() == []


def test_names_are_plain_until_files_are_collected(site: Path) -> None:
    assert BundledStaticFilesStorage().url(STYLESHEET) == f"/static/{STYLESHEET}"


def test_a_storage_opened_before_files_were_collected_learns_of_them(site: Path) -> None:
    """So it is in a web process after an upgrade: the code was loaded before the new files were there."""
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = BundledStaticFilesStorage()
    (site / "desk").mkdir()
    (site / "desk" / "desk.css").write_text("p { color: red }")
    call_command("collectstatic", interactive=False, verbosity=0)
    with pytest.raises(ValueError, match=r"desk\.css"):
        storage.stored_name("desk/desk.css")
    storage.look_again()
    assert storage.stored_name("desk/desk.css").startswith("desk/desk.")


def test_the_sites_style_sheet_is_small_and_whole() -> None:
    css = bundle(CSS)
    assert len(gzip.compress(css.encode(), 9)) <= 14 * 1024
    assert css.count("{") == css.count("}")
    assert "url(" not in css, "nothing is fetched from the style sheet"
    assert "@import" not in css


def test_the_sites_scripts_are_small() -> None:
    scripts = list((ROOT / "static" / "js").rglob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes(), 9)) for script in scripts) <= 10 * 1024
