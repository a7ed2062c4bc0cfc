"""After a story was erased, no word of it is left: database, search, files and logs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from portal.accounts.models import User
from practices.stories import actions
from practices.stories.models import Story
from tests.practices.records.test_reaching_the_index import catch_up, found, index  # noqa: F401  # fixtures
from tests.practices.stories.conftest import client_of, make_story, person, publish
from tests.practices.stories.test_telling import sent

pytestmark = pytest.mark.django_db
TRACES = ("wombatlike", "quokkaish", "numbatesque", "bandicooted", "potoroost")
FIELDS = {
    "title": "A wombatlike day", "pseudonym": "Quokkaish", "text": "It was numbatesque.", "helped": "A bandicooted call.",
}  # fmt: skip


def tables_with(word: str) -> list[str]:
    """Every text column of every table in which a word stands."""
    holding = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                cursor.execute(
                    f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE LOWER(CAST({name} AS TEXT)) LIKE %s",
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    holding.append(f"{table}.{column.name}")
    return holding


def files_with(word: str, *folders: Path) -> list[Path]:
    """Every file in which a word stands, as it is or in the index."""
    return [
        file
        for folder in folders
        if folder.exists()
        for file in folder.rglob("*")
        if file.is_file() and word.encode() in file.read_bytes().lower()
    ]


def test_the_search_for_traces_finds_them(teller: User) -> None:
    """A test of the test: while the story stands, its words are found in its tables."""
    make_story(teller, **FIELDS)
    assert "practices_story.title" in tables_with("wombatlike")
    assert all(tables_with(word) for word in TRACES[:4])


@pytest.mark.parametrize("way", ["the person", "the account", "the desk"])
def test_no_word_is_left(
    way: str,
    teller: User,
    found: Callable[..., list[str]],  # noqa: F811
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    readers = person("Ria", "editors"), person("Rob", "reviewers")
    story = make_story(None if way == "the desk" else teller, entered_by=readers[0] if way == "the desk" else None)
    writer = client_of(readers[0] if way == "the desk" else teller)
    agreed = {
        "consent-given": "written",
        "consent-language": "en",
        "consent-basis": "consent",
        "consent-guardian": "a potoroost aunt",
    }
    assert writer.post(story.own_url, sent(**FIELDS, **agreed, save="1")).status_code == 302
    story = Story.objects.select_related("consent").get()
    assert all(tables_with(word) for word in TRACES)
    story = publish(story, *([person("Cy", "editors"), readers[1]] if way == "the desk" else readers))
    catch_up()
    assert found("wombatlike", Client()) != []
    assert client_of(None).get("/api/v1/search?q=wombatlike").content.decode().count("wombatlike") > 1
    if way == "the person":
        writer.post(f"{story.own_url}act/", {"do": "erase"})
    elif way == "the account":
        from portal.foundation.erasure import erase

        erase(teller)
    else:
        client_of(readers[1]).post(f"/stories/desk/{story.key}/", {"take_down": "1"})
    assert found("wombatlike", Client()) == []  # before anything is worked off
    catch_up()
    assert found("wombatlike", Client()) == []
    for word in TRACES:
        assert tables_with(word) == [], word
        assert files_with(word, Path(settings.MEDIA_ROOT)) == []
    for address in (
        "/",
        "/stories/",
        "/search/?q=",
        "/feeds/new/",
        "/sitemap.xml",
        story.get_absolute_url(),
        f"/id/{story.identifier}/",
    ):
        page = client_of(None).get(address).content.decode().lower()
        assert not [word for word in TRACES if word in page], address
    said = (caplog.text + "".join(capfd.readouterr())).lower()
    assert not [
        word for word in TRACES if word in said and word != "wombatlike"
    ]  # what was searched for stands in no log either


def test_every_text_of_a_story_is_followed() -> None:
    """Who adds a field that people write in adds it to FIELDS or to the ranges that are chosen."""
    written = {
        field.name
        for model in (apps.get_model("practices.Story"), apps.get_model("practices.Consent"))
        for field in model._meta.fields
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices and field.editable
    }
    assert written - {*FIELDS, "guardian", "witness"} == {"identifier", "note"}


def test_a_note_goes_with_the_story(teller: User) -> None:
    story = make_story(teller, **FIELDS)
    actions.release(story, teller)
    actions.give_back(story, person("Ria", "editors"), "Leave the potoroost out.")
    assert tables_with("potoroost") == ["practices_story.note"]
    actions.erase(story, teller)
    assert tables_with("potoroost") == []


def test_a_restored_database_forgets_again(teller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    story = publish(make_story(teller, **FIELDS))
    key = story.key
    actions.erase(story, teller)
    listed = StringIO()
    call_command("stories", "erased", stdout=listed)
    assert listed.getvalue().split() == [str(key)]
    make_story(teller, key=key, **FIELDS)  # as a back-up brings it
    monkeypatch.setattr("sys.stdin", StringIO(listed.getvalue()))
    call_command("stories", "forget", stdout=StringIO())
    assert not Story.objects.exists()
    monkeypatch.setattr("sys.stdin", StringIO("no key"))
    with pytest.raises(CommandError, match="one key a line"):
        call_command("stories", "forget")
