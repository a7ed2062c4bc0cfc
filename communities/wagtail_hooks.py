"""The communities' corner of the editing desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from communities.people.admin import ProfileViewSet
from communities.spaces.admin import CommunityViewSet
from communities.spaces.policies import is_administrator


class CommunitiesGroup(ViewSetGroup):
    """Spaces and people."""

    menu_label = _("Communities")
    menu_icon = "group"
    menu_order = 240
    items = (CommunityViewSet(), ProfileViewSet())


@hooks.register("register_admin_viewset")
def communities() -> CommunitiesGroup:
    """The menu entry and its lists."""
    return CommunitiesGroup()


class ModerationItem(MenuItem):
    """The queue of all spaces, outside of the desk."""

    def is_shown(self, request: Any) -> bool:
        """For administrators: others find the queue of their space inside it."""
        return is_administrator(request.user)


@hooks.register("register_admin_menu_item")
def moderation() -> MenuItem:
    """The way to what was reported."""
    return ModerationItem(_("Moderation"), reverse_lazy("moderation"), icon_name="warning", order=245)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of a space tells."""
    for name, label, told in (
        ("propose", _("Propose"), _("Proposed")),
        ("found", _("Found"), _("Founded")),
        ("decline", _("Decline"), _("Not founded")),
        ("role", _("Give a role"), _("Gave somebody another role")),
        ("ban", _("Ban"), _("Put somebody out")),
        ("appeal", _("Decide an appeal"), _("Decided an appeal")),
        ("archive", _("Archive"), _("Archived")),
        ("reopen", _("Reopen"), _("Opened again")),
        ("close", _("Close"), _("Closed")),
        ("blog", _("Change the blog"), _("Changed who publishes in the blog")),
        ("publish_face", _("Publish the face"), _("Published the public face")),
        ("share_needs", _("Share needs"), _("Showed needs to other stewards, or no longer")),
        ("stand_in", _("Stand in"), _("Agreed that somebody stands in for a steward")),
        ("stand_in_ended", _("End a stand-in"), _("Ended that somebody stands in for a steward")),
        ("adopt", _("Adopt"), _("Adopted a version of an agreement or a strategy")),
        ("import", _("Import"), _("Moved an archive in")),
        ("ask_needs", _("Ask what is needed"), _("Asked what is needed")),
        ("close_needs", _("Close a needs profile"), _("Closed a needs profile")),
        ("plan", _("Change the plan"), _("Changed the plan")),
        ("switch", _("Switch a part"), _("Switched a part on or off")),
    ):
        actions.register_action(f"communities.{name}", label, told)
