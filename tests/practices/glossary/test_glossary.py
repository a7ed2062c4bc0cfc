"""`/glossary/` and `/glossary/<term>/`: words and short forms, explained; and found by search."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry
from portal.vocabularies.models import Concept, ConceptLabel, ConceptMatch, ConceptNote
from portal.vocabularies.snapshot import forget
from tests.factories import make_concept, make_source, make_user
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def make_term(code: str, label: str, note: str = "", **fields: Any) -> Concept:
    """A glossary term with a definition."""
    labels = {"en": label, **fields.pop("labels", {})}
    term = make_concept(f"glossary:{code}", labels=labels, **fields)
    if note:
        ConceptNote.objects.create(concept=term, text=note)
    forget()
    return term


@pytest.fixture
def gol() -> Concept:
    return make_term(
        "gol",
        "Local operative group",
        "A network around each prison of Piedmont.",
        abbreviation="GOL",
        labels={"it": "Gruppo operativo locale", "de": "Örtliche Arbeitsgruppe"},
    )


def test_terms_stand_from_a_to_z_with_everything_that_explains_them(client: Client, gol: Concept) -> None:
    other = make_term("safety_house", "Safety House", labels={"nl": "Veiligheidshuis"})
    ConceptMatch.objects.create(concept=gol, to=other, language="nl", note="Works on single cases.")
    make_term("ecole", "École pénitentiaire")
    forget()
    text = text_of(client, "/glossary/")
    for said in (
        'id="gol"',
        ">GOL<",
        "A network around each prison",
        "editors’ work",
        "/glossary/gol/",
        "/glossary/gol/#elsewhere",
    ):
        assert said in text, said
    assert "/glossary/ecole/#elsewhere" not in text
    assert [text.index(f'id="letter-{letter}"') for letter in "ELS"] == sorted(
        text.index(f'id="letter-{letter}"') for letter in "ELS"
    )
    assert 'href="#letter-E"' in text  # the accent doesn't count


@pytest.mark.parametrize(
    ("query", "accepted", "word"),
    [("", "", ""), ("", "it-IT,it;q=0.9,en;q=0.5", "it"), ("", "en-GB,en", ""), ("?language=de", "it", "de"), ("?language=", "it", "")],
)  # fmt: skip
def test_each_word_stands_in_the_readers_other_language(
    client: Client, gol: Concept, query: str, accepted: str, word: str
) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = accepted
    answer = client.get(f"/glossary/{query}")
    text = answer.content.decode()
    assert "Accept-Language" in answer["Vary"]
    for language, label in (("it", "Gruppo operativo locale"), ("de", "Örtliche Arbeitsgruppe")):
        assert (f'lang="{language}">{label}' in text) is (word == language)


@pytest.mark.parametrize("words", ["gol", "piedmont", "GRUPPO locale", "ortliche", "network prison", "local+workshop"])
def test_terms_can_be_looked_for_by_any_of_their_words(client: Client, gol: Concept, words: str) -> None:
    ConceptLabel.objects.create(concept=gol, language="en", kind="alternative", text="Local workshop")
    make_term("safety_house", "Safety House")
    forget()
    text = words_of(client, f"/glossary/?q={words}")
    assert "1 term has these words." in text
    assert "Local operative group" in text
    assert "Safety House" not in text


def test_a_term_found_in_another_language_shows_that_word(client: Client, gol: Concept) -> None:
    assert 'lang="de">Örtliche Arbeitsgruppe' in text_of(client, "/glossary/?q=arbeitsgruppe")


@pytest.mark.parametrize(
    "query", ["q=zzz", "q=%00", "q=%F0%9F%92%A5", "q=<b>", "language=xx", "language=%00", f"q={'a' * 3000}"]
)
def test_odd_questions_to_the_glossary_are_answered(client: Client, gol: Concept, query: str) -> None:
    answer = client.get(f"/glossary/?{query}")
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode().partition("<main")[2]


def test_words_that_are_not_in_it_lead_to_the_search(client: Client, gol: Concept) -> None:
    text = text_of(client, "/glossary/?q=zzz+y")
    assert "0 terms have these words." in text
    assert 'href="/search/?q=zzz%20y"' in text


def test_the_whole_glossary_is_no_heavy_page(client: Client) -> None:
    for number in range(100):
        labels = dict.fromkeys(("de", "fr", "it", "es", "pt", "nl", "pl"), f"Wort Nummer {number} in einer Sprache")
        make_term(f"term_{number}", f"A term of some length, number {number}", "A word. " * 20, labels=labels)
    assert len(client.get("/glossary/?language=de").content) < 70_000


def test_a_term_has_a_page_with_its_words_and_its_equivalents(client: Client, gol: Concept) -> None:
    source = make_source(title="A background paper")
    other = make_term("safety_house", "Safety House")
    ConceptMatch.objects.create(concept=gol, to=other, language="nl", note="Works on single cases.")
    ConceptMatch.objects.create(concept=gol, to=None, language="fr", note="Nothing quite like it.")
    Concept.objects.filter(pk=gol.pk).update(
        sources=[{"source": source.identifier, "at": "Panel 1"}],
        exact_match=["http://eurovoc.europa.eu/1", "javascript:alert(1)"],
    )
    ConceptLabel.objects.create(concept=gol, language="en", kind="alternative", text="Local group")
    gol.related.add(make_concept("theme:families"))
    forget()
    text = text_of(client, "/glossary/gol/")
    for said in (
        "A network around each prison", "Gruppo operativo locale", "Italiano", "Local group", "Works on single cases.", "Nothing quite like it.",
        "editors’ work",
        "A background paper", "Panel 1", "http://eurovoc.europa.eu/1", "/themes/theme/families/", "/search/?q=GOL",
    ):  # fmt: skip
        assert said in text, said
    assert "javascript:alert" not in text


def test_a_restricted_source_is_not_named(client: Client, gol: Concept) -> None:
    source = make_source(title="Closed minutes", audience="members")
    Concept.objects.filter(pk=gol.pk).update(sources=[{"source": source.identifier, "at": "p. 1"}, "odd"])
    assert "Closed minutes" not in text_of(client, "/glossary/gol/")
    client.force_login(make_user("members"))
    assert "Closed minutes" in text_of(client, "/glossary/gol/")


@pytest.mark.parametrize("address", ["/glossary/none/", "/glossary/%00/", "/glossary/GOL'/"])
def test_what_does_not_exist_is_not_found(client: Client, gol: Concept, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_concept_of_another_scheme_is_no_term(client: Client) -> None:
    make_concept("theme:families")
    assert client.get("/glossary/families/").status_code == 404


def test_the_glossary_can_be_empty(client: Client) -> None:
    assert "The glossary is empty" in words_of(client, "/glossary/")


def test_hostile_words_are_shown_as_words(client: Client) -> None:
    make_term("odd", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", abbreviation='"><b>')
    for address in ("/glossary/", "/glossary/odd/"):
        text = text_of(client, address)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert '"><b>' not in text


def test_the_query_counts_do_not_grow(client: Client, gol: Concept) -> None:
    before = warm_queries(client, "/glossary/"), warm_queries(client, "/glossary/gol/")
    for number in range(6):
        other = make_term(f"term_{number}", f"Term {number}", "Some words.")
        ConceptMatch.objects.create(concept=gol, to=other, note="differs")
        gol.related.add(other)
    forget()
    after = warm_queries(client, "/glossary/"), warm_queries(client, "/glossary/gol/")
    assert before == after
    assert after[0] <= 3
    assert after[1] <= 5


# -- Found by search --


def found(client: Client, words: str) -> str:
    outbox.drain(["index"])
    return text_of(client, f"/search/?q={words}")


@pytest.mark.usefixtures("gol", "search_index")
@pytest.mark.parametrize("words", ["GOL", "operative+group", "Gruppo+operativo", "Arbeitsgruppe", "Piedmont"])
def test_a_term_is_found_by_all_its_words(client: Client, words: str) -> None:
    assert "/glossary/gol/" in found(client, words)


@pytest.mark.usefixtures("search_index")
def test_a_new_word_and_a_new_definition_are_found(client: Client, gol: Concept) -> None:
    assert "/glossary/gol/" not in found(client, "Turin")
    ConceptNote.objects.create(concept=gol, text="As in Turin.")
    assert "/glossary/gol/" in found(client, "Turin")
    label = ConceptLabel.objects.create(concept=gol, language="en", kind="alternative", text="Roundtable")
    assert "/glossary/gol/" in found(client, "Roundtable")
    label.delete()
    assert "/glossary/gol/" not in found(client, "Roundtable")


@pytest.mark.usefixtures("search_index")
def test_a_deleted_term_is_gone_at_once(client: Client, gol: Concept) -> None:
    assert "/glossary/gol/" in found(client, "GOL")
    gol.delete()
    assert "/glossary/gol/" not in text_of(client, "/search/?q=GOL")  # before the index is brought up to date
    assert "/glossary/gol/" not in found(client, "GOL")


def test_other_concepts_leave_the_glossary_alone() -> None:
    OutboxEntry.objects.all().delete()
    theme = make_concept("theme:families")
    ConceptLabel.objects.create(concept=theme, language="de", text="Familien")
    theme.save()
    theme.delete()
    assert not OutboxEntry.objects.filter(key__startswith="term:").exists()
