"""The figures of a record: only the columns that something is known for, and what isn't known in a sentence."""

from __future__ import annotations

import pytest
from django.test import Client

from practices.claims.models import Claim
from tests.factories import make_concept, make_record, make_source
from tests.practices.pages import text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
COMPARED, COUNTED = '<th scope="col">Compared with</th>', '<th scope="col">Who was counted</th>'


@pytest.mark.parametrize(
    ("figures", "columns", "sentence"),
    [
        ([{}, {}], (), "The sources don’t say who was counted, nor what the figures are compared with. Do you know?"),
        ([{"population": "Leavers"}], (COUNTED,), "The sources don’t say what the figures are compared with. Do you know?"),
        ([{"comparison": "80 % before"}], (COMPARED,), "The sources don’t say who was counted. Do you know?"),
        ([{"population": "Leavers"}, {"comparison": "80 % before"}], (COMPARED, COUNTED), ""),
    ],
)  # fmt: skip
def test_a_column_that_nothing_is_known_for_is_left_out(
    client: Client, figures: list[dict[str, str]], columns: tuple[str, ...], sentence: str
) -> None:
    source, indicator = make_source(), make_concept("indicator:reoffending")
    record = make_record(results=[Claim(indicator=indicator, value="40", source=source, **one) for one in figures])
    text = text_of(client, record.url)
    for column in (COMPARED, COUNTED):
        assert (column in text) is (column in columns), column
    words = words_of(client, record.url)
    assert sentence in words
    assert ("The sources don’t say who was" in words) is ("who was" in sentence)


def test_a_gap_in_a_column_is_said_in_its_place(client: Client) -> None:
    source, indicator = make_source(), make_concept("indicator:reoffending")
    figures = [{"population": "Leavers", "comparison": "80 % before"}, {"population": "Young people"}]
    record = make_record(results=[Claim(indicator=indicator, value="40", source=source, **one) for one in figures])
    table = text_of(client, record.url).partition(COMPARED)[2].partition("</table>")[0]
    assert table.count("not known") == 1
