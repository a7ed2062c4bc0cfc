"""Log-ins for trying the site out, one for each group. They exist in the demo mode only."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from portal.accounts.groups import GROUPS
from portal.accounts.models import User

DOMAIN: Final = "@passerelle.example"


def password() -> str:
    """The password of all demo log-ins: random for each data folder, and kept there."""
    kept = Path(settings.DATA_DIR) / "demo-password"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("-".join(secrets.token_hex(2) for _ in range(3)) + "\n")
        kept.chmod(0o600)
    return kept.read_text().strip()


def log_ins() -> list[str]:
    """The addresses of the demo log-ins that exist."""
    return list(
        User.objects.filter(email__endswith=DOMAIN, is_active=True).order_by("pk").values_list("email", flat=True)
    )


@transaction.atomic
def ensure_log_ins() -> None:
    """Makes one log-in for each group; a second time it changes nothing."""
    for group in GROUPS:
        email = f"{group.removesuffix('s')}{DOMAIN}"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, password(), name=f"Demo {group.removesuffix('s')}")
        elif not user.check_password(password()):
            user.set_password(password())
            user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=group))
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})


def refuse_in_production() -> None:
    """Ends with one sentence where a production site still has demo log-ins."""
    if not settings.DEMO and log_ins():
        sys.exit(
            f"This database has demo log-ins (…{DOMAIN}): delete them first with `manage.py prepare --without-demo`."
        )
