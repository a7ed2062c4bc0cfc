"""Who said something before the space was here: a name that its owner can claim."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from communities.spaces.models import Community
from portal.foundation.erasure import Fate, declare


class UnclaimedName(models.Model):
    """An author of an archive: the name, and of the e-mail address only a number that can't be turned back into it.

    Whoever has the address can have what was said put under their account (`claimed_by`: further posts go there too), or the
    name taken away.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="unclaimed_names")
    name = models.CharField(_("name"), max_length=120, blank=True)
    address_hash = models.CharField(max_length=64, blank=True, editable=False)  # empty: the archive knew no address
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "address_hash"],
                condition=~models.Q(address_hash=""),
                name="one_name_per_address",
            ),
            models.UniqueConstraint(
                fields=["community", "name"], condition=models.Q(address_hash=""), name="one_name_without_address"
            ),
        ]
        verbose_name = _("unclaimed name")

    def __str__(self) -> str:
        return self.name


def address_hash(address: str) -> str:
    """The number that stands for an e-mail address, with the site's own key."""
    lower = address.strip().lower()
    return salted_hmac("communities.archives.address", lower, algorithm="sha256").hexdigest() if lower else ""


CLAIMS_LINK: Any = _("What you wrote before, in archives")
CLAIMED: Any = _("The names in archives that you claimed as yours.")
declare("communities.UnclaimedName.claimed_by", Fate.DELETE, because=CLAIMED, export=("community__name", "name"))
