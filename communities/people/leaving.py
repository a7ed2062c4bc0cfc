"""What a person's copy of their data says of their profile beyond its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from communities.people.models import Profile
from portal.foundation.erasure import also_export


@also_export("communities.profile.fields")
def chosen(user: Any) -> Iterable[Mapping[str, Any]]:
    """Fields and countries that the person named."""
    for profile in Profile.objects.filter(user=user).prefetch_related("fields", "countries"):
        yield {
            "fields": ", ".join(field.key for field in profile.fields.all()),
            "countries": ", ".join(place.code for place in profile.countries.all()),
        }
