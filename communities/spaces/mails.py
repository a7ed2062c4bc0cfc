"""What people are told about spaces by mail. Each letter is composed when it is sent, from rows that may be gone by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership
from communities.spaces.retention import INVITATIONS_KEPT
from communities.spaces.terms import Role
from portal.accounts.models import User
from portal.foundation.mail import composes

SIGNER: Final = TimestampSigner(salt="communities.invitation")
Letter = tuple[str, list[str]]  # subject and paragraphs


def letter(to: User | str | None, write: Callable[[], Letter]) -> EmailMessage | None:
    """A letter in the language that its reader chose, where the interface speaks it; None for who is gone or suspended."""
    if to is None or (isinstance(to, User) and not to.is_active):
        return None
    wanted = to.language if isinstance(to, User) else settings.LANGUAGE_CODE
    with override(wanted if wanted in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE):
        subject, paragraphs = write()
    address = to.email if isinstance(to, User) else to
    return EmailMessage(
        subject=f"[Passerelle] {' '.join(subject.split())}",
        body="\n\n".join(filter(None, paragraphs)) + "\n",
        to=[address],
    )


def address(name: str, *args: Any) -> str:
    """A page of this site, as a letter names it."""
    return settings.SITE_ADDRESS + reverse(name, args=args)


def pair(key: str) -> tuple[int, int]:
    """The two halves of a key such as 12.34."""
    first, _dot, second = key.partition(".")
    return int(first), int(second)


# -- Founding --


@composes("space_proposed")
def proposed(key: str) -> EmailMessage | None:
    """To who answers for the site."""
    community = Community.objects.filter(pk=key, state=Community.State.PROPOSED).first()
    if community is None:
        return None
    where = settings.SITE_ADDRESS + reverse("community_desk:edit", args=[community.pk])
    return letter(
        settings.OPERATOR["email"],
        lambda: (
            _("A community is proposed: %(name)s") % {"name": community.name},
            [community.purpose, _("Found it with its first steward, or say why not:"), where],
        ),
    )


@composes("space_founded")
def founded(key: str) -> EmailMessage | None:
    """To the first steward, and to who proposed it."""
    community_id, user_id = pair(key)
    community = Community.objects.filter(pk=community_id).first()
    user = User.objects.filter(pk=user_id).first()
    if community is None:
        return None
    tends = Membership.objects.filter(community=community, user=user, role=Role.STEWARD).exists()
    return letter(
        user,
        lambda: (
            _("The community “%(name)s” is open") % {"name": community.name},
            [
                _("You are its first steward: you let people in, choose what it shows, and answer for it.")
                if tends
                else _("You proposed it; thank you."),
                address("community", community.slug),
            ],
        ),
    )


@composes("space_declined")
def declined(key: str) -> EmailMessage | None:
    """To who proposed it."""
    community = Community.objects.filter(pk=key).select_related("proposed_by").first()
    if community is None:
        return None
    return letter(
        community.proposed_by,
        lambda: (
            _("Your proposal “%(name)s”") % {"name": community.name},
            [_("The community was not founded. The administrators write:"), community.answer, address("communities")],
        ),
    )


# -- Getting in --


@composes("join_request")
def somebody_asks(key: str) -> EmailMessage | None:
    """To a facilitator or steward; not the words of the person, which are read on the site."""
    request_id, user_id = pair(key)
    asked = JoinRequest.objects.filter(pk=request_id, declined_at=None).select_related("community").first()
    if asked is None:
        return None
    reader = (
        Membership.objects.facilitating()
        .filter(community=asked.community_id, user=user_id)
        .select_related("user")
        .first()
    )
    return letter(
        reader and reader.user,
        lambda: (
            _("Somebody would like to join “%(name)s”") % {"name": asked.community.name},
            [_("Read what they write, and say yes or no:"), address("community_requests", asked.community.slug)],
        ),
    )


@composes("join_accepted")
def let_in(key: str) -> EmailMessage | None:
    """To the new member."""
    community_id, user_id = pair(key)
    membership = (
        Membership.objects.filter(community=community_id, user=user_id).select_related("community", "user").first()
    )
    if membership is None:
        return None
    name = membership.community.name
    return letter(
        membership.user,
        lambda: (_("Welcome to “%(name)s”") % {"name": name}, [address("community", membership.community.slug)]),
    )


@composes("join_declined")
def not_let_in(key: str) -> EmailMessage | None:
    """To who asked."""
    asked = JoinRequest.objects.filter(pk=key).exclude(declined_at=None).select_related("community", "user").first()
    if asked is None:
        return None
    return letter(
        asked.user,
        lambda: (
            _("Your request to join “%(name)s”") % {"name": asked.community.name},
            [_("The community did not say yes this time."), asked.answer],
        ),
    )


@composes("space_invitation")
def invitation(key: str) -> EmailMessage | None:
    """To an address, whoever it belongs to."""
    sent = Invitation.objects.filter(pk=key).select_related("community", "invited_by").first()
    if sent is None:
        return None
    by = sent.invited_by.name if sent.invited_by and sent.invited_by.name else _("A member")
    return letter(
        sent.email,
        lambda: (
            _("An invitation to “%(name)s”") % {"name": sent.community.name},
            [
                _(
                    "%(person)s invites you to a community on Passerelle, a portal for people who help others from prison into work and society."
                )
                % {"person": by},
                sent.community.purpose,
                _("This link is for your address alone and works for %(days)d days:") % {"days": INVITATIONS_KEPT.days},
                address("community_invitation", SIGNER.sign(str(sent.pk))),
                _("If you don’t want it, do nothing: your address is forgotten after these days."),
            ],
        ),
    )


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link names; None where it is forged, too old, used or taken back."""
    try:
        key = SIGNER.unsign(token, max_age=INVITATIONS_KEPT)
    except BadSignature:
        return None
    return Invitation.objects.filter(pk=key).select_related("community", "invited_by").first()


