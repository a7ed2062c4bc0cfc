"""What of the communities carries concepts of the catalogue, for when two are made one. It is counted only: who may edit the catalogue
need not belong to a space, nor know who chose what."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.utils.translation import gettext_lazy as _

from communities.blog.terms import ENTRY
from communities.discussion.actions import reindex
from communities.discussion.models import Topic
from communities.people.documents import KIND as PERSON
from portal.vocabularies import uses
from search.indexing import changed


def declare() -> None:
    """Registers all of it."""
    uses.declare("communities.Topic.concepts", _("Discussions"), topics_changed)
    uses.declare("communities.Entry.concepts", _("Blog entries"), partial(things_changed, ENTRY))
    uses.declare("communities.Profile.fields", _("People in the directory"), partial(things_changed, PERSON))


def topics_changed(keys: Collection[int]) -> None:
    """All pages of the discussions are found by other words."""
    for topic in Topic.objects.filter(pk__in=keys):
        reindex(topic)


def things_changed(source: str, keys: Collection[int]) -> None:
    """So is whatever is one document."""
    changed(source, map(str, keys))
