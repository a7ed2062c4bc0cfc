"""Lists of the desk that somebody comes back to: an address with its filters, under a name of their own."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, declare

LONGEST_ADDRESS: Final = 1000
MOST: Final = 50  # of one person


class SavedListQuerySet(models.QuerySet["SavedList"]):
    """Saved lists."""

    def of(self, user: Any) -> SavedListQuerySet:
        """A person's own: nobody sees those of others."""
        return self.filter(user=user.pk)


class SavedList(models.Model):
    """One of them. What it shows is asked for anew each time, with the rights that the person has then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(max_length=LONGEST_ADDRESS)  # path and question, below the desk

    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_list_of_a_name")]
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")

    def __str__(self) -> str:
        return self.name


declare(
    "site.SavedList.user", Fate.DELETE, because=_("The lists of the desk that you saved."), export=("name", "address")
)
