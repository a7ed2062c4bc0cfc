"""Which words of the vocabularies a text holds, for whoever translates it."""

from __future__ import annotations

import pytest

from portal.vocabularies.occurring import MOST_SHOWN, occurring
from tests.factories import make_concept, make_place

pytestmark = pytest.mark.django_db


def told(text: str, language: str = "en", target: str = "de") -> list[tuple[str, str]]:
    return [(one.written, one.label) for one in occurring(text, language, target)]


def test_longest_words_first_in_any_form_as_they_are_written() -> None:
    make_concept("theme:education", labels={"en": "Education", "de": "Bildung"})
    make_concept("glossary:prison_education", labels={"en": "Prison education", "de": "Bildung im Vollzug"})
    make_concept("target_group:prisoner", labels={"en": "prisoner", "de": "Inhaftierte"})
    found = told("Prison-education for prisoners, not education alone.")
    assert found == [("Prison-education", "Bildung im Vollzug"), ("prisoners", "Inhaftierte"), ("education", "Bildung")]


def test_short_forms_by_their_letters_alone() -> None:
    make_concept(
        "glossary:dp", labels={"en": "development partnership", "de": "Entwicklungspartnerschaft"}, abbreviation="DP"
    )
    make_concept("glossary:pre", labels={"en": "education before work", "de": "Vorbildung"}, abbreviation="PRE")
    assert told("A DP; dp, pre") == [("DP", "Entwicklungspartnerschaft")]


def test_words_that_only_lead_to_a_concept_do_not_name_it() -> None:
    make_concept("programme:none", labels={"en": "No programme", "de": "Kein Programm"}, alternatives={"en": ["none"]})
    make_concept("setting:prison", labels={"en": "Prison", "de": "Gefängnis"})
    assert told("None of the prisoners is in prisons.") == [("prisons", "Gefängnis")]


def test_a_term_of_the_glossary_before_other_concepts() -> None:
    make_concept("theme:after_care", labels={"en": "After-care", "de": "Betreuung danach"})
    make_concept(
        "glossary:after_care", labels={"en": "After-care", "de": "Nachsorge"}, alternatives={"de": ["Nachbetreuung"]}
    )
    (one,) = occurring("after-care and after-care", "en", "de")
    assert (one.label, one.others) == ("Nachsorge", ("Nachbetreuung",))


def test_places_and_other_languages() -> None:
    make_place("NRW", names={"en": "North Rhine-Westphalia", "de": "Nordrhein-Westfalen"})
    make_concept("theme:housing", labels={"en": "Housing", "de": "Wohnen"})
    assert told("In Nordrhein-Westfalen: wohnen.", "de", "en") == [
        ("Nordrhein-Westfalen", "North Rhine-Westphalia"),
        ("wohnen", "Housing"),
    ]
    assert told("Housing", "en", "pl") == [("Housing", "")]


def test_names_of_figures_are_left_out_and_long_texts_stay_short() -> None:
    make_concept("indicator:participants", labels={"en": "Participants", "de": "Teilnehmende"})
    assert told("participants") == []
    for number in range(MOST_SHOWN + 5):
        make_concept(f"theme:t{number}", labels={"en": f"word{number}x", "de": f"Wort{number}"})
    assert len(told(" ".join(f"word{number}x" for number in range(MOST_SHOWN + 5)))) == MOST_SHOWN
    assert told("") == []
    assert told("\x00 ﷽ '’- ...") == []
