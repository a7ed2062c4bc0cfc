"""The catalogue: what was tried across Europe, by whom, and what came of it."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Practices, partnerships, organisations, recommendations, sources and figures."""

    name = "practices"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from practices import receivers  # noqa: F401
        from practices.articles import beginning  # noqa: F401
        from practices.catalogue import kinds  # noqa: F401
        from practices.concepts import suggested as suggested_concepts
        from practices.countries import suggested as suggested_countries
        from practices.expectations.reading import expectations
        from practices.glossary import documents
        from practices.glossary import receivers as glossary_receivers  # noqa: F401
        from practices.records import found
        from search.evaluation.expectations import kept_by

        found.declare()
        documents.declare()
        suggested_concepts.declare()
        suggested_countries.declare()
        kept_by(expectations)
