"""Which pages somebody finds at the desk: who may not publish finds nothing there that the site itself keeps from them, but their own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
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
