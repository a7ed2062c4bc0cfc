"""Serves stored files after asking who may see them; what somebody may not see is not there (404)."""

from __future__ import annotations

import mimetypes
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from portal.foundation.audience import PUBLIC
from portal.foundation.files.models import CustomDocument, CustomImage, Rendition

SHOWN_INLINE = {"image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "application/pdf"}


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """An image, a rendition or a document by its stored name."""
    if "\0" in path:
        raise Http404
    owner = owner_of(path, request.user)
    try:
        stored = default_storage.open(path)
    except (OSError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    tag = quote_etag(f"{default_storage.get_modified_time(path).timestamp():.6f}-{stored.size}")
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response is None:
        response = FileResponse(stored, content_type=media_type, as_attachment=media_type not in SHOWN_INLINE)
    else:
        stored.close()
    # Kept by browsers and proxies only to ask again: a file that is restricted today must be gone today.
    response["Cache-Control"] = "public, no-cache" if owner.audience == PUBLIC else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = tag
    return response


def owner_of(path: str, user: Any) -> Any:
    """The image or document that a stored file belongs to, if this person may see it; Http404 otherwise."""
    for queryset in (
        CustomImage.objects.visible_to(user).filter(file=path),
        CustomImage.objects.visible_to(user).filter(pk__in=Rendition.objects.filter(file=path).values("image")),
        CustomDocument.objects.visible_to(user).filter(file=path),
    ):
        found = queryset.first()
        if found is not None:
            return found
    raise Http404
