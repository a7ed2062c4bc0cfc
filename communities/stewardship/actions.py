"""What can be done about needs, each in one transaction with what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from communities.spaces.actions import locked
from communities.spaces.models import Community, Membership
from communities.spaces.terms import Role
from communities.stewardship.models import NeedsAnswer, NeedsProfile
from communities.stewardship.terms import Capacity
from portal.notices import telling


def ask(community: Community, by: Any) -> NeedsProfile:
    """Begins a round of asking; all members are told. Raises ValidationError while another one is open."""
    with transaction.atomic():
        locked(community)
        profiles = NeedsProfile.objects.filter(community=community)
        if profiles.filter(closed_at=None).exists():
            raise ValidationError(_("Members are being asked already. Close that round first."))
        last = profiles.first()
        profile = NeedsProfile.objects.create(
            community=community, number=(last.number if last else 0) + 1, opened_by=by
        )
        log(community, "communities.ask_needs", user=by, data={"round": profile.number})
        telling.happened("needs_asked", profile.pk)
    return profile


def close(profile: NeedsProfile, by: Any) -> None:
    """Ends a round: what came of it stays as it is."""
    with transaction.atomic():
        locked(profile.community)
        if NeedsProfile.objects.filter(pk=profile.pk, closed_at=None).update(closed_at=timezone.now()):
            log(profile.community, "communities.close_needs", user=by, data={"round": profile.number})


def answer(
    profile: NeedsProfile, membership: Membership, scores: Mapping[str, int], places: Mapping[str, int], missing: str
) -> None:
    """Keeps what somebody says, in place of what they said before. Raises ValidationError once the round is closed."""
    capacity = Capacity.STEWARD if membership.role == Role.STEWARD else Capacity.MEMBER
    said = {"capacity": capacity, "scores": dict(scores), "polarities": dict(places), "missing": missing}
    with transaction.atomic():
        locked(profile.community)
        if not NeedsProfile.objects.filter(pk=profile.pk, closed_at=None).exists():
            raise ValidationError(_("This round has been closed meanwhile. What came of it stands below."))
        NeedsAnswer.objects.update_or_create(profile=profile, user_id=membership.user_id, defaults=said)
