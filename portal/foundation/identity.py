"""One short identifier for every citable thing: never reused, kept as a tombstone when the thing is withdrawn.

`DP-0001` names a work in all its languages; `DP-0001-de` its German text. Starter records carry numbers up to 1000,
fixed in the YAML; the site issues numbers from 1001 on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PATTERN: Final = re.compile(r"^(?P<code>(?P<prefix>[A-Z]{2})-(?P<number>[0-9]{4,6}))(?:-(?P<language>[a-z]{2}))?\Z")
FIRST_ISSUED: Final = 1001


class IdentifierManager(models.Manager["Identifier"]):
    """Issues, registers and retires identifiers."""

    def issue(self, prefix: str, key: str, kind: str) -> str:
        """The identifier of the work `key`: the one it has, or had before it was withdrawn, or the next free number of its prefix."""
        for _attempt in range(20):
            known = self.filter(key=key).first()
            if known:
                self._wake(known)
                return known.code
            last = self.filter(prefix=prefix).aggregate(last=models.Max("number"))["last"] or 0
            number = max(last + 1, FIRST_ISSUED)
            try:
                with transaction.atomic():
                    return self.create(
                        code=f"{prefix}-{number:04}", prefix=prefix, number=number, key=key, kind=kind
                    ).code
            except IntegrityError:  # somebody else took the number, or named the work, in this moment
                continue
        raise RuntimeError(f"No identifier could be issued for {prefix}; try again.")

    def issue_many(self, prefix: str, keys: Sequence[str], kind: str) -> list[str]:
        """Identifiers for new works, in their order, in the current transaction. Raises IntegrityError where somebody else took one of
        the numbers in this moment: try again."""
        last = self.filter(prefix=prefix).aggregate(last=models.Max("number"))["last"] or 0
        first = max(last + 1, FIRST_ISSUED)
        made = self.bulk_create(
            Identifier(code=f"{prefix}-{number:04}", prefix=prefix, number=number, key=key, kind=kind)
            for number, key in enumerate(keys, first)
        )
        return [one.code for one in made]

    def register(self, code: str, key: str, kind: str) -> None:
        """Ties a given identifier to a work. Raises ValidationError where it names another work or was withdrawn."""
        match = PATTERN.match(code)
        if not match or match["language"]:
            raise ValidationError(
                _("%(code)s is not an identifier: two capital letters, a hyphen, four digits."), params={"code": code}
            )
        defaults = {"prefix": match["prefix"], "number": int(match["number"]), "key": key, "kind": kind}
        entry, created = self.get_or_create(code=code, defaults=defaults)
        if not created and entry.key != key:
            raise ValidationError(_("%(code)s already names another work and is never reused."), params={"code": code})
        self._wake(entry)

    def retire(self, code: str, title: str, *, reason: str = "", moved_to: str = "", address: str = "") -> None:
        """Leaves a tombstone: the address of the withdrawn work says what stood there, and why it went. Only what everybody may know."""
        self.filter(code=code, retired_at=None).update(
            retired_at=timezone.now(), last_title=title[:255], reason=reason, moved_to=moved_to, last_address=address
        )

    def wake(self, code: str) -> None:
        """A withdrawn work is back: its tombstone goes."""
        self.filter(code=code).exclude(retired_at=None).update(
            retired_at=None, last_title="", reason="", moved_to="", last_address=""
        )

    def tombstone(self, addresses: Sequence[str], code: str = "") -> Identifier | None:
        """What was withdrawn from one of these addresses, or is this work."""
        stood = models.Q(last_address__in=addresses) | models.Q(code=code)
        return self.filter(stood).exclude(last_address="").order_by("-retired_at").first()

    def _wake(self, entry: Identifier) -> None:
        """For a row that is made: one for readers keeps its tombstone until it is published."""
        if entry.retired_at and not entry.last_address:
            self.wake(entry.code)


class Identifier(models.Model):
    """The register of all identifiers that were ever given."""

    code = models.CharField(max_length=12, primary_key=True)
    prefix = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    key = models.CharField(
        max_length=80, unique=True, help_text=_("The work: a translation key, or a model's own key.")
    )
    kind = models.CharField(max_length=80, help_text=_("The model, as app.model."))
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    last_title = models.CharField(max_length=255, blank=True)
    reason = models.TextField(blank=True)  # why it was withdrawn, as everybody may read it
    moved_to = models.CharField(max_length=12, blank=True)  # the identifier of what takes its place
    last_address = models.CharField(max_length=255, blank=True, db_index=True)  # of a page that everybody could see

    objects = IdentifierManager()

    class Meta:
        indexes = [models.Index(fields=["prefix", "number"])]
        verbose_name = _("identifier")

    def __str__(self) -> str:
        return self.code


class IdentifierField(models.CharField):  # type: ignore[type-arg]
    """A work's identifier, given on the first save as a primary key would be.

    The model says `identifier_prefix` (two letters; empty: not citable) and `work_key` (the same for all translations).
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("verbose_name", _("identifier"))
        options.setdefault("help_text", _("Given by the site on first saving; it never changes and is never reused."))
        options.update(max_length=12, blank=True, editable=False, db_index=True, default="")
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for key in ("verbose_name", "help_text", "max_length", "blank", "editable", "db_index", "default"):
            options.pop(key, None)
        return name, path, args, options

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Issues the identifier, or registers the one that was set, in the transaction that saves the row."""
        value: str = getattr(model_instance, self.attname)
        prefix: str = model_instance.identifier_prefix
        if prefix and (add or not value):
            kind = model_instance._meta.label_lower
            if value:
                Identifier.objects.register(value, model_instance.work_key, kind)
            else:
                value = Identifier.objects.issue(prefix, model_instance.work_key, kind)
                setattr(model_instance, self.attname, value)
        return value
