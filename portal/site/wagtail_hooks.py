"""What the site adds to the editing desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from wagtail import hooks

from portal.site import desk
from portal.site.messages.admin import MessageViewSet, message_viewset
from portal.site.misses import views as misses
from portal.site.misses.admin import MissViewSet, miss_viewset


@hooks.register("register_admin_viewset")
def messages() -> MessageViewSet:
    """The list of messages."""
    return message_viewset


@hooks.register("register_admin_viewset")
def searches_without_result() -> MissViewSet:
    """The list of what was looked for in vain."""
    return miss_viewset


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """The addresses behind the menu of records, and behind the list of searches without result."""
    return [*desk.urls(), *misses.urls()]


@hooks.register("register_admin_menu_item")
def records() -> desk.RecordsMenu:
    """The menu of records."""
    return desk.records_menu()


@hooks.register("construct_homepage_panels")
def what_to_do_next(_request: HttpRequest, panels: list[Any]) -> None:
    """Our tasks in the place of Wagtail's."""
    panels[:] = [desk.TasksPanel(), *(panel for panel in panels if getattr(panel, "name", "") not in desk.REPLACED)]


@hooks.register("insert_global_admin_css")
def colours() -> str:
    """Passerelle's colour and logo."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))
