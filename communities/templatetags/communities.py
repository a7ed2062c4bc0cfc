"""What pages of communities need beside the site's own tags."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from communities import texts

register = template.Library()


@register.filter
def written(text: Any) -> SafeString:
    """What somebody wrote, as a page shows it."""
    return texts.shown(text)
