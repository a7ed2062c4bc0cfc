"""A record's page: what it is, who says so, how old and how certain, what it hangs together with."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.claims.models import Claim
from practices.conflicts.models import Conflict, ConflictValue
from practices.records.models import Citation
from practices.relations.models import Relation
from tests.factories import make_concept, make_place, make_record, make_source, make_translation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def full_record(links: int = 3, **fields: Any) -> Any:
    """A practice with something of everything."""
    source = make_source(title="A background paper")
    indicator = make_concept("indicator:reoffending")
    record = make_record(
        "practice",
        title="After-care agencies",
        known_in=2007,
        historical=True,
        period="2002/2005",
        names=["MABIS.Net", "Mabis"],
        concepts=[make_concept("theme:resettlement_support"), make_concept("need:shelter")],
        places=[
            make_place("DE"),
            make_place("DEA", kind="region", parent=make_place("DE"), names={"en": "North Rhine-Westphalia"}),
        ],
        citations=[
            Citation(source=source, at="Panel 1", supports="what was done"),
            Citation(source=source, at="Table 2"),
        ],
        results=[
            Claim(
                indicator=indicator,
                label="Reoffending",
                value="40",
                unit="%",
                comparison="80 % before",
                source=source,
                at="Panel 1",
                caveat="No follow-up is stated.",
            )
        ],
        relations=[
            Relation(
                type="practised_by",
                target=make_record("development_partnership", title=f"Partnership {number} of {links}"),
                judgement=number == 0,
            )
            for number in range(links)
        ],
        evidence_strength="unrated",
        evidence_because="no comparison group",
        self_reported=True,
        self_report_by="the partnership",
        **fields,
    )
    for number in range(links):
        conflict = Conflict(title=f"How many {number}?", note="Nobody knows.")
        conflict.values = [
            ConflictValue(value="121", says="stated", source=source),
            ConflictValue(value="111", says="summed", source=source),
        ]
        conflict.records = [record]
        conflict.save()
    return record


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_what_it_is_who_says_so_how_old_and_how_certain(client: Client) -> None:
    record = full_record()
    text = body(client, record.url)
    for said in (
        "After-care agencies", "MABIS.Net", "As known in 2007", "Historical", "2002–2005", "North Rhine-Westphalia", "Resettlement support", "Shelter",
        "no comparison group", "Self-reported", "Not peer-reviewed", "A background paper", "Panel 1", "what was done", "80 % before", "No follow-up is stated.",
        "editor’s judgement", "Partnership 0", record.identifier,
    ):  # fmt: skip
        assert said in text, said


def test_what_is_not_known_is_said_and_asked_for(client: Client) -> None:
    text = body(client, make_record(problem="<p>A problem</p>", done="").url)
    assert text.count("Not known: the sources don’t say.") >= 5
    assert "/contribute/correction/PR-" in text


def test_the_query_count_does_not_grow_with_what_is_on_the_page(client: Client) -> None:
    small, large = full_record(1), full_record(8, slug="another")
    counts = []
    for record in (small, large):
        client.get(record.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(record.url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_signed_in_costs_at_most_five_more(client: Client) -> None:
    record = full_record()
    client.force_login(make_user("editors"))
    client.get(record.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(record.url)
    assert len(queries) <= 20


def test_a_relation_is_read_from_both_ends(client: Client) -> None:
    record = full_record(1)
    partner = record.relations.first().target.specific
    assert "Practised by" in body(client, record.url)
    text = body(client, partner.url)
    assert "Practised" in text
    assert "After-care agencies" in text


def test_a_relation_leads_to_its_source_from_both_ends(client: Client) -> None:
    source = make_source(title="The minutes")
    other = make_record("organisation")
    record = make_record(relations=[Relation(type="practised_by", target=other, source=source, at="Item 7")])
    for page in (record, other):
        text = body(client, page.url)
        assert '<a class="ref" href="#s1">' in text
        assert "Item 7" in text.partition('id="s1"')[2].partition("</li>")[0]


def test_a_relation_does_not_name_a_source_that_the_reader_may_not_see(client: Client) -> None:
    source = make_source(title="Minutes of the editors", audience="group:editors")
    record = make_record(
        relations=[Relation(type="practised_by", target=make_record("organisation"), source=source, at="Item 7")]
    )
    text = body(client, record.url)
    assert "Minutes of the editors" not in text
    assert "Item 7" not in text
    client.force_login(make_user("editors"))
    assert "Item 7" in body(client, record.url)


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("event", {"event_type": "policy_forum"}, "Policy forum"),
        ("event", {"event_type": "action_learning_set"}, "Action Learning Set"),
        ("evaluation", {"evaluation_type": "process"}, "Process evaluation: how does it work?"),
    ],
)
def test_events_and_evaluations_say_of_what_sort_they_are(
    client: Client, kind: str, fields: dict[str, Any], said: str
) -> None:
    record = make_record(kind, **fields)
    assert f"<dd>{said}</dd>" in body(client, record.url)
    assert structured(client, record)["keywords"] == said


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("practice", ["Ran", "Target", "Reached"]),
        ("event", ["When", "Venue"]),
        ("evaluation", ["Design", "Comparison group", "Sample", "Follow-up"]),
    ],
)
def test_facts_that_matter_say_that_they_are_not_known(client: Client, kind: str, asked: list[str]) -> None:
    text = body(client, make_record(kind).url)
    for fact in asked:
        assert f'<dt>{fact}</dt><dd class="unknown">not known</dd>' in text, fact


def test_relations_have_a_column_for_details_only_where_there_are_any(client: Client) -> None:
    other = make_record(title="Another practice")
    plain = make_record(relations=[Relation(type="related_to", target=other)])
    assert "Another practice" in body(client, plain.url)
    assert "Details" not in body(client, plain.url)
    noted = make_record(relations=[Relation(type="related_to", target=other, note="Same town")])
    assert "Details" in body(client, noted.url)


def test_a_relation_to_what_may_not_be_seen_is_not_there(client: Client) -> None:
    hidden = make_record(title="A protected thing", audience="group:editors")
    record = make_record(relations=[Relation(type="related_to", target=hidden)])
    assert "A protected thing" not in body(client, record.url)
    client.force_login(make_user("editors"))
    assert "A protected thing" in body(client, record.url)


def test_homonyms_are_told_apart_on_both_pages(client: Client) -> None:
    england = make_record("development_partnership", title="Exodus (England)")
    netherlands = make_record(
        "organisation",
        title="Exodus (Netherlands)",
        relations=[Relation(type="not_the_same_as", target=england, note="Another one.")],
    )
    for page in (england, netherlands):
        assert "Not to be confused with" in body(client, page.url)


def test_a_restricted_record_is_not_there_for_strangers(client: Client) -> None:
    record = make_record(audience="group:editors")
    assert client.get(record.url).status_code == 404
    client.force_login(make_user("members"))
    assert client.get(record.url).status_code == 404
    client.force_login(make_user("editors"))
    assert client.get(record.url).status_code == 200


def test_a_restricted_record_may_have_a_public_stub(client: Client) -> None:
    record = make_record(
        title="Secret title",
        summary="Secret summary",
        audience="group:editors",
        stub_title="A local programme",
        stub_summary="A neutral sentence.",
    )
    text = body(client, record.url)
    assert "A local programme" in text
    assert "A neutral sentence." in text
    assert "Secret" not in text
    assert client.get(f"/id/{record.identifier}/", follow=True).status_code == 200


def test_a_translation_of_title_and_summary_shows_the_rest_in_the_original_marked(client: Client) -> None:
    record = full_record()
    german = make_translation(record, "de", title="Nachsorgestellen", summary="Stellen in sieben Regionen.")
    text = body(client, german.url)
    assert german.url.startswith("/de/")
    assert '<main id="main" tabindex="-1" class="wrap" lang="de">' in text
    assert "Nachsorgestellen" in text
    assert "Only title and summary are translated" in text
    assert re.search(r'<div class="flow" lang="en">', text)
    assert "One person stays beside them." in text
    assert german.full_identifier == f"{record.identifier}-de"
    assert client.get(f"/id/{german.full_identifier}/")["Location"] == german.url
    address = german.full_identifier
    german.delete()
    assert client.get(f"/id/{address}/")["Location"] == f"/de{record.url}"  # whoever cited it still gets to the work


def test_a_whole_translation_says_its_own_words_and_the_rest_in_the_original_marked(client: Client) -> None:
    record = full_record()
    german = make_translation(
        record, "de", title="Nachsorgestellen", translated_by="a teacher", title_and_summary_only=False,
        problem="<p>Niemand blieb.</p>", done=record.done, target="30 Leute",
    )  # fmt: skip
    text = body(client, german.url)
    assert "This is a translation (by: a teacher)." in text
    assert re.search(
        r'<div class="flow" lang="en">\s*<h2 id="problem">[^<]*</h2>\s*<div class="flow" lang="de"><p>Niemand blieb',
        text,
    )
    assert "One person stays beside them." in text  # `done` as it was copied is still the original's
    assert not re.search(r'lang="de"><p[^>]*>One person', text)
    assert "30 Leute" in text
    assert "Niemand blieb" not in body(client, record.url)


def test_a_reader_is_offered_the_text_in_their_language(client: Client) -> None:
    record = full_record()
    make_translation(record, "de", title="Nachsorgestellen")
    text = client.get(record.url, headers={"accept-language": "de-AT,en;q=0.5"}).content.decode()
    assert "This record has a text in Deutsch" in text
    assert (
        "This record has a text in"
        not in client.get(record.url, headers={"accept-language": "en,de;q=0.5"}).content.decode()
    )


def test_a_conflict_between_sources_shows_both_values(client: Client) -> None:
    record = full_record(1)
    text = body(client, record.url)
    for said in ("How many 0?", "121", "111", "Nobody knows.", "summed"):
        assert said in text


def test_structured_data_is_valid_and_can_not_break_out(client: Client) -> None:
    record = make_record(title="</script><script>alert(1)</script>", slug="hostile")
    text = body(client, record.url)
    assert "<script>alert(1)" not in text
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert match
    data = json.loads(match[1])
    assert data["name"] == "</script><script>alert(1)</script>"
    assert data["identifier"] == record.identifier


OF_TEXTS = {"inLanguage", "license", "dateModified", "spatialCoverage", "temporalCoverage"}


def structured(client: Client, record: Any) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body(client, record.url), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("kind", ["organisation", "network", "development_partnership", "programme", "event"])
def test_structured_data_of_what_is_no_text_leaves_the_properties_of_texts_to_its_page(
    client: Client, kind: str
) -> None:
    data = structured(client, make_record(kind, period="2002/2005", places=[make_place("AT")]))
    assert not OF_TEXTS & set(data)
    assert data["subjectOf"]["@type"] == "WebPage"
    assert data["subjectOf"]["inLanguage"] == "en"


def test_structured_data_of_a_text_has_language_licence_and_coverage(client: Client) -> None:
    data = structured(client, make_record("report", period="2002/2005", places=[make_place("AT")]))
    assert set(data) >= OF_TEXTS
    assert data["temporalCoverage"] == "2002/2005"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2006-10-23/2006-10-24", "2006-10-23", "2006-10-24"),
        ("2015-02-05", "2015-02-05", "2015-02-05"),
        ("2007~", None, None),
        ("2007/..", "2007", None),
        (None, None, None),
    ],
)
def test_structured_data_of_an_event_has_its_days_and_its_place(
    client: Client, period: str | None, first: str | None, last: str | None
) -> None:
    data = structured(client, make_record("event", period=period, venue="Town hall", places=[make_place("AT")]))
    assert (data.get("startDate"), data.get("endDate")) == (first, last)
    assert data["location"]["name"].startswith("Town hall, ")


def test_an_abbreviation_is_explained_where_it_first_stands(client: Client) -> None:
    make_concept("glossary:equal", labels={"en": "An EU initiative called EQUAL"}, abbreviation="EQUAL")
    text = body(client, make_record(done="<p>EQUAL paid. EQUAL ended.</p>").url)
    assert text.count('<abbr title="An EU initiative called EQUAL" tabindex="0">EQUAL</abbr>') == 1


def test_an_abbreviation_of_title_or_summary_is_explained_there(client: Client) -> None:
    make_concept("glossary:equal", labels={"en": "An EU initiative <called> EQUAL"}, abbreviation="EQUAL")
    make_concept("glossary:esf", labels={"en": "European Social Fund"}, abbreviation="ESF")
    text = body(
        client, make_record(title="EQUAL & others", summary="The ESF paid <b>all</b> of EQUAL.", done="<p>ESF</p>").url
    )
    assert '<h1><abbr title="An EU initiative &lt;called&gt; EQUAL" tabindex="0">EQUAL</abbr> &amp; others</h1>' in text
    assert '<abbr title="European Social Fund" tabindex="0">ESF</abbr> paid &lt;b&gt;all&lt;/b&gt; of EQUAL.' in text
    assert text.count("<abbr") == 2


def test_an_expired_record_is_gone(client: Client) -> None:
    record = make_record(expire_at=timezone.now() - timedelta(minutes=1))
    assert client.get(record.url).status_code == 404


@pytest.mark.parametrize("path", ["cite.ris", "history/"])
def test_citation_and_history_are_as_visible_as_the_record(client: Client, path: str) -> None:
    record = make_record(audience="group:editors")
    address = f"/id/{record.identifier}/{path}"
    assert client.get(address).status_code == 404
    client.force_login(make_user("editors"))
    assert client.get(address).status_code == 200


def test_the_citation_can_not_be_broken_by_a_title(client: Client) -> None:
    record = make_record(title="One\nER  - \nTY  - JOUR", slug="hostile-citation")
    text = client.get(f"/id/{record.identifier}/cite.ris").content.decode()
    assert text.count("\r\nER  - ") == 1
    assert text.startswith("TY  - ELEC\r\n")


def test_history_shows_what_a_version_changed(client: Client) -> None:
    record = make_record(summary="The first words.")
    record.summary = "The second words."
    record.save_revision().publish()
    text = body(client, f"/id/{record.identifier}/history/")
    assert "Version 2" in text
    assert "<del>first</del><ins>second</ins>" in text


def test_history_shows_a_corrected_figure_and_nothing_that_stayed_the_same(client: Client) -> None:
    figures = [
        Claim(indicator=make_concept("indicator:reoffending"), label="Again in <prison>", value="40", unit="%", source=make_source())
    ]  # fmt: skip
    record = make_record(done='<p data-block-key="a1">One.</p><p data-block-key="b2">Two.</p>', results=figures)
    record.done = record.done.replace("a1", "c3").replace("b2", "d4")
    figure = record.results.get()
    figure.value = Decimal(41)
    record.results = [figure, Claim(indicator=figure.indicator, label="Out of <work>", value="3", source=figure.source)]
    record.save_revision().publish()
    text = body(client, f"/id/{record.identifier}/history/")
    assert re.search(r"<del>40(\.0+)?</del><ins>41(\.0+)?</ins>", text)
    assert "<ins>Out of &lt;work&gt; · 3" in text
    assert "What was done" not in text


def test_history_names_no_related_record(client: Client) -> None:
    record = make_record()
    record.relations = [Relation(type="related_to", target=make_record(title="A sealed one", audience="group:editors"))]
    record.save_revision().publish()
    text = body(client, f"/id/{record.identifier}/history/")
    assert "This list has changed." in text
    assert "A sealed one" not in text


@pytest.mark.parametrize(
    "wrong",
    ["PR-9999", "XX-0001", "nonsense", "PR-0001-xx", "%00", "PR-0001%0a", "مرحبا", "..", "PR-00000000000000000001"],
)
def test_a_wrong_identifier_is_not_there(client: Client, wrong: str) -> None:
    for path in ("", "cite.ris", "history/"):
        assert client.get(f"/id/{wrong}/{path}").status_code == 404
