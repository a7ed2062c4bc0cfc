"""Makes the digests of those for whom it is morning: one a day to each person, about all places together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.speaking import zone_of
from portal.foundation import outbox
from portal.foundation.duties import duty
from portal.notices import registry
from portal.notices.choices import AT_A_TIME, all_of, resolve
from portal.notices.models import Digest, Notice
from portal.notices.sending import DIGEST
from portal.notices.terms import DIGEST_HOUR, Mail, Often


@duty("digests", every=timedelta(minutes=5))
def make_digests() -> None:
    """Looks once a day at what waits for each person, when it is morning where they are."""
    now = timezone.now()
    around = (now.date() - timedelta(days=1), now.date() + timedelta(days=1))
    seen = set(Digest.objects.filter(day__range=around).values_list("user", "day"))
    for user in User.objects.filter(pk__in=Notice.objects.filter(mail=Mail.LATER).values("user")).iterator(AT_A_TIME):
        here = now.astimezone(zone_of(user))
        if here.hour >= DIGEST_HOUR and (user.pk, here.date()) not in seen:
            gather(user, here)


def gather(user: User, here: datetime) -> Digest | None:
    """Takes what is due out of what waits, and has it sent; None where nothing is: daily is what came before this morning, weekly what
    came before Monday's."""
    morning = here.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    monday = morning - timedelta(days=here.weekday())
    with transaction.atomic():
        digest, new = Digest.objects.get_or_create(user=user, day=here.date())
        if not new:  # another worker was quicker
            return None
        waiting = list(Notice.objects.select_for_update().filter(user=user, mail=Mail.LATER))
        often = _often(user, waiting)
        unwanted = {notice.pk for notice in waiting if notice.read_at or often[notice.pk] == Often.NONE}
        ended = {notice.pk: monday if often[notice.pk] == Often.WEEKLY else morning for notice in waiting}
        due = {notice.pk for notice in waiting if notice.created_at < ended[notice.pk]} - unwanted
        Notice.objects.filter(pk__in=unwanted).update(mail=Mail.NEVER)
        if not due:
            return None
        Notice.objects.filter(pk__in=due).update(mail=Mail.GATHERED, digest=digest)
        outbox.enqueue(DIGEST, str(digest.pk))
    return digest


def _often(user: User, waiting: Sequence[Notice]) -> dict[int, Often]:
    """How often somebody wants each of these now: they may have chosen otherwise since."""
    chosen, kinds = all_of(user), registry.kinds()
    return {
        notice.pk: resolve(kinds[notice.kind], chosen, notice.place, notice.thread)
        if notice.kind in kinds
        else Often.NONE
        for notice in waiting
    }
