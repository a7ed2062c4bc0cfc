"""What the pieces of a word count, for all engines alike."""

from __future__ import annotations

import pytest

from search.clauses import clauses, few, forms, is_code
from search.queries import Word, parse
from search.ranking import RANKING


def word(written: str) -> Word:
    return parse(written).words[0]


@pytest.mark.parametrize("written", ["DP-0001", "ALS5", "Car.Te.S.I.O.", "re-offending", "COVID-19", "ISO-8859-1"])
def test_the_parts_of_a_code_say_nothing(written: str) -> None:
    assert is_code(word(written))
    assert forms(word(written))[1] == ()


@pytest.mark.parametrize("written", ["MS-DOS-Datei", "SHA1-Datei", "second-hand", "Covid-19-Pandemie"])
def test_the_parts_of_a_compound_count_in_full_and_the_whole_a_share_more(written: str) -> None:
    whole, parts = forms(word(written))
    assert len(parts) == len(word(written).parts)
    assert {clauses(part)[0].weight for part in parts} == {1.0}
    assert clauses(whole)[0].weight == RANKING.joined


@pytest.mark.parametrize(("documents", "most"), [(0, 0), (15, 0), (16, 1), (320, 20), (1_000_000, 20)])
def test_few_documents_fit_on_a_page_and_are_a_small_part_of_all(documents: int, most: int) -> None:
    assert few(documents) == most
