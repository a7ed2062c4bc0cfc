"""What came out of a poll as lines of a table."""

from __future__ import annotations

from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

from communities.polls.results import Result
from portal.foundation.numbers import grouped
from portal.foundation.templatetags.passerelle import bar

LEADS: Final = ' class="this"'


def result_rows(result: Result) -> SafeString:
    """The options, the best first: each with its bar, its figure and its votes."""
    language, longest = escape(result.poll.language), result.maximum
    return SafeString(
        "\n".join(
            f'<tr{LEADS if row.leads else ""}><th scope="row" lang="{language}" dir="auto">{escape(row.option.text)}</th>'
            f'<td class="bar" aria-hidden="true">{bar(row.value, longest)}</td><td class="num">{escape(row.figure)}</td>'
            f'<td class="num">{grouped(row.votes)}</td></tr>'
            for row in result.rows
        )
    )  # escaped above
