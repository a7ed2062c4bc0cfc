"""Home and standard pages, and what people write to the editors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.foundation.pages import BasePage
from portal.foundation.widgets import WrappedLine
from portal.site.messages.models import Message
from portal.site.saved_lists.models import SavedList
from portal.site.workflow.models import ReviewHandover, ReviewInvitation, ReviewState, ReviewTask
from portal.vocabularies.models import Concept
from portal.vocabularies.widgets import ConceptBoxes
from practices.articles.models import article_blocks
from practices.records.models import LocatedStatement
from practices.sources.models import Source

__all__ = [
    "HomePage",
    "Message",
    "PageCitation",
    "ReviewHandover",
    "ReviewInvitation",
    "ReviewState",
    "ReviewTask",
    "SavedList",
    "StandardPage",
]


class HomePage(BasePage):
    """The front page of a content language."""

    subpage_types: ClassVar[list[str]] = ["practices.RecordIndex", "site.StandardPage"]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What can I find, who is here, what is new."""
        from portal.site.home import home_context

        return TemplateResponse(request, "site/home.html", home_context(self, request))


class StandardPage(BasePage):
    """A text of the site itself: about, privacy, accessibility, a way in."""

    kind: ClassVar[str] = "standard_page"
    kind_label: ClassVar[Any] = _("Page")
    identifier_prefix: ClassVar[str] = "ST"

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = StreamField(article_blocks(), blank=True, verbose_name=_("text"))
    concepts = ParentalManyToManyField(Concept, blank=True, related_name="standard_pages", verbose_name=_("concepts"))
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary", widget=WrappedLine()),
                    FieldPanel("body"),
                    FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due")]),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [FieldPanel("concepts", widget=ConceptBoxes(but=("indicator", "glossary")))], heading=_("About what")
            ),
            ObjectList(
                [InlinePanel("citations", heading=_("Sources"), label=_("located statement"))], heading=_("Sources")
            ),
            ObjectList(
                [BasePage.audience_panel, BasePage.address_panel, *Page.settings_panels], heading=_("Publishing")
            ),
        ]
    )
    parent_page_types: ClassVar[list[str]] = ["site.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("standard page")

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The text, with the operator's details filled in, and its form where it has one."""
        from portal.site.standard_pages import standard_page_response

        return standard_page_response(self, request)


class PageCitation(LocatedStatement):
    """Where a source says what a page of the site rests on."""

    page = ParentalKey(StandardPage, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="page_citations", verbose_name=_("source")
    )
