"""The form of a page at the editing desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from portal.foundation.audience import PUBLIC


class PageForm(WagtailAdminPageForm):
    """A page whose address (slug) is left empty gets one made of its title, also where a script has not proposed one yet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """A public face is for what strangers may not see: on a public page it would be a restriction that somebody forgot."""
        data: dict[str, Any] = super().clean()
        if "audience" in self.fields and data.get("audience") == PUBLIC:
            for name in ("stub_title", "stub_summary"):
                if data.get(name):
                    self.add_error(
                        name, _("Only a restricted page has this: say who may see the page, or leave it empty.")
                    )
        elif data.get("stub_summary") and not data.get("stub_title"):
            self.add_error(
                "stub_title", _("The public summary is shown below a public title: give one, or leave both empty.")
            )
        return data
