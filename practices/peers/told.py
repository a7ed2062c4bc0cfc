"""Letters to people who were invited, and what the editor who began a review is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.foundation.mail import composes, letter
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story
from practices.peers import links
from practices.peers.actions import INVITED, NEWS, OUTCOME
from practices.peers.models import PeerInvitation, PeerReview
from practices.peers.terms import AT_WORK, DECIDED, LINK_KEPT, Answer, Role, State
from practices.records.models import Record

PEERS: Final = "peers"


def declare() -> None:
    """Registers the kind and the event."""
    registry.kind(
        registry.Kind(
            PEERS,
            gettext_lazy("An answer in a peer review that you began"),
            gettext_lazy("You get this mail because you began this peer review."),
            chosen=False,
        )
    )
    registry.event(Event(NEWS, concerned, stories))


def concerned(key: str) -> Concerned | None:
    """The editor who began it."""
    found = PeerInvitation.objects.filter(pk=key.partition("-")[0]).select_related("review").first()
    editor = found.review.opened_by_id if found else None
    return Concerned({editor: PEERS}) if editor else None


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What came of which role, without a word of what was written. One query."""
    numbers = {key: key.partition("-")[0] for key in keys}  # of one invitation there can be several answers
    mine = PeerReview.objects.at_desk(user)
    asked = PeerInvitation.objects.filter(pk__in=numbers.values(), review__in=mine.values("pk"))
    found = {str(one.pk): one for one in asked.select_related("review")}
    return {
        key: Story(
            _("Peer review of %(code)s") % {"code": one.review.code},
            reverse("peer_review", args=[one.review_id]),
            f"{one.get_role_display()}: {Answer(key.partition('-')[2]).label}",
        )
        for key, number in numbers.items()
        if (one := found.get(number))
    }


def title_of(review: PeerReview) -> str:
    """The record as everybody may read it now; its identifier where they may not."""
    page = Record.objects.visible_to(AnonymousUser()).filter(pk=review.record_id).first()
    return f"{page.title} ({review.code})" if page else review.code


@composes(INVITED)
def invitation_letter(key: str) -> EmailMessage | None:
    """To somebody who was invited; nothing where that was taken back, answered, or a newer letter is on its way."""
    number, _dot, serial = key.partition(".")
    found = PeerInvitation.objects.filter(pk=number, serial=serial, answer__in=AT_WORK, identity__isnull=False)
    one = found.filter(review__state=State.OPEN).select_related("review", "identity").first()
    if one is None:
        return None
    with override(settings.LANGUAGE_CODE):
        title = title_of(one.review)
        asked = (
            _("Reviewers have read “%(title)s”. Before anything is published, please read what they say, and reply.")
            if one.role == Role.AUTHOR
            else _(
                "Would you review “%(title)s” for Passerelle, as %(role)s? You read one page and answer five questions."
            )
        )
        return letter(
            one.identity.email,
            _("An invitation: peer review of %(code)s") % {"code": one.review.code},
            _("Good day %(name)s,") % {"name": one.identity.name},
            asked % {"title": title, "role": one.get_role_display()},
            _("You need no account. The link is for you alone, and works for %(days)d days; you can also say no there:")
            % {"days": LINK_KEPT.days},
            links.to_invitation(one),
            _("How reviews work:") + f" {settings.SITE_ADDRESS}/how-we-rate/",
        )


@composes(OUTCOME)
def outcome_letter(key: str) -> EmailMessage | None:
    """To everybody who took part: what was decided, and where it is published."""
    one = PeerInvitation.objects.filter(pk=key, identity__isnull=False).select_related("review", "identity").first()
    if one is None or one.review.is_open:
        return None
    review = one.review
    with override(settings.LANGUAGE_CODE):
        published = review.state in DECIDED
        return letter(
            one.identity.email,
            _("The peer review of %(code)s is over") % {"code": review.code},
            _("Good day %(name)s,") % {"name": one.identity.name},
            _("This was decided: %(what)s.") % {"what": review.get_state_display()},
            review.summary if published else "",
            review.reason,
            settings.SITE_ADDRESS + reverse("peer_reviews", args=[review.code]) if published else "",
            _("Thank you for your time."),
        )
