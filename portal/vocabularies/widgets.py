"""Form widgets for vocabularies: words by language without writing JSON, and concepts and places to tick or to select.

Choices come from the snapshot in memory, so that a form with twenty of them asks the database no more than one with none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, chosen, vocabulary

Choice = tuple[int, str]
Group = tuple[str, list[Choice]]


def concepts_by_scheme(schemes: Iterable[str] = (), *, but: Iterable[str] = ()) -> Iterator[Group]:
    """The concepts of some schemes (default: of all), or of all but some, under their schemes' names."""
    known, left_out = vocabulary(), set(but)
    for scheme in schemes or known.by_scheme:
        if scheme not in left_out:
            yield (
                chosen(known.schemes.get(scheme, {})) or scheme,
                [(one.id, label(one)) for one in known.by_scheme.get(scheme, ())],
            )


def label(concept: ConceptEntry) -> str:
    """A concept's word, led by its number and followed by its short form."""
    number = f"{concept.notation} " if concept.notation else ""
    short = f" ({concept.abbreviation})" if concept.abbreviation else ""
    return f"{number}{concept.label()}{short}"


def places_by_country() -> Iterator[Group]:
    """The places, those of one country together, the country first."""
    known = vocabulary()

    def order(place: PlaceEntry) -> tuple[str, bool, str]:
        country = known.country_of(place)
        return (country.name() if country else "", place != country, place.name())

    for name, places in groupby(sorted(known.places.values(), key=order), key=lambda place: order(place)[0]):
        yield name, [(place.id, f"{place.name()} ({place.code})") for place in places]


