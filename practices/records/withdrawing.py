"""Withdrawing a record: whoever takes it off the site says why, and its address says so from then on."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django import forms
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.signals import page_published, page_unpublished

from portal.foundation.audience import PUBLIC
from portal.foundation.audit.recording import record as log
from portal.foundation.identity import Identifier
from portal.foundation.pages import address_of
from portal.foundation.receivers import public_title
from portal.texts.storable import storable
from practices.records.models import Record

LONGEST_REASON = 1_000  # letters
EXPIRED = _("It was to be shown until this day, as its editors had planned.")


class WithdrawForm(forms.Form):
    """Why a record goes, and what stands in its place."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Everybody reads it at the record’s address, with today’s date. Of a translation, or of a record that was not for "
            "everybody, only the audit log keeps it. Name nobody."
        ),
    )
    moved_to = forms.CharField(
        label=_("What stands in its place"),
        max_length=12,
        required=False,
        help_text=_("The identifier of a public record, such as PR-0001. Empty: there is none."),
    )

    def __init__(self, page: Record, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page = page

    def clean_moved_to(self) -> str:
        """A record that everybody may read, and another one."""
        code: str = self.cleaned_data["moved_to"].strip().upper()
        if code and not Record.objects.visible_to(None).exclude(identifier=self.page.identifier).filter(
            identifier=code
        ):
            raise forms.ValidationError(
                _("No other public record is called so: write such as PR-0001, or leave it empty.")
            )
        return code


class WithdrawView(UnpublishView):
    """Wagtail's page, which asks for a reason where records go."""

    template_name = "practices/withdraw.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Begins with an empty form."""
        super().setup(request, *args, **kwargs)
        self.form = WithdrawForm(self.object) if isinstance(self.object, Record) else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All or nothing: what is gone has its tombstone."""
        if self.form is None:
            answer: HttpResponse = super().post(request, *args, **kwargs)
            return answer
        self.form = WithdrawForm(self.object, request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)
        with transaction.atomic():
            going = self._going()
            answer = super().post(request, *args, **kwargs)
            gone = Record.objects.filter(pk__in=[page.pk for page in going], live=False).specific()
            leave_tombstones(gone, request.user, **self.form.cleaned_data)
        return answer

    def _going(self) -> list[Any]:
        below = self.object.get_descendants().live() if "include_descendants" in self.request.POST else ()
        return [*self.objects_to_unpublish, *below]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form."""
        return {**super().get_context_data(**kwargs), "form": self.form}


withdraw = never_cache(require_admin_access(WithdrawView.as_view()))


def leave_tombstones(pages: Iterable[Record], by: Any, reason: str, moved_to: str) -> None:
    """Says at the addresses of works why they are gone: of what was not for everybody nothing that strangers don't know anyway."""
    for page in pages:
        log("record.withdrawn", page, by=by, reason=reason)
        if not page.is_translation:
            Identifier.objects.retire(
                page.identifier,
                public_title(page),
                reason=storable(reason) if page.audience == PUBLIC else "",
                moved_to=moved_to if page.audience == PUBLIC else "",
                address=address_of(page.url_path, page.content_language) if page.audience == PUBLIC else "",
            )


def tombstone(entry: Identifier, user: Any) -> dict[str, Any]:
    """What 410.html says of something withdrawn."""
    successor = (
        Record.objects.visible_to(user).originals().filter(identifier=entry.moved_to) if entry.moved_to else None
    )
    has_expired = not entry.reason and Record.objects.filter(identifier=entry.code, expired=True).exists()
    return {
        "identifier": entry.code, "title": entry.last_title, "withdrawn_on": entry.retired_at,
        "reason": EXPIRED if has_expired else entry.reason,
        "successor": successor.first() if successor is not None else None, "hide_finder": True,
    }  # fmt: skip


@receiver(page_published)
def is_back(instance: Any, **_details: Any) -> None:
    """A withdrawn work is published again: its address leads to it."""
    if isinstance(instance, Record) and not instance.is_translation:
        Identifier.objects.wake(instance.identifier)


@receiver(page_unpublished)
def expired(instance: Any, **_details: Any) -> None:
    """What was published until a day goes by itself then, and nobody is asked why."""
    if isinstance(instance, Record) and instance.expired:
        leave_tombstones([instance], None, reason="", moved_to="")
