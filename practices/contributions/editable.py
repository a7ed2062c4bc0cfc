"""The fields of a record that readers may propose to change, as text that everybody can write, and back.

Longer texts are Markdown; periods are EDTF; places are their names with commas between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import nh3
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField
from wagtail.rich_text import expand_db_html

from portal.foundation.dates import PartialDateField
from portal.texts import differences
from portal.texts.from_html import to_markdown
from portal.texts.markdown import to_html
from portal.vocabularies.models import Place
from portal.vocabularies.snapshot import PlaceEntry, vocabulary
from practices.contributions.terms import LONGEST_TEXT

LINE: Final = "line"
TEXT: Final = "text"
DATE: Final = "date"
PLACES: Final = "places"
KEPT: Final = {"p", "br", "h3", "ul", "ol", "li", "strong", "em", "a"}  # what a text of a record may have
OF_THE_WORK: Final = ("period", "known_in", "website", "places")
LINK: Final = re.compile(r"<a [^>]*>")
HREF: Final = re.compile(r'href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Editable:
    """One field: its name on the model, what readers know it by, how it is written."""

    name: str
    label: str
    style: str
    longest: int  # characters


def editables(page: Any) -> list[Editable]:
    """The fields of a text of a record. A translation has its own words alone: all else stands on the original."""
    own = page.own_words(page.original) if page.is_translation else page.translatable()
    names = ["title", "summary", *(name for name in page.translatable() if name in own)]
    names += () if page.is_translation else OF_THE_WORK
    return [one for name in names if (one := editable(page, name))]


def label_of(page: Any, name: str) -> str:
    """What readers know a field by."""
    headings = {section.field: str(section.heading) for section in page.sections if section.heading}
    return capfirst(headings.get(name) or str(page._meta.get_field(name).verbose_name))


def editable(page: Any, name: str) -> Editable | None:
    """A field that can be written as text; None for one that is made of blocks."""
    field, label = page._meta.get_field(name), label_of(page, name)
    if name == "places":
        return Editable(name, label, PLACES, 1000)
    if isinstance(field, RichTextField):
        return Editable(name, label, TEXT, LONGEST_TEXT)
    if isinstance(field, PartialDateField):
        return Editable(name, label, DATE, 60)
    if field.get_internal_type() in {"CharField", "TextField", "PositiveSmallIntegerField"} and not field.choices:
        return Editable(name, label, LINE, field.max_length or 400)
    return None  # texts of blocks: what is wrong there is reported


def read(page: Any, one: Editable) -> str:
    """What stands in a field, as its text."""
    value = getattr(page, one.name)
    if one.style == PLACES:
        known = vocabulary().places
        return ", ".join(known[place.pk].name() for place in value.all() if place.pk in known)
    if one.style == TEXT:
        return to_markdown(expand_db_html(value)) if value else ""
    return "" if value is None else str(value)


def write(page: Any, one: Editable, text: str) -> None:
    """Puts a text into a field of the page in memory. Raises ValidationError that says what is wrong with it."""
    setattr(page, one.name, cleaned(page, one, text))


def cleaned(page: Any, one: Editable, text: str) -> Any:
    """The value that a text stands for. Raises ValidationError."""
    if one.style == PLACES:
        return list(Place.objects.filter(pk__in=[place.id for place in places_named(text)]))
    if one.style == TEXT:
        return _html(text, getattr(page, one.name) or "")
    field = page._meta.get_field(one.name)
    return field.clean(field.formfield(required=False).clean(text), page)


def places_named(text: str) -> list[PlaceEntry]:
    """The places that a text names, by any of their names or their code. Raises ValidationError for one that is not known."""
    known: dict[str, PlaceEntry] = {}
    for place in vocabulary(fresh=True).places.values():
        for name in (place.code, *place.every_name):
            known.setdefault(name.casefold(), place)
    wanted = [name for part in text.split(",") if (name := " ".join(part.split()))]
    for name in wanted:
        if name.casefold() not in known:
            raise ValidationError(
                _(
                    "The catalogue knows no place “%(name)s”. Write countries with commas between them, such as “Austria, Italy”."
                ),
                params={"name": name},
            )
    return list({known[name.casefold()].id: known[name.casefold()] for name in wanted}.values())


def to_record(text: str) -> str:
    """Markdown as a text of a record."""
    return nh3.clean(to_html(text), tags=KEPT, attributes={"a": {"href"}}, link_rel=None)


def _html(text: str, before: str) -> str:
    """Markdown as the catalogue keeps texts. Links that stood there lead on to pages and files of the site as the desk knows them."""
    shown = (HREF.search(tag) for tag in LINK.findall(expand_db_html(before)))
    stored = {href[1]: tag for href, tag in zip(shown, LINK.findall(before), strict=True) if href}
    return LINK.sub(lambda found: stored.get((HREF.search(found[0]) or ["", ""])[1], found[0]), to_record(text))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field as it was and as somebody wants it, word by word."""

    name: str
    label: str
    html: Any


def compared(fields: list[Editable], before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """What a correction changes, in the order of the record's page."""
    return [
        Difference(one.name, one.label, differences.paragraphs(before.get(one.name, ""), after[one.name]))
        for one in fields
        if one.name in after
    ]
