"""Words that are written in one of several are found by these, as far as the index knows them."""

from __future__ import annotations

import pytest

from tests.contract.conftest import Index, document


@pytest.mark.parametrize(
    ("language", "compound", "parts"),
    [
        ("de", "Gefängnisarbeit", "Arbeit im Gefängnis"),
        ("de", "Bildungsmaßnahme", "Eine Maßnahme der Bildung"),
        ("nl", "gevangenisarbeid", "Arbeid in de gevangenis"),
        ("sv", "fängelsearbete", "Arbete i fängelse"),
        ("da", "fængselsarbejde", "Arbejde i fængsel"),
        ("fi", "vankilatyöpaja", "Työpaja ja vankila"),
    ],
)
def test_a_question_of_one_long_word_finds_its_parts_after_the_word_itself(
    index: Index, language: str, compound: str, parts: str
) -> None:
    index.fill(
        document("parts", parts, language=language),
        document("whole", "Text", body=f"{compound}.", language=language),
        document("other", "Garten", language=language),
    )
    assert index.found(compound, languages=(language,)) == ["whole", "parts"]
    assert index.found(compound, languages=("fr",)) == ["whole"]


@pytest.mark.parametrize(
    ("language", "parts", "compound"),
    [
        ("de", ("Entlassung", "Haft"), "Haftentlassungen"),
        ("nl", ("arbeid", "gevangenis"), "gevangenisarbeid"),
        ("sv", ("arbete", "fängelse"), "fängelsearbetet"),
        ("da", ("arbejde", "fængsel"), "fængselsarbejde"),
        ("fi", ("työpaja", "vankila"), "vankilatyöpaja"),
    ],
)
def test_a_word_finds_longer_ones_that_are_written_in_one_with_it(
    index: Index, language: str, parts: tuple[str, str], compound: str
) -> None:
    index.fill(document("whole", compound, language=language), document("other", "Garten", language=language))
    for part in parts:
        assert index.found(part, languages=(language,)) == ["whole"]
        assert index.found(f"Garten -{part}", languages=(language,)) == ["other"]
        (hit,) = index.ask(part, languages=(language,)).hits
        assert hit.title.html == f"<mark>{compound}</mark>"
        assert index.found(part, languages=("en",)) == []


def test_what_has_the_word_itself_comes_first(index: Index) -> None:
    index.fill(
        document("longer", "Haftentlassung", language="de"),
        document("itself", "Text", body="Die Entlassung, und was danach kommt.", language="de"),
        document("english", "Haftentlassung"),
    )
    assert index.found("Entlassung", languages=("de",)) == ["itself", "longer"]


def test_what_is_not_cut_between_two_words_of_some_length_is_not_found(index: Index) -> None:
    index.fill(document(1, "Montage", language="de"), document(2, "Erfahrungen", language="de"))
    assert index.found("Tage", languages=("de",)) == []
    assert index.found("Fahrt", languages=("de",)) == []


def test_only_parts_that_are_both_known_words_count(index: Index) -> None:
    index.fill(document(1, "Haft", language="de"), document(2, "Wirtschaft", language="de"))
    assert index.found("Wirtschaft", languages=("de",)) == ["2"]
    assert index.found("Haftentlassung", languages=("de",)) == []
    index.change(["page:3"], document(3, "Entlassung", language="de"))
    assert set(index.found("Haftentlassung", languages=("de",))) == {"1", "3"}, "what is new counts at once"


def test_the_parts_are_shown_and_explained(index: Index) -> None:
    index.fill(document(1, "Arbeit und Gefängnis", language="de"), document(2, "Garten", language="de"))
    (hit,) = index.ask("Gefängnisarbeit", languages=("de",)).hits
    assert hit.title.html == "<mark>Arbeit</mark> und <mark>Gefängnis</mark>"
    assert [reason.where for reason in hit.matched_in] == ["title"]


def test_what_must_not_be_there_is_taken_whole(index: Index) -> None:
    index.fill(document(1, "Garten und Arbeit", language="de"), document(2, "Gefängnis", language="de"))
    assert index.found("Garten -Gefängnisarbeit", languages=("de",)) == ["1"]


def test_words_that_the_reader_may_not_find_make_no_difference(index: Index) -> None:
    index.fill(
        document(1, "Entlassung", language="de"),
        document(2, "Haft", language="de", audience="members"),
    )
    assert index.found("Haftentlassung", languages=("de",)) == []
    everyone = frozenset({"public", "members"})
    assert set(index.found("Haftentlassung", languages=("de",), audiences=everyone)) == {"1", "2"}
