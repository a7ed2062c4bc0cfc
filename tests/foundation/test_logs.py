"""One JSON line for each request, with an id, and nothing that points to a person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.foundation.logs import without_personal_data

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.urls import path
from portal.site import urls
import structlog

def fail(request):
    raise ValueError("anna@example.org typed this")

urls.urlpatterns.insert(0, path("fail/", fail))
call_command("migrate", verbosity=0)
about_her = {"user-agent": "Anna's browser", "referer": "https://x.example/?q=anna", "host": "localhost"}
client = Client(raise_request_exception=False, headers=about_her)
client.get("/health/live")
client.get("/account/login/?next=/secret&email=anna@example.org")
client.get("/nowhere.php?q=anna@example.org")
client.get("/fail/?q=anna@example.org")
client.post("/account/login/", {"login": "anna@example.org", "password": "secret"}, headers={"host": "evil.example"})
structlog.get_logger("portal.test").info("done", email="anna@example.org")
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a site in its own process wrote."""
    data = str(tmp_path_factory.mktemp("data"))
    environment = os.environ | {"PASSERELLE_DATA_DIR": data, "PASSERELLE_LOG_JSON": "true", "DATABASE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_each_request_is_one_line_with_an_id(lines: list[dict[str, Any]]) -> None:
    requests = [(line["request"], line["code"]) for line in lines if "request" in line]
    assert requests == [
        ("GET /account/login/", 200),
        ("GET /nowhere.php", 404),
        ("GET /fail/", 500),
        ("POST /account/login/", 400),
    ]
    assert len({line["request_id"] for line in lines if "request" in line}) == 4
    assert len(lines) == 5


def test_nothing_points_to_a_person(lines: list[dict[str, Any]]) -> None:
    text = json.dumps(lines).lower()
    assert "anna" not in text
    assert "secret" not in text
    assert "127.0.0.1" not in text


def test_an_error_says_what_and_where(lines: list[dict[str, Any]]) -> None:
    failed = next(line for line in lines if line.get("code") == 500)
    assert failed["error"] == "builtins.ValueError"
    assert failed["at"][-1].endswith("fail")
    assert failed["level"] == "error"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (
            "/peer-review/invitation/1.1:1xXp8c:b89JOqbevSdG-ZayaQjvzJSzEJgYLv12A8qQFUi4SFk/",
            "/peer-review/invitation/…/",
        ),
        ("/review/WzEsMiwzXQ:1xXp8c:b89JOqbevSdG-ZayaQjvzJSzEJgYLv12A8qQFUi4SFk/draft/", "/review/…/draft/"),
        ("/meetings/17.1.b89JOqbevSdG-ZayaQjvzJSzEJgYLv12A8qQFUi4SFk/calendar.ics", "/meetings/…/calendar.ics"),
        ("/account/password/reset/key/2-d1abcd-0123456789abcdef0123456789abcdef/", "/account/password/reset/key/…/"),
        ("/practices/a-bridge-to-work/", "/practices/a-bridge-to-work/"),
        ("/static/css/site.0123456789ab.css", "/static/css/site.0123456789ab.css"),
    ],
)
def test_what_a_signed_link_holds_is_in_no_line(path: str, kept: str) -> None:
    assert without_personal_data(None, "info", {"request": f"GET {path}"})["request"] == f"GET {kept}"
