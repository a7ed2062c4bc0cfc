"""Records at the desk: create, edit, publish, revert; relations, results and sources; translations."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from portal.accounts.groups import ensure_groups
from practices.claims.models import Claim
from practices.good_practices.models import Practice
from practices.records.lists import RecordIndex
from practices.records.models import Citation, Record
from practices.records.publishable import NO_SOURCE, NO_SUCH_YEAR, NO_YEAR
from practices.relations.models import Relation
from tests.factories import make_concept, make_place, make_record, make_source, make_translation, make_user
from tests.practices.desk.forms import row, send, shown
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db]


def rich(text: str) -> str:
    """A paragraph as the editor's rich text field sends it."""
    block = {
        "key": "a",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
        "data": {},
    }
    return json.dumps({"blocks": [block], "entityMap": {}})


def sourced(**fields: Any) -> Any:
    """A record that may be published: it has a source and a year."""
    return make_record(**{"known_in": 2007, "citations": [Citation(source=make_source(), at="Panel 1")], **fields})


def edit_of(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def errors_of(answer: Any) -> Any:
    """Why a form came back."""
    form = answer.context["form"] if answer.context and "form" in answer.context else None
    return [form.errors, {name: rows.errors for name, rows in form.formsets.items()}] if form else answer.status_code


def publish(client: Client, page: Any, changes: dict[str, Any]) -> None:
    answer = send(client, edit_of(page), {**changes, "action-publish": "action-publish"})
    assert answer.status_code == 302, errors_of(answer)


def draft(client: Client, page: Any, changes: dict[str, Any]) -> None:
    answer = send(client, edit_of(page), changes)
    assert answer.status_code == 302, errors_of(answer)


def relation_to(other: Any, number: int = 0) -> dict[str, Any]:
    return row(
        "relations", number, type="funded_by", target=str(other.pk), role="", period="", note="", source="", at=""
    )


def test_an_editor_creates_and_publishes_a_practice_with_everything(editor: Client) -> None:
    parent = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    programme, source = make_record("programme", title="EQUAL"), make_source()
    theme, place, indicator = make_concept("theme:families"), make_place("AT"), make_concept("indicator:participants")
    address = reverse("wagtailadmin_pages:add", args=["practices", "practice", parent.pk])
    filled = {
        "title": "Family visits", "slug": "family-visits", "summary": "Visits that last a day.", "problem": rich("Children lose touch."), "done": rich("A day together."),
        "concepts": [str(theme.pk)], "places": [str(place.pk)], "tags": "visits", "known_in": "2007", "period": "2002-2005",
        **row("names", 0, text="Day visits"),
        **relation_to(programme),
        **row("results", 0, indicator=str(indicator.pk), label="Families", value="40", unit="", value_text="", comparison="", population="", period="", status="stated", source=str(source.pk), at="p. 1", caveat=""),
        **row("citations", 0, source=str(source.pk), at="Panel 1", supports="what was done"),
        "action-publish": "action-publish",
    }  # fmt: skip
    answer = send(editor, address, filled)
    assert answer.status_code == 302, errors_of(answer)
    record = Practice.objects.get(slug="family-visits")
    assert record.live
    assert record.identifier.startswith("PR-")
    assert str(record.period) == "2002/2005"
    text = editor.get(record.url).content.decode()
    for said in ("Children lose touch.", "Austria", "Families", "Day visits", "EQUAL", "Panel 1", "what was done"):
        assert said in text, said
    assert "Family visits" in editor.get(programme.url).content.decode()


def test_long_lines_wrap_and_numbers_have_no_zeros_of_the_database(editor: Client) -> None:
    claim = Claim(indicator=make_concept("indicator:participants"), label="Families", value="40", source=make_source())
    record = sourced(results=[claim])
    assert shown(editor, edit_of(record))["results-0-value"] == ["40"]
    assert '<textarea name="summary"' in editor.get(edit_of(record)).content.decode()
    publish(editor, record, {"summary": "One sentence.\r\nAnother one."})
    assert Practice.objects.get(pk=record.pk).summary == "One sentence. Another one."


def test_the_form_asks_for_the_address_and_for_nothing_that_no_page_shows(editor: Client) -> None:
    fields = shown(editor, edit_of(sourced()))
    assert "slug" in fields
    assert not {"seo_title", "search_description", "show_in_menus"} & fields.keys()


def test_the_form_gives_back_what_it_shows(editor: Client) -> None:
    """Opening a full record and publishing it unchanged changes nothing."""
    source = make_source()
    target = make_record("programme")
    record = make_record(
        concepts=[make_concept("theme:families")], places=[make_place("AT")], tags=["visits"], names=["Day visits"], period="2002/2005", known_in=2007,
        relations=[Relation(type="funded_by", target=target, role="paid", judgement=True)], citations=[Citation(source=source, at="Panel 1")],
        results=[Claim(indicator=make_concept("indicator:participants"), label="Families", value="40", source=source)],
    )  # fmt: skip
    before = record.serializable_data()
    publish(editor, record, {})
    after = Practice.objects.get(pk=record.pk).serializable_data()
    for name in ("concepts", "places", "period", "known_in", "identifier", "audience"):
        assert before[name] == after[name], name
    for name in ("problem", "done"):  # the rich text field numbers its paragraphs
        assert before[name] == re.sub(r' data-block-key="\w+"', "", after[name]), name
    for name in ("names", "relations", "results", "citations"):
        assert [{k: v for k, v in one.items() if k != "sort_order"} for one in before[name]] == [
            {k: v for k, v in one.items() if k != "sort_order"} for one in after[name]
        ], name


def test_a_draft_relation_is_invisible_publishing_and_reverting_bring_it_back(editor: Client) -> None:
    record, programme = sourced(title="Family visits"), make_record("programme", title="EQUAL")

    def told() -> tuple[bool, bool]:
        return "EQUAL</a>" in editor.get(record.url).content.decode(), "Family visits</a>" in editor.get(
            programme.url
        ).content.decode()

    draft(editor, record, relation_to(programme))
    assert told() == (False, False)
    publish(editor, record, {})
    assert told() == (True, True)
    with_relation = Practice.objects.get(pk=record.pk).latest_revision
    publish(editor, record, {"relations-0-DELETE": "1"})
    assert told() == (False, False)
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[record.pk, with_relation.pk])
    filled = {**shown(editor, revert), "action-publish": "action-publish"}
    assert editor.post(edit_of(record), filled).status_code == 302
    assert told() == (True, True)
    assert Relation.objects.filter(page=record.pk).count() == 1


