"""What words find, whatever their spelling, accents, separators and language."""

from __future__ import annotations

import pytest

from search.documents import Text
from tests.contract.conftest import Index, document

FOUND_BY = {
    "1": "cartesio | car te sio | Car.Te.S.I.O. | CarTeSIO | dp-0004 | DP 0004",
    "2": (
        "mabis net | mabisnet | MABIS.NeT | reoffending | re-offending | re offending | re-offended | "
        "employer | after care | aftercare"
    ),
    "3": (
        "elearning | e-learning | prilearesnet | 3.2 | ALS5 | als 5 | education | l'éducation d'adultes | telelearning"
    ),
    "4": "carcere | carceri",
    "5": "reinsertion | Réinsertion | detenu | détenus | emplois",
    "6": "reinsercao | REINSERÇÃO | reinserções | lodz | strasse",
    "7": "mentoring | nachsorge | mentoria | mentoreita",
    "8": "προγραμμα | πρόγραμμα",
}


@pytest.fixture
def catalogue(index: Index) -> Index:
    index.fill(
        document(1, "Car.Te.S.I.O.", "Local operative groups in Piedmont", names=("CarTeSIO", "DP-0004")),
        document(2, "MABIS.Net", "After-care agencies keep young people from re-offending", "Employers are visited."),
        document(3, "E-learning in prisons", "Tele-learning on a server", "Unit 3.2 and ALS5. L’éducation d’adultes.",
                 names=("PRILEARESNET", "DP-0001")),
        document(4, "Gruppi nelle carceri", "Un carcere aperto", language="it"),
        document(5, "Réinsertion des détenus", "Un détenu trouve un emploi", language="fr"),
        document(6, "Emprego e reinserção", "Nas prisões de Łódź e da Straße", language="pt"),
        document(7, "Mentors for young people", "Support", labels={"pt": ["Mentoria"], "de": ["Nachsorge"]},
                 translations=(Text("fi", "Mentoreita nuorille", "Tukea vapautuville"),)),
        document(8, "Ελληνικά πρόγραμμα", "Εκπαίδευση", language="el"),
    )  # fmt: skip
    return index


@pytest.mark.parametrize(
    ("text", "expected"), [(text, key) for key, texts in FOUND_BY.items() for text in texts.split(" | ")]
)
def test_spelling_variants_find_it(catalogue: Index, text: str, expected: str) -> None:
    assert expected in catalogue.found(text)


def test_one_work_is_one_hit(catalogue: Index) -> None:
    assert catalogue.found("mentors mentoreita") == ["7"]


def test_one_and_two_words_are_all_required(catalogue: Index) -> None:
    assert catalogue.found("operative groups") == ["1"]
    assert catalogue.found("operative") == ["1"]
    results = catalogue.ask("operative employers")
    assert results.relaxed
    assert results.total == 2


def test_of_more_words_most_are_required(catalogue: Index) -> None:
    results = catalogue.ask("local groups unheardof")
    assert (results.total, results.relaxed) == (1, False)


def test_nothing_is_nothing(catalogue: Index) -> None:
    results = catalogue.ask("unheardof neverseen")
    assert (results.total, results.relaxed, list(results.hits)) == (0, False, [])


def test_function_words_narrow_nothing_down_and_are_never_nothing(catalogue: Index) -> None:
    assert catalogue.found("the groups of the") == ["1"]
    assert catalogue.found("on") == ["3"]
    assert catalogue.ask("from a").total


def test_without_phrase_and_beginning(catalogue: Index) -> None:
    assert catalogue.found("young people") != catalogue.found("young people -mentors") == ["2"]
    assert catalogue.found('"operative groups"') == ["1"]
    assert catalogue.found('"groups operative"') == []
    assert catalogue.found('young -"after care"') == ["7"]
    assert set(catalogue.found("ment*")) == {"7"}


def test_no_words_find_everything_and_signs_find_nothing(catalogue: Index) -> None:
    assert len(catalogue.found()) == 8
    assert catalogue.found("!!! ***") == []


def test_what_is_called_so_comes_first(index: Index) -> None:
    index.fill(
        document(1, "The impact of training", "Impact on impact", "impact " * 30),
        document(2, "Peer mentors", "In work", names=("IMPACT",)),
        document(3, "Something else", "", "It had an impact."),
    )
    assert index.found("impact")[0] == "2"


def test_the_title_counts_more_than_the_text(index: Index) -> None:
    index.fill(document(1, "Housing", "On bricks", "words " * 40), document(2, "Bricks", "On housing", "words " * 40))
    assert index.found("housing") == ["1", "2"]
