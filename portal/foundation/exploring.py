"""Which pages somebody finds at the desk: who may not publish finds nothing there that the site itself keeps from them, but their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.foundation.audience import audiences_of
from portal.foundation.pages import BasePage


class PagePolicy(PagePermissionPolicy):
    """Wagtail's own rights, and the audience: lists, search, reports and the desk's API ask here."""

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        """What lists show."""
        return self.but_hidden(super().explorable_instances(user), user)

    def but_hidden(self, pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
        """Without the restricted pages of others, unless somebody reviews: then they must see what they publish."""
        if self.user_has_permission(user, "publish"):
            return pages
        hidden = BasePage.objects.exclude(audience__in=audiences_of(user)).exclude(owner=user)
        return pages.exclude(pk__in=hidden.values("pk"))


page_policy = PagePolicy(Page)


# As Wagtail names pages in its addresses, and in the queries of bulk actions and of what a chooser has chosen.
PAGES_OF_ADDRESSES: Final = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
PAGES_ASKED_FOR: Final = "id"
CHOSEN: Final = "wagtailadmin_choose_page_chosen_multiple"


class ExploringMiddleware:
    """Guessed addresses of the desk: a page that somebody doesn't find there doesn't exist for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin = "/" + settings.ADMIN_PATH

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, kwargs: Mapping[str, Any]) -> None:
        """Raises Http404 where an address names a hidden page; strangers are sent to the log-in by Wagtail."""
        if not request.path.startswith(self.admin) or not request.user.is_authenticated:
            return
        asked = [kwargs[name] for name in PAGES_OF_ADDRESSES if name in kwargs]
        match = request.resolver_match
        if kwargs.get("model_name") == "page" or (match and match.url_name == CHOSEN):  # else `id` is of something else
            asked += [int(one) for one in request.GET.getlist(PAGES_ASKED_FOR) if one.isdecimal()]
        pages = Page.objects.filter(pk__in=asked)
        if asked and pages.exclude(pk__in=page_policy.but_hidden(pages, request.user).values("pk")).exists():
            raise Http404
