"""Profiles at the editing desk: administrators verify professions; what people wrote is theirs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from communities.people.models import Profile


class VerificationForm(WagtailAdminModelForm):
    """Notes when a profession was verified, and by whom."""

    def save(self, commit: bool = True) -> Any:
        if "verified_as" in self.changed_data:
            given = bool(self.instance.verified_as)
            self.instance.verified_for = ""
            self.instance.verified_on = timezone.localdate() if given else None
            self.instance.verified_by = self.for_user if given else None
        return super().save(commit)


class ProfileViewSet(ModelViewSet):
    """All profiles that were published."""

    model = Profile
    name = "people_desk"
    icon = "user"
    menu_label = _("People in the directory")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display: ClassVar[list[object]] = [
        "name",
        "organisation",
        "verified_as",
        "verified_on",
        BooleanColumn("published", label=_("Published")),
    ]
    list_filter: ClassVar[list[str]] = ["published"]
    search_fields: ClassVar[list[str]] = ["name", "organisation"]
    edit_handler = ObjectList(
        [
            *(
                FieldPanel(name, read_only=True)
                for name in ("name", "organisation", "offers", "published", "verified_on", "verified_by")
            ),
            FieldPanel("verified_as"),
        ],
        base_form_class=VerificationForm,
    )
