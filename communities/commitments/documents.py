"""Lessons, as search finds them: for everybody, as their pages are read. They are no rows: `prepare` sees that they changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from communities.commitments.lessons import LESSONS, Lesson
from search import registry
from search.documents import Badge, Card, SearchDocument, Text, plain
from search.indexing import changed

KIND: Final = "lesson"
BARE: Final = "communities/lessons/bare.html"
MINUTES: Final = gettext_noop("Ten minutes")


class LessonSource:
    """All of them."""

    name = KIND
    models: Sequence[type[Any]] = ()

    def all_keys(self) -> Iterable[str]:
        """Their codes."""
        return LESSONS

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some lessons, without a query."""
        return (document(LESSONS[key]) for key in keys if key in LESSONS)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that there are: everybody may learn."""
        return LESSONS.keys() & keys


def document(lesson: Lesson) -> SearchDocument:
    """A lesson as search sees it, in every language that the interface speaks."""
    key, languages = f"{KIND}:{lesson.code}", settings.INTERFACE_LANGUAGES
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[text(lesson, language) for language in languages],
        facets={"language": languages},
        card=Card(url=lesson.url, badges=[Badge(text=MINUTES, icon="clock")]),
    )


def text(lesson: Lesson, language: str) -> Text:
    """Its words in one language, steps included, without the frame of the page."""
    with override(language):
        steps = plain(render_to_string(lesson.template, {"frame": BARE}))
        return Text(language, str(lesson.title), str(lesson.about), f"{lesson.promise}\n\n{steps}")


def refresh() -> None:
    """Has the index read them again: a new version of the site may bring other words."""
    changed(KIND, LESSONS)


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(LessonSource())
    registry.kind(KIND, _("Lesson"), icon="clock")
