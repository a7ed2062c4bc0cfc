"""Words become terms."""

from __future__ import annotations

import threading

import pytest

from search.analysis import clean, compact_name, compounds, fold, index_terms, initial, split, stems_of, terms_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"), ("Straße", "strasse"), ("ØRSTED", "orsted"), ("Ελλάδας", "ελλαδασ"), ("œuvre", "oeuvre"),
        ("İstanbul", "istanbul"), ("e\u0301te\u0301", "ete"), ("ﬁn", "fin"), ("Đorđe", "dorde"), ("plain", "plain"),
    ],
)  # fmt: skip
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("compound", "parts", "compact"),
    [
        ("Car.Te.S.I.O", ["Car", "Te", "S", "I", "O"], "CarTeSIO"), ("re-offending", ["re", "offending"], "reoffending"),
        ("l'éducation", ["éducation"], "léducation"), ("dell’arte", ["arte"], "dellarte"), ("prisoner's", ["prisoner"], "prisoners"),
        ("ALS5", ["ALS", "5"], "ALS5"), ("3.2", ["3.2"], ""), ("DP-0001", ["DP", "0001"], "DP0001"), ("word", ["word"], ""),
    ],
)  # fmt: skip
def test_compounds_have_parts_and_a_compact_form(compound: str, parts: list[str], compact: str) -> None:
    assert split(compound) == (parts, compact)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["mentor", "mentors", "mentoring"]), ("de", ["Gefängnis", "Gefaengnis", "Gefängnisse"]),
        ("fr", ["détenu", "détenus", "detenus"]), ("it", ["carcere", "carceri"]), ("es", ["prisión", "prisiones", "prision"]),
        ("pt", ["reinserção", "reinserções", "reinsercao", "reinsercoes"]), ("nl", ["gevangene", "gevangenen"]),
        ("pl", ["więzienie", "więzienia", "wiezienie"]),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(language: str, words: list[str]) -> None:
    assert set.intersection(*(set(stems_of(word, language)) for word in words))


def test_short_words_and_unknown_languages_are_not_stemmed() -> None:
    assert stems_of("als", "en") == ("als",)
    assert stems_of("cietumā", "lv") == ()
    assert terms_of("cietumā", "lv").words == ("cietuma",)


def test_words_are_cut_where_both_sides_may_be_words() -> None:
    assert {"haft", "entlass"} <= set(terms_of("Haftentlassung", "de").parts)
    assert {"bewaehr", "haft"}.isdisjoint(terms_of("Wirtschaft", "de").parts)
    assert terms_of("Haftentlassung", "en").parts == ()
    assert terms_of("Untersuchungshaft-Projekt", "de").parts[-1] == "haft"
    assert terms_of("a" * 1_000, "de").parts == (), "nobody looks for parts of what is no word"


def test_index_terms_keep_reading_order_and_put_compact_forms_last() -> None:
    words, stems, _parts = index_terms([("Re-offending falls", "en"), ("Next text", "en")])
    assert words == "re offending falls ¶ next text ¶ reoffending"
    assert stems.split() == ["re", "offend", "reoffend", "fall", "next", "text"]


def test_cleaning_takes_out_what_is_no_text() -> None:
    assert clean("a\x00b\ud800c\xadd\u202ee\u200bf\n") == "abcdef\n"
    assert compounds(clean("\x00")) == []


def test_what_printing_did_to_words_is_undone() -> None:
    assert clean("reinte-\ngration de\xad\nmain, North-\nSouth, ﬁn") == "reintegration demain, North-South, fin"


def test_names_and_initials() -> None:
    assert compact_name("Car.Te.S.I.O.") == compact_name("car te s i o") == "cartesio"
    assert [initial(title) for title in ("Élan", "“Łódź”", "3 ways", "…")] == ["E", "L", "0", ""]


def test_stemmers_are_not_shared_between_threads() -> None:
    wrong: list[str] = []

    def stem(word: str, expected: tuple[str, ...]) -> None:
        for number in range(300):
            if stems_of(f"{word}{'s' * (number % 2)}", "en") != expected:
                wrong.append(word)

    jobs = [("employer", ("employ",)), ("relation", ("relat",)), ("condition", ("condit",))]
    threads = [threading.Thread(target=stem, args=job) for job in jobs * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_housing_is_no_house() -> None:
    assert stems_of("housing", "en") == ("housing",)
    assert stems_of("houses", "en") == stems_of("house", "en")
