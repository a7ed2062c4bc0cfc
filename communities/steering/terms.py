"""The words of steering groups.

What a co-operation agreement sets out is from the background paper (“Panel 3”: the Transnational Co-operation Agreement between partnerships
under EQUAL: the work programme and its budget; the role of each partner and how decisions are made; how joint work is monitored and
assessed). The kinds of duties are those that its steering group shared out (“Transnationality in Action”).
"""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

PART: Final = "steering"
AGREED: Final = "statement"  # these two in search
DUTY: Final = "duty"
LONGEST_SECTION: Final = 8_000  # characters; two of them are compared word by word
LONGEST_NOTE: Final = 300
MOST_DUTIES: Final = 500  # of one group


class Work(models.TextChoices):
    """What a duty is about."""

    PAPERS = "papers", _("papers for meetings")
    MINUTES = "minutes", _("minutes")
    INFORMING = "informing", _("keeping others informed")
    HOSTING = "hosting", _("hosting meetings and events")
    WORKSHOPS = "workshops", _("workshops and panels")
    PARTNERS = "partners", _("finding partners to take part")
    SPEAKERS = "speakers", _("looking after speakers")
    LINKS = "links", _("links to other groups")
    BUDGET = "budget", _("budget")
    OTHER = "other", _("something else")


class Subject(models.TextChoices):
    """What a group puts into words, in versions."""

    AGREEMENT = "agreement", _("Co-operation agreement")
    STRATEGY = "strategy", _("Joint strategy")


SECTIONS: Final[dict[str, dict[str, Any]]] = {
    Subject.AGREEMENT: {
        "programme": _("Work programme and budget"),
        "roles": _("Roles and decisions"),
        "monitoring": _("Monitoring and assessment"),
    },
    Subject.STRATEGY: {
        "aims": _("What we want to change"),
        "ways": _("What we do for it together"),
        "signs": _("How we shall know"),
    },
}
