"""When something is, as readers in any zone are told; and what clocks never show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.calendars.schedules import Schedule, moment, zone_of, zones

MARCH = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
IN_VIENNA = Schedule(MARCH, MARCH + timedelta(minutes=90), "Europe/Vienna")


def test_a_reader_is_told_their_own_time_first() -> None:
    with timezone.override(zone_of("Europe/Lisbon")):
        assert IN_VIENNA.lines == [
            ("Tuesday, 3 March 2026, 13:00–14:30", "Europe/Lisbon, UTC+0"),
            ("Tuesday, 3 March 2026, 14:00–15:30", "Europe/Vienna, UTC+1"),
        ]


def test_where_clocks_show_the_same_it_is_said_once() -> None:
    with timezone.override(zone_of("Europe/Rome")):
        assert IN_VIENNA.lines == [("Tuesday, 3 March 2026, 14:00–15:30", "Europe/Rome, UTC+1")]


def test_strangers_are_told_the_organisers_time_first() -> None:
    assert [zone for _when, zone in IN_VIENNA.lines] == ["Europe/Vienna, UTC+1", "UTC"]


def test_far_zones_have_another_day() -> None:
    with timezone.override(zone_of("Pacific/Auckland")):
        assert IN_VIENNA.lines[0][0] == "Wednesday, 4 March 2026, 02:00–03:30"
        assert IN_VIENNA.first_day == date(2026, 3, 4)
    with timezone.override(zone_of("America/St_Johns")):
        assert IN_VIENNA.lines[0][1] == "America/St Johns, UTC−3:30"


def test_over_midnight_both_days_are_named() -> None:
    night = Schedule(
        datetime(2026, 3, 3, 22, 30, tzinfo=UTC), datetime(2026, 3, 3, 23, 30, tzinfo=UTC), "Europe/Vienna"
    )
    assert night.lines[0][0] == "Tuesday, 3 March 2026, 23:30 – Wednesday, 4 March 2026, 00:30"


def test_whole_days_are_the_same_everywhere() -> None:
    both = Schedule(date(2006, 10, 23), date(2006, 10, 24))
    assert both.lines == [("Monday, 23 October 2006 – Tuesday, 24 October 2006", "")]
    assert (both.all_day, both.first_day, IN_VIENNA.all_day) == (True, date(2006, 10, 23), False)


def test_clocks_that_are_put_forward_leave_an_hour_out() -> None:
    with pytest.raises(ValidationError, match=r"no 02:30 on 29 March 2026 in Europe/Berlin.*Choose 03:30"):
        moment(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")


def test_clocks_that_are_put_back_show_an_hour_twice() -> None:
    with pytest.raises(ValidationError, match=r"02:30 comes twice on 25 October 2026"):
        moment(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    assert moment(datetime(2026, 10, 25, 0, 30), "UTC") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone"),
    [(datetime(1, 1, 1), "Asia/Tokyo"), (datetime(9999, 12, 31, 23, 30), "Pacific/Pago_Pago")],
)
def test_a_year_that_no_zone_reaches(local: datetime, zone: str) -> None:
    with pytest.raises(ValidationError, match="too far away"):
        moment(local, zone)


def test_an_unknown_zone_is_utc() -> None:
    assert str(zone_of("Europe/Nowhere")) == str(zone_of("../etc/passwd")) == str(zone_of("")) == "UTC"


@settings(deadline=None, max_examples=50)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)), st.sampled_from(zones()))
def test_a_moment_is_the_one_that_clocks_show(local: datetime, zone: str) -> None:
    try:
        found = moment(local, zone)
    except ValidationError:  # an hour that clocks leave out or show twice
        return
    assert found.astimezone(zone_of(zone)).replace(tzinfo=None) == local
