"""The site's static files: one style sheet made of one file per component, hashed names, compressed copies.

`static/css/` holds a file or a folder per cascade layer. Developers edit these and reload: there is no build step. The
finder serves them as the one `css/passerelle.css`, and `collectstatic` collects it like any other file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET: Final = "css/passerelle.css"
LAYERS: Final = ("reset", "tokens", "base", "layout", "components", "utilities")

# A string stays as it is, a comment goes, blanks around punctuation go, other runs of blanks become one.
_TOKEN: Final = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/|\s*([{};,])\s*|\s+""", re.DOTALL)


def minified(css: str) -> str:
    """The same style sheet without comments and needless blanks."""

    def shorter(match: re.Match[str]) -> str:
        kept: str | None = match[1] or match[2]
        return kept or ("" if match[0].startswith("/*") else " ")

    return _TOKEN.sub(shorter, css).strip()


def bundle(folder: Path) -> str:
    """The style sheet of `folder`: each layer from `<layer>.css` or, in order of name, from `<layer>/*.css`.

    Raises FileNotFoundError for a layer that has neither.
    """
    parts = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        files = sorted((folder / layer).glob("*.css")) or [folder / f"{layer}.css"]
        rules = "\n".join(file.read_text(encoding="utf-8") for file in files)
        parts.append(f"@layer {layer}{{{minified(rules)}}}")
    return "\n".join(parts)


def write_bundle(source: Path, target: Path) -> Path:
    """Writes the bundle of `source` to `target`, which is replaced in one step and only when it differs."""
    css = bundle(source)
    if not target.exists() or target.read_text(encoding="utf-8") != css:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_text(css, encoding="utf-8")
        partial.replace(target)
    return target


class StylesheetFinder(FileSystemFinder):
    """Finds the files of `static/`, with the sources of the style sheet as the one file they make."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = Path(settings.STATICFILES_DIRS[0]) / "css"
        self.generated = FileSystemStorage(location=Path(settings.STATIC_ROOT).with_name("stylesheet"))

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for path, storage in super().list(ignore_patterns):
            if not path.startswith("css/"):  # the parts that the style sheet is made of
                yield path, storage
        write_bundle(self.source, Path(self.generated.path(STYLESHEET)))
        yield STYLESHEET, self.generated

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != STYLESHEET:
            parent: Any = super()  # its two overloads know no plain bool
            return parent.find(path, find_all=find_all, **kwargs)
        found = str(write_bundle(self.source, Path(self.generated.path(STYLESHEET))))
        return [found] if find_all else found


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed static files; plain names as long as nothing was collected (development and tests)."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name

    def look_again(self) -> None:
        """Reads which files there are afresh: Wagtail opens the storage while code is loaded, before files are collected."""
        self.hashed_files, self.manifest_hash = self.load_manifest()


@register(Tags.staticfiles, deploy=True)
def check_collected(**kwargs: Any) -> list[CheckMessage]:
    """A deployed site needs its static files collected, else it has no style sheet."""
    if (Path(settings.STATIC_ROOT) / BundledStaticFilesStorage.manifest_name).exists():
        return []
    return [Error("The static files are not collected.", hint="Run `manage.py collectstatic`.", id="passerelle.E101")]
