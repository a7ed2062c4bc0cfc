"""What the site itself adds to the catalogue's files: the tree above the records, and standard pages."""

from __future__ import annotations

from wagtail.models import Page

from portal.site.models import HomePage, StandardPage
from portal.site.tree import ensure_tree
from practices.catalogue.blocks import Blocks
from practices.catalogue.fields import Children, ConceptLinks, Group, Unkept, own
from practices.catalogue.kinds import CLASSIFYING, page_fields
from practices.catalogue.registry import prepares_the_tree, register_kind
from practices.catalogue.schema import KindSchema
from practices.models import Citation


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
            Group("reviewed", (*own(StandardPage, "on", attributes={"on": "reviewed_on"}), Unkept("due"))),
            Blocks(),
            # A page of the site is the editors' own word: its sources and concepts are for whoever maintains the files.
            Unkept("sources", Children("sources", Citation, "citations", own(Citation, "source", "at", "supports"))),
            Unkept("concepts", ConceptLinks(CLASSIFYING)),
        ),
        parent=home,
        translated=False,
    )
)
