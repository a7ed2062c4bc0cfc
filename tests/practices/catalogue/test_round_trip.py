"""Whatever a record holds, in any alphabet: loaded and exported, it is the same. Generated records look for what nobody thought of."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.catalogue.checking import read_catalogue
from practices.catalogue.exporting import as_yaml, export, standing
from practices.catalogue.loading import load
from practices.catalogue.names import Names
from practices.catalogue.reading import Problems, read_yaml
from practices.catalogue.translations import NEEDED
from practices.catalogue.values import Html
from tests.practices.catalogue.small import write, write_catalogue

ALPHABETS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
TEXTS = st.text(ALPHABETS | st.sampled_from("\n\t\"'#:-&<>{}[]|%@`*!?,~ \xa0\u2028\u200f\ufeff"), max_size=60)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
YEARS = st.integers(1000, 2999).map(str)
DAYS = st.dates().filter(lambda day: 1000 <= day.year <= 2999).map(str)
POINTS = st.one_of(YEARS, DAYS, DAYS.map(lambda day: day[:7]), YEARS.map(lambda year: f"{year}~"))
DATES = st.one_of(
    POINTS,
    st.tuples(YEARS, YEARS).map(sorted).map("/".join),
    YEARS.map(lambda year: f"{year}/.."),
    YEARS.map(lambda year: f"../{year}"),
)
INLINE = st.one_of(
    TEXTS.map(escape).map(str),
    st.tuples(st.sampled_from(["strong", "em"]), LINES.map(escape)).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
    ),
    LINES.map(escape).map(lambda text: f'<a href="/id/PG-0001/">{text}</a>'),
)
BLOCKS = st.one_of(
    INLINE.map(lambda text: f"<p>{text}</p>"),
    INLINE.map(lambda text: f"<h3>{text}</h3>"),
    st.lists(INLINE, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{one}</li>" for one in items) + "</ul>"
    ),
)
HTML = st.lists(BLOCKS, min_size=1, max_size=4).map("\n".join)
MAYBE = st.none()
RESULT = st.fixed_dictionaries(
    {"indicator": st.just("participants"), "value_text": LINES, "source": st.just("SR-0001")},
    optional={
        "value": st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(lambda number: format(number, "f")),
        "period": DATES,
        "caveat": TEXTS,
        "unit": LINES.map(lambda text: text[:40]),
        "status": st.sampled_from(["measured", "stated", "computed"]),
    },
)
LOCATED = st.fixed_dictionaries({"source": st.just("SR-0001")}, optional={"at": TEXTS, "supports": TEXTS})
CONCEPTS = st.fixed_dictionaries({"theme": st.lists(st.sampled_from(["families", "self_employment"]), max_size=2)})
RECORDS = st.fixed_dictionaries(
    {
        "title": LINES, "summary": LINES, "problem": HTML, "done": HTML,
        "known_in": st.integers(1000, 2026) | st.just("not known"),
        "sources": st.lists(LOCATED, min_size=1, max_size=3),
    },
    optional={
        "audience": st.sampled_from(["public", "members", "group:reviewers"]),
        "aliases": st.lists(LINES, max_size=3),
        "historical": st.booleans(),
        "period": DATES,
        "places": st.lists(st.sampled_from(["AT", "EU"]), max_size=3),
        "concepts": CONCEPTS,
        "tags": st.lists(st.sampled_from(["e-learning", "Übergang", "образование", "教育", "a, b"]), max_size=3),
        "not_worked": HTML | MAYBE,
        "target": TEXTS,
        "funding_credit": TEXTS,
        "evidence": st.fixed_dictionaries({}, optional={"strength": st.sampled_from(["unrated", "weak", "strong"]), "because": TEXTS, "on": DATES}),
        "reviewed": st.fixed_dictionaries({}, optional={"on": DAYS, "due": DAYS}),
        "results": st.lists(RESULT, max_size=2),
        "translations": st.dictionaries(
            st.sampled_from(["de", "pl", "pt"]),
            st.fixed_dictionaries(
                {"title": LINES, "summary": LINES, "by": LINES}, optional={"problem": HTML, "not_worked": HTML | MAYBE, "target": TEXTS}
            ),
            max_size=2,
        ),
    },
)  # fmt: skip


@pytest.mark.usefixtures("site_tree")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(record=RECORDS)
def test_a_generated_record_comes_out_as_it_went_in(record: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as place, transaction.atomic():
        folder = write_catalogue(Path(place) / "in")
        named = {"id": "PR-0002", "kind": "practice", "slug": "generated", "language": "en"}
        write(folder, "records/practices/generated.yaml", as_yaml({**named, **record}))
        before = read_catalogue(folder)
        assert [str(problem) for problem in before.problems] == []
        load(folder)
        given = before.entries["page PR-0002"].data
        for text in given.get("translations", {}).values():
            for same in [key for key in text if key not in NEEDED and text[key] == given.get(key)]:
                del text[same]  # what a translation says as its original does, it doesn't say itself
        assert standing(Names())["page PR-0002"].data == given
        if given["audience"] == "public":
            export(Path(place) / "out")
            after = read_catalogue(Path(place) / "out")
            assert [str(problem) for problem in after.problems] == []
            assert {key: one.data for key, one in after.entries.items()} == {
                key: one.data for key, one in before.entries.items()
            }
        transaction.set_rollback(True)


PAGES = st.fixed_dictionaries(
    {"title": LINES, "summary": LINES},
    optional={
        "concepts": CONCEPTS,
        "reviewed": st.fixed_dictionaries({}, optional={"on": DAYS, "due": DAYS}),
        "sources": st.lists(LOCATED, max_size=3),
        "body": st.lists(st.fixed_dictionaries({"type": st.just("text"), "value": HTML}), max_size=2),
    },
)


@pytest.mark.usefixtures("site_tree")
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(page=PAGES)
def test_so_does_a_page_of_the_site(page: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as place, transaction.atomic():
        folder = write_catalogue(Path(place) / "in")
        named = {"id": "ST-0001", "kind": "standard_page", "slug": "generated", "language": "en"}
        write(folder, "records/pages/generated.yaml", as_yaml({**named, **page}))
        before = read_catalogue(folder)
        assert [str(problem) for problem in before.problems] == []
        load(folder)
        export(Path(place) / "out")
        after = read_catalogue(Path(place) / "out")
        assert [str(problem) for problem in after.problems] == []
        assert after.entries["page ST-0001"].data == before.entries["page ST-0001"].data
        transaction.set_rollback(True)


JSON = st.recursive(
    TEXTS
    | HTML.map(Html)
    | st.booleans()
    | st.integers()
    | st.sampled_from(["yes", "on", "2007", "2007-01-01", "~", "null", "", "0x1F", "1e5"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["on", "no", "title", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(content=st.dictionaries(st.sampled_from(["on", "a", "b"]), JSON, min_size=1))
def test_what_is_written_is_read_again(content: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.yaml"
        path.write_text(as_yaml(content), encoding="utf-8")
        problems = Problems()
        read = read_yaml(path, "x.yaml", problems)
    assert not len(problems)
    assert flattened(read) == flattened(content)


def flattened(content: Any) -> Any:
    """Blank lines around HTML don't count."""
    if isinstance(content, dict):
        return {key: flattened(one) for key, one in content.items()}
    if isinstance(content, list):
        return [flattened(one) for one in content]
    return "".join(content.split()) if isinstance(content, str) and "<" in content else content
