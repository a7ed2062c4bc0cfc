"""`manage.py mail poll`: fetches now what the worker fetches every minute from the mailbox of the reply addresses."""

from __future__ import annotations

import imaplib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.notices.replies.imap import poll


class Command(BaseCommand):
    """Looks into the mailbox by hand, to see whether it works."""

    help = "Fetches answers by mail from the mailbox that PASSERELLE_IMAP_HOST and the other variables name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["poll"])

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IMAP["host"] or not settings.REPLY_ADDRESS:
            raise CommandError(
                "Set PASSERELLE_REPLY_ADDRESS and PASSERELLE_IMAP_HOST first: docs/operations.md says how."
            )
        try:
            self.stdout.write(f"{poll()} new.")
        except (OSError, imaplib.IMAP4.error) as error:
            raise CommandError(f"The mailbox at {settings.IMAP['host']} could not be read: {error}") from error
