"""What happens in a peer review, each in one transaction with its line in the audit log and the letters that follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.foundation import mail
from portal.foundation.audit.recording import record as note
from portal.foundation.dates import PartialDate
from portal.foundation.generation import rise
from portal.foundation.refusals import NotNowError
from portal.notices import telling
from practices.peers import policies
from practices.peers.models import PeerIdentity, PeerInvitation, PeerReview
from practices.peers.terms import AT_WORK, MOST_INVITED, Answer, Conflict, Role, State
from practices.records.models import Record
from search.indexing import changed

INVITED: Final = "peer_invited"  # letters
OUTCOME: Final = "peer_outcome"
NEWS: Final = "peer_news"  # an event: somebody has answered


@transaction.atomic
def begin(work: Record, editor: Any, why: str = "") -> PeerReview:
    """Opens the review of a record, or finds the one that is under way. Raises NotNowError where readers can't read the record."""
    Record.objects.select_for_update(of=("self",)).get(pk=work.pk)
    found = PeerReview.objects.filter(code=work.identifier, state=State.OPEN).first()
    if found:
        return found
    if not policies.can_be_reviewed(work):
        raise NotNowError(_("Only a published record that everybody may read can be reviewed. Publish it first."))
    review = PeerReview.objects.create(
        record=work, code=work.identifier, why=why, opened_by=editor, version=work.live_revision_id or 0
    )
    note("peers.opened", review, by=editor, reason=why)
    return review


@transaction.atomic
def invite(review: PeerReview, editor: Any, role: str, identity: Mapping[str, str]) -> PeerInvitation:
    """Invites somebody, by a letter. Raises NotNowError where that makes no sense."""
    found = _open(review)
    there = found.invitations.exclude(answer=Answer.WITHDRAWN)
    if there.filter(identity__email__iexact=identity["email"]).exists():
        raise NotNowError(_("Somebody with this address is invited already: send them the letter again."))
    if there.count() >= MOST_INVITED:
        raise NotNowError(_("At most %(most)s people are invited to one review.") % {"most": MOST_INVITED})
    made = PeerInvitation.objects.create(review=found, role=role, invited_by=editor)
    PeerIdentity.objects.create(invitation=made, **identity)
    note("peers.invited", made, by=editor)
    mail.send_later(INVITED, f"{made.pk}.{made.serial}")
    return made


@transaction.atomic
def invite_again(invitation: PeerInvitation, editor: Any) -> None:
    """A new letter; the link of the one before no longer opens anything. Raises NotNowError."""
    found = _at_work(invitation)
    found.serial += 1
    found.save(update_fields=["serial"])
    note("peers.invited_again", found, by=editor)
    mail.send_later(INVITED, f"{found.pk}.{found.serial}")


@transaction.atomic
def take_back(invitation: PeerInvitation, editor: Any, reason: str) -> None:
    """Ends an invitation; what was written in it goes. Raises NotNowError."""
    found = _at_work(invitation)
    _end(found, Answer.WITHDRAWN)
    note("peers.invitation_taken_back", found, by=editor, reason=reason)


@transaction.atomic
def decline(invitation: PeerInvitation) -> None:
    """Somebody won't, or no longer. Raises NotNowError."""
    found = _at_work(invitation)
    _end(found, Answer.DECLINED)
    _tell(found)


@transaction.atomic
def agree(invitation: PeerInvitation, conflict: str = Conflict.NONE, says: str = "") -> PeerInvitation:
    """A reviewer states whether there is a conflict of interest, and begins; a conflict that ends it is noted. Raises NotNowError."""
    found = _at_work(invitation)
    found.conflict, found.conflict_is = conflict, says
    found.answer = Answer.CONFLICT if conflict == Conflict.ENDS else Answer.AGREED
    found.answered_at = timezone.now()
    found.save()
    if found.answer == Answer.CONFLICT:
        _tell(found)
    return found


@transaction.atomic
def keep(invitation: PeerInvitation, written: Mapping[str, Any], *, hand_in: bool) -> None:
    """Keeps what a reviewer has written so far; handed in, it can't be changed any more. Raises NotNowError."""
    found = _at_work(invitation)
    if found.answer != Answer.AGREED:
        raise NotNowError(_("First say whether there is a conflict of interest."))
    for name, said in written.items():
        setattr(found, name, said)
    if hand_in:
        found.answer, found.answered_at = Answer.HANDED_IN, timezone.now()
        _tell(found)
    found.save()


