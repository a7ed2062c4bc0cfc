"""Where somebody is signed in, and a letter when that happens in a browser that they never used here.

django-allauth keeps a row for each session. Of the network address only the part that names a network is kept. A browser is known by a
cookie that holds a keyed number of each account that signed in there, and nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from ua_parser import parse_os, parse_user_agent

from portal.accounts.speaking import speaking_to
from portal.foundation import mail
from portal.foundation.duties import duty

COOKIE: Final = "known_by"
KNOWN: Final = timedelta(days=400)  # browsers keep no cookie for longer
MOST_ACCOUNTS: Final = 5  # that one browser knows
LETTER: Final = "signed_in_elsewhere"
KEPT_BITS: Final = {4: 16, 6: 32}  # of an address, by version


def name_of(user_agent: str) -> str:
    """“Firefox on Windows”, of what a browser says of itself."""
    browser, system = parse_user_agent(user_agent), parse_os(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser.family, "system": system.family}
    return browser.family if browser else _("A browser that we can’t name")


def mark_of(user: Any) -> str:
    """By which a browser knows an account; says nothing about it."""
    return salted_hmac("portal.accounts.devices", str(user.pk)).hexdigest()[:24]


def is_known(request: HttpRequest, user: Any) -> bool:
    """Whether somebody signed in with this browser before."""
    mark = mark_of(user)
    return any(constant_time_compare(mark, one) for one in _marks(request))


def remember(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Has the browser know the account from now on."""
    marks = [mark_of(user), *(one for one in _marks(request) if one != mark_of(user))][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE, ".".join(marks), max_age=KNOWN, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("account"),
    )  # fmt: skip


def _marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(COOKIE, "").split(".")[:MOST_ACCOUNTS]


def tell(request: HttpRequest, user: Any) -> None:
    """Writes to somebody who signed in with a browser that did not know them. Called once the session is there."""
    session = UserSession.objects.filter(session_key=request.session.session_key).first()
    if session and not is_known(request, user):
        mail.send_later(LETTER, str(session.pk))


@receiver(pre_save, sender=UserSession)
def shorten_address(instance: UserSession, **_kwargs: Any) -> None:
    """Keeps the network, not whose machine it was."""
    instance.ip = network_of(instance.ip)


def network_of(address: str) -> str:
    """The first address of the network in which one lies."""
    version = 6 if ":" in address else 4
    return str(ip_network(f"{address}/{KEPT_BITS[version]}", strict=False).network_address)


@mail.composes(LETTER)
def letter(key: str) -> EmailMessage | None:
    """What is written to them; nothing where that session has ended meanwhile."""
    session = UserSession.objects.filter(pk=key).select_related("user").first()
    if session is None or not session.user.is_active:
        return None
    user: Any = session.user
    with speaking_to(user):
        context = {
            "browser": name_of(session.user_agent),
            "when": date_format(timezone.localtime(session.created_at), "DATETIME_FORMAT"),
            "zone": user.time_zone,
            "devices": f"{settings.SITE_ADDRESS}{reverse('usersessions_list')}",
            "password": f"{settings.SITE_ADDRESS}{reverse('account_reset_password')}",
            "site": settings.SITE_ADDRESS,
        }
        subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{_('Somebody signed in to your account')}"
        return EmailMessage(subject, render_to_string("accounts/mail/signed_in.txt", context), to=[user.email])


@duty("forget_ended_sessions", every=timedelta(days=1))
def forget_ended_sessions() -> None:
    """Forgets with which browsers people were signed in whose session is over."""
    there = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    UserSession.objects.filter(~Exists(there)).delete()
