"""When somebody deletes their account: the spaces that only they tended get another steward, and letters to them are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone

from communities.spaces.actions import is_only_steward, locked, role_given
from communities.spaces.models import Invitation, Membership
from communities.spaces.terms import Role, State
from portal.accounts.groups import administrators
from portal.foundation.erasure import also_erase, also_export


@also_erase
def hand_over(user: Any) -> None:
    """The facilitator who was there longest becomes steward, else an administrator; their hand-over note goes on to whoever it is."""
    tended = Membership.objects.filter(user=user, role=Role.STEWARD).exclude(community__state=State.CLOSED)
    for membership in tended.select_related("community"):
        locked(membership.community)
        if not is_only_steward(membership):
            continue
        others = Membership.objects.filter(community=membership.community).exclude(user=user)
        heir = others.filter(role=Role.FACILITATOR, user__is_active=True).order_by("joined_at", "pk").first()
        heir_id = heir.user_id if heir else administrator_but(user)
        if heir_id is None:
            continue
        given = {"role": Role.STEWARD, "term_from": timezone.localdate(), "hand_over": membership.hand_over}
        new, _made = Membership.objects.update_or_create(
            community=membership.community, user_id=heir_id, defaults=given
        )
        role_given(new)


def administrator_but(user: Any) -> int | None:
    """Somebody who answers for the site: the first of them."""
    return administrators().exclude(pk=user.pk).order_by("pk").values_list("pk", flat=True).first()


@also_erase
def forget_letters(user: Any) -> None:
    """Invitations to the person's addresses."""
    letters_to(user).delete()


@also_export("communities.invitation.email")
def letters(user: Any) -> Iterable[Mapping[str, Any]]:
    """Invitations that the person got and did not use yet."""
    return letters_to(user).values("community__name", "email", "created_at")


def letters_to(user: Any) -> Any:
    """Invitations to any of a person's addresses."""
    addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    wanted = Q(email__iexact=user.email)
    for address in addresses:
        wanted |= Q(email__iexact=address)
    return Invitation.objects.filter(wanted)
