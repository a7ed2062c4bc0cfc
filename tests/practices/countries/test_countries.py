"""`/countries/` and `/countries/<code>/`: what is on record from where, figures, disagreements."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.foundation import outbox
from practices.claims.models import Claim, Dataset
from practices.countries.map import TILES, key, shade
from tests.factories import make_concept, make_place, make_record, make_source, make_user
from tests.practices.conflicts.test_ledger import make_conflict
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def europe() -> Dataset:
    """Austria with a row of its own, the United Kingdom with a part that has one."""
    union = make_place("EU", kind="union", names={"en": "European Union"})
    austria = make_place("AT", parent=union)
    uk = make_place("UK", parent=union, names={"en": "United Kingdom"})
    scotland = make_place("UK-SCT", kind="part", parent=uk, names={"en": "Scotland"})
    source = make_source(title="A background paper")
    annex = Dataset.objects.create(
        code="annex_1", title="Prisons in 2006", rows="place", columns=["persons", "occupancy"], source=source
    )
    for place, persons, occupancy in (
        (austria, "8766", "107.2"),
        (scotland, "7183", "111.5"),
        (union, "578525", "114.0"),
    ):
        for code, value, unit in (("persons", persons, "persons"), ("occupancy", occupancy, "%")):
            Claim.objects.create(
                dataset=annex,
                indicator=make_concept(f"indicator:{code}"),
                place=place,
                value=value,
                unit=unit,
                source=source,
            )
    make_record(title="Telfi", places=[austria])
    make_record(title="Only for editors", places=[austria], audience="group:editors")
    make_record(
        "organisation",
        title="A Scottish charity",
        places=[make_place("glasgow", kind="city", parent=scotland, names={"en": "Glasgow"})],
    )
    outbox.drain(["index"])
    return annex


def test_all_countries_are_listed_with_how_much_is_on_record(client: Client, europe: Dataset) -> None:
    words = words_of(client, "/countries/")
    for said in ("Austria 1 1", "United Kingdom 1 0", "Countries with records 2", "114.0 %", "Prisons in 2006"):
        assert said in words, said


def test_countries_beyond_the_map_are_listed_once_something_is_on_record(client: Client, europe: Dataset) -> None:
    norway = make_place("NO", names={"en": "Norway"})
    make_place("UA", names={"en": "Ukraine"})
    make_record(title="From the north", places=[norway])
    outbox.drain(["index"])
    words = words_of(client, "/countries/")
    assert "Norway 1 1" in words
    assert "Ukraine" not in words


def test_counts_are_those_of_what_the_reader_may_see(client: Client, europe: Dataset) -> None:
    client.force_login(make_user("members"))
    assert "Austria 1 1" in words_of(client, "/countries/")
    client.force_login(make_user("editors"))
    assert "Austria 2 2" in words_of(client, "/countries/")


def test_the_map_is_a_list_of_links_with_names(client: Client, europe: Dataset) -> None:
    tiles = text_of(client, "/countries/").partition('class="tiles"')[2].partition("</ul>")[0]
    assert tiles.count("<li") == 2  # of the 25 only those that exist here
    assert 'href="/countries/AT/"' in tiles
    assert "Austria: " in tiles


def test_every_tile_has_a_place_of_its_own() -> None:
    assert len(TILES) == len(set(TILES.values())) == 25
    assert [shade(count) for count in (0, 4, 5, 20, 50, 500)] == [0, 1, 2, 3, 4, 4]
    assert len(key()) == 5


def test_without_an_index_the_page_says_so(client: Client) -> None:
    make_place("AT")
    assert "worked out again" in words_of(client, "/countries/")


def test_a_country_shows_its_records_its_figures_and_the_union_beside_them(client: Client, europe: Dataset) -> None:
    words = words_of(client, "/countries/AT/")
    for said in ("Austria", "8,766", "107.2 %", "European Union: 114.0 %", "Telfi", "1 result", "A background paper"):
        assert said in words, said
    for other in ("7,183", "A Scottish charity", "Only for editors"):
        assert other not in words


def test_figures_come_before_the_records_and_notes_on_the_union_stand_with_the_whole_table(
    client: Client, europe: Dataset
) -> None:
    Claim.objects.filter(place__code="EU", indicator__code="persons").update(caveat="Agrees with the sum of the rows.")
    Claim.objects.filter(place__code="AT", indicator__code="persons").update(caveat="Counted in September.")
    Dataset.objects.update(note="How it was counted.")
    make_conflict(title="About all of the union", datasets=[europe])
    make_conflict(title="About Austria", places=[make_place("AT")])
    words = words_of(client, "/countries/AT/")
    assert words.index("8,766") < words.index("All figures 2") < words.index("Counted in September.")
    assert words.index("Where sources differ 1") < words.index("About Austria") < words.index("Everything on record")
    for elsewhere in ("Agrees with the sum", "How it was counted.", "About all of the union"):
        assert elsewhere not in words, elsewhere
        assert elsewhere in words_of(client, "/figures/annex_1/")


def test_its_parts_and_cities_belong_to_it(client: Client, europe: Dataset) -> None:
    words = words_of(client, "/countries/UK/")
    assert "United Kingdom: Scotland" in words
    assert "7,183" in words
    assert "A Scottish charity" in words


@pytest.mark.parametrize(("code", "country"), [("UK-SCT", "UK"), ("glasgow", "UK"), ("at", "AT"), ("uk", "UK")])
def test_a_part_leads_to_its_country(client: Client, europe: Dataset, code: str, country: str) -> None:
    assert client.get(f"/countries/{code}/")["Location"] == f"/countries/{country}/"


@pytest.mark.parametrize("code", ["XX", "EU", "%00", "'", "AT%2F..", "💥"])
def test_what_is_no_country_is_not_found(client: Client, europe: Dataset, code: str) -> None:
    assert client.get(f"/countries/{code}/").status_code == 404


def test_figures_told_in_running_text_have_their_source(client: Client, europe: Dataset) -> None:
    place = make_place("AT")
    Claim.objects.create(
        indicator=make_concept("indicator:reconviction"),
        label="Reconviction",
        place=place,
        value="37",
        unit="%",
        source=europe.source,
        at="Footnote 3",
        caveat="One group only.",
    )
    words = words_of(client, "/countries/AT/")
    for said in ("Told in running text", "37 %", "Footnote 3", "One group only."):
        assert said in words, said


def test_disagreements_about_it_or_its_records_are_shown(client: Client, europe: Dataset) -> None:
    make_conflict(title="About Austria", places=[make_place("AT")])
    make_conflict(title="About a record", records=[make_record(places=[make_place("AT")])])
    make_conflict(title="About Scotland", places=[make_place("UK-SCT")])
    make_conflict(title="For editors", places=[make_place("AT")], audience="group:editors")
    words = words_of(client, "/countries/AT/")
    assert "About Austria" in words
    assert "About a record" in words
    assert "About Scotland" not in words
    assert "For editors" not in words
    assert "About Scotland" in words_of(client, "/countries/UK/")


def test_bad_input_is_answered_with_the_right_status(client: Client, europe: Dataset) -> None:
    assert client.get("/countries/AT/?page=99").status_code == 404
    assert client.get("/countries/AT/?from=last+year").status_code == 400
    assert "A Scottish charity" not in text_of(client, "/countries/AT/?country=UK")
    assert client.post("/countries/AT/").status_code == 405


def more(europe: Dataset, number: int) -> None:
    place = make_place(f"AT{number}", kind="region", parent=make_place("AT"))
    fields: dict[str, Any] = {"places": [place, make_place("AT")]}
    record = make_record(**fields)
    make_conflict(places=[place], records=[record], datasets=[europe])
    Claim.objects.create(indicator=make_concept("indicator:persons"), place=place, value="1", source=europe.source)


def test_the_query_counts_do_not_grow(client: Client, europe: Dataset) -> None:
    more(europe, 1)
    outbox.drain(["index"])
    before = warm_queries(client, "/countries/"), warm_queries(client, "/countries/AT/")
    for number in range(2, 7):
        more(europe, number)
    outbox.drain(["index"])
    assert (warm_queries(client, "/countries/"), warm_queries(client, "/countries/AT/")) == before
    assert before[0] <= 8
    assert before[1] <= 18
