"""Sends what was told: one mail about one event at once, or one digest. Composed when it is sent, of what its reader may see then.

The row that says that a mail is sent is written after sending: a worker that is killed between sends it once more, under the same
`Message-ID`. Rows of the outbox are leased one by one here, so that no more than that one mail is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress

from portal.accounts.speaking import speaking_to
from portal.foundation import outbox
from portal.foundation.outbox import OutboxEntry
from portal.notices import mails, registry
from portal.notices.choices import all_of, resolve
from portal.notices.models import Digest, Notice
from portal.notices.telling import NOTICE
from portal.notices.terms import Mail, Often

DIGEST = "digest"


def can_be_written_to(user: Any) -> bool:
    """Whether an account is not suspended and its address confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return bool(user.is_active) and confirmed.exists()


@outbox.handler(NOTICE)
def send_at_once(entries: Sequence[OutboxEntry]) -> None:
    """One mail about one event; raises to have it tried again."""
    for entry in entries:
        notice = Notice.objects.filter(pk=entry.key, mail=Mail.NOW).select_related("user").first()
        if notice is not None:
            became = _send(notice)
            Notice.objects.filter(pk=notice.pk).update(mail=became)


def _send(notice: Notice) -> Mail:
    """What became of it: sent, not to be sent, or to wait since its reader chose otherwise meanwhile."""
    user, kind = notice.user, registry.kinds().get(notice.kind)
    if kind is None or notice.read_at or not can_be_written_to(user):
        return Mail.NEVER
    often = resolve(kind, all_of(user), notice.place, notice.thread)
    if often != Often.NOW:
        return Mail.NEVER if often == Often.NONE else Mail.LATER
    with speaking_to(user):
        story = registry.stories_for_mail(user, [notice.event]).get(notice.event)
        if story is None:
            return Mail.NEVER
        mails.about(notice, kind, story).send()
    return Mail.SENT


@outbox.handler(DIGEST)
def send_digest(entries: Sequence[OutboxEntry]) -> None:
    """All that was gathered for one person's day, in one mail; raises to have it tried again."""
    for entry in entries:
        digest = Digest.objects.filter(pk=entry.key).select_related("user").first()
        if digest is None:
            continue
        gathered = digest.notices.filter(mail=Mail.GATHERED)
        user = digest.user
        unread = list(gathered.filter(read_at=None).order_by("created_at", "pk")) if can_be_written_to(user) else []
        with speaking_to(user):
            stories = registry.stories_for_mail(user, (notice.event for notice in unread))
            told = [(notice, stories[notice.event]) for notice in unread if notice.event in stories]
            if told:
                mails.digest(digest, told).send()
        sent = {notice.pk for notice, _story in told}
        gathered.filter(pk__in=sent).update(mail=Mail.SENT)
        gathered.update(mail=Mail.NEVER)