# -- Roles and bans --


@composes("role_given")
def role_given(key: str) -> EmailMessage | None:
    """To who has another role now."""
    membership_id, _dot, role = key.partition(".")
    membership = Membership.objects.filter(pk=membership_id, role=role).select_related("community", "user").first()
    if membership is None:
        return None
    told = {"name": membership.community.name}
    return letter(
        membership.user,
        lambda: (
            _("Your role in “%(name)s”") % told,
            [
                _("You are a %(role)s of this community now.") % {"role": membership.get_role_display()},
                membership.hand_over,
                address("community", membership.community.slug),
            ],
        ),
    )


@composes("space_ban")
def put_out(key: str) -> EmailMessage | None:
    """To who was put out: the reason, and the way to appeal."""
    banned = Ban.objects.in_force().filter(pk=key).select_related("community", "user").first()
    if banned is None:
        return None
    return letter(
        banned.user,
        lambda: (
            _("You can’t take part in “%(name)s” any more") % {"name": banned.community.name},
            [
                _("The reason that was given:"),
                banned.reason,
                _(
                    "If you think that this is wrong, say so here. Somebody else than who decided it will look at it again:"
                ),
                address("community_appeal", banned.community.slug),
            ],
        ),
    )


@composes("ban_appeal")
def appealed(key: str) -> EmailMessage | None:
    """To a steward who did not decide it, and (0) to who answers for the site."""
    ban_id, user_id = pair(key)
    banned = Ban.objects.in_force().filter(pk=ban_id, decided_at=None).select_related("community").first()
    if banned is None:
        return None
    stewards = Membership.objects.filter(community=banned.community_id).stewards().select_related("user")
    steward = stewards.filter(user=user_id).first()
    return letter(
        settings.OPERATOR["email"] if user_id == 0 else steward and steward.user,
        lambda: (
            _("An appeal in “%(name)s”") % {"name": banned.community.name},
            [
                _("Somebody who was put out asks to look at it again. Whoever put them out can’t decide it:"),
                address("community_bans", banned.community.slug),
            ],
        ),
    )


@composes("appeal_decided")
def decided(key: str) -> EmailMessage | None:
    """To who appealed."""
    banned = Ban.objects.filter(pk=key).exclude(decided_at=None).select_related("community", "user").first()
    if banned is None:
        return None
    lifted = _("The ban is lifted. You can join again.")
    stays = _("The ban stays.")
    return letter(
        banned.user,
        lambda: (
            _("Your ban from “%(name)s”") % {"name": banned.community.name},
            [lifted if banned.lifted_at else stays, banned.decision],
        ),
    )
