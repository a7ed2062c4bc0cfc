"""Takes mails in and works them off: one transaction with the post that comes of it, so that no mail is posted twice or lost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from typing import Final

import structlog
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.accounts.models import User
from portal.accounts.speaking import speaking_to
from portal.foundation import mail, outbox
from portal.foundation.outbox import OutboxEntry
from portal.notices import registry
from portal.notices.models import Letter
from portal.notices.registry import Answered
from portal.notices.replies import addresses, reading
from portal.notices.replies.reading import Incoming
from portal.notices.replies.refusals import ANSWER
from portal.notices.terms import Outcome

log = structlog.get_logger(__name__)
REPLY: Final = "reply"  # the kind of row in the outbox
LARGEST: Final = 10 * 1024 * 1024  # bytes of a mail
HEAD: Final = 64 * 1024  # what is kept of a larger one
AGAIN: Final = timedelta(days=1)  # within it nobody gets the same answer twice


def take(raw: bytes, *, is_cut: bool = False) -> bool:
    """Keeps a mail to be worked off; False where it came before. A mail over the limit is cut to its head."""
    is_cut = is_cut or len(raw) > LARGEST
    kept = raw[:HEAD] if is_cut else raw
    name = str(message_from_bytes(kept[:HEAD]).get("Message-ID", "")).strip()
    to = addresses.answered(reading.read_addresses(kept[:HEAD]))
    said = f"{name}\n{to}".encode("utf-8", "replace") if name else raw
    with transaction.atomic():
        letter, new = Letter.objects.get_or_create(
            fingerprint=hashlib.sha256(said).hexdigest(), defaults={"raw": kept, "is_cut": is_cut}
        )
        if new:
            outbox.enqueue(REPLY, str(letter.pk))
    return new


@outbox.handler(REPLY)
def work_off(entries: Sequence[OutboxEntry]) -> None:
    """Posts what people answered, and has them told where that could not be."""
    for entry in entries:
        with transaction.atomic():
            letter = Letter.objects.select_for_update().filter(pk=entry.key, outcome="").first()
            if letter is not None:
                _work_off(letter)


def _work_off(letter: Letter) -> None:
    incoming = reading.read(bytes(letter.raw))
    to = addresses.answered(incoming.addresses)
    user = User.objects.filter(pk=to.user).first() if to else None
    became = Answered(Outcome.IGNORED)
    if to and user and not incoming.is_automatic:
        letter.user = user
        became, letter.about = _post(letter, incoming, to, user)
    outcome = Outcome.FILES if became.outcome == Outcome.POSTED and became.about_files else became.outcome
    letter.outcome, letter.raw = outcome, b""
    letter.sender_hash = salted_hmac("notices.sender", incoming.sender.lower()).hexdigest()
    before = Letter.objects.filter(sender_hash=letter.sender_hash, outcome=outcome, came_at__gt=timezone.now() - AGAIN)
    told = bool(before.exclude(pk=letter.pk)) and not became.about_files
    if outcome not in (Outcome.IGNORED, Outcome.POSTED) and not told:
        letter.sender, letter.note = incoming.sender[:254], "\n".join(became.about_files)
        mail.send_later(ANSWER, str(letter.pk))
    letter.save()
    log.info("reply.taken", outcome=str(outcome))


def _post(letter: Letter, incoming: Incoming, to: addresses.Answered, user: User) -> tuple[Answered, str]:
    """What became of an answer, and where its writer can go on."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True, email__iexact=incoming.sender)
    declared = registry.event_of(to.name)
    if not confirmed.exists():
        return Answered(Outcome.SENDER), ""
    if not user.is_active or declared is None or declared.answer is None:
        return Answered(Outcome.IGNORED), ""
    with speaking_to(user):
        story = declared.stories(user, [to.key]).get(to.key)
        about = story.url if story else ""
        if to.has_expired:
            return Answered(Outcome.EXPIRED), about
        if letter.is_cut:
            return Answered(Outcome.BIG), about
        if not incoming.text:
            return Answered(Outcome.EMPTY), about
        return declared.answer(user, to.key, incoming.text, incoming.files), about
