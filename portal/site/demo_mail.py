"""All mail of the demo mode, to be read where it would otherwise have been sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, Final, cast

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.foundation.mail import stored_message, stored_messages

View = Callable[..., HttpResponse]
HEAD: Final = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
# A mail brings its own styles; it runs nothing and loads nothing, and its links lead out of the frame.
FRAMED: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
OUT_OF_THE_FRAME: Final = "allow-top-navigation-by-user-activation"


def in_demo_only(view: View) -> View:
    """Anywhere but in the demo mode there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **options: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **options)

    return never_cache(require_safe(guarded))


@in_demo_only
def messages(request: HttpRequest) -> HttpResponse:
    """The newest messages."""
    return render(request, "site/demo_mail.html", {"mails": [summary(name, mail) for name, mail in stored_messages()]})


@in_demo_only
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One message, its links ready to be followed: the text, and beside it what programs show that know HTML."""
    mail = stored(name)
    context = {
        "mail": summary(name, mail),
        "text": part(mail, "plain"),
        "has_html": mail.get_body(("html",)) is not None,
    }
    response: Any = render(request, "site/demo_mail_message.html", context | {"sandbox": OUT_OF_THE_FRAME})
    response._csp_update = {"frame-src": [SELF]}
    return cast(HttpResponse, response)


@in_demo_only
def html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a message as it was sent, for the frame beside its text."""
    sent = part(stored(name), "html")
    if not sent:
        raise Http404
    framed, heads = HEAD.subn(r'\g<0><base target="_top">', sent, count=1)
    response = HttpResponse(framed if heads else f'<base target="_top">{sent}')
    response["Content-Security-Policy"] = f"{FRAMED} {OUT_OF_THE_FRAME}"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def stored(name: str) -> EmailMessage:
    """A message by its name. Http404 where there is none."""
    mail = stored_message(name)
    if mail is None:
        raise Http404
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    """The text of a message as plain text or as HTML; empty where there is none."""
    body = mail.get_body((kind,))
    try:
        return str(body.get_content()) if body else ""
    except (LookupError, ValueError):  # a character set that nobody knows, a damaged message
        return ""


def summary(name: str, mail: EmailMessage) -> dict[str, object]:
    """What stands on an envelope."""
    try:
        sent = parsedate_to_datetime(mail["Date"])
    except (TypeError, ValueError):
        sent = None
    return {"name": name, "subject": mail["Subject"] or "", "to": mail["To"] or "", "sent": sent}
