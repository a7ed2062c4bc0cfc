"""Posts keep the HTML that was made when they were written; where the rules change, it is made anew."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.discussion import actions, remaking
from communities.discussion.models import Naming, Post, PostVersion, Topic
from communities.discussion.texts import html_of
from communities.spaces.models import Community
from portal.foundation.outbox import OutboxEntry
from portal.notices.models import Notice
from portal.texts import markdown
from tests.communities.conftest import as_
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.pages import text_of

pytestmark = pytest.mark.django_db
TEXT = "It is *very* good, see PR-0001.\n\n![A door](/files/door.png)"


@pytest.fixture
def changed_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures may stand in posts no longer."""
    monkeypatch.setattr(markdown, "RULES", markdown.RULES + 1)
    monkeypatch.setattr(markdown, "TAGS", markdown.TAGS - {"img"})


def followed() -> set[str]:
    """What search was told since the last look."""
    found = set(OutboxEntry.objects.values_list("key", flat=True))
    OutboxEntry.objects.all().delete()
    return {key for key in found if key.startswith("topic:")}


def test_what_is_written_says_by_which_rules(topic: Topic) -> None:
    post = topic.posts.get()
    actions.change(post, "Changed")
    rules = [*Post.objects.values_list("rules", flat=True), *PostVersion.objects.values_list("rules", flat=True)]
    assert rules == [markdown.RULES] * 2
    assert remaking.remake() == 0


def test_a_changed_rule_reaches_old_posts_and_versions(space: Community, changed_rules: Any) -> None:
    topic = make_topic(space, text=TEXT)
    post = topic.posts.get()
    old = post.html.replace("</p>", '</p><img src="/files/door.png" alt="A door">', 1)
    Post.objects.update(html=old, rules=markdown.RULES - 1)
    PostVersion.objects.create(post=post, text=TEXT, html=old, rules=None)
    assert "<img" in text_of(as_("member", space), topic.get_absolute_url())
    remaking.remake_some()
    assert "<img" not in text_of(as_("member", space), topic.get_absolute_url())
    assert "<img" not in PostVersion.objects.get().html
    assert remaking.left() == 0


def test_search_follows_only_other_words(space: Community) -> None:
    marks, words, same = (make_topic(space, text=text) for text in ("*one*", "two", "three"))
    Post.objects.filter(topic=marks).update(html="<p>one</p>")
    Post.objects.filter(topic=words).update(html="<p>another</p>")
    Post.objects.update(rules=None)
    followed()
    notices = Notice.objects.count()
    assert remaking.remake() == 3
    assert followed() == {f"topic:{words.pk}.1"}
    assert Post.objects.get(topic=marks).html == "<p><em>one</em></p>"
    assert Post.objects.get(topic=same).html == "<p>three</p>"
    assert Notice.objects.count() == notices


def test_records_are_named_by_the_new_rules(space: Community) -> None:
    post = make_topic(space, text=TEXT).posts.get()
    Naming.objects.all().delete()
    Post.objects.update(html="<p>as it was</p>", rules=None)
    remaking.remake()
    assert list(Naming.objects.values_list("post", "code")) == [(post.pk, "PR-0001")]


def test_it_goes_on_where_it_stopped_and_takes_little_at_a_time(
    space: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = make_topic(space)
    for _number in range(24):
        say(topic)
    Post.objects.update(html="", rules=None)
    monkeypatch.setattr(remaking, "BATCH", 5)
    made = html_of
    calls = 0

    def killed(text: str) -> str:
        nonlocal calls
        calls += 1
        if calls > 12:
            raise KeyboardInterrupt
        return made(text)

    monkeypatch.setattr(remaking, "html_of", killed)
    with pytest.raises(KeyboardInterrupt):
        remaking.remake()
    assert (remaking.left(), Post.objects.filter(html="").count()) == (15, 15)
    monkeypatch.setattr(remaking, "html_of", made)
    assert remaking.remake(most=10) == 10
    assert remaking.remake() == 5
    assert remaking.left() == 0


def test_what_is_changed_meanwhile_stays_changed(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    post = topic.posts.get()
    Post.objects.update(html="old", rules=None)
    made = html_of

    def meanwhile(text: str) -> str:
        monkeypatch.setattr(remaking, "html_of", made)
        actions.change(Post.objects.get(pk=post.pk), "Changed meanwhile")
        return made(text)

    monkeypatch.setattr(remaking, "html_of", meanwhile)
    remaking.remake()
    post.refresh_from_db()
    assert (post.text, post.html) == ("Changed meanwhile", "<p>Changed meanwhile</p>")
    assert remaking.left() == 0


def test_the_command(space: Community) -> None:
    for text in ("one", "two"):
        make_topic(space, text=text)
    Post.objects.update(html="", rules=None)
    out = StringIO()
    call_command("communities", "remake", stdout=out)
    assert "2 texts made anew" in out.getvalue()
    assert set(Post.objects.values_list("html", flat=True)) == {"<p>one</p>", "<p>two</p>"}


def test_the_number_of_queries(space: Community) -> None:
    topic = make_topic(space)
    Post.objects.update(rules=None)
    with CaptureQueriesContext(connection) as few:
        remaking.remake()
    for _number in range(20):
        say(topic)
    Post.objects.update(rules=None)
    with CaptureQueriesContext(connection) as many:
        remaking.remake()
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as none:
        remaking.remake_some()
    assert len([query for query in none.captured_queries if query["sql"].startswith("SELECT")]) == 2
