"""Where uploaded files lie: a folder that no web server shows; every read goes through the permission check of `files.views`."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """The private folder `MEDIA_ROOT`; its addresses lead to the checking view."""
