"""Whether somebody could be recognised: what weighs, what is left alone, and any text whatever."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.identity_risk import FRAGMENTS, LEAST, Labelled, measure, sentences
from portal.texts.identity_risk import ADVICE, ADVISED, BLOCKED, LANGUAGES, Sort, assess
from portal.texts.identity_risk.patterns import element, lexicon, tokens_of
from portal.texts.identity_risk.reading import WEIGHTS

STORY = (
    "He is 34 and comes from Kirkby. A mentor met him at the gate.\n\n"
    "He was convicted of armed robbery and has three sons."
)


def sorts(text: str, language: str = "en") -> set[Sort]:
    return {fact.sort for fact in assess(text, language).facts}


@pytest.mark.parametrize(
    "text",
    [
        "He is 34.",
        "She comes from Kirkby.",
        "He was convicted of burglary.",
        "She has three children.",
        "He is Latvian.",
        "She was released on 14 March 2016.",
    ],
)
def test_a_single_fact_weighs_little(text: str) -> None:
    assert 0 < assess(text, "en").score < ADVISED


def test_several_together_tell_who_it_is() -> None:
    scores = [
        assess(text, "en").score
        for text in (
            "He is 34.",
            "He is 34 and comes from Kirkby.",
            "He is 34, comes from Kirkby and was convicted of burglary.",
            "He is 34, comes from Kirkby, was convicted of burglary and has three sons.",
        )
    ]
    assert scores == sorted(scores)
    assert scores[2] >= ADVISED
    assert scores[3] >= BLOCKED


def test_each_reason_has_its_place_in_the_text() -> None:
    found = assess(STORY, "en")
    words = {fact.sort: STORY[fact.start : fact.end] for fact in found.facts}
    assert words[Sort.AGE] == "is 34 and"
    assert words[Sort.PLACE] == "from Kirkby"
    assert words[Sort.OFFENCE] == "armed robbery"
    assert words[Sort.FAMILY] == "three sons"
    assert "".join(piece for piece, _fact in found.marked) == STORY
    assert [fact for _piece, fact in found.marked if fact] == list(found.facts)
    assert {str(advice.name) for advice, _words in found.reasons} == {str(ADVICE[sort].name) for sort in words}


@pytest.mark.parametrize("sort", Sort)
def test_each_sort_says_why_and_what_to_write_instead(sort: Sort) -> None:
    advice = ADVICE[sort]
    assert all(str(said).strip() for said in (advice.name, advice.why, advice.instead))


def test_what_is_said_of_many_or_in_office_is_left_alone() -> None:
    for text in (
        "In HMP Liverpool 59 per cent of men aged 18 to 25 had been convicted of burglary.",
        "Director Helen Marsh opened the conference in Liverpool on 19 November 2015.",
        "Every prisoner should have a plan that he or she wrote, with health and debts in it.",
    ):
        assert not assess(text, "en").facts


def test_a_former_office_is_a_fact() -> None:
    assert Sort.WORK in sorts("My client, a former director, was convicted of fraud in Cardiff.")


def test_a_story_is_about_one_person_throughout() -> None:
    far = (
        "Kirkby is where it began.\n\n"
        + "A long time went by. " * 100
        + "\n\nAn only child, convicted of arson at 34.\n\nIn Kirkby."
    )
    assert assess(far, "en", throughout=True).score > assess(far, "en").score


def test_facts_that_stand_far_apart_are_not_read_together() -> None:
    near = "He is 34. He comes from Kirkby. He was convicted of arson."
    apart = near.replace(". ", ". " + "\n\nNothing was said. " * 120 + "\n\n")
    assert assess(near, "en").score > assess(apart, "en").score


def test_the_language_of_the_text_itself_is_looked_at() -> None:
    german = "Er ist 23, kommt aus Delmenhorst und wurde wegen schweren Raubes verurteilt."
    assert assess(german, "en").is_advised
    assert assess(german, "").is_advised
    assert assess(german, "xx").is_advised


def test_letters_that_stand_for_nobody_are_left_alone() -> None:
    for text in (
        "He has hepatitis C.",
        "She took plan B with her.",
        "See annex B, which tells him more.",
        "I was there.",
    ):
        assert Sort.NAME not in sorts(text)


def test_contact_data_is_found() -> None:
    text = "He was convicted of theft; write to tom.oakes@example.org or call 0151 496 0713."
    found = [fact for fact in assess(text, "en").facts if fact.sort == Sort.CONTACT]
    assert [text[fact.start : fact.end] for fact in found] == ["tom.oakes@example.org", "0151 496 0713"]


def test_accents_and_case_do_not_matter() -> None:
    plain = assess("Il a 26 ans, il vient de Maubeuge et il a ete condamne pour vol a main armee.", "fr")
    assert plain.is_advised


@given(some.text(max_size=400), some.sampled_from([*LANGUAGES, "", "xx"]), some.booleans())
def test_any_text_is_taken(text: str, language: str, throughout: bool) -> None:
    found = assess(text, language, throughout=throughout)
    assert 0 <= found.score <= 100
    assert "".join(piece for piece, _fact in found.marked) == text
    ends = [0, *(fact.end for fact in found.facts)]
    assert all(end <= fact.start < fact.end <= len(text) for end, fact in zip(ends, found.facts, strict=False))


@given(some.lists(some.sampled_from(FRAGMENTS), max_size=200))
def test_any_row_of_facts_is_taken(parts: list[str]) -> None:
    assess("".join(parts), "en", throughout=True)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_work_grows_with_the_text_alone(fragment: str) -> None:
    """Four times the text, about four times the calls; `bench.identity_risk` measures the time."""
    assess(fragment, "en")

    def calls(size: int) -> int:
        count = 0

        def called(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(called)
        try:
            assess(fragment * (size // len(fragment)), "en")
        finally:
            sys.setprofile(None)
        return count

    assert calls(12_000) < calls(3_000) * 5 + 500


# -- The word lists --


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_lists(language: str) -> None:
    words = lexicon(language)
    assert len(LANGUAGES) == 8
    assert len(words.months.whole) >= 12
    assert {name for patterns in words._patterns.values() for name in (one.name for one in patterns)} >= {
        *WEIGHTS,
        "weak",
        "strong",
        "many",
        "office",
        "generic",
    }


def test_a_class_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="NOBODY"):
        element("NOBODY")


def test_hyphens_separate_nothing() -> None:
    assert [token.text for token in tokens_of("34-year-old, l'âge")] == ["34", "year", "old", ",", "l", "âge"]


# -- What it is measured by --


LISTED = list(sentences())


def part(*names: str) -> list[Labelled]:
    return [one for one in LISTED if one.part in names]


def test_there_are_enough_sentences_in_all_languages() -> None:
    assert len(LISTED) >= 200
    assert {one.language for one in LISTED} == set(LANGUAGES)
    assert len({one.text for one in LISTED}) == len(LISTED)
    for language in LANGUAGES:
        risky = [one.is_risky for one in LISTED if one.language == language]
        assert 0.4 < sum(risky) / len(risky) < 0.6


@pytest.mark.parametrize("language", ["", *LANGUAGES])
def test_precision_and_recall_hold(language: str) -> None:
    told = measure([one for one in LISTED if not language or one.language == language])
    assert told.precision >= LEAST
    assert told.recall >= LEAST


def test_precision_and_recall_hold_where_nothing_was_tuned() -> None:
    told = measure(part("held_out", "unseen"))
    assert told.precision >= LEAST
    assert told.recall >= LEAST
