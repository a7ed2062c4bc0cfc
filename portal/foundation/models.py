"""The foundation's models, gathered for Django."""

from portal.foundation.audit.models import AuditEntry
from portal.foundation.duties import DutyRun
from portal.foundation.files.models import CustomDocument, CustomImage, DerivedPicture, Rendition
from portal.foundation.generation import Generation
from portal.foundation.identity import Identifier
from portal.foundation.outbox import OutboxEntry
from portal.foundation.pages import BasePage

__all__ = [
    "AuditEntry",
    "BasePage",
    "CustomDocument",
    "CustomImage",
    "DerivedPicture",
    "DutyRun",
    "Generation",
    "Identifier",
    "OutboxEntry",
    "Rendition",
]
