"""The bare ranking is the same as that of the drawn results."""

from __future__ import annotations

from zlib import crc32

import pytest

from search.engines.base import SORTS, EngineUnavailableError, SearchRequest, Sort
from search.fields import TIES
from tests.contract.conftest import NOW, Index, document


def test_ids_and_scores_alone_are_those_of_the_drawn_hits(index: Index) -> None:
    index.fill(
        document(1, "Work after prison"),
        document(2, "Prison", body="Nobody has work."),
        document(3, "Garden"),
        document(4, "Work in prison", audience="members"),
    )
    hits = index.ask("prison work").hits
    assert [hit.record for hit in hits] == ["page:1", "page:2"]
    ranking = index.engine.ranking(SearchRequest(text="prison work", now=NOW))
    assert list(ranking) == [(hit.id, hit.score) for hit in hits]


def test_ranking_goes_as_deep_as_asked(index: Index) -> None:
    index.fill(*(document(number, f"Work {number}") for number in range(120)))
    assert len(index.engine.ranking(SearchRequest(text="work", now=NOW, limit=100))) == 100


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["prison", "", "kind:practice", "pris*"])
def test_pages_of_equal_hits_have_each_of_them_once_and_in_the_same_order_everywhere(
    index: Index, text: str, sort: Sort
) -> None:
    documents = [
        *(document(number, "Prison", published=NOW) for number in range(45)),
        *(document(f"term{number}", "Prison, and what it is", background=True) for number in range(3)),
    ]
    index.fill(*documents)
    pages = [index.ask(text, sort=sort, offset=offset, limit=10).hits for offset in range(0, 50, 10)]
    ids = [hit.id for page in pages for hit in page]
    assert sorted(ids) == sorted(one.id for one in documents)
    index.change([f"page:{number}" for number in range(20)], *documents[:20])
    index.fill(*reversed(documents))
    assert [hit.id for hit in index.ask(text, sort=sort, limit=48).hits] == ids
    if sort == "newest":
        assert ids[:45] == sorted(ids[:45], key=lambda key: crc32(key.encode()) % TIES)


def test_without_words_the_order_is_that_of_titles(index: Index) -> None:
    index.fill(document(1, "Wren"), document(2, "Auk", kind="event"), document(3, "Jay"))
    assert index.found("kind:practice") == ["3", "1"]
    assert index.found("-kind:practice OR kind:practice") == ["2", "3", "1"]


def test_what_has_fewer_of_the_words_follows(index: Index) -> None:
    index.fill(
        document(1, "Prison prison prison"),
        document(2, "A long text", body=f"{'Nobody knows it. ' * 40} Prison, and work."),
        document(3, "Garden"),
    )
    assert [hit.id for hit in index.ask("prison work").hits] == ["page:2"]
    ranking = index.engine.ranking(SearchRequest(text="prison work", now=NOW))
    assert [key for key, _score in ranking] == ["page:2", "page:1"]


def test_ranking_without_an_index_says_so(index: Index) -> None:
    with pytest.raises(EngineUnavailableError):
        index.engine.ranking(SearchRequest(text="work", now=NOW))


def test_what_only_explains_words_comes_after_what_tells_of_them_unless_it_is_called_so(index: Index) -> None:
    index.fill(
        document(
            1, "Work after prison", body="A long account of what was done, by whom, and what came of it in the end."
        ),
        document(2, "Prison work", background=True),
        document(3, "Prison", background=True),
    )
    assert index.found("work in prison") == ["1", "2"]
    assert index.found("prison work") == ["2", "1"], "what is called exactly so stays first"
    assert set(index.found("prison", filters={"kind": ["practice"]})) == {"1", "2", "3"}


def test_of_three_words_one_that_few_documents_have_is_enough(index: Index) -> None:
    index.fill(
        document("rare", "Beekeeping", body="It is done behind walls."),
        document("both", "Prison work"),
        *(document(number, "Prison", body=f"Number {number}.") for number in range(20)),
        *(document(number, "Garden", body=f"Number {number}.") for number in range(20, 40)),
    )
    assert index.found("prison work beekeeping") == ["both", "rare"]
    assert index.found("prison beekeeping behind") == ["rare"], "twenty of forty are not few"
    assert index.found("prison work beekeeping -behind") == ["both"]


def test_what_a_reader_may_not_find_makes_no_word_frequent_for_them(index: Index) -> None:
    found = [
        document("rare", "Beekeeping", body="It is done behind walls."),
        *(document(number, "Garden", body=f"Number {number}.") for number in range(40)),
    ]
    hidden = [document(number, "Beekeeping", audience="members") for number in range(100, 130)]
    index.fill(*found, *hidden)
    assert index.found("prison work beekeeping") == ["rare"]
    assert index.ask("prison work beekeeping", audiences=frozenset({"public", "members"})).relaxed
    index.fill(*found[:9], *hidden)
    assert index.ask("prison work beekeeping").relaxed, "one of nine is not rare"


def test_of_two_words_both_are_wanted_however_rare(index: Index) -> None:
    others = [document(number, "Garden", body=f"Number {number}.") for number in range(40)]
    index.fill(document("rare", "Beekeeping"), document("both", "Work", body="Beekeeping, at last."), *others)
    assert index.found("work beekeeping") == ["both"]


def test_the_long_parts_of_a_compound_count_as_words(index: Index) -> None:
    index.fill(
        document("parts", "A label for prisons on Minix"),
        document("both", "Prisons, and how to create them"),
        document("short", "An old hand, in the second place"),
        document("furniture", "Second furniture"),
    )
    assert set(index.found("Minix-prisons create")) == {"parts", "both"}
    assert index.found("second-hand furniture") == ["furniture"]


def test_function_words_in_a_compound_find_nothing_alone(index: Index) -> None:
    index.fill(
        document("homeless", "Un toit pour les sans-abri", language="fr"),
        document("shelter", "Abri", language="fr"),
        document("other", "Sans emploi", language="fr"),
    )
    assert index.found("sans-abri", languages=("fr",)) == ["homeless", "shelter"]
