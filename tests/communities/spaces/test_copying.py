"""The copy of a space: for who tends it, complete, readable without this site, and what another space can take in."""

from __future__ import annotations

import json
import re
from io import BytesIO, StringIO
from os.path import normpath
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from communities.discussion import actions
from communities.discussion.models import Post, Topic, name_of
from communities.discussion.tagging import About, set_about
from communities.discussion.terms import Reacted
from communities.spaces.models import Community
from communities.spaces.terms import audience_of
from portal.foundation.files.models import CustomDocument
from portal.vocabularies.models import Concept, ConceptScheme
from tests.communities.conftest import as_, make_member, make_space, statuses
from tests.communities.discussion.conftest import make_topic, say, space

__all__ = ["space"]
pytestmark = pytest.mark.django_db


def copy_of(space: Community, form: str = "zip") -> bytes:
    answer: Any = as_("steward", space).get(f"{space.get_absolute_url()}export/?format={form}")
    assert answer.status_code == 200
    return bytes(answer.getvalue())


@pytest.fixture
def talk(space: Community) -> Topic:
    """A topic with answers, tags, reactions and something that was removed."""
    topic = make_topic(space, title="Who <b> has the key?", text="See PR-0001 and ![a key](/files/key.png)")
    answer = say(topic, "The **office**.\n\n> quoted")
    actions.say(topic, "Thanks <script>alert(1)</script>", answer.author, answer)
    actions.remove(say(topic, "An ugly word"), "Ugly", answer.author)
    actions.react(answer, Reacted.THANKS, make_member(space, name="Rea").user)
    scheme = ConceptScheme.objects.create(code="theme", titles={"en": "Theme"})
    set_about(topic, About([Concept.objects.create(scheme=scheme, code="keys").pk], ["Housing", "Ключ"]))
    return topic


@pytest.mark.parametrize("form", ["zip", "jsonl"])
def test_who_gets_a_copy(space: Community, form: str) -> None:
    assert statuses(space, f"{space.get_absolute_url()}export/?format={form}") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 200, "administrator": 200,
    }  # fmt: skip


def test_pages_are_read_without_this_site(space: Community, talk: Topic, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    document = CustomDocument(title="Minutes", audience=audience_of(space.pk))
    document.file.save("minutes.txt", ContentFile(b"We met."))
    CustomDocument(title="Other", audience="group:editors").file.save("secret.txt", ContentFile(b"No."))
    with ZipFile(BytesIO(copy_of(space))) as archive:
        assert archive.testzip() is None
        assert {"index.html", "style.css", "forum/index.html", f"forum/{talk.pk}.html", f"{space.slug}.jsonl"} <= set(
            archive.namelist()
        )
        assert archive.read(f"files/{document.file.name}") == b"We met."
        assert not any("secret" in name for name in archive.namelist())
        pages = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")}
    for name, html in pages.items():
        assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', html)
        assert "<script" not in html
        for link in re.findall(r'(?:href|src)="([^"#]+)"', html):
            if not link.startswith(("http", "mailto")) and "files/" not in link:
                assert normpath(Path(name).parent / link) in {*pages, "style.css"}
    page = pages[f"forum/{talk.pk}.html"]
    assert "Who &lt;b&gt; has the key?" in page
    assert 'src="../files/key.png"' in page
    assert f'href="{settings.SITE_ADDRESS}/id/PR-0001/"' in page
    assert "<strong>office</strong>" in page
    assert "ugly" not in page


def test_another_space_takes_it_in_and_has_the_same(space: Community, talk: Topic, tmp_path: Path) -> None:
    for number in range(30):
        actions.say(talk, f"Post {number}", talk.author)
    make_topic(space, title="Another", text="* star\n\n    code")
    other = make_space("Elsewhere", parts=["people", "forum"])
    file = tmp_path / "copy.jsonl"
    file.write_bytes(copy_of(space, "jsonl"))
    said = StringIO()
    call_command("communities", "import", other.slug, str(file), format="jsonl", quiet=True, stderr=said)
    assert said.getvalue() == ""
    assert contents(other) == contents(space)
    again = [json.loads(line) for line in copy_of_other(other, tmp_path)]
    first = [json.loads(line) for line in file.read_text().splitlines()]
    assert [plain(row) for row in again if row["type"] == "forum"] == [
        plain(row) for row in first if row["type"] == "forum"
    ]


def copy_of_other(other: Community, tmp_path: Path) -> list[str]:
    make_member(other, "steward")
    return copy_of(other, "jsonl").decode().splitlines()


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A post without the numbers that a space gives."""
    return {name: value for name, value in row.items() if name not in ("topic", "number", "reply_to")}


def contents(space: Community) -> list[Any]:
    """All topics with their posts, dates and answers."""
    posts = (
        Post.objects.standing()
        .filter(topic__community=space)
        .select_related("topic", "author", "unclaimed", "reply_to")
    )
    return [
        (
            post.topic.title, post.topic.kind, sorted(post.topic.tags.names()), name_of(post), post.text, post.html, post.created_at,
            post.reply_to.text if post.reply_to else None,
        )
        for post in posts.order_by("topic__created_at", "topic", "number")
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow(space: Community, talk: Topic, django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        make_topic(space, title=f"Topic {number}")
    client = as_("steward", space)
    with django_assert_max_num_queries(48):
        answer: Any = client.get(f"{space.get_absolute_url()}export/?format=zip")
        answer.getvalue()
