"""What only shows when all files are seen together: dangling references, things said twice, gaps in numbering."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable

from portal.foundation.audience import PUBLIC
from portal.vocabularies.models import everything_above
from practices.catalogue.fields import NOT_KNOWN
from practices.catalogue.reading import Problems, Spot
from practices.catalogue.registry import kinds
from practices.catalogue.schema import CONCEPT, PLACE, Entry, KindSchema
from practices.models import Record
from practices.records.publishable import lacking
from practices.relations.models import SYMMETRIC

Entries = dict[str, Entry]


def check_together(entries: Entries, problems: Problems) -> None:
    """Runs all checks; completes what stands on one side only."""
    _references(entries, problems)
    _publishable(entries)
    _slugs(entries)
    _relations(entries)
    _stubs(entries)
    _translations(entries)
    _numbering(entries)
    _tags(entries)
    _circles(entries)
    _both_ways(entries)
    _concepts(entries)


def pages_of(entries: Entries) -> list[Entry]:
    """The entries that are pages."""
    return [entry for entry in entries.values() if isinstance(entry.schema, KindSchema)]


def _references(entries: Entries, problems: Problems) -> None:
    """Whatever is named stands in some file."""
    known: dict[str, set[str]] = defaultdict(set)
    for entry in entries.values():
        known[entry.schema.name].add(entry.code)
        if isinstance(entry.schema, KindSchema) and issubclass(entry.schema.model, Record):
            known["record"].add(entry.code)
    for spot, to, code in problems.references:
        if code not in known[to]:
            spot.complain(f"there is no {to} “{code}”; {_allowed(code, to, known[to])}")


def _allowed(code: str, to: str, known: Iterable[str]) -> str:
    """What could have been meant."""
    if to == "concept":
        scheme = code.partition(":")[0]
        codes = sorted(one.partition(":")[2] for one in known if one.startswith(f"{scheme}:"))
        near = difflib.get_close_matches(code.partition(":")[2], codes, n=3)
        shown = codes if len(codes) <= 16 else near
        return f"{scheme} has {', '.join(shown)}" if shown else f"look in vocabularies/{scheme}.yaml"
    near = difflib.get_close_matches(code, list(known), n=3)
    return f"is it {' or '.join(near)}?" if near else "add it, or name one that there is"


def _publishable(entries: Entries) -> None:
    """What is loaded is published: it keeps the rule that holds at the desk."""
    for entry in pages_of(entries):
        if issubclass(entry.schema.model, Record):
            known_in = entry.data.get("known_in")
            sources = len(entry.data.get("sources", ()))
            year = known_in if isinstance(known_in, int) else None
            missing = lacking(sources=sources, known_in=year, year_not_known=known_in == NOT_KNOWN)
            for key, message in missing.items():
                if key not in (entry.lines or ()):  # what stands there and is wrong has been complained about
                    entry.at(key).complain(f"is missing. {message}")


def _slugs(entries: Entries) -> None:
    """Beside each other, pages have different addresses."""
    seen: dict[tuple[str, str], Entry] = {}
    folders = {schema.folder for schema in kinds().values() if schema.folder}
    for entry in pages_of(entries):
        assert isinstance(entry.schema, KindSchema)
        slug = entry.data.get("slug", "")
        place = entry.parent or f"{entry.schema.kind} {entry.data.get('language', '')}"
        first = seen.setdefault((place, slug), entry)
        if first is not entry:
            entry.at("slug").complain(f"{first.code} has the slug “{slug}” too: choose another")
        if entry.schema.kind == "standard_page" and slug in folders:
            entry.at("slug").complain(f"/{slug}/ is the address of a list of records: choose another slug")


def _relations(entries: Entries) -> None:
    """A relation is entered once, on one of its two records."""
    seen: dict[tuple[str, str, str], tuple[Entry, int]] = {}
    for entry in pages_of(entries):
        for number, relation in enumerate(entry.data.get("relations", ())):
            kind, other = relation.get("type", ""), relation.get("to", "")
            spot = _relation_spot(entry, number)
            if other == entry.code:
                spot.complain("leads to the record itself")
            backwards = seen.get((kind, other, entry.code))
            if backwards and (kind in SYMMETRIC or backwards[0] is not entry):
                meaning = "says the same" if kind in SYMMETRIC else "says the contrary"
                spot.complain(
                    f"{backwards[0].code} {meaning} from the other end ({kind} {entry.code}): keep one of the two"
                )
            details = "|".join(str(relation.get(key, "")) for key in ("role", "period"))
            twice = seen.setdefault((kind + details, entry.code, other), (entry, number))
            if twice != (entry, number):
                spot.complain(f"stands twice on {entry.code}: {kind} {other}")
            seen[(kind, entry.code, other)] = (entry, number)


def _relation_spot(entry: Entry, number: int) -> Spot:
    return entry.at("relations").item(entry.lines.get("relations"), number)


def _stubs(entries: Entries) -> None:
    """A stub is for what strangers may not see."""
    for entry in pages_of(entries):
        if "stub" in entry.data and entry.data.get("audience", PUBLIC) == PUBLIC:
            entry.at("stub").complain("only a restricted record has a stub: restrict its audience, or remove the stub")


def _translations(entries: Entries) -> None:
    """A translation needs a language of its own, and its page a place in the tree of that language."""
    for entry in pages_of(entries):
        translations = entry.data.get("translations", {})
        if entry.data.get("language") in translations:
            entry.at("translations").complain(f"{entry.data['language']} is the language of the record itself")
        above = entries.get(f"page {entry.parent}") if entry.parent else None
        for language in translations if above else ():
            if above and language not in above.data.get("translations", {}):
                entry.at("translations").complain(
                    f"{language}: translate title and summary of {above.code} first; the page stands below it"
                )


def _numbering(entries: Entries) -> None:
    """Official numbers go from 1 without gaps; those that the source leaves out are named under `missing`."""
    below: dict[str, list[Entry]] = defaultdict(list)
    for entry in pages_of(entries):
        if entry.parent:
            below[entry.parent].append(entry)
    for top in pages_of(entries):
        if not top.parent and ("missing" in top.data or top.code in below):
            _numbers_below(top, below)


def _numbers_below(top: Entry, below: dict[str, list[Entry]]) -> None:
    """Checks the numbers of one set."""
    texts = below[top.code]
    if not all("number" in text.data for text in (*texts, *(unit for text in texts for unit in below[text.code]))):
        return  # complained about already
    missing = set(top.data.get("missing", {}))
    left = missing - _numbered(texts, "", missing)
    for text in texts:
        left -= _numbered(below[text.code], f"{text.data['number']}.", missing)
    for number in sorted(left):
        top.at("missing").complain(f"{number} is in the numbering or beyond its end: remove it")


def _numbered(texts: list[Entry], prefix: str, missing: set[str]) -> set[str]:
    """Checks the numbers of texts beside each other; returns those of `missing` that explain a gap."""
    explained, expected = set(), 1
    for text in texts:
        number = text.data["number"]
        while number != f"{prefix}{expected}" and f"{prefix}{expected}" in missing:
            explained.add(f"{prefix}{expected}")
            expected += 1
        if number != f"{prefix}{expected}":
            text.at("number").complain(
                f"is “{number}”, but “{prefix}{expected}” comes here; name a number that the source leaves out under missing"
            )
            return explained
        expected += 1
    return explained


def _tags(entries: Entries) -> None:
    """One word, one spelling: tags don't tell capital letters from small ones."""
    spelled: dict[str, tuple[str, Entry]] = {}
    for entry in pages_of(entries):
        for tag in entry.data.get("tags", ()):
            first, where = spelled.setdefault(tag.casefold(), (tag, entry))
            if first != tag:
                entry.at("tags").complain(f"“{tag}” is spelled “{first}” in {where.spot.file}: use one spelling")


