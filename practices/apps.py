"""The catalogue: what was tried across Europe, by whom, and what came of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Practices, partnerships, organisations, recommendations, sources and figures."""

    name = "practices"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from portal.accounts import own_pages
        from portal.foundation.audience import offers_audiences
        from practices import receivers  # noqa: F401
        from practices.articles import beginning  # noqa: F401
        from practices.catalogue import kinds  # noqa: F401
        from practices.concepts import carried
        from practices.concepts import suggested as suggested_concepts
        from practices.conflicts import finding  # noqa: F401
        from practices.contributions import told, upkeep  # noqa: F401
        from practices.countries import suggested as suggested_countries
        from practices.expectations.reading import expectations
        from practices.following import slots  # noqa: F401
        from practices.following import told as told_of_followed
        from practices.glossary import documents
        from practices.glossary import receivers as glossary_receivers  # noqa: F401
        from practices.imports import working  # noqa: F401
        from practices.peers import slots as peer_slots  # noqa: F401
        from practices.peers import told as told_of_peers
        from practices.peers import upkeep as peer_upkeep  # noqa: F401
        from practices.ratings import slots as rating_slots  # noqa: F401
        from practices.ratings import told as told_of_ratings
        from practices.ratings import upkeep as rating_upkeep  # noqa: F401
        from practices.records import found, reviewing  # noqa: F401
        from practices.representing import slots as representing_slots  # noqa: F401
        from practices.representing import told as told_of_organisations
        from practices.representing import vouching  # noqa: F401
        from practices.sources import checking  # noqa: F401
        from practices.stories import documents as stories
        from practices.stories import slots as stories_on_records  # noqa: F401
        from practices.stories import told as told_of_stories
        from practices.stories.terms import FOR_MANAGERS
        from practices.translating import upkeep as translations  # noqa: F401
        from search.evaluation.expectations import kept_by

        found.declare()
        told.declare()
        told_of_followed.declare()
        told_of_stories.declare()
        told_of_peers.declare()
        told_of_ratings.declare()
        told_of_organisations.declare()
        documents.declare()
        stories.declare()
        carried.declare()
        suggested_concepts.declare()
        suggested_countries.declare()
        kept_by(expectations)
        own_pages.add("story_tell", _("Your stories"))
        offers_audiences(lambda: [(FOR_MANAGERS, _("Offender managers"))])
        own_pages.add("following", _("What you follow"))
        own_pages.add("own_organisations", _("Your organisations"))
        own_pages.add("own_contributions", _("Your contributions"))
