"""What is taken from readers is gone at once from the documents, cards and kept pages of its neighbours too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation import outbox
from practices.records.models import Record
from practices.relations.models import Relation
from search.indexing import pending_hidden, rebuild
from tests.factories import make_record, make_translation, make_user

pytestmark = pytest.mark.django_db
NOBODY_THERE: Final = "http://127.0.0.1:9"  # the discard port: nothing listens
Take = Callable[[Any], None]


@pytest.fixture(autouse=True)
def index(settings: Any, tmp_path: Path, site_tree: None) -> None:
    """An index of its own, empty to begin with."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    rebuild()


def catch_up() -> None:
    """The worker's part."""
    outbox.drain(["index"])


def restrict(record: Any) -> None:
    record.audience = "group:editors"
    record.save_revision().publish()


def let_expire(record: Any) -> None:
    record.expire_at = timezone.now() + timedelta(days=1)
    record.save_revision().publish()
    Record.objects.filter(pk=record.pk).update(expire_at=timezone.now() - timedelta(seconds=1))


WAYS: Final[dict[str, Take]] = {
    "restricted": restrict,
    "unpublished": lambda record: record.unpublish(),
    "deleted": lambda record: record.delete(),
    "expired": let_expire,
}


def shown(client: Client) -> list[str]:
    """Where a reader meets the name, in the order of asking."""
    addresses = ["/search/?q=kestrel", "/practices/", "/practices/?sort=newest", "/search/?q=workshop", "/a-z/", "/"]
    pages = {address: client.get(address) for address in addresses}
    assert all(page.status_code == 200 for page in pages.values())
    found = [address for address, page in pages.items() if "Kestrel" in page.text]
    return found + ["the count"] * pages["/search/?q=kestrel"].context["listing"].total


@pytest.mark.parametrize("engine", ["engine", "database"])
@pytest.mark.parametrize("outgoing", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_a_title_that_is_taken_away_is_on_no_neighbour_at_any_moment(
    way: str, outgoing: bool, engine: str, client: Client, settings: Any
) -> None:
    if outgoing:
        taken = make_record("organisation", title="Kestrel House")
        make_record(title="A workshop", relations=[Relation(type="practised_by", target=taken)])
    else:
        target = make_record(title="A workshop")
        taken = make_record("organisation", title="Kestrel House", relations=[Relation(type="led_by", target=target)])
    catch_up()
    assert "/search/?q=kestrel" in shown(client)
    if engine == "database":
        settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": (NOBODY_THERE,), "prefix": "neighbours"}
        assert "/search/?q=kestrel" in shown(client)
    WAYS[way](taken)
    assert shown(client) == []
    catch_up()
    assert shown(client) == []
    if engine == "engine":
        assert client.get("/search/?q=workshop").context["listing"].total == 1


@pytest.mark.parametrize("way", ["restricted", "unpublished", "deleted", "expired"])
def test_so_is_the_title_of_a_translation(way: str, client: Client) -> None:
    record = make_record(title="A workshop")
    translation = make_translation(record, "de", title="Kestrel Werkstatt")
    catch_up()
    assert "/search/?q=kestrel" in shown(client)
    WAYS[way](translation)
    assert shown(client) == []
    catch_up()
    assert shown(client) == []
    assert client.get("/search/?q=workshop").context["listing"].total == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("whole", [True, False])
def test_a_translation_goes_where_its_original_goes(way: str, whole: bool, client: Client) -> None:
    record = make_record(title="A workshop", problem="<p>Kestrels.</p>")
    translation = make_translation(record, "de", title="Kestrel Werkstatt", title_and_summary_only=not whole)
    catch_up()
    assert "/search/?q=kestrel" in shown(client)
    addresses = [translation.url, f"/id/{translation.full_identifier}/history/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    editor = Client()
    editor.force_login(make_user("editors"))
    WAYS[way](record)
    if way != "deleted":  # then it is a text of its own
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert client.get(f"/id/{translation.full_identifier}/").status_code == 404
        assert shown(client) == []
        assert translation.url not in client.get("/sitemap-pages.xml").text
        catch_up()
        assert shown(client) == []
    if way == "restricted":
        assert editor.get(translation.url).status_code == 200


def test_a_record_that_will_expire_is_not_told_of_by_what_outlives_it(client: Client) -> None:
    expiring = make_record("organisation", title="Kestrel House", expire_at=timezone.now() + timedelta(days=1))
    make_record(title="A workshop", relations=[Relation(type="practised_by", target=expiring)])
    catch_up()
    assert client.get("/search/?q=kestrel").context["listing"].total == 1


def test_who_may_still_read_it_finds_it_when_the_worker_has_run(client: Client) -> None:
    taken = make_record("organisation", title="Kestrel House")
    neighbour = make_record(title="A workshop", relations=[Relation(type="practised_by", target=taken)])
    catch_up()
    restrict(taken)
    catch_up()
    client.force_login(make_user("editors"))
    hits = client.get("/search/?q=kestrel").context["listing"].hits
    assert [hit.url for hit in hits] == [taken.url]
    assert neighbour.title in client.get(taken.url).text


def test_other_changes_leave_the_neighbours_where_they_are() -> None:
    organisation = make_record("organisation", title="Kestrel House")
    secret = make_record("organisation", title="Falcon House", audience="group:editors")
    neighbour = make_record(
        title="A workshop",
        relations=[Relation(type="practised_by", target=organisation), Relation(type="led_by", target=secret)],
    )
    catch_up()
    for record in (organisation, secret):
        record.title = "Another house"
        record.save_revision().publish()
    make_translation(neighbour, "de", title="Werkstatt")
    assert f"page:{neighbour.pk}" not in pending_hidden()
