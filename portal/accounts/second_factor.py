"""The second step of signing in: who needs one, and how its secrets are kept.

An app that shows codes (TOTP, RFC 6238), security keys (WebAuthn) and recovery codes are django-allauth's. Who can publish, or answers for
the site, must have one where `SECOND_FACTOR_REQUIRED` holds: until then they reach their own account and nothing else.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, ClassVar, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts import unsent
from portal.accounts.models import User
from portal.accounts.speaking import speaking_to
from portal.foundation import mail
from portal.foundation.audience import GROUP_PREFIX, audiences_of
from portal.foundation.audit.recording import record

NEEDED_OF: Final = frozenset(f"{GROUP_PREFIX}{name}" for name in ("reviewers", "administrators"))
STEPS: Final = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
)  # recovery codes only help where one of these was lost
OWN: Final = "/account/"
LETTER: Final = "second_step_taken_away"
PURPOSE: Final = b"second step of signing in:"


def is_needed_of(user: Any) -> bool:
    """Whether somebody may not work without a second step."""
    return settings.SECOND_FACTOR_REQUIRED and (user.is_superuser or not NEEDED_OF.isdisjoint(audiences_of(user)))


def is_missing(request: HttpRequest) -> bool:
    """Whether whoever asks needs a second step and has none. A query only where they did not take one when they signed in."""
    user: Any = request.user
    if not user.is_authenticated or not is_needed_of(user):
        return False
    if any(record.get("method") == "mfa" for record in get_authentication_records(request)):
        return False
    return not is_set_up(user)


def is_set_up(user: Any) -> bool:
    """Whether somebody has a second step."""
    return Authenticator.objects.filter(user=user, type__in=STEPS).exists()


def take_away(user: Any, by: Any) -> None:
    """Ends the second step of somebody who lost it, and writes to them."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        record("accounts.second_step_taken_away", user, by=by)
        mail.send_later(LETTER, str(user.pk))


@mail.composes(LETTER)
def letter(key: str) -> EmailMessage | None:
    """That it was taken away, and by whom such things are done."""
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None:
        return None
    with speaking_to(user):
        context = {"site": settings.SITE_ADDRESS, "step": f"{settings.SITE_ADDRESS}{reverse('mfa_index')}"}
        subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{_('The second step of your account was taken away')}"
        return EmailMessage(subject, render_to_string("accounts/mail/second_step.txt", context), to=[user.email])


class SecondFactorMiddleware:
    """Leads who needs a second step and has none to where they get one; their own account stays open to them. What they sent is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _arguments: Any, _named: Any) -> HttpResponse | None:
        """Once Django has looked at the token of a form: what came without is not kept."""
        signed_in = settings.SECOND_FACTOR_REQUIRED and settings.SESSION_COOKIE_NAME in request.COOKIES
        if not signed_in or request.path.startswith(OWN) or not is_missing(request):
            return None
        messages.warning(request, _("Your work here needs a second step when you sign in. Add one below, then go on."))
        if unsent.is_page(request) and unsent.keep(request):
            link = format_html(
                '<a href="{}">{}</a>', reverse("account_unsent"), _("What you have just sent is kept: send it then.")
            )
            messages.info(request, link)
        return redirect("mfa_index")


class MFAAdapter(DefaultMFAAdapter):
    """How django-allauth's second step behaves here."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": gettext_lazy("Switch the second step off, add the address and confirm it, then switch the step on again."),
        "cannot_delete_authenticator": gettext_lazy("Your work here needs a second step. Add another one before you remove this."),
        "incorrect_code": gettext_lazy("This code is not right. Codes change every thirty seconds: try the one that is shown now."),
        "unverified_email": gettext_lazy("Confirm all your e-mail addresses first, or remove those that you don’t use."),
    }  # fmt: skip

    def get_totp_issuer(self) -> str:
        """What the app calls this account."""
        return str(settings.WAGTAIL_SITE_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site, as a security key knows it."""
        return super().get_public_key_credential_rp_entity() | {"name": self.get_totp_issuer()}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who needs one."""
        if not is_needed_of(authenticator.user) or authenticator.type not in STEPS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STEPS).exclude(pk=authenticator.pk)
        return others.exists()

    def encrypt(self, text: str) -> str:
        """Secrets are stored under the site's key, so that a copy of the database alone opens no account."""
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round; no secret where the key is another by now, so that no code is right."""
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def box() -> MultiFernet:
    """Closes by the site's key, opens by those before it, too."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(PURPOSE + str(key).encode()).digest())) for key in keys])
