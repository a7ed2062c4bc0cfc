"""The signed link that proves a work address."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from practices.representing.models import Representation
from practices.representing.terms import LETTER_KEPT, State

SIGNER: Final = TimestampSigner(salt="practices.representing.address")


def to_confirm(found: Representation) -> str:
    """It works once, for seven days, and for who asked alone."""
    return settings.SITE_ADDRESS + reverse("claim_confirm", args=[SIGNER.sign(str(found.pk))])


def unproven(token: str, user: Any) -> Representation | None:
    """What a link proves; None where it is forged, too old, used, or somebody else's."""
    try:
        key = SIGNER.unsign(token, max_age=LETTER_KEPT)
    except BadSignature:
        return None
    return Representation.objects.filter(pk=key, user=user, state=State.UNPROVEN).first()


def domain_of(website: str) -> str:
    """The domain of an address as printed: “www.example.org/x” is example.org; empty where there is none."""
    address = website.strip().split()[0].rstrip(".,;)") if website.strip() else ""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # such as a bracket left open
        return ""
    return host.removeprefix("www.") if "." in host else ""


def is_of_domain(email: str, website: str) -> bool:
    """Whether a work address has the domain of a website, to the letter."""
    domain = domain_of(website)
    return bool(domain) and email.rpartition("@")[2].casefold() == domain.casefold()
