"""What can be done in a space, each in one transaction: the change, its line in the log, and the mail that follows from it.

Who may do it is asked before (`policies`); what must hold whoever asks is seen to here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership
from communities.spaces.terms import Role, State, stamped
from portal.foundation import mail, outbox
from portal.foundation.audience import forget_audiences
from portal.foundation.identity import Identifier
from portal.notices import telling

STEWARDS_CHANGED: Final = "stewards_changed"  # a row of the outbox: somebody tends a space, or does no longer


def propose(community: Community, by: Any) -> Community:
    """Keeps a proposal; the administrators are told."""
    with transaction.atomic():
        community.state, community.proposed_by = State.PROPOSED, by
        community.save()
        log(community, "communities.propose", user=by)
        mail.send_later("space_proposed", str(community.pk))
        telling.happened("space_proposed", community.pk)
    return community


def found(community: Community, steward: Any, by: Any) -> None:
    """Opens a proposed space with its first steward; both they and who proposed it are told. Raises ValidationError if it is open already."""
    with transaction.atomic():
        locked(community)
        if community.state != State.PROPOSED:
            raise ValidationError(_("This community is founded already."))
        community.state, community.founded_at = State.ACTIVE, timezone.now()
        community.parts = [part.code for part in on_from_the_start()]
        community.save()
        Membership.objects.update_or_create(
            community=community, user=steward, defaults={"role": Role.STEWARD, "term_from": timezone.localdate()}
        )
        log(community, "communities.found", user=by)
        stewards_changed()
        telling.happened("space_founded", community.pk)


def decline(community: Community, reason: str, by: Any) -> None:
    """Says no to a proposal: who proposed it is told why, and the proposal goes."""
    with transaction.atomic():
        locked(community)
        if community.state != State.PROPOSED:
            raise ValidationError(_("This community is founded already."))
        community.state, community.closed_at, community.answer = State.CLOSED, timezone.now(), reason
        community.save()
        log(community, "communities.decline", user=by)
        telling.happened("space_declined", community.pk)


def join(community: Community, user: Any) -> bool:
    """Makes somebody a member; False where they were one already. What they asked or were sent is done with."""
    with transaction.atomic():
        locked(community)
        if community.state != State.ACTIVE or Ban.objects.in_force().filter(community=community, user=user).exists():
            raise ValidationError(_("This community can’t be joined at the moment."))
        _membership, new = Membership.objects.get_or_create(community=community, user=user)
        JoinRequest.objects.filter(community=community, user=user).delete()
    forget_audiences(user)
    return new


def ask_to_join(community: Community, user: Any, note: str) -> JoinRequest:
    """Keeps a request, in place of an earlier one; facilitators and stewards are told."""
    fresh = {"note": note, "created_at": timezone.now(), "declined_at": None, "declined_by": None, "answer": ""}
    with transaction.atomic():
        asked, _new = JoinRequest.objects.update_or_create(community=community, user=user, defaults=fresh)
        telling.happened("join_request", stamped(asked.pk, asked.created_at))
    return asked


def accept(asked: JoinRequest, by: Any) -> None:
    """Lets somebody in who asked."""
    with transaction.atomic():
        join(asked.community, asked.user)
        member = Membership.objects.get(community=asked.community_id, user=asked.user_id)
        telling.happened("join_accepted", member.pk)


def turn_down(asked: JoinRequest, answer: str, by: Any) -> None:
    """Says no to who asked, and why."""
    with transaction.atomic():
        asked.declined_at, asked.declined_by, asked.answer = timezone.now(), by, answer
        asked.save()
        telling.happened("join_declined", stamped(asked.pk, asked.declined_at))


def invite(community: Community, email: str, by: Any) -> Invitation:
    """Writes to an address; a second time the earlier letter is replaced. Whether there is an account with it is not told."""
    with transaction.atomic():
        Invitation.objects.filter(community=community, email__iexact=email).delete()
        invitation = Invitation.objects.create(community=community, email=email, invited_by=by)
        mail.send_later("space_invitation", str(invitation.pk))
    return invitation


def leave(membership: Membership) -> None:
    """Ends a membership. Raises ValidationError for the only steward."""
    with transaction.atomic():
        locked(membership.community)
        if is_only_steward(membership):
            raise ValidationError(_("You are the only steward. Make somebody else one first; then you can go."))
        membership.delete()
        stewards_changed()
    forget_audiences(membership.user)


def set_role(membership: Membership, by: Any) -> None:
    """Saves the role, term and note that were set on a membership. Raises ValidationError where nobody would be left as a steward."""
    with transaction.atomic():
        locked(membership.community)
        before = Membership.objects.get(pk=membership.pk)
        if before.role == Role.STEWARD and membership.role != Role.STEWARD and is_only_steward(before):
            raise ValidationError(_("This is the only steward. Make somebody else one first."))
        membership.save()
        if before.role != membership.role:
            log(membership.community, "communities.role", user=by, data={"from": before.role, "to": membership.role})
            role_given(membership)


def appoint(community: Community, person: Any, by: Any) -> Membership:
    """Makes somebody a steward, whether they belong already or not. Raises ValidationError for who was put out."""
    with transaction.atomic():
        locked(community)
        if Ban.objects.in_force().filter(community=community, user=person).exists():
            raise ValidationError(_("They were put out of this community. Lift the ban first."))
        role = {"role": Role.STEWARD, "term_from": timezone.localdate()}
        membership, _new = Membership.objects.update_or_create(community=community, user=person, defaults=role)
        JoinRequest.objects.filter(community=community, user=person).delete()
        log(community, "communities.role", user=by, data={"to": Role.STEWARD})
        role_given(membership)
    forget_audiences(person)
    return membership


def role_given(membership: Membership) -> None:
    """Has somebody told which role they have now."""
    stewards_changed()
    telling.happened("role_given", f"{stamped(membership.pk, timezone.now())}.{membership.role}")


def put_out(membership: Membership, reason: str, by: Any) -> Ban:
    """Bans a member: they are told why, and how to appeal. Raises ValidationError for the only steward."""
    with transaction.atomic():
        locked(membership.community)
        if is_only_steward(membership):
            raise ValidationError(_("This is the only steward. Make somebody else one first."))
        banned = Ban.objects.create(
            community=membership.community, user_id=membership.user_id, reason=reason, banned_by=by
        )
        membership.delete()
        stewards_changed()
        log(membership.community, "communities.ban", user=by)
        telling.happened("space_ban", banned.pk)
    return banned


def appeal(banned: Ban, text: str) -> None:
    """Keeps an appeal; everybody who may decide it is told."""
    with transaction.atomic():
        banned.appeal, banned.appealed_at = text, timezone.now()
        banned.save()
        telling.happened("ban_appeal", banned.pk)
        mail.send_later("ban_appeal", str(banned.pk))


def decide(banned: Ban, lift: bool, decision: str, by: Any) -> None:
    """Decides an appeal, for good; a lifted ban lets the person join again, it doesn't make them a member."""
    with transaction.atomic():
        now = timezone.now()
        banned.decision, banned.decided_by, banned.decided_at = decision, by, now
        banned.lifted_at = now if lift else None
        banned.save()
        log(banned.community, "communities.appeal", user=by, data={"lifted": lift})
        telling.happened("appeal_decided", banned.pk)


