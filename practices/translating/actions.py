"""Beginning a translation, and writing it beside its original: each in one transaction, with its line in the page's history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction, ParentNotTranslatedError
from wagtail.models import Page, Revision, WorkflowState

from portal.foundation.refusals import NotNowError
from practices.contributions.editable import TEXT, cleaned, editable
from practices.records.forms import NO_TRANSLATOR
from practices.records.models import Record
from practices.translating.parts import HEAD, names_of, note_compared, source_of, states_of, words

RIGHT: Final = "simple_translation.submit_translation"
LONGEST_TRANSLATOR: Final = 120


class OutdatedError(NotNowError):
    """Somebody has saved the translation in between."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has saved this translation since you opened it. Nothing was lost: your words stand below, beside what is kept "
                "now. Look through them, and save again."
            )
        )


@dataclass
class Written:
    """What somebody wrote beside the original."""

    texts: Mapping[str, str]  # the parts that they changed
    confirmed: Collection[str] = ()  # the parts that they found right as they are
    translator: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)


def version_of(page: Any) -> str:
    """The newest version of a page, as forms name it. Autosave writes over a version: its moment counts, too."""
    revision = page.latest_revision
    return f"{revision.pk} {revision.created_at.isoformat()}" if revision else ""


def draft_of(page: Any) -> Any:
    """The newest version of a translation: what the next one is made from."""
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def source_seen(text: Any, revision_id: str) -> Any:
    """The version of the original that somebody had before them."""
    source = source_of(text)
    if revision_id in {"", str(source.live_revision_id)} or not revision_id.isdecimal() or len(revision_id) > 18:
        return source
    found = Revision.page_revisions.filter(pk=revision_id, object_id=str(source.pk)).first()
    return found.as_object() if found else source


@transaction.atomic
def begin(original: Any, locale: Any, user: Any) -> Any:
    """An empty translation, as a draft; the one that there is already. Raises PermissionDenied and NotNowError."""
    Page.objects.select_for_update().get(pk=original.pk)
    there = Record.objects.filter(translation_key=original.translation_key, locale=locale).first()
    if there is not None:
        return there
    try:
        page = CopyPageForTranslationAction(original, locale, user=user).execute()
    except ParentNotTranslatedError:
        above = original.get_parent()
        raise NotNowError(
            _("It stands below “%(above)s”. Translate that first.") % {"above": above.get_admin_display_title()}
        ) from None
    page.owner = user
    for name in names_of(page):
        if name != "title" and page._meta.get_field(name).blank:
            setattr(page, name, "" if name != "body" else [])
    page.save()
    page.save_revision(user=user, log_action=True)
    return page


@transaction.atomic
def write(page: Any, written: Written, *, by: Any, seen: str, source: Any) -> Any:
    """A new version of a translation with what was written; all else stays as it is. Raises PermissionDenied, NotNowError, OutdatedError
    and ValidationError by part."""
    Page.objects.select_for_update().get(pk=page.pk)
    page = Record.objects.get(pk=page.pk).specific
    may_write(page, by)
    if version_of(page) != seen:
        raise OutdatedError
    version = draft_of(page)
    states = states_of(version, source)
    put_in(version, written)
    note_compared(version, source, {*written.texts, *written.confirmed}, states)
    original = words(source)
    further = [name for name, said in words(version).items() if name not in HEAD and said not in ("", original[name])]
    version.title_and_summary_only = not further
    version.translated_by = written.translator or version.translated_by
    version.save_revision(user=by, log_action=True)
    return Record.objects.get(pk=page.pk).specific


def may_write(page: Any, user: Any) -> None:
    """Raises PermissionDenied, and NotNowError where somebody has locked the page."""
    if not (user.has_perm(RIGHT) and page.permissions_for_user(user).can_edit()):
        raise PermissionDenied
    lock = page.get_lock()
    if lock is not None and lock.for_user(user):
        raise NotNowError(_("Somebody has locked this translation. Ask them to unlock it, or wait."))


def put_in(version: Any, written: Written) -> None:
    """Puts texts into a version in memory. Raises ValidationError with what is wrong, by part."""
    wrong: dict[str, Any] = {}
    for name, said in written.texts.items():
        one = editable(version, name)
        try:
            if one is None or name not in names_of(version):
                raise ValidationError(_("This part is written in the form of the page."))
            if len(said) > one.longest:
                raise ValidationError(
                    _("It is too long: %(most)s characters at most.") % {"most": one.longest}, code="max_length"
                )
            if name == "title" and not said.strip():
                raise ValidationError(_("Without a title nobody finds it: write one."))
            setattr(version, name, cleaned(version, one, said if one.style == TEXT else " ".join(said.split())))
        except ValidationError as error:
            wrong[name] = error
    if len(written.translator) > LONGEST_TRANSLATOR:
        wrong["translated_by"] = ValidationError(
            _("It is too long: %(most)s characters at most.") % {"most": LONGEST_TRANSLATOR}
        )
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def publish(page: Any, by: Any) -> None:
    """Shows the newest version to readers. Raises PermissionDenied, and ValidationError without the name of a translator."""
    if not page.permissions_for_user(by).can_publish():
        raise PermissionDenied
    if not draft_of(page).translated_by:
        raise ValidationError({"translated_by": NO_TRANSLATOR})
    page.latest_revision.publish(user=by)


@transaction.atomic
def submit(page: Any, by: Any) -> None:
    """Hands the newest version to the reviewers. Raises NotNowError where that can't be done."""
    if not page.permissions_for_user(by).can_submit_for_moderation():
        raise NotNowError(_("It is with the reviewers already, or there is nobody to review it."))
    if not draft_of(page).translated_by:
        raise ValidationError({"translated_by": NO_TRANSLATOR})
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(by)
    else:
        page.get_workflow().start(page, by)
