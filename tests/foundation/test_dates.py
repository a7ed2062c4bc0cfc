"""Partial dates: what the sources say, no more and no less."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.dates import PartialDate, PartialDateField, PartialDateFormField, Point

years = st.integers(1000, 2999)
points = st.one_of(
    st.builds(Point, years, about=st.booleans()),
    st.builds(Point, years, st.integers(1, 12), about=st.booleans()),
    st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(lambda day: Point(day.year, day.month, day.day)),
)
ranges = st.tuples(points, points).map(
    lambda pair: PartialDate(
        min(pair, key=lambda one: one.earliest), max(pair, key=lambda one: one.earliest), is_range=True
    )
)
partial_dates = st.one_of(
    points.map(PartialDate),
    ranges,
    points.map(lambda point: PartialDate(point, None, is_range=True)),
    points.map(lambda point: PartialDate(None, point, is_range=True)),
)


@given(partial_dates)
def test_what_is_written_is_read_again(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value


@given(partial_dates, st.sampled_from(["en", "de", "fr", "it", "es", "pt", "nl", "pl", "el", "bg"]))
def test_every_date_can_be_shown_in_every_language(value: PartialDate, language: str) -> None:
    assert str(value.year) in value.display(language) or str(value.last_year) in value.display(language)


@given(years, years, st.booleans(), st.booleans())
def test_the_field_takes_what_is_shown_of_years(first: int, last: int, about: bool, is_open: bool) -> None:
    start, end = sorted((first, last))
    for value in (
        PartialDate(Point(start, about=about)),
        PartialDate(Point(start, about=about), None if is_open else Point(end), is_range=True),
        PartialDate(None, Point(end, about=about), is_range=True),
    ):
        assert PartialDateFormField().clean(value.display("en")) == value


@pytest.mark.parametrize("language", [code for code, _name in settings.CONTENT_LANGUAGES if code != "en"])
@pytest.mark.parametrize("edtf", ["2005~", "2007/..", "../2015", "2006-10~", "2006-10-23/..", "../2006-10"])
def test_no_language_of_the_content_shows_dates_in_english_words(edtf: str, language: str) -> None:
    shown = PartialDate.parse(edtf)
    assert shown is not None
    assert not set(shown.display(language).split()) & {"about", "since", "until", "October"}


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_clear_message(text: str) -> None:
    try:
        read = PartialDateFormField(required=False).clean(text)
    except ValidationError as error:
        assert {found.code for found in error.error_list} <= {"partial_date", "null_characters_not_allowed"}  # noqa: PT017
    else:
        assert read is None or PartialDate.parse(str(read)) == read


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("about 2005", "2005~"),
        ("ca. 2005", "2005~"),
        (" 2002 – 2005 ", "2002/2005"),
        ("2002-2005", "2002/2005"),
        ("2007/..", "2007/.."),
        ("../2015", "../2015"),
        ("2006-10-23/2006-10-24", "2006-10-23/2006-10-24"),
        ("2006-10 – 2006-11", "2006-10/2006-11"),
        ("about 2002 – 2005", "2002~/2005"),
        ("since 2007", "2007/.."),
        ("Until about 2006-10", "../2006-10~"),
        ("since about 2007", "2007~/.."),
    ],
)
def test_what_people_write_is_understood(written: str, edtf: str) -> None:
    assert str(PartialDate.parse(written)) == edtf


@pytest.mark.parametrize(
    "wrong", ["05", "2005-13", "2006-02-30", "2005/2002", "../..", "yesterday", "2005/", "20051", "²⁰⁰⁵"]
)
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(wrong)


def test_dates_sort_by_when_they_begin() -> None:
    texts = ["2006-10-23", "2002/2005", "2006-10", "2005~", "2006", "../2001"]
    found = sorted(PartialDate.parse(text) for text in texts)  # type: ignore[type-var]
    assert [str(one) for one in found] == ["../2001", "2002/2005", "2005~", "2006", "2006-10", "2006-10-23"]


@pytest.mark.parametrize(
    ("edtf", "language", "shown"),
    [
        ("2005", "en", "2005"),
        ("2006-10", "en", "October 2006"),
        ("2006-10", "de", "Oktober 2006"),
        ("2006-10-23", "en", "23 October 2006"),
        ("2006-10-23", "fr", "23 octobre 2006"),
        ("2002/2005", "en", "2002 – 2005"),
        ("2005~", "en", "about 2005"),
        ("2007/..", "en", "since 2007"),
        ("../2015", "en", "until 2015"),
        ("2005~", "de", "ca. 2005"),
        ("2006-10~", "fr", "env. octobre 2006"),
        ("2006-10-23~", "it", "circa 23 ottobre 2006"),
        ("2007/..", "es", "desde 2007"),
        ("2006-10-23/..", "es", "desde el 23 de octubre de 2006"),
        ("../2006-10", "pt", "até outubro de 2006"),
        ("2007~/..", "nl", "sinds ca. 2007"),
        ("2006-10", "pl", "październik 2006"),
        ("2006-10/..", "pl", "od października 2006"),
        ("../2015", "pl", "do 2015 r."),
        ("2006-10/2006-11-23", "de", "Oktober 2006 – 23. November 2006"),
        ("../2006-10-08", "it", "fino al giorno 8 ottobre 2006"),
    ],
)
def test_a_date_reads_as_the_language_writes_it(edtf: str, language: str, shown: str) -> None:
    found = PartialDate.parse(edtf)
    assert found is not None
    assert found.display(language) == shown


def test_the_field_stores_text_and_nothing_for_not_known() -> None:
    field = PartialDateField()
    assert field.get_prep_value("2002-2005") == "2002/2005"
    assert field.get_prep_value("") is None
    assert field.from_db_value("2005~") == PartialDate(Point(2005, about=True))


def test_the_field_checks_its_length_as_text() -> None:
    longest = PartialDate.parse("2006-10-23~/2006-10-24~")
    assert PartialDateField().clean(longest, None) == longest