class GroupedChoices:
    """Draws its options in groups from memory; which of them are valid is the form field's business."""

    def groups(self) -> Iterable[Group]:
        """The options under their headings."""
        raise NotImplementedError

    def is_offered(self, key: int) -> bool:
        """Whether it can be chosen anew."""
        return True

    def optgroups(self: Any, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Django's form of the groups."""
        ticked = {str(one) for one in value}
        found: list[Any] = (
            [(None, [self.create_option(name, "", "---------", not ticked - {""}, 0, attrs=attrs)], 0)]
            if self.empty
            else []
        )
        number = len(found)
        for heading, choices in self.groups():
            options = []
            for key, text in choices:
                if self.is_offered(key) or str(key) in ticked:
                    options.append(self.create_option(name, key, text, str(key) in ticked, number, attrs=attrs))
                    number += 1
            found.append((heading, options, len(found)))
        return found


class TickBoxes(GroupedChoices, forms.CheckboxSelectMultiple):
    """Boxes under headings, with a field that filters them as one types where JavaScript runs."""

    template_name = "vocabularies/boxes.html"
    empty = False

    def entry(self, key: int) -> ConceptEntry | PlaceEntry:
        """What a box stands for."""
        raise NotImplementedError

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Beside each box, its names in all languages: the filter finds it by each of them."""
        option: dict[str, Any] = super().create_option(*args, **options)
        option["attrs"]["data-names"] = " · ".join(dict.fromkeys(self.entry(option["value"]).every_name))
        return option

    class Media:
        js: ClassVar[list[str]] = ["desk/filter.js"]
        css: ClassVar[dict[str, list[str]]] = {"all": ["desk/boxes.css"]}


class ConceptBoxes(TickBoxes):
    """Concepts by scheme."""

    def __init__(self, *schemes: str, but: Iterable[str] = (), **options: Any) -> None:
        self.schemes, self.but = schemes, tuple(but)
        super().__init__(**options)

    def groups(self) -> Iterable[Group]:
        return concepts_by_scheme(self.schemes, but=self.but)

    def is_offered(self, key: int) -> bool:
        return not vocabulary().concepts[key].deprecated

    def entry(self, key: int) -> ConceptEntry:
        return vocabulary().concepts[key]


class PlaceBoxes(TickBoxes):
    """Places by country."""

    def groups(self) -> Iterable[Group]:
        return places_by_country()

    def entry(self, key: int) -> PlaceEntry:
        return vocabulary().places[key]


class ConceptSelect(GroupedChoices, forms.Select):
    """One concept of some schemes."""

    empty = True

    def __init__(self, *schemes: str, **options: Any) -> None:
        self.schemes = schemes
        super().__init__(**options)

    def groups(self) -> Iterable[Group]:
        return concepts_by_scheme(self.schemes)

    def is_offered(self, key: int) -> bool:
        return not vocabulary().concepts[key].deprecated


class PlaceSelect(GroupedChoices, forms.Select):
    """One place."""

    empty = True

    def groups(self) -> Iterable[Group]:
        return places_by_country()


def language_select(*, optional: bool = False) -> forms.Select:
    """One of the content languages."""
    return forms.Select(choices=[*([("", "---------")] if optional else []), *settings.CONTENT_LANGUAGES])


class TextsByLanguage(forms.Widget):
    """A JSON object from language to text (or to a list of texts, one per line) as one field per content language."""

    template_name = "vocabularies/texts_by_language.html"
    use_fieldset = True

    def __init__(self, *, lists: bool = False, multiline: bool = False, **options: Any) -> None:
        self.lists, self.multiline = lists, multiline or lists
        super().__init__(**options)

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["desk/boxes.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = loaded(value, {})
        identifier = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["multiline"] = self.multiline
        context["widget"]["rows"] = [
            {
                "name": f"{name}-{code}",
                "id": f"{identifier}-{code}",
                "language": code,
                "label": language,
                "value": self.written(texts.get(code)),
            }
            for code, language in settings.CONTENT_LANGUAGES
        ]
        return context

    def written(self, text: Any) -> str:
        """A text as it stands in its field."""
        return "\n".join(text) if isinstance(text, list) else str(text or "")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        found: dict[str, Any] = {}
        for code, _language in settings.CONTENT_LANGUAGES:
            text = str(data.get(f"{name}-{code}", "")).strip()
            if text:
                found[code] = [line.strip() for line in text.splitlines() if line.strip()] if self.lists else text
        return json.dumps(found)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{code}" in data for code, _language in settings.CONTENT_LANGUAGES)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-{settings.CONTENT_LANGUAGES[0][0]}" if id_ else ""


class Lines(forms.Textarea):
    """A JSON list of texts, one per line."""

    empty: Any = []

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs={"rows": 4, **options.pop("attrs", {})}, **options)

    def format_value(self, value: Any) -> str:
        return "\n".join(self.line(one) for one in self.entries(loaded(value, self.empty)))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        text = data.get(name)
        return (
            None
            if text is None
            else json.dumps(self.read([line.strip() for line in text.splitlines() if line.strip()]))
        )

    def entries(self, value: Any) -> Iterable[Any]:
        """What makes a line each."""
        return value if isinstance(value, list) else []

    def line(self, entry: Any) -> str:
        """One entry as a line."""
        return str(entry)

    def read(self, lines: list[str]) -> Any:
        """The value that the lines stand for."""
        return lines


class LocatedLines(Lines):
    """A JSON list of located sources, one per line: `SR-0001: Panel 1`."""

    def line(self, entry: Any) -> str:
        return f"{entry.get('source', '')}: {entry.get('at', '')}" if isinstance(entry, dict) else str(entry)

    def read(self, lines: list[str]) -> Any:
        parts = [line.partition(":") for line in lines]
        return [{"source": source.strip(), "at": at.strip()} for source, _colon, at in parts]


class PairLines(Lines):
    """A JSON object, one pair per line: `4.4: why it does not exist`."""

    empty: Any = {}

    def entries(self, value: Any) -> Iterable[Any]:
        return value.items() if isinstance(value, dict) else []

    def line(self, entry: Any) -> str:
        return f"{entry[0]}: {entry[1]}"

    def read(self, lines: list[str]) -> Any:
        parts = [line.partition(":") for line in lines]
        return {key.strip(): text.strip() for key, _colon, text in parts}


def loaded(value: Any, default: Any) -> Any:
    """What a JSON form field hands to its widget, as an object; broken or missing JSON is the default."""
    if not isinstance(value, str):
        return default if value is None else value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return default
