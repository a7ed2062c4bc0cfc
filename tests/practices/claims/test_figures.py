"""`/figures/` and `/figures/<data set>/`: tables, sorting, marks of disagreement, files."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from portal.vocabularies.models import Place
from practices.claims.models import Claim, Dataset
from practices.claims.tables import dataset_html
from practices.conflicts.models import Conflict
from practices.sources.models import Source
from tests.factories import make_concept, make_place, make_source, make_user
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db]


def add(dataset: Dataset, indicator: str, place: Place, value: str | None, **fields: Any) -> Claim:
    return Claim.objects.create(
        dataset=dataset,
        indicator=make_concept(f"indicator:{indicator}"),
        place=place,
        value=value,
        source=dataset.source,
        **fields,
    )


@pytest.fixture
def union() -> Place:
    return make_place("EU", kind="union", names={"en": "European Union"})


@pytest.fixture
def annex(union: Place) -> Dataset:
    source = make_source(title="A background paper")
    dataset = Dataset.objects.create(
        code="annex_1", title="Prisons in 2006", rows="place", columns=["persons", "change"], source=source, at="Annex 1", as_of="2006-12-10",
        note="Totals differ: see CF-0006.",
    )  # fmt: skip
    uk = make_place("UK", parent=union, names={"en": "United Kingdom"})
    places = {
        "AT": make_place("AT", parent=union), "DE": make_place("DE", parent=union),
        "UK-SCT": make_place("UK-SCT", kind="part", parent=uk, names={"en": "Scotland"}), "EU": union,
    }  # fmt: skip
    for code, persons, change in (
        ("AT", "8766", "41.8"),
        ("DE", "77166", "-6.5"),
        ("UK-SCT", "7183", None),
        ("EU", "578525", "27.9"),
    ):
        add(dataset, "persons", places[code], persons, unit="persons")
        if change:
            add(
                dataset,
                "change",
                places[code],
                change,
                unit="%",
                caveat="The rows give 27.8: see CF-0006." if code == "EU" else "",
            )
    return dataset


def conflict_about(dataset: Dataset, identifier: str = "CF-0006", **fields: Any) -> Conflict:
    conflict = Conflict(identifier=identifier, title="By how much did it grow?", **fields)
    conflict.datasets = [dataset]
    conflict.save()
    return conflict


def order(client: Client, sort: str) -> list[str]:
    body = text_of(client, f"/figures/annex_1/{sort}").partition("<tbody>")[2].partition("</tbody>")[0]
    names = {"Austria": "AT", "Germany": "DE", "Scotland": "UK"}
    return [names[name] for name in sorted((name for name in names if name in body), key=body.index)]


def test_the_table_shows_figures_units_source_age_and_notes(client: Client, annex: Dataset) -> None:
    words = words_of(client, "/figures/annex_1/")
    for said in (
        "Prisons in 2006",
        "As of 10 December 2006",
        "8,766",
        "Change %",
        "United Kingdom: Scotland",
        "A background paper",
        "Annex 1",
        "Totals differ",
    ):
        assert said in words, said


def test_numbers_of_a_column_are_written_alike(client: Client, annex: Dataset) -> None:
    words = words_of(client, "/figures/annex_1/")
    assert "+41.8" in words
    assert "−6.5" in words
    assert "-6.5" not in words


def test_a_missing_figure_is_said_to_be_missing(client: Client, annex: Dataset) -> None:
    assert text_of(client, "/figures/annex_1/").count("no figure") == 1


def test_the_stated_total_stands_apart_from_the_rows(client: Client, annex: Dataset) -> None:
    text = text_of(client, "/figures/annex_1/")
    body, foot = text.partition("<tbody>")[2].split("<tfoot>")
    assert "578,525" in foot
    assert "578,525" not in body
    assert "as stated in the source" in foot


def test_it_is_a_table_for_all_ears(client: Client, annex: Dataset) -> None:
    table = text_of(client, "/figures/annex_1/").partition("<table")[2].partition("</table>")[0]
    assert "<caption" in table
    assert table.count('scope="col"') == 3
    assert table.count('scope="row"') == 4


def test_it_is_sorted_by_name_at_first_and_says_so(client: Client, annex: Dataset) -> None:
    assert order(client, "") == ["AT", "DE", "UK"]
    assert text_of(client, "/figures/annex_1/").count("aria-sort") == 1


@pytest.mark.parametrize(
    ("sort", "expected", "direction"),
    [
        ("?sort=-persons", ["DE", "AT", "UK"], "descending"),
        ("?sort=persons", ["UK", "AT", "DE"], "ascending"),
        ("?sort=-name", ["UK", "DE", "AT"], "descending"),
        ("?sort=change", ["DE", "AT", "UK"], "ascending"),  # no value: last in both directions
        ("?sort=-change", ["AT", "DE", "UK"], "descending"),
    ],
)
def test_it_can_be_sorted_by_any_column(
    client: Client, annex: Dataset, sort: str, expected: list[str], direction: str
) -> None:
    assert order(client, sort) == expected
    assert f'aria-sort="{direction}"' in text_of(client, f"/figures/annex_1/{sort}")


@pytest.mark.parametrize("sort", ["nothing", "-", "%00", "'; drop table", "💥" * 500])
def test_an_unknown_order_is_the_usual_one(client: Client, annex: Dataset, sort: str) -> None:
    assert client.get("/figures/annex_1/", {"sort": sort}).status_code == 200
    assert order(client, "?sort=nothing") == ["AT", "DE", "UK"]


def test_where_sources_disagree_the_figure_leads_to_the_conflict(client: Client, annex: Dataset) -> None:
    conflict_about(annex)
    text = text_of(client, "/figures/annex_1/")
    assert '<a class="two" href="/conflicts/#CF-0006">+27.9' in text
    assert "By how much did it grow?" in text


def test_a_restricted_conflict_leaves_no_mark_for_strangers(client: Client, annex: Dataset) -> None:
    conflict_about(annex, audience="group:editors")
    stranger = text_of(client, "/figures/annex_1/")
    assert 'class="two"' not in stranger
    assert "By how much" not in stranger
    client.force_login(make_user("members"))
    assert 'class="two"' not in text_of(client, "/figures/annex_1/")
    client.force_login(make_user("editors"))
    assert 'class="two"' in text_of(client, "/figures/annex_1/")


def test_a_restricted_source_is_not_named(client: Client, annex: Dataset) -> None:
    Source.objects.update(audience="members")
    assert "A background paper" not in text_of(client, "/figures/annex_1/")
    client.force_login(make_user("members"))
    assert "A background paper" in text_of(client, "/figures/annex_1/")


def test_hostile_texts_are_shown_as_text(client: Client, annex: Dataset) -> None:
    Dataset.objects.update(title="<script>alert(1)</script>", note="<img src=x onerror=alert(1)> CF-0006")
    Claim.objects.update(caveat="<b>bold</b> see CF-0006")
    text = text_of(client, "/figures/annex_1/")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "<b>bold" not in text
    assert '<a href="/id/CF-0006/">CF-0006</a>' in text


def test_concepts_can_be_the_rows(client: Client) -> None:
    dataset = Dataset.objects.create(
        code="table_2", title="Themes", rows="concept", columns=["dps"], source=make_source()
    )
    second, first = make_concept("theme:families", position=2), make_concept("theme:training", position=1)
    for concept, value in ((second, "12"), (first, "26")):
        Claim.objects.create(
            dataset=dataset,
            indicator=make_concept("indicator:dps"),
            concept=concept,
            value=value,
            source=dataset.source,
        )
    body = text_of(client, "/figures/table_2/").partition("<tbody>")[2]
    assert body.index("Training") < body.index("Families")
    assert "/themes/theme/families/" in body


def test_the_same_table_stands_in_articles(annex: Dataset) -> None:
    html = dataset_html(annex)
    assert "8,766" in html
    assert "?sort=" not in html
    assert "/figures/annex_1/" in html


def test_the_list_names_every_data_set(client: Client, annex: Dataset) -> None:
    assert "Prisons in 2006" in words_of(client, "/figures/")


def test_the_list_can_be_empty(client: Client) -> None:
    assert "There are no data sets yet" in words_of(client, "/figures/")


@pytest.mark.parametrize("address", ["/figures/none/", "/figures/none.csv", "/figures/../", "/figures/a%00b/"])
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_only_reading_is_allowed(client: Client, annex: Dataset) -> None:
    assert client.post("/figures/annex_1/").status_code == 405


def test_the_file_has_every_figure_with_its_source(client: Client, annex: Dataset) -> None:
    answer = client.get("/figures/annex_1.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="annex_1.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == Claim.objects.count()
    german = next(row for row in rows if row["place_or_concept"] == "DE" and row["indicator"] == "change")
    assert german["value"] == "-6.5"
    assert german["unit"] == "%"
    assert german["source"].startswith("SR-")


def test_the_file_names_no_source_to_who_may_not_see_it(client: Client, annex: Dataset) -> None:
    Source.objects.update(audience="members")
    Claim.objects.update(at="Page 7 of it")
    hidden = client.get("/figures/annex_1.csv").content.decode()
    assert annex.source.identifier not in hidden
    assert "Page 7" not in hidden
    client.force_login(make_user("members"))
    assert annex.source.identifier in client.get("/figures/annex_1.csv").content.decode()


@pytest.mark.parametrize("start", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_text_of_the_file_is_a_formula(client: Client, annex: Dataset, start: str) -> None:
    Claim.objects.update(caveat=start, label=start)
    for row in csv.DictReader(io.StringIO(client.get("/figures/annex_1.csv").content.decode("utf-8-sig"))):
        assert row["caveat"] == f"'{start}"
        assert row["measure"] == f"'{start}"


def test_the_query_count_does_not_grow(client: Client, annex: Dataset, union: Place) -> None:
    conflict_about(annex)
    before = warm_queries(client, "/figures/annex_1/")
    for number in range(8):
        add(annex, "persons", make_place(f"X{number}", parent=union), str(number), unit="persons")
        conflict_about(annex, f"CF-01{number:02}")
    assert warm_queries(client, "/figures/annex_1/") == before <= 5