@transaction.atomic
def reply(review: PeerReview, text: str, *, editor: Any = None, author: PeerInvitation | None = None) -> None:
    """Answers for the practice: who was invited to, or an editor in their place. Raises NotNowError."""
    found = _open(review)
    if found.reply:
        raise NotNowError(_("The reply is there already."))
    if author:
        named, named_as = author.named, author.named_as
        author = _at_work(author)
        author.named, author.named_as = named, named_as
        author.answer, author.answered_at = Answer.HANDED_IN, timezone.now()
        author.save()
        _tell(author)
    found.reply, found.replied_at, found.replied_by = text, timezone.now(), editor
    with override(settings.LANGUAGE_CODE):
        found.reply_of = author.shown_as if author else _("the editors")
    found.save()
    note("peers.replied", found, by=editor)


@transaction.atomic
def decide(review: PeerReview, editor: Any, *, given: bool, reason: str, summary: str) -> None:
    """Publishes the review; the badge follows. Raises NotNowError, or PermissionDenied for who may not."""
    found = _open(review)
    if not policies.decide(editor, found):
        raise PermissionDenied
    if found.record is None or not policies.can_be_reviewed(found.record.specific):
        raise NotNowError(_("Readers can’t read the record at the moment. Publish it again, or call the review off."))
    found.state = State.GIVEN if given else State.NOT_GIVEN
    found.reason, found.summary = reason, summary
    found.decided_by, found.decided_at = editor, timezone.now()
    found.save()
    set_badge(found.record_id)
    note("peers.given" if given else "peers.not_given", found, by=editor, reason=reason)
    for one in found.invitations.filter(answer=Answer.HANDED_IN):
        mail.send_later(OUTCOME, str(one.pk))


@transaction.atomic
def call_off(review: PeerReview, editor: Any, reason: str) -> None:
    """Ends a review without a decision; whoever was at work is told. Raises NotNowError."""
    found = _open(review)
    found.state, found.reason = State.CALLED_OFF, reason
    found.decided_by, found.decided_at = editor, timezone.now()
    found.save()
    note("peers.called_off", found, by=editor, reason=reason)
    for one in found.invitations.filter(answer__in=(*AT_WORK, Answer.HANDED_IN)):
        mail.send_later(OUTCOME, str(one.pk))


def set_badge(record: int | None) -> None:
    """What the newest decided review puts on its record: nothing else writes these columns, and no version of the page holds its own."""
    review = PeerReview.objects.decided().filter(record=record).first()
    if review is None or review.decided_at is None:
        return
    with override(settings.LANGUAGE_CODE):
        reviewers = review.invitations.filter(answer=Answer.HANDED_IN).exclude(role=Role.AUTHOR)
        names = ", ".join(dict.fromkeys(one.shown_as for one in reviewers))
    Record.objects.filter(pk=record).update(
        peer_reviewed=review.state == State.GIVEN,
        peer_review_on=PartialDate.parse(timezone.localdate(review.decided_at).isoformat()),
        peer_review_by=names[:255],
        peer_review_note=review.summary,
    )
    changed("page", [str(record)])
    rise()


def _open(review: PeerReview) -> PeerReview:
    """The review, locked. Raises NotNowError where it is over."""
    found = PeerReview.objects.select_for_update().get(pk=review.pk)
    if not found.is_open:
        raise NotNowError(_("This review is over."))
    return found


def _at_work(invitation: PeerInvitation) -> PeerInvitation:
    """The invitation, locked after its review. Raises NotNowError where it has ended, or was handed in."""
    _open(invitation.review)
    found = PeerInvitation.objects.select_for_update().get(pk=invitation.pk)
    if found.answer not in AT_WORK:
        raise NotNowError(_("This was answered already: nothing can be changed any more."))
    return found


def _end(invitation: PeerInvitation, answer: Answer) -> None:
    invitation.answer, invitation.answered_at = answer, timezone.now()
    invitation.scores, invitation.advice, invitation.text, invitation.note = {}, "", "", ""
    invitation.save()


def _tell(invitation: PeerInvitation) -> None:
    telling.happened(NEWS, f"{invitation.pk}-{invitation.answer}")
