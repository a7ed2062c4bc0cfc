"""How often somebody wants mail of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.notices import registry
from portal.notices.choices import IN_A_THREAD, all_of, choose
from portal.notices.terms import Often

AS_EVERYWHERE: Final = "everywhere"


class SettingsForm(forms.Form):
    """A choice for each kind everywhere, for each kind in each place of one's own, and for each thread that one chose for before."""

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.chosen = user, all_of(user)
        kinds = [kind for kind in registry.kinds().values() if kind.chosen]
        within = {where: frozenset(where(user)) for where in {kind.where for kind in kinds} if where}
        kinds = [kind for kind in kinds if not kind.where or within[kind.where]]
        own = registry.own_places(user)
        threads = {scope for scope, kind in self.chosen if scope and not kind}
        self.names = registry.named(user, [*own, *sorted(threads)])
        for kind in kinds:
            self._add("", kind.code, kind.label, Often.choices, usual=kind.usual)
        for place in (place for place in own if place in self.names):
            for kind in (kind for kind in kinds if kind.in_places and (not kind.where or place in within[kind.where])):
                self._add(
                    place,
                    kind.code,
                    kind.label,
                    [(AS_EVERYWHERE, _("as everywhere")), *Often.choices],
                    usual=AS_EVERYWHERE,
                )
        for thread in sorted(threads & self.names.keys()):
            self._add(thread, "", self.names[thread].label, list(IN_A_THREAD))

    def _add(self, scope: str, kind: str, label: Any, given: list[tuple[str, Any]], usual: str = "") -> None:
        initial = self.chosen.get((scope, kind), usual)
        self.fields[f"{scope}.{kind}"] = forms.ChoiceField(label=label, choices=given, initial=initial)

    @property
    def everywhere(self) -> list[Any]:
        """The fields that count where nothing else was chosen."""
        return [self[name] for name in self.fields if name.startswith(".")]

    @property
    def places(self) -> Iterator[tuple[registry.Place, list[Any], bool]]:
        """Each place with its fields, and whether something was chosen there."""
        scopes = dict.fromkeys(
            name.partition(".")[0] for name in self.fields if not name.startswith(".") and not name.endswith(".")
        )
        for scope in scopes:
            fields = [self[name] for name in self.fields if name.startswith(f"{scope}.")]
            yield self.names[scope], fields, any(of == scope for of, _kind in self.chosen)

    @property
    def threads(self) -> list[tuple[registry.Place, Any]]:
        """Each thread with its field."""
        return [(self.names[name[:-1]], self[name]) for name in self.fields if name.endswith(".")]

    def save(self) -> None:
        """Keeps what differs from before."""
        with transaction.atomic():
            for name in self.changed_data:
                scope, _dot, kind = name.partition(".")
                often = self.cleaned_data[name]
                choose(self.user.pk, scope, kind, "" if often == AS_EVERYWHERE else often)
