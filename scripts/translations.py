#!/usr/bin/env python3
"""The catalogues of the interface in `locale/`: gathering what there is to translate, checking it, compiling it.

    translations.py update [CODE …]   all strings of our own code and templates into every catalogue, and into new ones
    translations.py compile           `django.mo` for each complete catalogue; the settings offer those languages
    translations.py check             how much is missing or wrong, and which; fails where filling in a string would break

It needs no GNU gettext: Babel reads Python, and Django's own `templatize` makes Python of templates, so that a string stands in
the catalogue exactly as Django looks it up. What Django, Wagtail and allauth say comes with their own catalogues.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("portal", "search", "practices", "communities")
TEMPLATES = (".html", ".txt", ".xml")
KEYWORDS = DEFAULT_KEYWORDS | {
    "__": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FIXED = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-z]|%[-+0-9.]*[sdrf]|\{\w*\}|</?[a-z][^>]*>|https?://\w[\w./%?=&#-]*")
HEADERS: dict[str, Any] = {
    "project": "Passerelle",
    "version": "1",
    "msgid_bugs_address": "the editors",
    "last_translator": "the editors",
    "language_team": "the editors",
    "charset": "utf-8",
    "fuzzy": False,
}
LINE = 120  # letters
SHOWN = 20  # of the strings that are missing


@dataclass
class Report:
    """What is still to do in one catalogue: strings as they stand in the code."""

    language: str
    count: int = 0
    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # other placeholders or tags than the original
    unknown: list[str] = field(default_factory=list)  # of the code, not in the catalogue yet

    @property
    def complete(self) -> bool:
        """Whether readers may be offered the language: all that its catalogue holds is translated, and rightly."""
        return self.count > 0 and not (self.missing or self.fuzzy or self.wrong)


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Does one of the three; returns the exit status."""
    parser = argparse.ArgumentParser(description="The catalogues of the interface in locale/.")
    parser.add_argument("action", choices=("update", "compile", "check"))
    parser.add_argument("codes", nargs="*", help="languages to begin, such as fr")
    chosen = parser.parse_args(arguments)
    if chosen.action == "compile":
        compile_complete(root)
        return 0
    template = gathered(root)
    if chosen.action == "update":
        update(root, template, chosen.codes)
    reports = [reviewed(read(path), template) for path in catalogues(root)]
    for report in reports:
        tell(report)
    return int(chosen.action == "check" and any(report.wrong for report in reports))


def catalogues(root: Path) -> list[Path]:
    """The catalogues that there are."""
    return sorted((root / "locale").glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """A catalogue, with the language that its folder names."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django")


def gathered(root: Path) -> Catalog:
    """Every string of our own that can be translated, with the files it stands in."""
    template = Catalog(charset="utf-8")
    for path in sources(root):
        where = path.relative_to(root).as_posix()
        for message, comments, context in strings_of(path):
            plural = isinstance(message, tuple)
            key = tuple(message[:2]) if plural else message
            template.add(key, locations=[(where, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return template


def sources(root: Path) -> Iterator[Path]:
    """Our own code and templates, in a fixed order."""
    for room in ROOMS:
        yield from sorted(one for one in (root / room).rglob("*.py") if "migrations" not in one.parts)
    yield from sorted(one for one in (root / "templates").rglob("*") if one.suffix in TEMPLATES)


def strings_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    """The strings of one file: each with comments for translators and its context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text += in_f_strings(text)
    else:
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.lstrip() for line in lines)  # Python would take a template's indents for its own
    found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
    for _line, message, comments, context in found:
        yield message, comments, context


def in_f_strings(text: str) -> str:
    """What stands between the braces of f-strings, as lines of Python: before 3.12 they are mere text to Babel."""
    strings = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr))
    values = (value.value for node in strings for value in node.values if isinstance(value, ast.FormattedValue))
    return "".join(f"\n{ast.unparse(value)}" for value in values)


