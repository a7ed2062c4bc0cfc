"""What the editing desk asks the foundation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from portal.foundation import desk
from portal.foundation.audit.models import AuditEntry
from portal.foundation.duties import DutyRun
from portal.foundation.exploring import page_policy
from portal.foundation.files import desk as files_desk
from portal.foundation.outbox import OutboxEntry

for model in (AuditEntry, OutboxEntry, DutyRun):
    register_permission_policy(model, desk.LookOnlyPolicy(model))
register_permission_policy(Page, page_policy)


@hooks.register("register_admin_viewset")
def machinery() -> desk.MachineryGroup:
    """The lists of the machinery."""
    return desk.MachineryGroup()


@hooks.register("construct_help_menu")
def no_news_of_wagtail(_request: HttpRequest, items: list[Any]) -> None:
    """The help menu advertises releases, with a badge; who edits here has other work."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new", "editor-guide"))]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """The retry button's address."""
    return desk.urls()


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's
def lists_of_files() -> list[URLPattern]:
    """Images and documents."""
    return files_desk.urls()


@hooks.register("insert_editor_js")
def savings_in_order() -> SafeString:
    """Whoever publishes while the form saves itself loses nothing and gets no second draft."""
    return format_html('<script src="{}" defer></script>', static("desk/saving.js"))