def test_mistakes_are_named_and_nothing_is_saved(editor: Client) -> None:
    record = make_record(title="Family visits")
    answer = send(
        editor, edit_of(record), {"title": "Changed", "period": "sometime", "action-publish": "action-publish"}
    )
    assert answer.status_code == 200
    assert "“sometime” is not a date" in answer.content.decode().replace("&#x27;", "'")
    assert Practice.objects.get(pk=record.pk).title == "Family visits"


@pytest.mark.parametrize("year", ["20055", "2999", "12"])
def test_a_year_that_no_source_can_speak_of_is_refused_and_nothing_lost(editor: Client, year: str) -> None:
    record = sourced(title="Family visits")
    answer = send(editor, edit_of(record), {"title": "Day visits", "known_in": year})
    assert answer.status_code == 200
    assert str(NO_SUCH_YEAR) in html.unescape(answer.content.decode())
    assert 'value="Day visits"' in answer.content.decode()
    assert Practice.objects.get(pk=record.pk).known_in == 2007


def test_a_record_without_source_or_year_can_be_kept_as_a_draft_but_not_published(editor: Client) -> None:
    record = make_record(title="Family visits", publish=False)
    draft(editor, record, {"title": "Day visits"})
    answer = send(editor, edit_of(record), {"action-publish": "action-publish"})
    said = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert str(NO_SOURCE) in said
    assert str(NO_YEAR) in said
    assert not Practice.objects.get(pk=record.pk).live
    source = row("citations", 0, source=str(make_source().pk), at="Panel 1", supports="")
    for part in (source, {"known_in_not_known": "on"}):  # one of the two is not enough
        assert send(editor, edit_of(record), {**part, "action-publish": "action-publish"}).status_code == 200
    publish(editor, record, {**source, "known_in_not_known": "on"})
    assert Practice.objects.get(pk=record.pk).live


def test_the_last_source_is_not_taken_off_a_published_record(editor: Client) -> None:
    record = sourced()
    answer = send(editor, edit_of(record), {"citations-0-DELETE": "1", "action-publish": "action-publish"})
    assert str(NO_SOURCE) in html.unescape(answer.content.decode())
    assert Citation.objects.filter(page=record.pk).count() == 1


