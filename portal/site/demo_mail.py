"""All mail of the demo mode, to be read where it would otherwise have been sent."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.foundation.mail import stored_message, stored_messages

View = Callable[..., HttpResponse]


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
    """One message, its links ready to be followed."""
    mail = stored_message(name)
    if mail is None:
        raise Http404
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return render(request, "site/demo_mail_message.html", {"mail": summary(name, mail), "text": text})


def summary(name: str, mail: EmailMessage) -> dict[str, object]:
    """What stands on an envelope."""
    try:
        sent = parsedate_to_datetime(mail["Date"])
    except (TypeError, ValueError):
        sent = None
    return {"name": name, "subject": mail["Subject"] or "", "to": mail["To"] or "", "sent": sent}
