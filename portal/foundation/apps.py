"""The foundation every other room stands on."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Base pages, identity, audience, files, outbox, dates, erasure: what is decided once for the whole house."""

    name = "portal.foundation"
    label = "foundation"
    verbose_name = "Foundation"

    def ready(self) -> None:
        from portal.foundation import checks, comparing, duties, erasure_declarations, receivers, shared_cache  # noqa: F401
        from portal.foundation.audit import recording  # noqa: F401
        from portal.foundation.files import derived, pruning  # noqa: F401
