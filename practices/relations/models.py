"""Typed relations between any two records: entered once, read from both ends, revisioned with the page they stand on."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from portal.foundation.dates import PartialDateField
from portal.foundation.widgets import WrappedLine
from practices.sources.models import Source


class RelationType(models.TextChoices):
    """How the record that holds the relation stands to the other one."""

    FUNDED_BY = "funded_by", _("Funded by")
    PART_OF = "part_of", _("Part of")
    MEMBER_OF = "member_of", _("Member of")
    PARTNER_IN = "partner_in", _("Partner in")
    LED_BY = "led_by", _("Led by")
    TRANSNATIONAL_PARTNER_OF = "transnational_partner_of", _("Transnational partner of")
    DEVELOPED = "developed", _("Developed")
    TESTED = "tested", _("Tested")
    USED = "used", _("Used")
    ADOPTED_FROM = "adopted_from", _("Adopted from")
    VIA = "via", _("Reached others via")
    PRESENTED_AT = "presented_at", _("Presented at")
    ORGANISED_BY = "organised_by", _("Organised by")
    HELD_IN_SERIES = "held_in_series", _("In the series of")
    DEMONSTRATES = "demonstrates", _("Demonstrates")
    EVALUATES = "evaluates", _("Evaluates")
    DOCUMENTS = "documents", _("Documents")
    SUCCEEDED_BY = "succeeded_by", _("Succeeded by")
    GREW_OUT_OF = "grew_out_of", _("Grew out of")
    SAME_AS = "same_as", _("The same as")
    NOT_THE_SAME_AS = "not_the_same_as", _("Not the same as")
    ACCREDITED_BY = "accredited_by", _("Accredited by")
    ADVISES = "advises", _("Advises")
    COORDINATES = "coordinates", _("Coordinates")
    PRACTISED_BY = "practised_by", _("Practised by")
    RELATED_TO = "related_to", _("Related to")


# The same relation read from the other end.
INVERSE: dict[str, Any] = {
    RelationType.FUNDED_BY: _("Funded"),
    RelationType.PART_OF: _("Has as a part"),
    RelationType.MEMBER_OF: _("Has as a member"),
    RelationType.PARTNER_IN: _("Has as a partner"),
    RelationType.LED_BY: _("Led"),
    RelationType.TRANSNATIONAL_PARTNER_OF: _("Transnational partner of"),
    RelationType.DEVELOPED: _("Developed by"),
    RelationType.TESTED: _("Tested by"),
    RelationType.USED: _("Used by"),
    RelationType.ADOPTED_FROM: _("Adopted by"),
    RelationType.VIA: _("Passed on"),
    RelationType.PRESENTED_AT: _("Presented here"),
    RelationType.ORGANISED_BY: _("Organised"),
    RelationType.HELD_IN_SERIES: _("Includes"),
    RelationType.DEMONSTRATES: _("Demonstrated by"),
    RelationType.EVALUATES: _("Evaluated by"),
    RelationType.DOCUMENTS: _("Documented in"),
    RelationType.SUCCEEDED_BY: _("Succeeds"),
    RelationType.GREW_OUT_OF: _("Gave rise to"),
    RelationType.SAME_AS: _("The same as"),
    RelationType.NOT_THE_SAME_AS: _("Not the same as"),
    RelationType.ACCREDITED_BY: _("Accredited"),
    RelationType.ADVISES: _("Advised by"),
    RelationType.COORDINATES: _("Coordinated by"),
    RelationType.PRACTISED_BY: _("Practised"),
    RelationType.RELATED_TO: _("Related to"),
}
# These say the same from both ends.
SYMMETRIC: Final = frozenset(one.value for one in RelationType if str(INVERSE[one]) == str(one.label))


class Relation(Orderable):
    """One typed link. It stands on the work (the original text), never on a translation."""

    page = ParentalKey("practices.Record", on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(_("relation"), max_length=32, choices=RelationType.choices)
    target = models.ForeignKey(
        "practices.Record", on_delete=models.CASCADE, related_name="incoming_relations", verbose_name=_("to")
    )
    role = models.CharField(
        _("role"), max_length=255, blank=True, help_text=_("Such as “led the partnership” or “trained the staff”.")
    )
    period = PartialDateField(_("when"))
    note = models.TextField(_("note"), blank=True)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("source")
    )
    at = models.CharField(_("place in the source"), max_length=255, blank=True)
    judgement = models.BooleanField(
        _("editor's judgement"), default=False, help_text=_("The link is ours: no document makes it.")
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("type"),
        PageChooserPanel("target", "practices.Record"),
        FieldPanel("role", widget=WrappedLine()),
        *(FieldPanel(name) for name in ("period", "note", "source")),
        FieldPanel("at", widget=WrappedLine()),
        FieldPanel("judgement"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("relation")
        indexes = [models.Index(fields=["target", "type"])]

    def __str__(self) -> str:
        return f"{self.page_id} {self.type} {self.target_id}"
