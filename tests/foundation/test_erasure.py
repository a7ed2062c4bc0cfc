"""Erasure: no column that points to a person is forgotten, and each fate does what it says."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps
from wagtail.models import Comment, CommentReply, UploadedFile

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.foundation import erasure
from portal.foundation.erasure import Fate
from portal.site.messages.models import Message
from tests.factories import make_record, make_user
from tests.practices.desk.forms import send

pytestmark = pytest.mark.django_db


def test_every_column_to_a_person_is_declared() -> None:
    assert erasure.undeclared() == []


def test_a_forgotten_column_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(erasure._declarations, "wagtailcore.comment.user")
    found = [error for error in run_checks() if error.id == "foundation.E001"]
    assert [error.msg.split()[0] for error in found] == ["wagtailcore.comment.user"]


@isolate_apps("portal.foundation")
def test_a_column_to_a_proxy_of_the_account_is_one_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    class Someone(User):
        class Meta:
            app_label, proxy = "foundation", True

    class Note(models.Model):  # noqa: DJ008
        by = models.ForeignKey(Someone, on_delete=models.CASCADE)

        class Meta:
            app_label = "foundation"

    monkeypatch.setattr(apps, "get_models", lambda **_options: [Someone, Note])
    assert erasure.undeclared() == ["foundation.note.by"]


def test_declarations_name_columns_and_fields_that_exist() -> None:
    columns = dict(erasure.columns_to_user())
    assert set(erasure._declarations) == set(columns)
    for name, told in erasure._declarations.items():
        columns[name].model._base_manager.values(
            *told.export
        ).query.__str__()  # FieldError for a field that isn't there


def test_detaching_is_only_declared_where_a_row_can_do_without_its_person() -> None:
    columns = dict(erasure.columns_to_user())
    detached = [name for name, told in erasure._declarations.items() if told.fate is Fate.DETACH]
    assert detached
    assert all(columns[name].null for name in detached)


def test_the_person_is_told_why() -> None:
    told = erasure.explained()
    assert told["delete"]
    assert told["detach"]
    assert len(told["delete"]) == len(set(told["delete"]))


def tables_with(text: str) -> set[str]:
    """The tables in which a text stands, in whatever column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                quoted = (connection.ops.quote_name(table), connection.ops.quote_name(column.name))
                cursor.execute(
                    f"SELECT COUNT(*) FROM {quoted[0]} WHERE CAST({quoted[1]} AS TEXT) LIKE %s",
                    [f"%{text}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(table)
    return found


def remark(number: int, text: str, **answers: str) -> dict[str, str]:
    """What the desk sends of a remark on a title, with an answer to it."""
    fields = {"id": "", "text": text, "contentpath": "title", "position": "", "resolved": "", "DELETE": ""} | {
        "replies-TOTAL_FORMS": "0", "replies-INITIAL_FORMS": "0", **answers,
    }  # fmt: skip
    return {f"comments-{number}-{name}": value for name, value in fields.items()} | {
        "comments-TOTAL_FORMS": str(number + 1), "comments-INITIAL_FORMS": "0",
    }  # fmt: skip


def test_nothing_is_left_anywhere_of_who_leaves(site_tree: None) -> None:
    ensure_groups()
    person, colleague = make_user("editors", email="zebedee@example.org", name="Zebedee"), make_user("editors")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    here, elsewhere, theirs = Client(), Client(), Client()
    for client in (here, elsewhere):
        client.post("/account/login/", {"login": person.email, "password": "a long pass phrase"})
    theirs.force_login(colleague)
    record = make_record()
    address = f"/admin/pages/{record.pk}/edit/"
    assert send(here, address, remark(0, "A remark by Zebedee")).status_code == 302
    mine = Comment.objects.get()
    CommentReply.objects.create(comment=mine, user=colleague, text="An answer")
    other = Comment.objects.create(page=record, user=colleague, text="The colleague's remark", contentpath="title")
    answer = CommentReply.objects.create(comment=other, user=person, text="An answer by Zebedee")
    answer.log_create(user=person)
    mine.log_edit(user=colleague)
    record.save_revision(user=person)
    UploadedFile.objects.create(uploaded_by_user=person, file="unfinished/zebedee.pdf")
    assert {"wagtailcore_revision", "wagtailcore_pagelogentry"} <= tables_with("Zebedee")

    erasure.erase(person)
    assert tables_with("Zebedee") == tables_with("zebedee") == set()
    assert "zebedee" not in str([session.get_decoded() for session in Session.objects.all()])
    assert elsewhere.get("/account/").status_code == 302
    assert theirs.get("/account/").status_code == 200
    assert "wagtailcore_revision" in tables_with("The colleague")
    assert theirs.get(f"/admin/pages/{record.pk}/history/").status_code == 200


def test_a_copy_of_ones_data_holds_what_was_written_to_the_editors() -> None:
    person = make_user("members", email="anna@example.org")
    Message.objects.create(kind="contact", text="A question of mine", email="Anna@example.org")
    Message.objects.create(kind="contact", text="Not mine", email="berta@example.org")
    own = erasure.export(person)["site.message.email"]
    assert [row["text"] for row in own] == ["A question of mine"]
