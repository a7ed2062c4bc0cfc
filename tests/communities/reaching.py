"""What every model that derives from `Reaching` must hold: who sees what, by the database and by search alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser

from communities.spaces.models import Community
from communities.spaces.reach import Reach, reaches
from communities.spaces.standing import standing_of
from portal.accounts.models import User
from portal.foundation.audience import audiences_of
from tests.communities.conftest import make_member, make_person, make_space

# Who sees what of a space with a public face, a public one, and a private one; steward and administrator see all of it.
SEEN = {
    "face": {"everybody": {"stranger", "outsider", "member", "facilitator"}, "inside": {"member", "facilitator"}, "facilitators": {"facilitator"}},
    "public": {"everybody": {"stranger", "outsider", "member", "facilitator"}, "inside": {"stranger", "outsider", "member", "facilitator"}, "facilitators": {"facilitator"}},
    "private": {"everybody": {"member", "facilitator"}, "inside": {"member", "facilitator"}, "facilitators": {"facilitator"}},
}  # fmt: skip


def check_reach(model: Any, make: Callable[..., Any]) -> None:
    """`make(community=…, reach=…)` makes one that is otherwise to be seen."""
    for visibility, expected in SEEN.items():
        space = make_space(f"Reach {visibility}", visibility=visibility)
        readers = people(space)
        for reach in Reach.values:
            made = make(community=space, reach=reach)
            wanted = expected[reach] | {"steward", "administrator"}
            by_database = {name for name, user in readers.items() if model.objects.visible_to(user).filter(pk=made.pk)}
            by_search = {name for name, user in readers.items() if made.audience in audiences_of(user)}
            assert by_database == wanted, (visibility, reach)
            assert by_search == wanted, (visibility, reach)
            knows = {name for name, user in readers.items() if Community.objects.visible_to(user).filter(pk=space.pk)}
            by_standing = {name for name in knows if reach in reaches(standing_of(readers[name], space))}
            assert by_standing == wanted, (visibility, reach)


def people(space: Community) -> dict[str, Any]:
    """One of each kind, as a new request finds them."""
    members = {role: make_member(space, role).user for role in ("member", "facilitator", "steward")}
    others = {"outsider": make_person(), "administrator": make_person(group="administrators")}
    return {"stranger": AnonymousUser()} | {
        name: User.objects.get(pk=user.pk) for name, user in (members | others).items()
    }
