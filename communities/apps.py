"""Communities of practice. Their rooms are furnished from the third issue on; docs/architecture.md says what goes where."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Members, forum, blog, documents, galleries, polls, stewardship."""

    name = "communities"
    verbose_name = "Communities"