def _circles(entries: Entries) -> None:
    """No place rolls up to itself."""
    for entry in entries.values():
        if entry.schema is not PLACE:
            continue
        seen, current = {entry.code}, entry.data.get("parent")
        while current and current not in seen:
            seen.add(current)
            above = entries.get(PLACE.key(current))
            current = above.data.get("parent") if above else None
        if current == entry.code:
            entry.at("parent").complain(f"{entry.code} rolls up to itself")


def _both_ways(entries: Entries) -> None:
    """“Related” holds for both concepts, on whichever it was entered."""
    for entry in [entry for entry in entries.values() if entry.schema is CONCEPT]:
        for code in entry.data.get("related", ()):
            other = entries.get(CONCEPT.key(code))
            if code == entry.code:
                entry.at("related").complain("a concept is not related to itself")
            elif other and entry.code not in other.data.get("related", ()):
                other.data["related"] = sorted([*other.data.get("related", ()), entry.code])
                other.refers_to.add(entry.key)


def _concepts(entries: Entries) -> None:
    """SKOS: nothing is broader than itself (S24), nor both related and broader (S27), nor is a word both preferred and alternative (S13)."""
    concepts = {entry.code: entry for entry in entries.values() if entry.schema is CONCEPT}
    broader = {code: entry.data.get("broader", ()) for code, entry in concepts.items()}
    for code, entry in concepts.items():
        above = everything_above(code, broader)
        if code in above:
            entry.at("broader").complain(f"{code} is broader than itself")
        for other in above & set(entry.data.get("related", ())):
            entry.at("related").complain(f"{other} is broader already: it can't be related too")
        for language, texts in entry.data.get("alternatives", {}).items():
            for text in texts:
                if text == entry.data.get("labels", {}).get(language) or texts.count(text) > 1:
                    entry.at("alternatives").complain(f"“{text}” stands twice in {language}: keep it once")
                    break
