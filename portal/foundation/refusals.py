"""What people are told when something can't be done."""

from __future__ import annotations


class NotNowError(Exception):
    """It can't be done as things stand; the message says why, and what to do."""
