"""System checks that hold the house's conventions."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from portal.foundation.erasure import undeclared


@register()
def every_column_to_the_user_is_declared(**_options: Any) -> list[Error]:
    """Fails for a column that points to a person and has no erasure declaration."""
    return [
        Error(
            f"{name} points to a person, and nobody has said what becomes of it when they leave.",
            hint="Call portal.foundation.erasure.declare for it, in erasure_declarations.py or beside your model.",
            id="foundation.E001",
        )
        for name in undeclared()
    ]
