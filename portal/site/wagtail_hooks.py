"""What the site adds to the editing desk."""

from __future__ import annotations

from wagtail import hooks

from portal.site.messages.admin import MessageViewSet, message_viewset


@hooks.register("register_admin_viewset")
def messages() -> MessageViewSet:
    """The list of messages."""
    return message_viewset
