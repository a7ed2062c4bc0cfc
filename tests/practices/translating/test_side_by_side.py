"""A translation beside its original: what is written, what is never written over, who may, and what is told when it can't be."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail.rich_text import RichText

from portal.accounts.groups import GROUPS
from portal.foundation.outbox import drain
from practices.models import Article, Practice, Record
from practices.translating.parts import State, source_of, states_of
from tests.factories import make_concept, make_place, make_record, make_translation, make_user
from tests.practices.desk.forms import send, shown
from tests.practices.pages import text_of, warm_queries, words_of
from tests.practices.translating.conftest import Desk, beside, change, draft, languages_of, now, pair, save

pytestmark = pytest.mark.django_db


def states(page: Any) -> dict[str, State]:
    text = draft(page)
    return states_of(text, source_of(text))


def test_an_editor_translates_a_record_and_publishes_it(desk: Desk) -> None:
    record, editor = make_record(title="Family visits", problem="<p>Nobody came.</p>", done="<p>A bus.</p>"), desk()
    answer = editor.post(languages_of(record), {"language": "fr"})
    french = Practice.objects.get(locale__language_code="fr")
    assert answer["Location"] == beside(french)
    assert not french.live
    assert french.problem == ""
    answer = save(
        editor,
        french,
        "publish",
        title="Visites",
        summary="Un bus.",
        problem="- Personne\n- **Rien**",
        translated_by="editors",
    )
    assert answer.status_code == 302, answer.context["parts"]
    french = now(french)
    assert french.live
    assert not french.title_and_summary_only
    assert french.own_words(french.original) == {"problem"}
    assert "<li>Personne</li>" in french.problem
    assert states(french) == {"title": "done", "summary": "done", "problem": "done", "done": "missing"}
    assert "Personne" in words_of(editor, french.url)


def test_words_written_by_hand_are_taken_up_and_stay_as_they_are(desk: Desk) -> None:
    _record, german = pair(problem="<p>Siehe <b>dort</b>.</p>", title_and_summary_only=False)
    editor, before = desk(), now(german)
    fields = shown(editor, beside(german))
    assert fields["title"] == ["Familienbesuche"]
    assert fields["summary"] == ["Sonntags kommen Familien."]
    assert save(editor, german, done="Ein Bus.").status_code == 302
    after = draft(german)
    assert (after.title, after.summary, after.problem) == (before.title, before.summary, before.problem)
    assert after.done == "<p>Ein Bus.</p>"
    assert now(german).done == ""  # readers see it once it is published


def test_a_changed_original_marks_its_parts_and_leaves_the_words(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    save(editor, german, "publish", problem="Niemand kam.", summary="Sonntags kommen alle Familien.")
    change(record, summary="Families visit on Saturdays.")
    page = text_of(editor, beside(german))
    assert "<del>Sundays</del><ins>Saturdays</ins>" in page
    assert states(german) == {"title": "done", "summary": "stale", "problem": "done", "done": "missing"}
    assert now(german).summary == "Sonntags kommen alle Familien."
    save(editor, german, summary="Samstags kommen alle Familien.")
    assert states(german)["summary"] == "done"
    assert "<ins>Saturdays</ins>" not in text_of(editor, beside(german))


def test_what_is_still_right_is_ticked_off(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    save(editor, german, "publish", problem="Niemand kam.")
    change(record, problem="<p>Nobody came at all.</p>")
    fields = shown(editor, beside(german))
    editor.post(beside(german), {**fields, "right-problem": "on", "right-done": "on", "do": "publish"})
    assert states(german) == {"title": "done", "summary": "done", "problem": "done", "done": "done"}
    assert now(german).problem == "<p>Niemand kam.</p>"
    assert now(german).done == ""


def test_what_was_seen_counts_when_the_original_changes_meanwhile(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    fields = shown(editor, beside(german))
    change(record, problem="<p>Nobody came, ever.</p>")
    editor.post(beside(german), {**fields, "problem": "Niemand kam.", "do": "keep"})
    assert states(german)["problem"] == "stale"
    assert "<ins>, ever</ins>" in text_of(editor, beside(german))


def test_the_form_of_the_page_keeps_stale_parts_stale_and_new_ones_new(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    save(editor, german, "publish", summary="Familien kommen sonntags.")
    change(record, summary="Families visit on Saturdays.")
    form = reverse("wagtailadmin_pages:edit", args=[german.pk])
    assert send(editor, form, {"summary": "Familien kommen am Sonntag.", "target": "30 Leute"}).status_code == 302
    assert states(german)["summary"] == "stale"
    assert draft(german).summary == "Familien kommen am Sonntag."


def test_words_of_the_vocabularies_stand_beside(desk: Desk) -> None:
    make_concept(
        "glossary:after_care", labels={"en": "after-care", "de": "Nachsorge"}, alternatives={"de": ["Nachbetreuung"]}
    )
    make_concept(
        "glossary:dp", labels={"en": "development partnership", "de": "Entwicklungspartnerschaft"}, abbreviation="DP"
    )
    make_concept("theme:visits", labels={"en": "visits"})
    make_place("AT", names={"en": "Austria", "de": "Österreich"})
    record = make_record(
        title="Visits", summary="Aftercare. After-care by a DP in Austria after visits. On the after-care."
    )
    page = words_of(desk(), beside(make_translation(record)))
    for told in (
        "After-care Nachsorge (Nachbetreuung)",
        "DP Entwicklungspartnerschaft",
        "Austria Österreich",
        "visits no word for it yet",
    ):
        assert told in page, told
    assert page.count("Nachsorge") == 1


@pytest.mark.parametrize("group", [None, *GROUPS])
def test_who_may_translate(desk: Desk, group: str | None) -> None:
    record, german = pair()
    client = desk(group)
    allowed = group in {"editors", "reviewers", "administrators"}
    assert (client.get(beside(german)).status_code == 200) == allowed
    assert (client.get(languages_of(record)).status_code == 200) == allowed
    answer = client.post(beside(german), {"title": "Mein", "do": "publish", "seen": ""})
    assert answer.status_code == (409 if allowed else 302)
    assert now(german).title == "Familienbesuche"
    client.post(languages_of(record), {"language": "fr"})
    assert Practice.objects.filter(locale__language_code="fr").exists() == allowed


def test_strangers_sign_in_first(client: Any, desk: Desk) -> None:
    _record, german = pair()
    answer = client.get(beside(german))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_members_of_the_desk_without_the_right_to_publish_submit_it(desk: Desk) -> None:
    _record, german = pair()
    assert "Save and submit for review" in text_of(desk(), beside(german))
    assert save(desk(), german, "submit", problem="Niemand kam.").status_code == 302
    page = now(german)
    assert page.workflow_in_progress
    assert page.problem == ""
    assert page.current_workflow_task_state.revision.as_object().problem == "<p>Niemand kam.</p>"


def test_what_is_locked_is_left_alone(desk: Desk) -> None:
    _record, german = pair()
    editor = desk()
    fields = shown(editor, beside(german))
    Record.objects.filter(pk=german.pk).update(locked=True, locked_by=make_user("reviewers"))
    answer = editor.post(beside(german), {**fields, "title": "Anders"})
    assert answer.status_code == 409
    assert "Anders" in answer.content.decode()
    assert draft(german).title == "Familienbesuche"


def test_two_who_write_at_once_lose_nothing(desk: Desk) -> None:
    _record, german = pair()
    first, second = desk(), desk()
    fields = shown(second, beside(german))
    save(first, german, title="Besuche von Familien", summary="Neu.")
    answer = second.post(beside(german), {**fields, "title": "Familien besuchen", "do": "keep"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Familien besuchen" in page
    assert "Besuche von Familien" in page
    assert draft(german).title == "Besuche von Familien"
    again = {**fields, "seen": answer.context["seen"], "title": "Familien besuchen"}
    assert second.post(beside(german), again).status_code == 302
    assert (draft(german).title, draft(german).summary) == ("Familien besuchen", "Neu.")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"summary": "x" * 301}, "300"),
        ({"problem": "x" * 20_001}, "too long"),
        ({"title": " "}, "Without a title"),
        ({"translated_by": "x" * 121}, "too long"),
    ],
)
def test_bad_input_is_told_and_kept_on_the_page(desk: Desk, changes: dict[str, str], told: str) -> None:
    _record, german = pair()
    answer = save(desk(), german, "publish", **{"done": "Ein Bus.", **changes})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert "Ein Bus." in page
    assert draft(german).done == ""


def test_hostile_words_do_no_harm(desk: Desk) -> None:
    _record, german = pair()
    editor = desk()
    hostile = "<script>alert(1)</script> \u202e\x00 [x](javascript:alert(1)) ﷽"
    assert save(editor, german, title=hostile, problem=hostile).status_code in {302, 400}
    assert "<script>alert(1)" not in text_of(editor, beside(german))
    assert "javascript:" not in str(draft(german).problem)
    for version in ("9" * 40, "x", "-1", "²"):
        fields = {**shown(editor, beside(german)), "source": version, "summary": f"Familien {version}"}
        assert editor.post(beside(german), fields).status_code == 302


def test_nobody_publishes_without_the_name_of_a_translator(desk: Desk) -> None:
    record = make_record()
    german = make_translation(record, translated_by="")
    Record.objects.filter(pk=german.pk).update(title_and_summary_only=True)
    answer = save(desk(), german, "publish", title="Besuche", translated_by="")
    assert answer.status_code == 400
    assert "Say who translated it" in answer.content.decode()
    assert draft(german).title != "Besuche"


def test_what_is_made_of_blocks_is_shown_with_its_changes(desk: Desk) -> None:
    article = make_record("article", title="Prisons", body=[("heading", "Numbers"), ("text", "<p>Many people.</p>")])
    german = make_translation(
        article, title="Haft", summary="Kurz.", body=[("heading", "Zahlen")], title_and_summary_only=False
    )
    editor = desk()
    assert "Many people." in text_of(editor, beside(german))
    answer = editor.post(beside(german), {**shown(editor, beside(german)), "right-body": "on", "do": "publish"})
    assert answer.status_code == 302
    article = Article.objects.get(pk=article.pk)
    article.body[1].value = RichText("<p>Many more people.</p>")
    article.save_revision().publish()
    assert "Many<ins> more</ins> people." in text_of(editor, beside(german))
    assert Article.objects.get(pk=german.pk).body[0].value == "Zahlen"


def test_the_original_has_its_languages_instead(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    assert editor.get(beside(record))["Location"] == languages_of(record)
    page = words_of(editor, languages_of(german))
    assert "Deutsch title and summary Side by side" in page
    assert "Français none Translate this record" in page
    wagtails = reverse("simple_translation:submit_page_translation", args=[record.pk])
    assert editor.get(wagtails)["Location"] == languages_of(record)
    assert editor.get(reverse("side_by_side", args=[999_999])).status_code == 404


def test_a_language_that_there_is_not_is_refused(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    for language in ("en", "xx", ""):
        assert editor.post(languages_of(record), {"language": language}).status_code == 400
    assert editor.post(languages_of(record), {"language": "de"})["Location"] == beside(german)


def test_what_stands_below_another_page_waits_for_it(desk: Desk) -> None:
    above = make_record("recommendation_set", title="Final recommendations")
    record = make_record("recommendation", parent=above)
    answer = desk().post(languages_of(record), {"language": "de"})
    assert answer.status_code == 409
    assert "Translate that first" in answer.content.decode()
    assert Record.objects.filter(locale=Locale.objects.get(language_code="de")).count() == 0


def test_what_had_to_be_copied_is_not_taken_for_a_translation(desk: Desk) -> None:
    above = make_record("recommendation_set", title="Final recommendations")
    make_translation(above)
    record, editor = make_record("recommendation", parent=above), desk()
    assert editor.post(languages_of(record), {"language": "de"}).status_code == 302
    german = Record.objects.get(translation_key=record.translation_key, locale__language_code="de").specific
    assert shown(editor, beside(german))["text"] == [""]
    assert save(editor, german, "publish", title="Zusammenarbeiten", translated_by="editors").status_code == 302
    text = Record.objects.get(pk=german.pk).specific
    assert text.live
    assert text.title_and_summary_only
    assert text.own_words(text.original) == frozenset()


def test_the_form_leads_beside_the_original(desk: Desk) -> None:
    record, german = pair()
    editor = desk()
    assert beside(german) in text_of(editor, reverse("wagtailadmin_pages:edit", args=[german.pk]))
    assert languages_of(record) in text_of(editor, reverse("wagtailadmin_pages:edit", args=[record.pk]))


def test_as_many_queries_however_much_there_is(desk: Desk) -> None:
    _record, german = pair()
    editor = desk()
    before = warm_queries(editor, beside(german))
    texts: dict[str, Any] = {
        name: f"<p>{name} of it.</p>" for name in ("problem", "done", "cost", "not_worked", "eligibility")
    }
    other = make_record(**texts)
    many = make_translation(other, title_and_summary_only=False, problem="<p>Kein Plan.</p>", cost="<p>Nichts.</p>")
    drain(["translations"])
    assert warm_queries(editor, beside(many)) == before
