"""A check for persons who could be recognised, as the house will have one: with it, protected cases are switched on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import AppConfig

DATE = re.compile(r"\b[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}\b")


class CheckedConfig(AppConfig):
    """Registers the check with discussions, as any room does."""

    name = "tests.browser"
    label = "checked"

    def ready(self) -> None:
        from communities.discussion import checks

        checks.register(dates)


def dates(words: str, _language: str) -> Iterator[str]:
    """Exact dates tell who is meant."""
    for date in DATE.findall(words):
        yield f"{date} may tell who is meant."
