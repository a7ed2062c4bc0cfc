"""Counts as people read them: one way in Python and in templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from portal.foundation.numbers import grouped

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "communities"
COUNTED = re.compile(r"{% blocktranslate [^%]*count (\w+)=[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)


@pytest.mark.parametrize("count", [0, 7, 999, 1000, 4003, 1234567])
@pytest.mark.parametrize("language", ["en", "de", "fr", "ar"])
def test_a_count_is_written_alike_everywhere(count: int, language: str) -> None:
    with override(language):
        assert grouped(count) == Template('{{ count|floatformat:"0g" }}').render(Context({"count": count}))


def test_separators_are_those_of_the_language() -> None:
    with override("en"):
        assert (grouped(999), grouped(4003)) == ("999", "4,003")
    with override("de"):
        assert grouped(4003) == "4.003"


def test_no_sentence_of_communities_shows_a_bare_count() -> None:
    found = [(path.name, *one) for path in TEMPLATES.rglob("*.html") for one in COUNTED.findall(path.read_text())]
    assert len(found) > 4
    for name, counter, words in found:
        assert f"{{{{ {counter} }}}}" not in words, f'{name}: count counter=… with number=…|floatformat:"0g"'
