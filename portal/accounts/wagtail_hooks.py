"""What the editing desk asks us about accounts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.account import NameEmailSettingsPanel

from portal.accounts.groups import is_last_administrator
from portal.accounts.models import User
from portal.foundation.erasure import erase

# Wagtail's panel writes two fields that our model doesn't have; name and address are changed at /account/.
NameEmailSettingsPanel.is_active = lambda _panel: False


@hooks.register("before_delete_user")
def keep_one_administrator(request: HttpRequest, user: User) -> HttpResponse | None:
    """Somebody must be left to hand out rights."""
    if not is_last_administrator(user):
        return None
    messages.error(request, _("This is the only administrator. Make somebody else one first."))
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def end_accounts(request: HttpRequest, kind: str, objects: Any, action: Any) -> HttpResponse | None:
    """Accounts that are ended together are ended like single ones."""
    if kind != "delete" or action.model is not User:
        return None
    for user in objects:
        if not is_last_administrator(user):
            erase(user)
    messages.success(request, _("The accounts are deleted."))
    return redirect("wagtailusers_users:index")
