"""When somebody deletes their account: their scores stay in the means, what they wrote goes."""

from __future__ import annotations

from typing import Any

from communities.stewardship.models import NeedsAnswer
from portal.foundation.erasure import also_erase


@also_erase
def forget_words(user: Any) -> None:
    """What they miss."""
    NeedsAnswer.objects.filter(user=user).update(missing="")
