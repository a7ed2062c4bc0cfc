"""What somebody who is new could do first among others: be found, join, say hello."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.discussion.models import Post, Pseudonym, Waiting
from communities.people.models import Profile
from communities.spaces.models import JoinRequest, Membership
from portal.accounts.first_steps import Step, add


def declare() -> None:
    """Registers the three steps."""
    found = _("Others find you by your fields, languages and countries. Nothing is shown until you publish it.")
    add(Step("profile", 20, _("Let peers find you, if you like"), found, "/account/profile/", has_profile))
    joined = _("Each community says who it is for and how one joins.")
    add(Step("community", 30, _("Join a community that fits"), joined, "/communities/", has_joined))
    said = _("Open one of your communities and begin a topic, or answer one: who you are, and what brings you here.")
    add(Step("hello", 60, _("Say hello"), said, "/communities/mine/", has_spoken))


def has_profile(user: Any) -> bool:
    """Whether there is a profile, published or not: who looked at it decided."""
    return Profile.objects.filter(user=user).exists()


def has_joined(user: Any) -> bool:
    """Whether somebody belongs to a space, or has asked to."""
    asked = JoinRequest.objects.filter(user=user, declined_at=None).values("pk")
    return Membership.objects.filter(user=user).values("pk").union(asked).exists()


def has_spoken(user: Any) -> bool:
    """Whether there are words of theirs, seen by others already or not."""
    waits = Waiting.objects.filter(author=user).values("pk")
    posts, spoken = Post.objects.standing().order_by(), Pseudonym.objects.filter(user=user).order_by()
    return posts.filter(author=user).values("pk").union(waits.order_by(), spoken.values("pk")).exists()
