"""Who is signed in: asked on every page of theirs, so the two queries are compiled once per process."""

from __future__ import annotations

from typing import Any

from allauth.account import auth_backends
from django.contrib.auth.models import Group
from django.contrib.sessions.backends import db
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.foundation import prepared
from portal.foundation.audience import belonging, bring_groups
from portal.foundation.hanging import hanging, listed
from portal.foundation.prepared import NOW, PK, SLUG


class SessionStore(db.SessionStore):
    """Sessions in the database, as Django keeps them."""

    def _get_session_from_db(self) -> Any:
        """The row of this browser, or None. What a key of ours can't be is not looked for: a cookie may hold anything."""
        key = self.session_key or ""
        found = (
            prepared.objects("session", self.model, self._of_key, slug=key) if key.isalnum() and key.isascii() else []
        )
        if not found:
            self._session_key = None
        return found[0] if found else None

    def _of_key(self) -> QuerySet[Any]:
        return self.model.objects.filter(session_key=SLUG, expire_date__gt=NOW)


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """Signing in by e-mail address and password, as allauth does it."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None where they left or are suspended."""
        found: list[Any] = prepared.objects("signed in", User, _with_groups, pk=user_id)
        user = found[0] if found else None
        if user is None or not self.user_can_authenticate(user):
            return None
        bring_groups(user, {name: bool(own) for name, own in listed(user.groups_json)})
        return user


def _with_groups() -> QuerySet[User]:
    """The person, and the names of all groups with whether they belong to it."""
    return User.objects.filter(pk=PK).order_by().annotate(groups_json=hanging(Group.objects.all(), "name", belonging()))
