"""What who answers for the site is told of cases by mail, where nobody else may decide them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.moderation.models import Case
from communities.spaces.mails import address
from portal.foundation.mail import composes, letter


@composes("case_opened")
def opened(key: str) -> EmailMessage | None:
    """As long as nobody has decided it. What it is about stands on the site, not in a mail."""
    case = Case.objects.waiting().filter(pk=key).select_related("community").first()
    if case is None:
        return None
    where = case.community.name if case.community else "Passerelle"
    with override(settings.LANGUAGE_CODE):
        return letter(
            settings.OPERATOR["email"],
            _("Something to look at in “%(name)s”") % {"name": where},
            _("There is nobody else who may decide it."),
            address("moderation_case", case.pk),
        )
