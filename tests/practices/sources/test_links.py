"""Links of sources are followed politely and safely, on a server of the test's own; what was found stands on the source and in a report."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from portal.foundation.models import OutboxEntry
from practices.care.needs import needing
from practices.models import Citation, LinkCheck, Source
from practices.sources import visiting
from practices.sources.checking import AT_ONCE, KIND, check, due, look_at_links
from practices.sources.visiting import Trouble, is_public, visit
from tests.factories import make_record, make_source, make_user
from tests.practices.pages import warm_queries, words_of

REPORT = "/admin/reports/links/"


class Site(BaseHTTPRequestHandler):
    """Answers as its address says, and notes what it was asked."""

    asked: ClassVar[list[tuple[str, str, str]]] = []
    rules: ClassVar[str] = ""
    answers: ClassVar[dict[str, tuple[int, str]]] = {}

    def do_GET(self) -> None:
        Site.asked.append((self.command, self.path, self.headers["User-Agent"]))
        if self.path == "/robots.txt":
            self.answer(200 if Site.rules else 404, "", Site.rules.encode())
        elif self.path == "/no-head" and self.command == "HEAD":
            self.answer(405)
        elif self.path == "/drip":
            self.drip()
        else:
            self.answer(*Site.answers.get(self.path, (200, "")))

    do_HEAD = do_GET  # noqa: N815 (the name that the library asks for)

    def answer(self, status: int, onward: str = "", body: bytes = b"") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def drip(self) -> None:
        try:
            while True:
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: "[:1])
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked, Site.rules, Site.answers = [], "", {}
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ours(address: str, _port: int) -> bool:
    """The one address that these tests may visit."""
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((200, ""), Trouble.NONE), ((404, ""), Trouble.GONE), ((410, ""), Trouble.GONE), ((500, ""), Trouble.BROKEN),
        ((403, ""), Trouble.REFUSED), ((429, ""), Trouble.REFUSED), ((302, "/page"), Trouble.ASTRAY), ((304, ""), Trouble.NONE),
    ],
)  # fmt: skip
def test_what_a_server_says_is_understood(site: str, answer: tuple[int, str], trouble: Trouble) -> None:
    Site.answers["/page"] = answer
    assert visit(f"{site}/page", ours).trouble == trouble


def test_it_says_who_it_is_and_takes_no_more_than_the_head(site: str) -> None:
    assert visit(f"{site}/a b?x=ä", ours).trouble == Trouble.NONE
    assert [(method, path) for method, path, _agent in Site.asked] == [
        ("GET", "/robots.txt"),
        ("HEAD", "/a%20b?x=%C3%A4"),
    ]
    assert Site.asked[-1][2] == "PasserelleLinks (+http://localhost:8000)"


def test_a_server_without_heads_is_asked_for_the_page(site: str) -> None:
    assert visit(f"{site}/no-head", ours).trouble == Trouble.NONE


def test_it_stays_out_where_programs_are_asked_to(site: str) -> None:
    Site.rules = "User-agent: *\nDisallow: /private"
    assert visit(f"{site}/private/1", ours).trouble == Trouble.REFUSED
    assert visit(f"{site}/open", ours).trouble == Trouble.NONE
    assert "/private/1" not in [path for _method, path, _agent in Site.asked]


def test_only_what_moved_for_good_is_told_as_moved(site: str) -> None:
    Site.answers |= {"/old": (301, "/new"), "/lent": (302, "/new"), "/old-lent": (308, "/lent")}
    assert visit(f"{site}/old", ours).moved_to == f"{site}/new"
    assert visit(f"{site}/lent", ours) == visiting.Seen(Trouble.NONE, 200, "")
    assert visit(f"{site}/old-lent", ours).moved_to == f"{site}/lent"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/", "http://0.0.0.0/", "http://224.0.0.1/", "http://8.8.8.8:22/", "http://100.64.0.1/", "http://[fd00::1]/",
        "ftp://example.org/", "file:///etc/passwd", "http://user:word@127.0.0.1/", "gopher://127.0.0.1/", "https://",
    ],
)  # fmt: skip
def test_nothing_but_the_public_internet_is_visited(url: str) -> None:
    assert visit(url).trouble == Trouble.CLOSED


@pytest.mark.parametrize(
    "url", ["http://[", "http://no such host.invalid/", "http://a..b/", "http://example.org:99999/", "http://\x00/"]
)
def test_what_is_no_address_is_told_and_raises_nothing(url: str) -> None:
    assert visit(url).trouble in (Trouble.SILENT, Trouble.CLOSED)


def test_a_page_does_not_lead_inside(site: str) -> None:
    with socket.create_server(("127.0.0.2", 0)) as inner:
        inner.settimeout(0.1)
        Site.answers["/page"] = (301, f"http://127.0.0.2:{inner.getsockname()[1]}/")
        assert visit(f"{site}/page", ours).trouble == Trouble.CLOSED
        with pytest.raises(TimeoutError):
            inner.accept()


def test_public_addresses_are_visited() -> None:
    assert is_public("93.184.216.34", 443)
    assert is_public("2606:2800:220:1:248:1893:25c8:1946", 80)
    assert not is_public("93.184.216.34", 8080)


def test_an_answer_that_drips_is_not_waited_for(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "PATIENCE", 0.3)
    assert visit(f"{site}/drip", ours).trouble == Trouble.SILENT


@pytest.mark.django_db
def test_a_link_is_dead_after_three_days(site: str, site_tree: None) -> None:
    source = make_source(url=f"{site}/page", state="alive")
    record = make_record(citations=[Citation(source=source)])
    Site.answers["/page"] = (404, "")
    for verdict in ("unknown", "unknown", "dead"):
        seen = check(source, ours)
        assert seen.verdict == verdict
    assert [page.pk for page in needing("dead-links")] == [record.pk]
    assert Source.objects.get().link.state == "dead"
    assert Source.objects.get().state == "alive"  # what somebody wrote down stays theirs
    Site.answers.clear()
    assert check(source, ours).verdict == "alive"
    assert not needing("dead-links").exists()


@pytest.mark.django_db
def test_what_was_written_down_holds_until_it_was_seen(site: str, site_tree: None) -> None:
    source = make_source(url=f"{site}/page", state="dead")
    make_record(citations=[Citation(source=source)])
    assert needing("dead-links").exists()
    check(source, ours)
    assert not needing("dead-links").exists()
    Source.objects.update(url=f"{site}/another")
    assert Source.objects.get().link.state == "dead"  # of the new link nothing was seen yet
    assert needing("dead-links").exists()


@pytest.mark.django_db
def test_one_link_of_a_server_at_a_time() -> None:
    made = [make_source(url=f"https://one.example/{number}") for number in range(3)]
    others = [make_source(url=f"https://example-{number}.example/") for number in range(AT_ONCE)]
    make_source(url="")
    assert due() == [made[0].pk, *[one.pk for one in others[: AT_ONCE - 1]]]
    later = timezone.now() + timedelta(days=1)
    LinkCheck.objects.create(source=made[0], url=made[0].url, verdict="alive", next_at=later)
    outbox.enqueue(KIND, str(made[1].pk))
    assert due()[0] == made[2].pk


@pytest.mark.django_db
def test_nothing_is_followed_unless_the_site_is_told_to(settings: Any) -> None:
    source = make_source(url="http://localhost/")
    look_at_links()
    assert not OutboxEntry.objects.exists()
    settings.LINK_CHECKS = True
    look_at_links()
    outbox.drain([KIND])
    assert LinkCheck.objects.get(source=source).trouble == Trouble.CLOSED
    look_at_links()
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "status"), [("members", 302), ("contributors", 302), ("editors", 200), ("administrators", 200)]
)
def test_who_reads_the_report(client: Client, site_tree: None, group: str, status: int) -> None:
    ensure_groups()
    client.force_login(make_user(group))
    assert client.get(REPORT).status_code == status


@pytest.mark.django_db
def test_the_report_tells_what_to_mend(client: Client, site: str, site_tree: None) -> None:
    ensure_groups()
    Site.answers |= {"/old": (301, "/new"), "/gone": (404, "")}
    for path in ("old", "gone"):
        check(make_source(title=f"=About {path}", url=f"{site}/{path}"), ours)
    client.force_login(make_user("editors"))
    words = words_of(client, REPORT)
    for said in ("About old", f"{site}/new", "There is no such page".lower(), "(404)", "Look for archived copies"):
        assert said in words, said
    assert "About gone" not in words_of(client, f"{REPORT}?moved=yes")
    table = b"".join(client.get(f"{REPORT}?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=About old" in table
    few = warm_queries(client, REPORT)
    for number in range(20):
        check(make_source(url=f"{site}/{number}"), ours)
    assert warm_queries(client, REPORT) == few


@pytest.mark.django_db
def test_the_source_says_what_was_seen(client: Client, site: str, site_tree: None) -> None:
    source = make_source(url=f"{site}/page")
    check(source, ours)
    assert "The link works" in words_of(client, source.get_absolute_url())
    assert "The link works" in words_of(client, "/sources/")
