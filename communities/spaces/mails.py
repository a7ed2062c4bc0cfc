"""Letters to addresses: invitations, and what the operator is told. What people with an account are told stands in `told`."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.spaces.models import Ban, Community, Invitation
from communities.spaces.retention import INVITATIONS_KEPT
from portal.foundation.mail import composes, letter

SIGNER: Final = TimestampSigner(salt="communities.invitation")


def address(name: str, *args: Any) -> str:
    """A page of this site, as a letter names it."""
    return settings.SITE_ADDRESS + reverse(name, args=args)


# -- Founding --


@composes("space_proposed")
def proposed(key: str) -> EmailMessage | None:
    """To who answers for the site."""
    community = Community.objects.filter(pk=key, state=Community.State.PROPOSED).first()
    if community is None:
        return None
    where = settings.SITE_ADDRESS + reverse("community_desk:edit", args=[community.pk])
    with override(settings.LANGUAGE_CODE):
        return letter(
            settings.OPERATOR["email"],
            _("A community is proposed: %(name)s") % {"name": community.name},
            community.purpose,
            _("Found it with its first steward, or say why not:"),
            where,
        )


# -- Getting in --


@composes("space_invitation")
def invitation(key: str) -> EmailMessage | None:
    """To an address, whoever it belongs to."""
    sent = Invitation.objects.filter(pk=key).select_related("community", "invited_by").first()
    if sent is None:
        return None
    with override(settings.LANGUAGE_CODE):
        by = sent.invited_by.name if sent.invited_by and sent.invited_by.name else _("A member")
        return letter(
            sent.email,
            _("An invitation to “%(name)s”") % {"name": sent.community.name},
            _(
                "%(person)s invites you to a community on Passerelle, a portal for people who help others from prison into work and society."
            )
            % {"person": by},
            sent.community.purpose,
            _("This link is for your address alone and works for %(days)d days:") % {"days": INVITATIONS_KEPT.days},
            address("community_invitation", SIGNER.sign(str(sent.pk))),
            _("If you don’t want it, do nothing: your address is forgotten after these days."),
        )


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link names; None where it is forged, too old, used or taken back."""
    try:
        key = SIGNER.unsign(token, max_age=INVITATIONS_KEPT)
    except BadSignature:
        return None
    return Invitation.objects.filter(pk=key).select_related("community", "invited_by").first()


# -- Roles and bans --


@composes("ban_appeal")
def appealed(key: str) -> EmailMessage | None:
    """To who answers for the site."""
    banned = Ban.objects.in_force().filter(pk=key, decided_at=None).select_related("community").first()
    if banned is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return letter(
            settings.OPERATOR["email"],
            _("An appeal in “%(name)s”") % {"name": banned.community.name},
            _("Somebody who was put out asks to look at it again. Whoever put them out can’t decide it:"),
            address("community_bans", banned.community.slug),
        )
