"""The letter that proves an address, the one to the editors, and what representatives are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.foundation.mail import composes, letter
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story
from practices.representing import links
from practices.representing.actions import ARRIVED, ASKED, CONFIRM, DECIDED
from practices.representing.models import Representation
from practices.representing.terms import LETTER_KEPT, State

REPRESENTING: Final = "representing"


def declare() -> None:
    """Registers the kind and the events."""
    registry.kind(
        registry.Kind(
            REPRESENTING,
            gettext_lazy("A word about an organisation that you speak for"),
            gettext_lazy("You get this mail because you speak, or wish to speak, for an organisation."),
            chosen=False,
        )
    )
    registry.event(Event(DECIDED, concerned, decisions))
    registry.event(Event(ASKED, concerned, questions))


def concerned(key: str) -> Concerned | None:
    """Who speaks for it, or wishes to."""
    found = Representation.objects.filter(pk=key.partition("-")[0]).first()
    return Concerned({found.user_id: REPRESENTING}) if found else None


def decisions(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What was decided, with the reason; only what still stands so. One query."""
    said = {
        State.VERIFIED: _("You now speak for this organisation:"),
        State.DECLINED: _("An editor could not verify that you speak for it, for this reason:"),
        State.ENDED: _("An editor has ended that you speak for it, for this reason:"),
    }
    return {
        key: Story(_("Your organisation: %(code)s") % {"code": one.code}, reverse("own_organisations"), said[State(one.state)], one.reason)
        for key, one in _of(user, keys) if one.state == key.partition("-")[2] and one.state in said
    }  # fmt: skip


def questions(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Whether it is still alive, as long as they speak for it. One query."""
    return {
        key: Story(
            _("Is it still alive? %(code)s") % {"code": one.code},
            reverse("own_organisations"),
            _("Once a year we ask: does the record of your organisation still hold? One click answers."),
        )
        for key, one in _of(user, keys)
        if one.state == State.VERIFIED
    }


def _of(user: Any, keys: Sequence[str]) -> list[tuple[str, Representation]]:
    """Each key with what it is about: of one organisation there can be several. One query."""
    numbers = {key: key.partition("-")[0] for key in keys}
    found = {str(one.pk): one for one in Representation.objects.filter(pk__in=numbers.values(), user=user.pk)}
    return [(key, found[number]) for key, number in numbers.items() if number in found]


@composes(CONFIRM)
def confirm_letter(key: str) -> EmailMessage | None:
    """To the work address, whoever reads it: it quotes nothing that was typed."""
    found = Representation.objects.filter(pk=key, state=State.UNPROVEN).first()
    if found is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return letter(
            found.email,
            _("Please confirm your work address"),
            _("Somebody says that they speak for %(code)s, and gave this address. If it was you, follow this link while you are signed in:")
            % {"code": found.code},
            links.to_confirm(found),
            _("It works once, for %(days)d days. If it was not you, do nothing: all of it is deleted then.") % {"days": LETTER_KEPT.days},
        )  # fmt: skip


@composes(ARRIVED)
def arrived_letter(key: str) -> EmailMessage | None:
    """To the editors: that somebody waits, and where."""
    found = Representation.objects.filter(pk=key, state=State.WAITING).first()
    if found is None:
        return None
    with override(settings.LANGUAGE_CODE):
        where = settings.SITE_ADDRESS + reverse("representation", args=[found.pk])
        subject = _("Somebody speaks for an organisation: %(code)s") % {"code": found.code}
        return letter(settings.OPERATOR["email"], subject, _("Read and decide:"), where)
