"""Every change that readers must learn of reaches the index; what hides something is gone from hits and counts at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation import outbox
from practices.records.models import Record
from practices.relations.models import Relation
from search.indexing import rebuild
from tests.factories import make_concept, make_place, make_record, make_translation, make_user

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def index(settings: Any, tmp_path: Path, site_tree: None) -> None:
    """An index of its own, empty to begin with."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    rebuild()


@pytest.fixture
def found(client: Client) -> Found:
    """The addresses that a search finds, and a check that the count says the same."""

    def ask(text: str, reader: Client = client, **parameters: str) -> list[str]:
        answer = reader.get("/search/", {"q": text, **parameters})
        assert answer.status_code == 200
        listing = answer.context["listing"]
        assert listing.total == len(listing.hits)
        return [hit.url for hit in listing.hits]

    return ask


def catch_up() -> None:
    """The worker's part."""
    outbox.drain(["index"])


def test_a_published_record_is_found(found: Found) -> None:
    record = make_record(title="Woodpecker workshop")
    assert found("woodpecker") == []
    catch_up()
    assert found("woodpecker") == [record.url]


def test_a_draft_is_not_found(found: Found) -> None:
    make_record(title="Woodpecker workshop", publish=False)
    catch_up()
    assert found("woodpecker") == []


def test_a_changed_text_is_found_and_the_old_entry_stays_until_then(found: Found) -> None:
    record = make_record(title="Woodpecker workshop", summary="Wood and tools.")
    catch_up()
    record.title = "Kingfisher workshop"
    record.save_revision().publish()
    assert found("woodpecker") == [record.url]
    catch_up()
    assert found("woodpecker") == []
    assert found("kingfisher") == [record.url]


def test_unpublishing_hides_at_once(found: Found) -> None:
    record = make_record(title="Woodpecker workshop")
    catch_up()
    record.unpublish()
    assert found("woodpecker") == []
    catch_up()
    assert found("woodpecker") == []


def test_deleting_hides_at_once_and_leaves_a_tombstone(found: Found, client: Client) -> None:
    record = make_record(title="Woodpecker workshop")
    identifier = record.identifier
    catch_up()
    record.delete()
    assert found("woodpecker") == []
    catch_up()
    assert found("woodpecker") == []
    answer = client.get(f"/id/{identifier}/")
    assert answer.status_code == 410
    assert "Woodpecker workshop" in answer.content.decode()


def test_a_narrower_audience_hides_at_once_and_opens_for_those_it_names(found: Found) -> None:
    record = make_record(title="Woodpecker workshop")
    catch_up()
    record.audience = "group:editors"
    record.save_revision().publish()
    assert found("woodpecker") == []
    catch_up()
    assert found("woodpecker") == []
    editor = Client()
    editor.force_login(make_user("editors"))
    assert found("woodpecker", editor) == [record.url]


def test_a_stub_is_found_by_its_neutral_words_only(found: Found) -> None:
    record = make_record(
        title="Woodpecker workshop",
        audience="group:editors",
        stub_title="A local programme",
        stub_summary="Open to registered editors.",
    )
    catch_up()
    assert found("woodpecker") == []
    assert found("local programme") == [record.url]
    editor = Client()
    editor.force_login(make_user("editors"))
    assert found("woodpecker", editor) == [record.url]


