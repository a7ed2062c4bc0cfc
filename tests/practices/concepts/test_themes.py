"""`/themes/`, `/themes/<scheme>/<code>/` and `/a-z/`: browsing by subject and by letter."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.foundation import outbox
from portal.vocabularies.models import ConceptNote, ConceptScheme
from portal.vocabularies.snapshot import forget
from practices.claims.models import Dataset
from tests.factories import make_concept, make_place, make_record, make_source, make_user
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def families() -> None:
    """Two records on families, one of them for editors, and one on work."""
    theme = make_concept(
        "theme:families", labels={"en": "Work with families", "de": "Arbeit mit Familien"}, notation="7"
    )
    ConceptNote.objects.create(concept=theme, text="Keeping family ties alive.")
    ConceptScheme.objects.filter(code="theme").update(descriptions={"en": "The eight themes of Table 2."})
    make_record(title="Family visits", concepts=[theme])
    make_record(title="Hidden visits", concepts=[theme], audience="group:editors")
    make_record(title="Édith’s workshop", concepts=[make_concept("need:income")], places=[make_place("AT")])
    forget()
    outbox.drain(["index"])


@pytest.mark.usefixtures("families")
def test_all_subjects_are_listed_with_how_much_there_is(client: Client) -> None:
    words = words_of(client, "/themes/")
    assert "The eight themes of Table 2." in words
    assert "Work with families 1" in words
    assert "Income 1" in words


@pytest.mark.usefixtures("families")
def test_counts_are_those_of_what_the_reader_may_see(client: Client) -> None:
    client.force_login(make_user("members"))
    assert "Work with families 1" in words_of(client, "/themes/")
    client.force_login(make_user("editors"))
    assert "Work with families 2" in words_of(client, "/themes/")


@pytest.mark.usefixtures("families")
def test_a_subject_says_what_it_covers_and_lists_its_records(client: Client) -> None:
    text = text_of(client, "/themes/theme/families/")
    for said in (
        "Work with families",
        "Keeping family ties alive.",
        "Arbeit mit Familien",
        "Family visits",
        "1 result",
    ):
        assert said in text, said
    for other in ("Hidden visits", "Édith’s workshop"):
        assert other not in text


@pytest.mark.usefixtures("families")
def test_its_list_can_be_narrowed_down_but_never_widened(client: Client) -> None:
    assert "0 results" in words_of(client, "/themes/theme/families/?country=AT")
    assert "Édith" not in text_of(client, "/themes/theme/families/?theme=other&need=income")


@pytest.mark.usefixtures("families")
def test_bad_input_is_answered_with_the_right_status(client: Client) -> None:
    assert client.get("/themes/theme/families/?page=99").status_code == 404
    assert client.get("/themes/theme/families/?from=last+year").status_code == 400


def test_broader_and_narrower_subjects_are_linked(client: Client) -> None:
    learning, education = make_concept("topic:learning"), make_concept("topic:education")
    education.broader.add(learning)
    forget()
    assert "/themes/topic/learning/" in text_of(client, "/themes/topic/education/").partition("Broader")[2]
    assert "/themes/topic/education/" in text_of(client, "/themes/topic/learning/").partition("Narrower")[2]


def test_an_indicator_leads_to_its_figures(client: Client) -> None:
    make_concept("indicator:occupancy")
    Dataset.objects.create(
        code="annex_1", title="Prisons in 2006", rows="place", columns=["occupancy"], source=make_source()
    )
    assert "Prisons in 2006" in words_of(client, "/themes/indicator/occupancy/")


def test_a_term_leads_to_the_glossary(client: Client) -> None:
    assert client.get("/themes/glossary/gol/")["Location"] == "/glossary/gol/"


@pytest.mark.parametrize(
    "address", ["/themes/theme/none/", "/themes/none/none/", "/themes/theme/%00/", "/themes/theme/"]
)
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_without_an_index_the_page_says_so(client: Client) -> None:
    make_concept("theme:families")
    assert "worked out again" in words_of(client, "/themes/")


@pytest.mark.usefixtures("families")
def test_the_query_counts_do_not_grow(client: Client) -> None:
    before = warm_queries(client, "/themes/"), warm_queries(client, "/themes/theme/families/")
    theme = make_concept("theme:families")
    for number in range(5):
        make_record(concepts=[theme, make_concept(f"topic:topic_{number}")])
    outbox.drain(["index"])
    assert (warm_queries(client, "/themes/"), warm_queries(client, "/themes/theme/families/")) == before
    assert before[0] <= 3
    assert before[1] <= 8


# -- A to Z --


@pytest.mark.usefixtures("families")
def test_records_stand_under_their_first_letter(client: Client) -> None:
    assert "2 results" in words_of(client, "/a-z/")
    under_e = words_of(client, "/a-z/?letter=E")
    assert "Édith’s workshop" in under_e
    assert "Family visits" not in under_e


@pytest.mark.usefixtures("families")
def test_terms_and_restricted_records_are_not_among_them(client: Client) -> None:
    make_concept("glossary:gol")
    outbox.drain(["index"])
    words = words_of(client, "/a-z/")
    assert "2 results" in words
    assert "Hidden visits" not in words
    client.force_login(make_user("editors"))
    assert "Hidden visits" in words_of(client, "/a-z/")


@pytest.mark.parametrize("letter", ["Ω", "", "%00", "<b>", "AAAA" * 200])
@pytest.mark.usefixtures("families")
def test_odd_letters_do_no_harm(client: Client, letter: str) -> None:
    assert client.get(f"/a-z/?letter={letter}").status_code == 200
