"""The list of searches without result: what several readers looked for in a week, the most frequent first."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from search.misses.models import Miss


class MissIndexView(IndexView):
    """Only what was looked for often enough has a text; of the rest it is said how much it was."""

    def get_page_subtitle(self) -> str:
        """How many searches are not shown."""
        rare = Miss.objects.filter(text="").aggregate(readers=Sum("readers"))["readers"] or 0
        return ngettext("and %(count)s rare one", "and %(count)s rare ones", rare) % {"count": rare}

    def get_base_queryset(self) -> Any:
        """Those with a text."""
        return super().get_base_queryset().exclude(text="")


def actions(miss: Miss) -> SafeString:
    """The links to what can be done."""
    return format_html(
        '<a href="{}">{}</a> · <a href="{}">{}</a>',
        reverse("miss_label", args=[miss.pk]), gettext("Add a label"),
        reverse("miss_commission", args=[miss.pk]), gettext("Commission a record"),
    )  # fmt: skip


class MissViewSet(ModelViewSet):
    """All searches without result of the last ninety days."""

    model = Miss
    name = "search_miss"
    icon = "search"
    menu_label = _("Missed searches")
    menu_order = 260
    add_to_admin_menu = True
    index_view_class = MissIndexView
    list_display: ClassVar[list[object]] = [
        "text",
        "language",
        "week",
        "readers",
        Column("actions", label=_("What to do"), accessor=actions),
    ]
    list_filter: ClassVar[list[str]] = ["language", "week"]
    search_fields: ClassVar[list[str]] = ["text"]
    form_fields: ClassVar[list[str]] = []  # nobody writes here
    ordering = ("-week", "-readers", "text")
    copy_view_enabled = False
    add_to_reference_index = False


miss_viewset = MissViewSet()
