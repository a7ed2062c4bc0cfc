"""Free words on topics: one tag for all spellings that differ in their capitals or signs alone, whoever writes it first gives the spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify

from communities.discussion.models import Tag, Topic, TopicTag

LONGEST: Final = 60
MOST: Final = 20  # of one topic


def slug_of(name: str) -> str:
    """What makes two tags the same."""
    return slugify(name, allow_unicode=True)[:100]


def tags_named(names: Iterable[str]) -> dict[str, Tag]:
    """The tags of some names, by their slugs; those that are missing are made. A name without a letter or digit is none."""
    wanted = {slug: name for name in names if (slug := slug_of(name))}
    known = Tag.objects.in_bulk(wanted, field_name="slug")
    if missing := wanted.keys() - known.keys():
        Tag.objects.bulk_create([Tag(name=wanted[slug], slug=slug) for slug in sorted(missing)], ignore_conflicts=True)
        known = Tag.objects.in_bulk(wanted, field_name="slug")
    return known


def add_tags(wanted: Mapping[Topic, Sequence[str]]) -> None:
    """Gives topics further tags: three queries for any number of them."""
    tags = tags_named(name for names in wanted.values() for name in names)
    TopicTag.objects.bulk_create(
        [
            TopicTag(content_object=topic, tag=tags[slug])
            for topic, names in wanted.items()
            for slug in dict.fromkeys(map(slug_of, names))
            if slug in tags
        ],
        ignore_conflicts=True,
    )


def add_subjects(wanted: Mapping[Topic, Sequence[int]]) -> None:
    """Gives topics further subjects, by keys of concepts: one query for any number of them."""
    link = Topic.concepts.through
    link.objects.bulk_create(
        [link(topic=topic, concept_id=key) for topic, keys in wanted.items() for key in dict.fromkeys(keys)],
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class About:
    """What a topic is about, beside its title: keys of concepts, and free words."""

    subjects: Sequence[int] = ()
    tags: Sequence[str] = ()


def set_about(topic: Topic, about: About) -> None:
    """Gives a topic these subjects and tags and no others."""
    topic.concepts.set(about.subjects)
    TopicTag.objects.filter(content_object=topic).exclude(tag__slug__in=map(slug_of, about.tags)).delete()
    add_tags({topic: about.tags})
