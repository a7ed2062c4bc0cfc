"""Search over everything that is published here."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Documents, engines, index upkeep, the search page and the lists made of it."""

    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from search import checks, indexing  # noqa: F401
        from search.misses import noting  # noqa: F401