def test_drafts_that_lack_a_source_are_not_published_together(editor: Client) -> None:
    whole, bare = sourced(title="Whole", publish=False), make_record(title="Bare", publish=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    def publish_together(*pages: Any) -> str:
        query = "&".join(f"id={page.pk}" for page in pages)
        return html.unescape(editor.post(f"{address}?{query}", follow=True).content.decode())

    assert f"Bare: {NO_SOURCE}" in publish_together(whole, bare)
    assert not Practice.objects.filter(live=True).exists()
    publish_together(whole)
    assert Practice.objects.get(live=True).title == "Whole"


def test_the_form_offers_concepts_by_scheme_without_indicators_and_terms(editor: Client) -> None:
    for key in ("theme:families", "topic:housing", "indicator:participants", "glossary:gol"):
        make_concept(key)
    text = editor.get(edit_of(make_record())).content.decode()
    boxes = text.partition('id="id_concepts"')[2].partition("</div>")[0]
    assert "Families" in boxes
    assert "Housing" in boxes
    assert "<legend>Theme</legend>" in boxes
    assert "Participants" not in boxes
    assert "Gol" not in boxes


def test_the_form_asks_no_more_queries_with_more_concepts(editor: Client) -> None:
    record = make_record()
    make_concept("theme:families")
    before = warm_queries(editor, edit_of(record))
    for number in range(10):
        make_concept(f"topic:topic_{number}")
        make_place(f"P{number}")
    assert warm_queries(editor, edit_of(record)) == before


def test_numbers_that_do_not_exist_are_entered_without_json(editor: Client) -> None:
    record = sourced(
        kind="recommendation_set", title="Draft recommendations", missing_numbers={"4.4": "It does not exist."}
    )
    assert shown(editor, edit_of(record))["missing_numbers"] == ["4.4: It does not exist."]
    publish(editor, record, {"missing_numbers": "4.4: It does not exist.\n5.1: Left out: why, nobody knows."})
    expected = {"4.4": "It does not exist.", "5.1": "Left out: why, nobody knows."}
    assert Record.objects.get(pk=record.pk).specific.missing_numbers == expected


# -- Translations --


def test_a_translation_does_not_invite_entering_the_work_again(editor: Client) -> None:
    record = make_record(title="Family visits", relations=[Relation(type="funded_by", target=make_record("programme"))])
    translation = make_translation(record, "de", title="Familienbesuche")
    text = editor.get(edit_of(translation)).content.decode()
    assert "This is a translation." in text
    for absent in (
        'name="relations-TOTAL_FORMS"',
        'name="results-TOTAL_FORMS"',
        'name="citations-TOTAL_FORMS"',
        'id="id_concepts"',
        'name="known_in"',
    ):
        assert absent not in text, absent
    original = editor.get(edit_of(record)).content.decode()
    assert "This is a translation." not in original
    assert 'name="title_and_summary_only"' not in original


def test_a_translation_can_be_changed_and_published(editor: Client) -> None:
    record = make_record(title="Family visits")
    translation = make_translation(record, "de", title="Familienbesuche")
    publish(editor, translation, {"title": "Besuche der Familie"})
    assert Record.objects.get(pk=translation.pk).title == "Besuche der Familie"
    assert "Besuche der Familie" in editor.get(translation.url).content.decode()


def test_a_translation_names_its_translator(editor: Client) -> None:
    record = make_record(title="Family visits")
    translation = make_translation(record, "de", title="Familienbesuche")
    answer = editor.post(
        edit_of(translation), {**shown(editor, edit_of(translation)), "translated_by": "", "action-publish": "on"}
    )
    assert "Say who translated it" in answer.content.decode()
    assert Record.objects.get(pk=translation.pk).translated_by == "editors"


def test_a_whole_translation_is_written_at_the_desk(editor: Client) -> None:
    record = make_record(title="Family visits", problem="<p>Nobody came.</p>")
    translation = make_translation(record, "de", title="Familienbesuche", problem=record.problem, done=record.done)
    values = shown(editor, edit_of(translation))
    del values["title_and_summary_only"]
    block = {
        "key": "a",
        "text": "Niemand kam.",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    text = json.dumps({"blocks": [block], "entityMap": {}})
    answer = editor.post(edit_of(translation), {**values, "problem": text, "action-publish": "on"})
    assert answer.status_code == 302, errors_of(answer)
    page = Practice.objects.get(pk=translation.pk)
    assert page.own_words(record) == {"problem"}
    assert "Niemand kam." in editor.get(page.url).content.decode()


def test_translating_a_record_leaves_the_work_on_the_original(editor: Client) -> None:
    record = make_record(
        title="Family visits",
        relations=[Relation(type="funded_by", target=make_record("programme"))],
        concepts=[make_concept("theme:families")],
        tags=["visits"],
    )
    german = Locale.objects.get(language_code="de")
    answer = editor.post(reverse("translations_of_record", args=[record.pk]), {"language": "de"})
    assert answer.status_code == 302
    translation = Practice.objects.get(translation_key=record.translation_key, locale=german)
    assert not translation.live
    assert translation.title_and_summary_only
    assert translation.identifier == record.identifier
    assert Relation.objects.filter(page=translation.pk).count() == 0
    publish(editor, translation, {"title": "Familienbesuche", "slug": "familienbesuche"})
    assert Relation.objects.count() == 1
    assert list(Practice.objects.get(pk=translation.pk).concepts.all()) == []
    assert "Familienbesuche" in editor.get(Practice.objects.get(pk=translation.pk).url).content.decode()


# -- Choosers --


@pytest.mark.parametrize("kind", ["practice", "organisation", "programme", "event"])
def test_the_relation_chooser_finds_records_of_all_kinds(editor: Client, kind: str) -> None:
    make_record(kind, title="Zebra crossing")
    make_record(title="Something else")
    answer = editor.get(reverse("wagtailadmin_choose_page_search"), {"q": "zebra", "page_type": "practices.record"})
    text = answer.content.decode()
    assert "Zebra crossing" in text
    assert "Something else" not in text


@pytest.mark.parametrize("said", ["cartesio", "PIEDMONT", "{identifier}", "car.te zebra"])
def test_the_relation_chooser_finds_by_other_names_and_identifiers(editor: Client, said: str) -> None:
    record = make_record(
        "development_partnership", title="Zebra crossing", names=["Car.Te.S.I.O.", "CarTeSIO", "Piedmont"]
    )
    make_record(title="Something else")
    query = {"q": said.format(identifier=record.identifier), "page_type": "practices.record"}
    text = editor.get(reverse("wagtailadmin_choose_page_search"), query).content.decode()
    assert "Zebra crossing" in text
    assert "Something else" not in text


@pytest.mark.parametrize("said", ["%", "\x00", "'", "x" * 200, "Ж"])
def test_odd_words_in_the_relation_chooser_find_nothing(editor: Client, said: str) -> None:
    make_record(title="Something else")
    answer = editor.get(reverse("wagtailadmin_choose_page_search"), {"q": said, "page_type": "practices.record"})
    assert answer.status_code == 200
    assert "Something else" not in answer.content.decode()


def test_the_explorer_lists_records_by_title(editor: Client) -> None:
    parent = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    for title in ("Zebra", "Aardvark", "Mole"):
        make_record(title=title)
    text = editor.get(reverse("wagtailadmin_explore", args=[parent.pk])).content.decode()
    places = [text.index(title) for title in ("Aardvark", "Mole", "Zebra")]
    assert places == sorted(places)


def practices_at_the_desk(**query: str) -> str:
    """The address of the list of practices."""
    parent = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    return f"{reverse('wagtailadmin_explore', args=[parent.pk])}?{urlencode(query)}"


def test_the_list_of_records_tells_identifier_country_and_year(editor: Client) -> None:
    austria = make_place("AT", names={"en": "Austria"})
    vienna = make_place("VIE", names={"en": "Vienna"}, kind="city", parent=austria)
    record = make_record(title="Aardvark", known_in=2007, places=[vienna])
    make_record(title="Mole", known_in_not_known=True)
    said = words_of(editor, practices_at_the_desk())
    assert f"{record.identifier} Austria 2007" in said
    assert "not known" in said
    assert "Vienna" not in said
    assert "Type" not in said
    newest_first = words_of(editor, practices_at_the_desk(ordering="-identifier"))
    assert newest_first.index("Mole") < newest_first.index("Aardvark")


def test_a_translation_is_listed_with_what_stands_on_its_original(editor: Client) -> None:
    record = make_record(title="Family visits", known_in=2007, places=[make_place("AT", names={"en": "Austria"})])
    translation = make_translation(record, "de", title="Familienbesuche")
    address = reverse("wagtailadmin_explore", args=[translation.get_parent().pk])
    assert f"{record.identifier} Austria 2007" in words_of(editor, address)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "aard"}, {"Aardvark"}),
        ({"q": "house day"}, {"Mole"}),
        ({"q": "DAY VISITS"}, {"Mole"}),
        ({"q": "zzz"}, set()),
        ({"q": "%"}, set()),
        ({"country": "AT"}, {"Aardvark"}),
        ({"country": "XX"}, {"Aardvark", "Mole", "Draft of it"}),
        ({"state": "draft"}, {"Draft of it"}),
        ({"state": "live"}, {"Aardvark", "Mole"}),
        ({"ordering": "zzz"}, {"Aardvark", "Mole", "Draft of it"}),
    ],
)
def test_the_list_of_records_is_searched_and_narrowed(editor: Client, query: dict[str, str], found: set[str]) -> None:
    make_record(title="Aardvark", places=[make_place("AT", names={"en": "Austria"})])
    make_record(title="Mole", names=["Day visits at the house"])
    make_record(title="Draft of it", publish=False)
    text = text_of(editor, practices_at_the_desk(**query))
    assert {title for title in ("Aardvark", "Mole", "Draft of it") if f"{title}\n" in text} == found


