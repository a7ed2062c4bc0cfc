"""What happens to a message: it is kept for the editors, and the operator is told by mail."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.foundation import mail
from portal.site.messages.forms import MessageForm
from portal.site.messages.models import Message


def receive(form: MessageForm, request: HttpRequest) -> bool:
    """Keeps a valid message. False, with the error in the form, where too many came from one place (`ACCOUNT_RATE_LIMITS`)."""
    if not ratelimit.consume(request, action="message"):
        form.add_error(
            None,
            _("Many messages came from your network within the last hour. Try again later, or write to %(email)s.")
            % {"email": settings.OPERATOR["email"]},
        )
        return False
    with transaction.atomic():
        message = form.save()
        mail.send_later("message", str(message.pk))
    return True


@mail.composes("message")
def notification(key: str) -> EmailMessage | None:
    """Tells the operator what came; None where the message is gone already."""
    message = Message.objects.filter(pk=key).first()
    if message is None:
        return None
    with override(settings.LANGUAGE_CODE):
        about = message.record or message.page
        subject = f"{settings.EMAIL_SUBJECT_PREFIX}{message.get_kind_display().capitalize()}" + (
            f": {message.record}" if message.record else ""
        )
        lines = [
            f"{_('About')}: {about}" if about else "",
            f"{settings.SITE_ADDRESS}/id/{message.record}/" if message.record else "",
            f"{_('Answer to')}: {message.email}" if message.email else _("No answer is expected."),
            f"\n{message.text}\n",
            settings.SITE_ADDRESS + reverse("site_message:edit", args=[message.pk]),
        ]
    return EmailMessage(
        subject=subject,
        body="\n".join(line for line in lines if line),
        to=[settings.OPERATOR["email"]],
        reply_to=[message.email] if message.email else None,
    )
