"""Roles under which people speak in protected cases, and the one way to learn whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from communities.discussion.models import Disclosure, Pseudonym, Topic
from portal.foundation.erasure import also_export
from portal.notices import telling

DISCLOSED: Final = "disclosed"  # what happened
LONGEST: Final = 80  # characters
SHOWN: Final = 50  # of the disclosures in a space, the latest
SHORTEST_NAME: Final = 3  # letters of a part of a name that is looked for


def a_case_in(space: str) -> str:
    """What a case is called where its title may not stand."""
    return _("A protected case in “%(name)s”") % {"name": space}


def own(topic: Topic, user: Any) -> Pseudonym | None:
    """Under which role somebody speaks in a case, if they do. One query."""
    return Pseudonym.objects.filter(topic=topic, user=user.pk).first()


def spoken_under(topic: Topic, user: Any, role: str) -> Pseudonym:
    """The role of somebody in a case: what they chose the first time, with a number behind it where others chose the same."""
    if found := own(topic, user):
        return found
    for number in count(1):
        name = role if number == 1 else f"{role} ({number})"
        if Pseudonym.objects.filter(topic=topic, name=name).exists():
            continue
        try:
            with transaction.atomic():
                return Pseudonym.objects.create(topic=topic, user=user, name=name)
        except IntegrityError:  # somebody was faster; or this person, in another window
            if found := own(topic, user):
                return found
    raise AssertionError  # numbers don't end


def names_somebody(role: str, user: Any) -> bool:
    """Whether a role says who somebody is: by a part of their name, or an address."""
    words, names = (set(slugify(said, allow_unicode=True).split("-")) for said in (role, user.name))
    return "@" in role or any(len(word) >= SHORTEST_NAME for word in words & names)


def disclose(pseudonym: Pseudonym, because: str, by: Any) -> Disclosure:
    """Notes who asked whose words these are, and why, before anybody is named; the person is told."""
    with transaction.atomic():
        asked = Disclosure.objects.create(pseudonym=pseudonym, by=by, because=because)
        telling.happened(DISCLOSED, asked.pk)
    return asked


@also_export("communities.disclosure")
def disclosures(user: Any) -> Iterator[Mapping[str, Any]]:
    """When stewards asked who somebody is, for the person's own copy."""
    about = Disclosure.objects.filter(pseudonym__user=user)
    yield from about.values("pseudonym__topic__title", "pseudonym__name", "because", "at")
