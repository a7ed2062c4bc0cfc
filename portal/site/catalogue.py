"""What the site itself adds to the catalogue's files: the tree above the records, and standard pages."""

from __future__ import annotations

from wagtail.models import Page

from portal.site.models import HomePage, PageCitation, StandardPage
from portal.site.tree import ensure_tree
from practices.catalogue.blocks import Blocks
from practices.catalogue.fields import Children, ConceptLinks, Group, own
from practices.catalogue.kinds import CLASSIFYING, page_fields
from practices.catalogue.registry import prepares_the_tree, register_kind
from practices.catalogue.schema import KindSchema


def home(language: str) -> Page:
    """The home page of a language: standard pages stand below it."""
    return HomePage.objects.get(locale__language_code=language)


prepares_the_tree(ensure_tree)
register_kind(
    KindSchema(
        kind="standard_page",
        model=StandardPage,
        folder="pages",
        fields=(
            *page_fields(StandardPage),
            ConceptLinks(CLASSIFYING),
            Group("reviewed", own(StandardPage, "on", "due", attributes={"on": "reviewed_on", "due": "review_due"})),
            Children("sources", PageCitation, "citations", own(PageCitation, "source", "at", "supports")),
            Blocks(),
        ),
        parent=home,
        translated=False,
    )
)