def lift(banned: Ban, by: Any) -> None:
    """Takes a ban back without an appeal."""
    decide(banned, True, banned.decision, by)


def switch_parts(community: Community, wanted: Collection[str], by: Any, **because: Any) -> None:
    """Has a space have these parts and no others. `because` stands in the log."""
    with transaction.atomic():
        if set_parts(community, wanted, by, **because):
            community.save(update_fields=["parts", "changed_at"])


def set_parts(community: Community, wanted: Collection[str], by: Any, **because: Any) -> bool:
    """The same for a space that is saved afterwards, in the same transaction; False where nothing is switched. What can't be switched off
    stays. Each part that is switched stands in the log; nobody else switches meanwhile, so that it tells what was before."""
    before = set(Community.objects.select_for_update().values_list("parts", flat=True).get(pk=community.pk))
    codes = [part.code for part in switchable_parts()]
    community.parts = [*sorted(before - set(codes)), *(code for code in codes if code in wanted)]
    switched = [code for code in codes if (code in before) != (code in wanted)]
    for code in switched:
        log(community, "communities.switch", user=by, data={"part": code, "on": code in wanted, **because})
    return bool(switched)


def archive(community: Community, by: Any) -> None:
    """Makes a space one to be read only, or an active one again."""
    with transaction.atomic():
        locked(community)
        community.state = State.ACTIVE if community.state == State.ARCHIVED else State.ARCHIVED
        community.save()
        log(community, f"communities.{'archive' if community.state == State.ARCHIVED else 'reopen'}", user=by)


def close(community: Community, by: Any) -> None:
    """Ends a space for good: its address and its identifier say so, its stewards can still take their copy."""
    with transaction.atomic():
        locked(community)
        community.state, community.closed_at = State.CLOSED, timezone.now()
        community.save()
        stewards_changed()
        community.invitations.all().delete()
        community.requests.all().delete()
        Identifier.objects.retire(community.identifier, public_name(community))
        log(community, "communities.close", user=by)
    forget_audiences(by)


def stewards_changed() -> None:
    """Has whatever follows from who tends spaces done once the transaction is over."""
    outbox.enqueue(STEWARDS_CHANGED, "all")


def public_name(community: Community) -> str:
    """What strangers may know of a space's name."""
    return "" if community.visibility == Community.Visibility.PRIVATE else community.name


def locked(community: Community) -> None:
    """Lets nobody else change the space until the transaction is over, and reads what it is now."""
    now = Community.objects.select_for_update().values_list("state", flat=True).get(pk=community.pk)
    community.state = now


def is_only_steward(membership: Membership) -> bool:
    """Whether nobody would be left to tend the space."""
    others = Membership.objects.filter(community=membership.community_id).stewards().exclude(pk=membership.pk)
    return membership.role == Role.STEWARD and not others.exists()


def on_from_the_start() -> Any:
    """The parts that a new space has."""
    from communities.spaces.parts import parts

    return [part for part in parts().values() if part.from_the_start]


def switchable_parts() -> Any:
    """The parts that stewards switch on and off."""
    from communities.spaces.parts import parts

    return [part for part in parts().values() if not (part.always or part.only_in)]
