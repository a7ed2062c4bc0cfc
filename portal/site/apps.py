"""The site itself: what ties the rooms together."""

from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class SiteConfig(AppConfig):
    """Home, navigation, standard pages, health, addresses."""

    default = True
    name = "portal.site"
    label = "site"
    verbose_name = "Site"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from portal.accounts import first_steps
        from portal.site import catalogue, found, receivers  # noqa: F401
        from portal.site.messages import sending, upkeep  # noqa: F401
        from portal.site.workflow import told
        from portal.site.workflow import upkeep as upkeep_of_reviews  # noqa: F401
        from portal.vocabularies import uses

        found.declare()
        told.declare()
        uses.declare("site.StandardPage.concepts", _("Pages of text"), found.pages_changed)
        first_steps.add(found.first_step())


class DeskConfig(WagtailAdminAppConfig):
    """Wagtail's desk, without its own mails about the workflow: `portal.site.workflow.told` tells everybody once."""

    def ready(self) -> None:
        from wagtail.models import WorkflowState
        from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

        super().ready()
        for what, signal in (
            ("submitted", workflow_submitted),
            ("rejected", workflow_rejected),
            ("approved", workflow_approved),
        ):
            signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{what}_email_notification")
