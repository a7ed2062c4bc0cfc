"""What operators are told is what the code reads."""

from __future__ import annotations

import re

from tests.operations.machine import ROOT


def variables_read() -> set[str]:
    """The variables that the settings ask for."""
    code = "".join(file.read_text() for file in (ROOT / "portal" / "settings").glob("*.py"))
    return set(re.findall(r'"((?:PASSERELLE|ELASTICSEARCH)_[A-Z_]+|DATABASE_URL|REDIS_URL)"', code))


def test_every_variable_is_documented_and_no_other() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert table
    assert sorted(table) == sorted(variables_read())
