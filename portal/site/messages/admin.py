"""Messages at the editing desk: read, answer by mail, mark as handled."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from portal.site.messages.models import Message


class MessageViewSet(ModelViewSet):
    """All messages, those to be handled first."""

    model = Message
    name = "site_message"
    icon = "mail"
    menu_label = _("Messages")
    menu_order = 250
    add_to_admin_menu = True
    list_display: ClassVar[list[object]] = [
        "excerpt",
        "kind",
        "record",
        "created_at",
        BooleanColumn("handled", label=_("Handled")),
    ]
    list_filter: ClassVar[list[str]] = ["handled", "kind"]
    search_fields: ClassVar[list[str]] = ["text", "record"]
    ordering = ("handled", "-created_at")
    copy_view_enabled = False


message_viewset = MessageViewSet()