def test_records_are_found_by_their_identifier_in_the_list_and_the_search(editor: Client) -> None:
    record, other = make_record(title="Aardvark"), make_record(title="Mole")
    for address in (
        practices_at_the_desk(q=record.identifier.lower()),
        f"{reverse('wagtailadmin_pages:search')}?q={record.identifier.lower()}",
    ):
        text = editor.get(address).content.decode()
        assert "Aardvark" in text, address
        assert other.title not in text, address


def test_the_list_of_records_asks_no_more_queries_for_more_rows(editor: Client) -> None:
    make_record(title="One", places=[make_place("AT")])
    before = warm_queries(editor, practices_at_the_desk())
    for number in range(5):
        make_record(title=f"Another {number}", places=[make_place(f"P{number}")], names=[f"Name {number}"])
    assert warm_queries(editor, practices_at_the_desk()) == before


def test_units_are_listed_with_their_numbers(editor: Client) -> None:
    parent = make_record("recommendation_set", title="Draft recommendations")
    make_record("recommendation", title="Look at the whole life", number="4", text="<p>Do.</p>", parent=parent)
    assert "4 Look at the whole life" in words_of(editor, reverse("wagtailadmin_explore", args=[parent.pk]))


def test_strangers_and_members_have_no_desk(client: Client, site_tree: None) -> None:
    ensure_groups()
    record = make_record()
    assert client.get(edit_of(record)).status_code == 302
    client.force_login(make_user("members"))
    assert client.get(edit_of(record)).status_code in {302, 403}


