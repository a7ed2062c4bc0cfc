"""What the site adds to the editing desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from portal.site import desk
from portal.site.messages.admin import MessageViewSet, message_viewset
from portal.site.misses import views as misses
from portal.site.misses.admin import MissViewSet, miss_viewset
from portal.site.saved_lists import views as saved_lists
from portal.site.workflow import desk as workflow
from portal.site.workflow.terms import LOGGED


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
    """The addresses behind the menu of records, behind the list of searches without result, and of saved lists."""
    return [*desk.urls(), *misses.urls(), *saved_lists.urls()]


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's
def reviews() -> list[URLPattern]:
    """The pages of stages."""
    return workflow.urls()


@hooks.register("before_edit_page")
def decide_about_what_was_seen(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Decisions from the editor of a page."""
    return workflow.before_edit(request, page)


@hooks.register("register_page_header_buttons")
def to_review(page: Any, user: Any, view_name: str, next_url: str = "") -> Iterator[Button]:
    """From the editor to the page of the stage."""
    if view_name == "edit" and (button := workflow.button_for(page, user)):
        yield Button(button["label"], button["url"], icon_name="clipboard-list", priority=5)


@hooks.register("register_log_actions")
def logged(actions: Any) -> None:
    """What is done with reviews, in the words of a page’s history."""
    for action, label in LOGGED.items():
        actions.register_action(action, label, label)


@hooks.register("register_admin_menu_item")
def records() -> desk.RecordsMenu:
    """The menu of records."""
    return desk.records_menu()


@hooks.register("register_admin_menu_item")
def lists() -> MenuItem:
    """The lists that somebody saved."""
    return saved_lists.menu_item()


@hooks.register("construct_homepage_panels")
def what_to_do_next(_request: HttpRequest, panels: list[Any]) -> None:
    """Our tasks in the place of Wagtail's."""
    panels[:] = [desk.TasksPanel(), *(panel for panel in panels if getattr(panel, "name", "") not in desk.REPLACED)]


@hooks.register("insert_global_admin_css")
def colours() -> str:
    """Passerelle's colour and logo."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))
