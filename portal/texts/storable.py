"""Texts from elsewhere, as any database takes them."""

from __future__ import annotations


def storable(text: str) -> str:
    """Without NUL, which PostgreSQL has no text with, and halves of letters, which no encoding has."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
