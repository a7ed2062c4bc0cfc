"""The sitemap (https://www.sitemaps.org/protocol.html): every page that anybody may read, with its translations."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap as PlainSitemap
from django.db.models import Max
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap

from communities.people.models import Profile
from communities.spaces.models import Community
from portal.foundation.pages import BasePage
from portal.site.navigation import FIXED_ADDRESSES
from portal.vocabularies.models import Concept, Place
from practices.concepts.reading import concept_address
from practices.records.models import Record, has_original
from practices.sources.models import Source

Entry = dict[str, Any]


class PageSitemap(Sitemap):
    """Published public pages of all languages; a page with sisters in other languages names them all (hreflang)."""

    limit = 2000  # entries of one file

    def items(self) -> Any:
        """What an anonymous visitor may see, and nothing else."""
        pages = BasePage.objects.visible_to(AnonymousUser()).exclude(pk__in=Record.objects.exclude(has_original()))
        return pages.select_related("locale").order_by("path")

    def get_latest_lastmod(self) -> Any:
        """When any of them last changed, asked of the database."""
        return self.items().aggregate(last=Max("last_published_at"))["last"]

    def _urls(self, page: int, protocol: str, domain: str) -> list[Entry]:
        """The entries of one file, with two queries whatever their number."""
        pages = list(self.paginator.page(page).object_list)
        texts: dict[Any, list[Entry]] = defaultdict(list)
        for text in self.items().filter(translation_key__in={one.translation_key for one in pages}):
            texts[text.translation_key].append({"lang_code": text.content_language, "location": self.location(text)})
        return [
            {
                "location": self.location(one),
                "lastmod": self.lastmod(one),
                "alternates": texts[one.translation_key] if len(texts[one.translation_key]) > 1 else [],
            }
            for one in pages
        ]


class FixedSitemap(PlainSitemap[str]):
    """Pages above those of the catalogue that are no Wagtail pages: countries, conflicts, glossary, sources."""

    def items(self) -> list[str]:
        """Their addresses."""
        return list(FIXED_ADDRESSES)

    def location(self, item: str) -> str:
        """An address is its own location."""
        return item


class CountrySitemap(PlainSitemap[Place]):
    """The page of each country. It gathers so much that nobody knows when it last changed."""

    def items(self) -> Any:
        """All countries."""
        return Place.objects.filter(kind=Place.Kind.COUNTRY).order_by("code")

    def location(self, item: Place) -> str:
        """Its page."""
        return reverse("country", args=[item.code])


class ChangingSitemap(PlainSitemap[Any]):
    """Things that know when they last changed, with two queries whatever their number."""

    limit = 2000

    def lastmod(self, item: Any) -> Any:
        """When it last changed."""
        return item.changed_at

    def get_latest_lastmod(self) -> Any:
        """When any of them last changed, asked of the database."""
        things: Any = self.items()
        return things.aggregate(last=Max("changed_at"))["last"]


class ConceptSitemap(ChangingSitemap):
    """Glossary terms, themes and all other concepts."""

    def items(self) -> Any:
        """All concepts."""
        return Concept.objects.order_by("scheme", "code")

    def location(self, item: Concept) -> str:
        """Its page."""
        return concept_address(item.scheme_id, item.code)


class SourceSitemap(ChangingSitemap):
    """Sources."""

    def items(self) -> Any:
        """Those that an anonymous visitor may see."""
        return Source.objects.visible_to(AnonymousUser()).order_by("identifier")


class CommunitySitemap(ChangingSitemap):
    """Spaces of communities."""

    def items(self) -> Any:
        """Those whose face an anonymous visitor may see."""
        return Community.objects.visible_to(AnonymousUser()).order_by("pk")


class PersonSitemap(ChangingSitemap):
    """People who chose to be found by everybody."""

    def items(self) -> Any:
        """Those whom an anonymous visitor may see."""
        return Profile.objects.visible_to(AnonymousUser()).order_by("pk")


SITEMAPS: Final[dict[str, Any]] = {
    "pages": PageSitemap,
    "fixed": FixedSitemap,
    "countries": CountrySitemap,
    "concepts": ConceptSitemap,
    "sources": SourceSitemap,
    "communities": CommunitySitemap,
    "people": PersonSitemap,
}