def update(root: Path, template: Catalog, codes: Iterable[str] = ()) -> None:
    """Brings every catalogue to what the code says now: translations stay, what nothing says any more goes."""
    for code in codes:
        path = root / "locale" / code / "LC_MESSAGES" / "django.po"
        if not path.exists():
            path.parent.mkdir(parents=True)
            write(
                path,
                Catalog(
                    code,
                    header_comment=f"# The interface of Passerelle: {code}",
                    revision_date=datetime.now(UTC),
                    **HEADERS,
                ),
            )
    for path in catalogues(root):
        catalogue = read(path)
        template.creation_date = catalogue.creation_date  # a date of its own would change the file at each call
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        write(path, catalogue)


def write(path: Path, catalogue: Catalog) -> None:
    """Writes a catalogue so that a change of the code changes few of its lines: files are named, not their lines."""
    with path.open("wb") as file:
        write_po(file, catalogue, width=LINE, ignore_obsolete=True, include_lineno=False, sort_by_file=False)


def reviewed(catalogue: Catalog, template: Catalog | None = None) -> Report:
    """What a catalogue lacks, also against all strings of the code where these are given."""
    report = Report(str(catalogue.locale))
    for message in filter(lambda one: one.id, catalogue):
        report.count += 1
        name = message.id if isinstance(message.id, str) else message.id[0]
        if message.fuzzy:
            report.fuzzy.append(name)
        elif not all(forms(message.string)):
            report.missing.append(name)
        elif differs(message):
            report.wrong.append(name)
    for message in filter(lambda one: one.id, template or ()):
        if catalogue.get(message.id, message.context) is None:
            report.unknown.append(message.id if isinstance(message.id, str) else message.id[0])
    return report


def forms(text: str | Iterable[str] | None) -> list[str]:
    """The forms of a string: one, or as many as the language counts in."""
    return [text] if isinstance(text, str) else list(text or [""])


def differs(message: Message) -> bool:
    """Whether a translation has other placeholders, tags or addresses than the original; some forms may leave out the count."""
    originals = [fixed(one) for one in forms(message.id)]
    needed, allowed = set.intersection(*originals), set.union(*originals)
    percent = any(map(has_lone_percent, forms(message.id)))
    return any(
        not needed <= fixed(one) <= allowed or (has_lone_percent(one) and not percent) for one in forms(message.string)
    )


def fixed(text: str) -> set[str]:
    """What a translation takes over as it is."""
    return set(FIXED.findall(text))


def has_lone_percent(text: str) -> bool:
    """Whether filling in a string would stumble over a percent sign."""
    return "%" in FIXED.sub("", text).replace("%%", "")


def compile_complete(root: Path) -> None:
    """Makes what Django reads for complete catalogues alone: the settings offer a language where this file stands."""
    for path in catalogues(root):
        catalogue, compiled = read(path), path.with_suffix(".mo")
        if reviewed(catalogue).complete:
            with compiled.open("wb") as file:
                write_mo(file, catalogue)
        else:
            compiled.unlink(missing_ok=True)


def tell(report: Report) -> None:
    """Prints how far a catalogue is, and what is to do."""
    done = report.count - len(report.missing) - len(report.fuzzy) - len(report.wrong)
    state = "offered to readers" if report.complete else "not offered yet"
    print(f"{report.language}: {done} of {report.count + len(report.unknown)} strings are translated; {state}.")
    for title, strings in (
        ("missing", report.missing),
        ("fuzzy", report.fuzzy),
        ("with other placeholders, tags or addresses than the original", report.wrong),
        ("not in the catalogue yet (make messages)", report.unknown),
    ):
        if strings:
            print(f"  {len(strings)} {title}:")
            print(*(f"    {string[:LINE]!r}" for string in strings[:SHOWN]), sep="\n")
            if len(strings) > SHOWN:
                print(f"    … and {len(strings) - SHOWN} more")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
