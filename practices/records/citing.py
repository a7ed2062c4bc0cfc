"""The files in which a record's citation is offered on its page (`practices.exports` writes them)."""

from __future__ import annotations

from typing import Final

# Label and the end of the address, the ones that most reference managers read first.
CITATIONS: Final = (("RIS", "ris"), ("BibTeX", "bib"), ("CSL-JSON", "csl.json"), ("CSV", "csv"), ("JSON", "json"))
