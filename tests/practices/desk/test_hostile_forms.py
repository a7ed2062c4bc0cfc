"""Forms of the desk that no browser sends: an answer, never an error, and what was written is there again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.good_practices.models import Practice
from tests.factories import make_record, make_user
from tests.practices.desk.forms import send, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
NOT_FROM_THE_EDITOR = [
    "Coaching\n\nin <script>alert(1)</script> prison",
    "[]",
    "1e309",
    "null",
    '{"blocks": 3}',
    "\r\n",
    "{",
]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user(is_superuser=True))
    return client


def edit_of(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.parametrize("text", NOT_FROM_THE_EDITOR)
def test_plain_text_in_a_field_of_marked_text_is_kept(editor: Client, text: str) -> None:
    record = make_record(kind="practice")
    assert send(editor, edit_of(record), {"problem": text}).status_code in {200, 302}
    kept = Practice.objects.get(pk=record.pk).get_latest_revision_as_object().problem
    assert "<script" not in kept
    if text.startswith("Coaching"):
        assert kept == "<p>Coaching</p><p>in &lt;script&gt;alert(1)&lt;/script&gt; prison</p>"


@pytest.mark.parametrize("kind", ["practice", "article", "report"])
@pytest.mark.parametrize("value", ["中文", "٣٤٥", "-1", "", "\0", "<script>alert(1)</script>"])
def test_a_form_full_of_nonsense_is_answered(editor: Client, kind: str, value: str) -> None:
    record = make_record(kind=kind)
    values = shown(editor, edit_of(record))
    for sent in ({name: [value] for name in values}, {}, {**values, "citations-TOTAL_FORMS": [value]}):
        answer = editor.post(edit_of(record), sent)
        assert answer.status_code in {200, 302, 400}
        assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("place", ["images", "documents"])
@pytest.mark.parametrize("part", ["", "results/"])
def test_files_are_searched_and_narrowed_by_use_at_once(editor: Client, place: str, part: str) -> None:
    for query in ("q=a&usage_count_min=1", "q=a&usage_count_max=0&ordering=-usage_count", "usage_count_min=x&q=a"):
        assert editor.get(f"/admin/{place}/{part}?{query}").status_code == 200


@pytest.mark.parametrize("count", ["501", "1" + "0" * 20, "٩" * 12])
def test_a_form_of_more_rows_than_anybody_fills_in_is_refused_at_once(editor: Client, count: str) -> None:
    record = make_record(kind="practice")
    refused = editor.post(edit_of(record), {**shown(editor, edit_of(record)), "citations-TOTAL_FORMS": [count]})
    assert refused.status_code == 400
    assert "500 rows" in refused.content.decode()
