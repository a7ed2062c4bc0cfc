"""What the tests of the catalogue's pages share."""

from __future__ import annotations

import html
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page's HTML."""
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def words_of(client: Client, address: str) -> str:
    """What the page says, without tags and runs of blanks."""
    main = text_of(client, address).partition("<main")[2].partition("</main>")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", f"<{main}").split()))


def warm_queries(client: Client, address: str) -> int:
    """How many queries the page asks on its second call."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
