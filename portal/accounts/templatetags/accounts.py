"""What pages about an account need beside the site's own tags."""

from __future__ import annotations

from typing import Any

from django import template

from portal.accounts import devices

register = template.Library()


@register.filter
def browser(user_agent: Any) -> str:
    """“Firefox on Windows”."""
    return devices.name_of(str(user_agent))
