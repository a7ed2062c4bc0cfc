"""The words of a space: who sees it, how one gets in, what state it is in, who does what there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

AUDIENCE_PREFIX: Final = "community:"
FACILITATORS_PREFIX: Final = "facilitators:"
STAND_IN_PREFIX: Final = "stand-in:"


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public: everybody reads all of it")
    FACE = "face", _("public face: everybody sees the front, members see the inside")
    PRIVATE = "private", _("private: only members know of it")


class Kind(models.TextChoices):
    """What a space is for. There is one common room."""

    COMMUNITY = "community", _("community")
    STEERING = "steering", _("steering group of a network")
    COMMON_ROOM = "common_room", _("common room of all stewards")


class Joining(models.TextChoices):
    OPEN = "open", _("open: whoever has an account can join")
    REQUEST = "request", _("on request: a facilitator or steward says yes")
    INVITATION = "invitation", _("by invitation")
    DOMAIN = "domain", _("by e-mail domain: whoever has a confirmed address there")


class State(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", _("active")
    ARCHIVED = "archived", _("archived: to be read only")
    CLOSED = "closed", _("closed")


class Role(models.TextChoices):
    MEMBER = "member", _("member")
    FACILITATOR = "facilitator", _("facilitator")
    STEWARD = "steward", _("steward")
    SPONSOR = "sponsor", _("sponsor")


READABLE: Final = (State.ACTIVE, State.ARCHIVED)
FACILITATING: Final = (Role.FACILITATOR, Role.STEWARD)


def audience_of(community_id: int) -> str:
    """The audience of what only a space's members may see."""
    return f"{AUDIENCE_PREFIX}{community_id}"


def facilitators_of(community_id: int) -> str:
    """The audience of what only a space's facilitators and stewards may see."""
    return f"{FACILITATORS_PREFIX}{community_id}"


def stand_ins_of(community_id: int) -> str:
    """The audience of who stands in for a space’s stewards today: by it they are known to do so."""
    return f"{STAND_IN_PREFIX}{community_id}"


def stamped(pk: int, moment: datetime) -> str:
    """The key of what can happen to one row again."""
    return f"{pk}.{moment:%Y%m%d%H%M%S%f}"
