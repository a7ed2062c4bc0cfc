"""A translation on its whole way: written beside its original, submitted, approved in its stages, found, compared in its history."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.foundation import outbox
from portal.site.workflow import actions
from portal.site.workflow.models import ReviewState, version_of
from practices.models import TranslationState
from search.indexing import rebuild
from tests.factories import make_user
from tests.practices.pages import words_of
from tests.practices.translating.conftest import Desk, change, now, pair, save

pytestmark = pytest.mark.django_db


def approve(page: object) -> int:
    """Everybody says yes; how many were asked."""
    asked = 0
    while isinstance(state := now(page).current_workflow_task_state, ReviewState):
        actions.decide(state, approved=True, by=make_user("reviewers"), seen=version_of(now(page)))
        asked += 1
        assert asked < 5
    return asked


def test_from_the_first_word_to_its_readers(desk: Desk) -> None:
    rebuild()
    _record, german = pair()
    editor = desk()
    assert save(editor, german, "submit", problem="Der Wombat blieb allein.").status_code == 302
    outbox.drain(["index", "translations"])
    assert "Wombat" not in words_of(editor, "/de/search/?q=wombat").replace("q=wombat", "")
    assert approve(german) >= 1
    outbox.drain(["index", "translations"])
    assert now(german).problem == "<p>Der Wombat blieb allein.</p>"
    assert not now(german).has_unpublished_changes
    assert "Familienbesuche" in words_of(editor, "/de/search/?q=wombat")
    assert "Wombat" in words_of(editor, now(german).url)
    state = TranslationState.objects.get(pk=german.pk)
    assert (state.stale, state.missing) == (0, 1)


def test_its_history_tells_what_was_changed_and_nothing_of_how_it_is_kept(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    save(editor, german, "publish", summary="Sonntags kommen die Familien.")
    change(record, summary="Families visit on Saturdays.")
    save(editor, german, "publish", summary="Samstags kommen die Familien.")
    history = words_of(editor, reverse("record_history", args=[german.full_identifier]))
    assert "Samstags" in history
    assert "Families visit" not in history
    versions = editor.get(reverse("wagtailadmin_pages:history", args=[german.pk]))
    assert versions.status_code == 200
    first = now(german).revisions.order_by("pk").first()
    compared = reverse("wagtailadmin_pages:revisions_compare", args=[german.pk, first.pk, "latest"])
    assert "Families visit" not in words_of(editor, compared)