def test_a_record_without_an_address_gets_one_made_of_its_title(editor: Client) -> None:
    parent = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    make_record(title="Day visits")
    answer = send(
        editor,
        reverse("wagtailadmin_pages:add", args=["practices", "practice", parent.pk]),
        {"title": "Day visits", "slug": ""},
    )
    assert answer.status_code == 302, errors_of(answer)
    assert Practice.objects.get(live=False).slug == "day-visits-2"


def test_a_relation_to_a_translation_is_one_to_its_work(editor: Client) -> None:
    work, other = sourced(title="Workshop"), sourced(title="Kitchen")
    translation = make_translation(work, "de", title="Werkstatt")
    publish(editor, other, relation_to(translation))
    assert other.relations.get().target_id == work.pk
    assert "Kitchen" in editor.get(work.url).content.decode()


def test_a_relation_is_entered_once_and_on_one_of_its_records(editor: Client) -> None:
    work, other = sourced(title="Workshop"), sourced(title="Kitchen")
    draft(editor, work, relation_to(other))
    for changes, told in (
        (relation_to(other, 1), "stands there twice"),
        (relation_to(work, 1), "leads to the record itself"),
    ):
        answer = send(editor, edit_of(work), {**shown(editor, edit_of(work)), **changes})
        assert told in html.unescape(answer.content.decode())
    publish(editor, work, {})
    answer = send(editor, edit_of(other), relation_to(work))
    assert "the other way round" in html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stub_title": "A record"}, "Only a restricted page has this"),
        ({"audience": "members", "stub_summary": "Something."}, "is shown below a public title"),
    ],
)
def test_a_public_face_is_for_what_is_restricted(editor: Client, changes: dict[str, Any], told: str) -> None:
    work = sourced()
    assert told in send(editor, edit_of(work), changes).content.decode()


def test_a_result_says_something(editor: Client) -> None:
    indicator, source = make_concept("indicator:participants"), make_source()
    result = {"label": "", "value": "", "unit": "", "value_text": "", "comparison": "", "population": "", "period": ""}
    changes = row(
        "results", 0, indicator=str(indicator.pk), source=str(source.pk), status="stated", at="", caveat="", **result
    )
    assert "as a number or in words" in send(editor, edit_of(sourced()), changes).content.decode()
