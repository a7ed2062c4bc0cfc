"""What all tests share: the page tree, and the real starter catalogue."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import get_hashers, get_hashers_by_algorithm
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from wagtail.models import Collection, Page

from communities.commitments.documents import LessonSource
from communities.faces.kinds import shelf as cards
from portal.foundation import generation
from portal.foundation.kept import shelf
from portal.site.models import HomePage
from portal.site.tree import ensure_tree
from portal.vocabularies.snapshot import forget
from search.engines import engine
from tests.databases import Tables, copy_of_database, other_database


@pytest.fixture(scope="session", autouse=True)
def nothing_collected() -> None:
    """Static files under their plain names: a site that was run in this folder may have collected those of an earlier version."""
    staticfiles_storage.hashed_files = {}  # type: ignore[attr-defined]  # ours, behind a lazy object


@pytest.fixture(scope="session", autouse=True)
def static_files_when_asked_for() -> None:
    """Each of a test's browsers would look for all of them beforehand, which takes longer than its page."""
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def english_interface() -> None:
    """Tests read English, whichever catalogues are complete; those about languages say which they want."""
    django_settings.INTERFACE_LANGUAGES = ["en"]
    django_settings.LOCALE_PATHS = []


@pytest.fixture(scope="session", autouse=True)
def passwords_in_no_time() -> None:
    """What makes them hard to guess would take a fifth of the time of all tests."""
    django_settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *django_settings.PASSWORD_HASHERS,
    ]
    get_hashers.cache_clear()  # type: ignore[attr-defined]  # kept by functools, which the stubs leave out
    get_hashers_by_algorithm.cache_clear()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> Path:
    """Every test has a search index of its own, which doesn't exist until somebody builds it."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": ()}
    return tmp_path / "index"


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def either_engine(request: pytest.FixtureRequest, own_index: Path, settings: Any, monkeypatch: Any) -> Iterator[None]:
    """The site with one engine after the other; the server is waited for while other tests run."""
    if request.param == "embedded":
        yield
        return
    if not (url := os.environ.get("ELASTICSEARCH_URL")):
        pytest.skip("ELASTICSEARCH_URL names no server")
    for limit in ("SEARCH_SECONDS", "SLOW_SECONDS"):
        monkeypatch.setattr(f"search.engines.elasticsearch_client.{limit}", 30.0)
    prefix = f"test-site-{os.getpid()}-{abs(hash(str(own_index)))}"
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": tuple(url.split(",")), "prefix": prefix}
    yield
    server: Any = engine()
    server.remove()


@pytest.fixture(autouse=True)
def nothing_left_over(settings: Any) -> None:
    """No test inherits the language or the pages of another one, nor looks again for new words in the middle of counting queries."""
    shelf.number = cards.number = -1
    translation.activate(settings.LANGUAGE_CODE)
    settings.VOCABULARY_LOOK_EVERY = 3600
    forget()


@pytest.fixture(autouse=True)
def no_lessons_in_the_index(monkeypatch: Any) -> None:
    """Lessons are texts of the site, so that every index holds them: tests that count what they made themselves leave them out."""
    monkeypatch.setattr(LessonSource, "all_keys", no_keys)


def no_keys(_source: LessonSource) -> tuple[()]:
    return ()


@pytest.fixture
def search_index(request: pytest.FixtureRequest, db: None, own_index: Path) -> None:
    """A search index of what the database holds now; after changes call `outbox.drain(["index"])`."""
    from search.indexing import rebuild

    if "catalogue_db" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("starter_index"), own_index)
        generation.rise()
    else:
        rebuild()


@pytest.fixture(scope="session")
def starter_index(starter_catalogue: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the starter catalogue, built once: it takes three seconds."""
    from search.indexing import rebuild

    folder = tmp_path_factory.mktemp("starter") / "index"
    with django_db_blocker.unblock(), other_database(starter_catalogue), pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "SEARCH_INDEX_DIR", folder)
        patch.setattr(LessonSource, "all_keys", no_keys)
        rebuild()
    return folder


@pytest.fixture(scope="session")
def tables(request: pytest.FixtureRequest) -> Tables:
    """The tables of an empty site, once a database of tests has been made."""
    cache: Any = request.config.cache
    return Tables(cache.mkdir("tables"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tables: Tables) -> None:
    tables.give_in_memory()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, tables: Tables) -> Iterator[None]:
    """The page tree stands in every test's database: making it afresh each time would take longer than the tests.

    pytest-django makes a database only where a test asks for it by mark or by `db`; tests with a copy of it do neither, and must run alone, too.
    """
    with django_db_blocker.unblock():
        name: str = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # the stubs leave it out
        is_missing = connection.settings_dict["NAME"] != name
        made = setup_databases(verbosity=0, interactive=False) if is_missing else []
        tables.keep()
        ensure_tree()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def site_tree(db: None) -> None:
    """Locales, home pages and lists, without any record; put back where a test before has emptied the database."""
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root")
        Collection.add_root(name="Root")
    if not HomePage.objects.exists():
        ensure_tree()


@pytest.fixture(scope="session")
def starter_catalogue(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """A copy of the test database with the real starter catalogue, loaded once; its name."""
    own = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite" or not hasattr(request.config, "workerinput"):
            return load_starter_catalogue(own)
        shared = own.parent.parent.parent / own.name  # the first process that needs it loads it for all of them
        with shared.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not shared.exists():
                load_starter_catalogue(shared.with_suffix(".new"))
                shared.with_suffix(".new").rename(shared)
        shutil.copy(shared, own)
    return str(own)


def load_starter_catalogue(path: Path) -> str:
    """Copies the test database, on SQLite into a file, and loads the starter catalogue into the copy; returns its name."""
    from practices.catalogue.loading import load

    name = copy_of_database(path)
    with other_database(name):
        load(Path(__file__).parent.parent / "data")
    return name


@pytest.fixture
def _database_of_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    if "catalogue_db" not in request.fixturenames:
        yield
        return
    name = request.getfixturevalue("starter_catalogue")
    if "search_index" in request.fixturenames:
        request.getfixturevalue("starter_index")  # before the database is held by the test
    with request.getfixturevalue("django_db_blocker").unblock(), other_database(name):
        yield


@pytest.fixture
def _django_db_helper(_database_of_the_test: None, _django_db_helper: None) -> None:
    """pytest-django opens the test's transaction here: by then the database must be the right one."""


@pytest.fixture
def catalogue_db(db: None) -> None:
    """The real starter catalogue in the database. What the test changes is rolled back; others don't see it."""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Prints what tests measured: how search does by what editors expect of it."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, measured in report.user_properties:
            terminalreporter.write_line(f"{name}: {measured}")
