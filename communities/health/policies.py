"""Who sees how a space is doing."""

from __future__ import annotations

from communities.spaces.policies import Standing, moderate


def read(standing: Standing) -> bool:
    """Facilitators and stewards, while the space can be read."""
    return moderate(standing)
