"""What happens to a contribution, each in one transaction with the mail that follows from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from portal.foundation import mail
from portal.foundation.audit.recording import record
from portal.foundation.refusals import NotNowError
from portal.notices import telling
from portal.vocabularies.models import Place
from practices.contributions import editable
from practices.contributions.editable import Difference
from practices.contributions.forms import ContributionForm, CorrectionForm
from practices.contributions.models import Contribution, Remark
from practices.contributions.terms import Credit, State
from practices.contributions.writing import Writing
from practices.good_practices.models import Practice
from practices.records.lists import RecordIndex

ARRIVED: Final = "contribution_arrived"  # letters, and what people with an account are told of
CONFIRM: Final = "contribution_confirm"
REMARK: Final = "remark"
REMARK_LETTER: Final = "contribution_remark"
OUTCOME: Final = "outcome"
OUTCOME_LETTER: Final = "contribution_outcome"
LONGEST_SLUG: Final = 80


class ChangedMeanwhileError(Exception):
    """A field no longer says what the sender saw. `differences`: between that and what stands there now."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__()
        self.differences = differences


@transaction.atomic
def send(form: ContributionForm, writing: Writing, language: str) -> Contribution:
    """Takes a valid form: to the editors, or first to who owns the address, to be confirmed."""
    data, user = form.cleaned_data, form.user
    sent = writing.draft or Contribution(kind=writing.kind, code=writing.code, record=writing.page)
    sent.words, sent.language, sent.sent_at = form.words, language, timezone.now()
    if isinstance(form, CorrectionForm):
        changed = form.changed(data)
        sent.before = {name: form.present[name] for name in changed}
        sent.words = {**form.words, "changes": changed}
        sent.seen = form.page.live_revision_id or 0
    sent.credit = data.get("credit") or Credit.NONE
    sent.credited_as = data.get("credited_as", "") if sent.credit != Credit.NONE else ""
    sent.person, sent.email = (user, "") if user.pk else (None, data["email"])
    sent.state = State.WAITING if user.pk else State.UNCONFIRMED
    sent.save()
    mail.send_later(ARRIVED if user.pk else CONFIRM, str(sent.pk))
    return sent


@transaction.atomic
def confirm(key: int) -> bool:
    """An address was confirmed: the editors get it. False where that was done before, or it is gone."""
    done = Contribution.objects.filter(pk=key, state=State.UNCONFIRMED).update(
        state=State.WAITING, sent_at=timezone.now()
    )
    if done:
        mail.send_later(ARRIVED, str(key))
    return bool(done)


@transaction.atomic
def say(contribution: Contribution, text: str, author: Any, *, from_desk: bool) -> Remark:
    """Adds to the thread; the other side is told."""
    said = Remark.objects.create(
        contribution=contribution, text=text, author=author if author and author.pk else None, from_desk=from_desk
    )
    telling.happened(REMARK, said.pk)
    mail.send_later(REMARK_LETTER, str(said.pk))
    return said


@transaction.atomic
def apply(contribution: Contribution, names: Collection[str], editor: Any, reason: str = "") -> Contribution:
    """Puts the chosen fields of a correction into its record, as one new version; published, unless editors have a draft of the record.

    Raises PermissionDenied, ChangedMeanwhileError, NotNowError, ValidationError (the record would not be valid).
    """
    found = _open(contribution)
    if found.record is None:
        raise NotNowError(_("The record was withdrawn. Decline the correction, and say so."))
    Page.objects.select_for_update().get(pk=found.record_id)
    page = found.record.specific
    rights = page.permissions_for_user(editor)
    if not rights.can_publish():
        raise PermissionDenied
    if rights.page_locked():
        raise NotNowError(_("Somebody has locked the record. Ask them to unlock it, or wait."))
    is_draft = page.has_unpublished_changes
    version = page.get_latest_revision_as_object() if is_draft else page
    wanted = {name: said for name, said in found.words.get("changes", {}).items() if name in names}
    _write(version, found.before, wanted)
    revision = version.save_revision(user=editor, log_action=True)
    if page.live and not is_draft:
        revision.publish(user=editor)
    found.taken, found.revision = sorted(wanted), revision
    return _decide(found, State.ACCEPTED, editor, reason)


def _write(version: Any, before: dict[str, str], wanted: dict[str, str]) -> None:
    """Puts texts into a version in memory. Raises ChangedMeanwhileError where a field is no longer as its sender saw it."""
    fields = {one.name: one for one in editable.editables(version)}
    known = [fields[name] for name in wanted if name in fields]
    now = {one.name: editable.read(version, one) for one in known}
    changed = {name: said for name, said in now.items() if said not in (before.get(name, ""), wanted[name])}
    if changed or len(known) < len(wanted) or not wanted:
        raise ChangedMeanwhileError(editable.compared([*fields.values()], before, changed))
    for one in known:
        editable.write(version, one, wanted[one.name])


@transaction.atomic
def begin_practice(contribution: Contribution, editor: Any, reason: str = "") -> Page:
    """A suggested practice becomes a draft, and goes into the workflow. Raises PermissionDenied without the right to add records."""
    found = _open(contribution)
    parent = RecordIndex.objects.in_language(found.language).filter(record_kind=Practice.kind).first()
    parent = parent or RecordIndex.objects.in_language("en").get(record_kind=Practice.kind)
    if not parent.permissions_for_user(editor).can_add_subpage():
        raise PermissionDenied
    words = found.words
    slug = find_available_slug(parent, slugify(words["title"])[:LONGEST_SLUG].strip("-") or Practice.kind)
    draft = Practice(
        title=words["title"],
        draft_title=words["title"],
        summary=words["summary"],
        slug=slug,
        locale=parent.locale,
        live=False,
        owner=editor,
        **{name: editable.to_record(words.get(name, "")) for name in ("problem", "done", "not_worked")},
    )
    parent.add_child(instance=draft)
    draft.places = list(
        Place.objects.filter(pk__in=[place.id for place in editable.places_named(words.get("places", ""))])
    )
    found.revision, found.record, found.code = (
        draft.save_revision(user=editor, log_action=True),
        draft,
        draft.identifier,
    )
    if workflow := draft.get_workflow():
        workflow.start(draft, None)  # the reader submitted it: any editor may complete and check it
    _decide(found, State.ACCEPTED, editor, reason)
    return draft


@transaction.atomic
def settle(contribution: Contribution, state: State, editor: Any, reason: str) -> Contribution:
    """Decides without touching the record: declined, put in by hand, or a problem that is dealt with. The sender reads the reason."""
    return _decide(_open(contribution), state, editor, reason)


def _open(contribution: Contribution) -> Contribution:
    """The contribution, locked. Raises NotNowError where somebody has decided about it already."""
    found = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not found.is_open:
        raise NotNowError(_("Somebody has decided about this already: see below."))
    return found


def _decide(found: Contribution, state: State, editor: Any, reason: str) -> Contribution:
    found.state, found.reason = state, reason
    found.decided_by, found.decided_at = editor, timezone.now()
    found.save()
    record(f"contributions.{state}", found, by=editor)
    telling.happened(OUTCOME, found.pk)
    mail.send_later(OUTCOME_LETTER, str(found.pk))
    return found
