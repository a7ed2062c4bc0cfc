"""Writes records as an editor would: a revision of the page with all its parts, published, so that history and search follow."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from practices.catalogue.fields import Data, write_fields
from practices.catalogue.schema import Entry, KindSchema
from practices.catalogue.signals import indexed
from practices.catalogue.translations import Translations, translations_of
from practices.models import Record
from practices.ratings.actions import came_with_the_catalogue
from practices.translating.parts import note_loaded, words

if TYPE_CHECKING:
    from practices.catalogue.names import Names


class PagePublisher:
    """Makes and publishes pages and their translations."""

    def __init__(self, names: Names, locales: dict[str, Any]) -> None:
        self.names = names
        self.locales = locales
        self._parents: dict[tuple[str, str], Page] = {}

    def make(self, entry: Entry, above: Page | None, key: uuid.UUID) -> Any:
        """An unpublished page with nothing but its name and its place. Raises ValidationError where its address is taken."""
        schema = entry.schema
        assert isinstance(schema, KindSchema)
        data = entry.data
        page = schema.model(
            title=data["title"], slug=data["slug"], audience=data["audience"], identifier=entry.code, translation_key=key,
            locale=self.locales[data["language"]], live=False,
        )  # fmt: skip
        self._add(page, above or self._parent(schema, data["language"]))
        if isinstance(page, Record):
            self.names.add("record", entry.code, page.pk)
        return page

    def publish(self, entry: Entry, page: Any) -> None:
        """Puts the contents of an entry on its page and publishes it with its translations."""
        write_fields(entry.schema.fields, page, entry.data, self.names)
        if isinstance(page, Record) and page.has_badges:
            came_with_the_catalogue(page)
        _publish(page)
        assert isinstance(entry.schema, KindSchema)
        if entry.schema.translated:
            self._publish_translations(entry.schema, page, entry.data.get("translations", {}))

    def _publish_translations(self, schema: KindSchema, original: Any, wanted: dict[str, Data]) -> None:
        wording = next(one.wording for one in schema.fields if isinstance(one, Translations))
        there = {text.content_language: text.specific for text in translations_of(original)}
        for language, texts in wanted.items():
            page = there.pop(language, None) or schema.model(
                identifier=original.identifier,
                translation_key=original.translation_key,
                locale=self.locales[language],
                live=False,
            )
            before = words(page) if page.pk else {}
            page.slug, page.audience = original.slug, original.audience
            wording.write(page, texts, self.names)
            note_loaded(page, original, before)
            _fill_what_is_needed(page, original)
            if page.pk is None:
                self._add(page, self._parent_of_translation(schema, original, language))
            _publish(page)
        for page in there.values():
            page.unpublish()

    def _parent(self, schema: KindSchema, language: str) -> Page:
        if schema.parent is None:
            raise LookupError(f"{schema.kind} stands below another page.")
        if (schema.kind, language) not in self._parents:
            self._parents[schema.kind, language] = schema.parent(language)
        return self._parents[schema.kind, language]

    def _parent_of_translation(self, schema: KindSchema, original: Any, language: str) -> Page:
        if schema.parent is not None:
            return self._parent(schema, language)
        above = original.get_parent()
        return Page.objects.get(translation_key=above.translation_key, locale=self.locales[language])

    def _add(self, page: Any, parent: Page) -> None:
        parent.refresh_from_db(
            fields=["numchild", "path", "depth", "url_path"]
        )  # treebeard counts children on the instance
        parent.add_child(instance=page)


def _publish(page: Any) -> None:
    """A revision, and its publication, which validates the page."""
    # The desk offers to go back to versions that are logged.
    revision = page.save_revision(clean=False, log_action=True)
    # The page in memory is what the revision holds: reading it back would cost more than all the rest.
    revision.as_object = lambda: page
    revision.publish()
    indexed(page)


def _fill_what_is_needed(page: Any, original: Any) -> None:
    """What a kind can't do without (such as an official number) is the same in every language; readers see the original's."""
    for one in page._meta.fields:
        if (
            issubclass(one.model, Record)
            and not (one.blank or one.is_relation)
            and getattr(page, one.attname) in ("", None)
        ):
            setattr(page, one.attname, getattr(original, one.attname))
