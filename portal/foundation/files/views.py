"""Serves stored files after asking who may see them; what somebody may not see is not there (404)."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from portal.foundation.audience import PUBLIC
from portal.foundation.files.limits import PICTURES
from portal.foundation.files.models import CustomDocument, CustomImage, Rendition
from portal.foundation.files.serving import Found, find, serves

SHOWN_INLINE: Final = frozenset(kind.media_type for kind in PICTURES)  # they were drawn afresh; all else is for saving


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file by its stored name."""
    found = None if "\0" in path else find(path, request.user)
    if found is None:
        raise Http404
    try:
        stored = default_storage.open(path)
    except (OSError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    tag = quote_etag(f"{default_storage.get_modified_time(path).timestamp():.6f}-{stored.size}")
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response is None:
        saved = found.media_type not in SHOWN_INLINE
        response = FileResponse(stored, content_type=found.media_type, as_attachment=saved, filename=found.name)
    else:
        stored.close()
    # Kept by browsers and proxies only to ask again: a file that is restricted today must be gone today.
    response["Cache-Control"] = "public, no-cache" if found.is_public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = tag
    return response


@serves
def of_the_desk(path: str, user: Any) -> Found | None:
    """What editors uploaded: images, their renditions, documents."""
    for queryset in (
        CustomImage.objects.visible_to(user).filter(file=path),
        CustomImage.objects.visible_to(user).filter(pk__in=Rendition.objects.filter(file=path).values("image")),
        CustomDocument.objects.visible_to(user).filter(file=path),
    ):
        audience = queryset.values_list("audience", flat=True).first()
        if audience is not None:
            media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return Found(PurePosixPath(path).name, media_type, audience == PUBLIC)
    return None
