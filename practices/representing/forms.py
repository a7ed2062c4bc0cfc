"""What people who speak for an organisation fill in, and the editors who decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.foundation.dates import PartialDateFormField
from practices.contributions.forms import long_text
from practices.representing.terms import LONGEST_REASON


class ClaimForm(forms.Form):
    """What somebody does in an organisation, and where they can be reached there."""

    why = long_text(
        _("What do you do there?"), rows=3, most=LONGEST_REASON, help_text=_("Only editors read it, to verify it.")
    )
    email = forms.EmailField(
        label=_("Your work address"),
        help_text=_(
            "If it has the domain of the organisation’s website, a letter with a link proves it. Otherwise an editor writes to the organisation."
        ),
    )


class ReasonForm(forms.Form):
    """Why; whom it concerns reads it."""

    use_required_attribute = False
    reason = long_text(_("Reason"), rows=3, most=LONGEST_REASON)


class EndedForm(forms.Form):
    """When an organisation ended."""

    use_required_attribute = False
    ended = PartialDateFormField(
        label=_("When did it end?"), max_length=60, help_text=_("2024, 2024-10 or 2024~ (about).")
    )
