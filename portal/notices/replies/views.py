"""Where a mail server hands over what came to the reply addresses, as it came (message/rfc822)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.notices.replies.receiving import LARGEST, take


@csrf_exempt  # a program with a secret, no browser
@never_cache
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """`/notices/mail/`, with `Authorization: Bearer SECRET`: 202 for what was kept, also where it came before; 404 where nothing is taken in."""
    if not settings.INBOUND_SECRET or not settings.REPLY_ADDRESS:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.INBOUND_SECRET}"):
        return HttpResponse("Say “Authorization: Bearer …” with the secret.\n", "text/plain; charset=utf-8", 401)
    raw = request.read(LARGEST + 1)
    if not raw.strip():
        return HttpResponse("Send the mail as it came, as the body.\n", "text/plain; charset=utf-8", 400)
    take(raw)
    return HttpResponse("Kept.\n", "text/plain; charset=utf-8", 202)
