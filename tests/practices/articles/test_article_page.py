"""An article's blocks: headings, texts, accessible tables, figures."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("catalogue_db")


def page(client: Client, identifier: str) -> str:
    answer = client.get(f"/id/{identifier}/", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_table_has_caption_headers_and_labels_for_narrow_screens(client: Client) -> None:
    text = page(client, "AR-0006")
    assert "<caption>" in text
    assert '<th scope="col">' in text
    assert '<th scope="row">' in text
    assert '<td data-l="' in text
    assert "&lt;" not in text.split("<table", 1)[1].split("</table>", 1)[0]


def test_figures_of_a_data_set_stand_in_the_text(client: Client) -> None:
    text = page(client, "AR-0003")
    assert "578,525" in text
    assert "Annex 1" in text
