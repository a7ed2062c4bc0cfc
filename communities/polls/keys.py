"""The keys of ballots: of a person in an anonymous poll, and of a browser in an opinion poll."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core import signing

from communities.polls.models import Poll

SALT: Final = "communities.polls.paper"
BYTES: Final = 32


class KeyChangedError(Exception):
    """The site's key is another one than when the poll was opened: who voted already can't be told, so nobody votes any more."""


def give_secret(poll: Poll) -> None:
    """Makes an anonymous poll ready for votes. The site's own key is part of every ballot's key, so the database alone tells nothing."""
    poll.secret = "" if poll.named else secrets.token_hex(BYTES)
    poll.seal = "" if poll.named else _mac(settings.SECRET_KEY, f"{poll.secret}:seal")


def key_of(poll: Poll, person: int) -> str:
    """The key of a person's ballot in an anonymous poll that is open. Raises KeyChangedError."""
    return next(iter(keys_of(poll, [person])))


def keys_of(poll: Poll, people: Iterable[int]) -> dict[str, int]:
    """The keys of some people, with whose they are."""
    site = _site_key(poll)
    return {_mac(site, f"{poll.secret}:{person}"): person for person in people}


def _site_key(poll: Poll) -> str:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if poll.secret and hmac.compare_digest(_mac(str(key), f"{poll.secret}:seal"), poll.seal):
            return str(key)
    raise KeyChangedError


def _mac(key: str, said: str) -> str:
    return hmac.new(f"{SALT}:{key}".encode(), said.encode(), hashlib.sha256).hexdigest()


# -- The public --


def new_paper(poll: Poll) -> str:
    """A signed ballot paper with a number that nobody else has: it goes with the form, and stays in the browser that sent it."""
    return signing.dumps([poll.pk, secrets.token_hex(BYTES // 2)], salt=SALT)


def paper_key(poll: Poll, paper: Any) -> str:
    """The key of the ballot that a paper stands for; empty for a paper that is not of this poll."""
    try:
        of, number = signing.loads(str(paper), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return hashlib.sha256(f"{poll.pk}:{number}".encode()).hexdigest() if of == poll.pk else ""