def test_a_record_that_expires_is_gone_without_any_work(found: Found) -> None:
    record = make_record(title="Woodpecker workshop", expire_at=timezone.now() + timedelta(days=1))
    catch_up()
    assert found("woodpecker") == [record.url]
    Record.objects.filter(pk=record.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert found("woodpecker") == []


def test_a_new_slug_gives_the_new_address(found: Found) -> None:
    record = make_record(title="Woodpecker workshop")
    catch_up()
    record.slug = "another-address"
    record.save_revision().publish()
    catch_up()
    assert found("woodpecker") == [type(record).objects.get(pk=record.pk).url]


def test_moving_a_recommendation_takes_its_units_along(found: Found) -> None:
    unit = make_record("recommendation_unit", title="Woodpecker unit")
    recommendation = unit.get_parent()
    other_set = make_record("recommendation_set", title="Another set")
    catch_up()
    recommendation.specific.move(other_set, pos="last-child")
    assert found("woodpecker") == []
    catch_up()
    assert found("woodpecker") == [type(unit).objects.get(pk=unit.pk).url]


def test_renaming_a_set_changes_the_addresses_below_it(found: Found) -> None:
    unit = make_record("recommendation_unit", title="Woodpecker unit")
    whole = unit.get_parent().get_parent().specific
    catch_up()
    whole.slug = "renamed-set"
    whole.save_revision().publish()
    assert found("woodpecker") == []
    catch_up()
    assert found("woodpecker") == [type(unit).objects.get(pk=unit.pk).url]
    assert "renamed-set" in found("woodpecker")[0]


def test_the_name_of_an_organisation_reaches_what_it_is_related_to(found: Found) -> None:
    organisation = make_record("organisation", title="Kestrel House", summary="A house.")
    record = make_record(title="A workshop", relations=[Relation(type="practised_by", target=organisation)])
    catch_up()
    assert record.url in found("kestrel")
    organisation.title = "Falcon House"
    organisation.save_revision().publish()
    catch_up()
    assert record.url in found("falcon")
    assert found("kestrel") == []


def test_the_label_of_a_concept_reaches_its_records(found: Found) -> None:
    concept = make_concept("topic:aviary", labels={"en": "Aviary", "de": "Vogelhaus"})
    record = make_record(title="A workshop", concepts=[concept])
    catch_up()
    assert found("Vogelhaus") == [record.url]
    label = concept.labels.get(language="de")
    label.text = "Papageienhaus"
    label.save()
    catch_up()
    assert found("Papageienhaus") == [record.url]
    assert found("Vogelhaus") == []


def test_the_name_of_a_place_reaches_its_records(found: Found) -> None:
    place = make_place("DE")
    record = make_record(title="A workshop", places=[place])
    catch_up()
    assert found("Germany") == [record.url]
    place.names = {"en": "Birdland"}
    place.save()
    catch_up()
    assert found("Birdland") == [record.url]


def test_a_translated_title_finds_the_work(found: Found) -> None:
    record = make_record(title="A workshop")
    make_translation(record, "de", title="Spechtwerkstatt")
    catch_up()
    assert len(found("Spechtwerkstatt")) == 1


def test_a_whole_translation_is_found_by_its_words_once_with_what_belongs_to_the_work(found: Found) -> None:
    record = make_record(title="A workshop", problem="<p>Nobody.</p>", places=[make_place("AT")])
    whole = make_translation(
        record, "de", title="Werkstatt", title_and_summary_only=False, problem="<p>Spechte.</p>", done=record.done
    )
    catch_up()
    assert found("Spechte") == found("Spechte country:Austria") == found("Nobody") != []
    assert len(found("Spechte")) == 1
    whole.problem = "<p>Amseln.</p>"
    whole.save_revision().publish()
    catch_up()
    assert found("Spechte") == []
    assert len(found("Amseln")) == 1


def test_a_change_and_its_row_stand_or_fall_together() -> None:
    from django.db import transaction

    record = make_record(title="A workshop")
    catch_up()
    before = outbox.OutboxEntry.objects.count()

    class BrokenOffError(Exception):
        pass

    def publish_and_break_off() -> None:
        with transaction.atomic():
            record.title = "Never published"
            record.save_revision().publish()
            assert outbox.OutboxEntry.objects.count() > before
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        publish_and_break_off()
    assert outbox.OutboxEntry.objects.count() == before


def test_a_draft_leaves_nothing_to_do(found: Found) -> None:
    record = make_record(title="Woodpecker workshop")
    catch_up()
    record.title = "Only a draft"
    record.save_revision()
    assert not outbox.OutboxEntry.objects.filter(kind="index").exists()
    assert found("woodpecker") == [record.url]
