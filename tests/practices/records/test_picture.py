"""The drawing of a record's neighbourhood says when it leaves something out."""

from __future__ import annotations

import pytest
from django.test import Client

from practices.models import Relation
from practices.records.page import DRAWN_ON_A_SIDE
from tests.factories import make_record
from tests.practices.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.mark.parametrize(("leading", "following", "said"), [(5, 1, ""), (7, 1, "6 of 8"), (0, 6, "5 of 6"), (0, 0, "")])
def test_what_is_not_drawn_is_said(client: Client, leading: int, following: int, said: str) -> None:
    assert DRAWN_ON_A_SIDE == 5
    record = make_record(
        relations=[
            *(Relation(type="practised_by", target=make_record("organisation")) for _number in range(leading)),
            Relation(type="not_the_same_as", target=make_record("tool")),
        ]
    )
    for _number in range(following):
        make_record("tool", relations=[Relation(type="related_to", target=record)])
    words = words_of(client, record.url)
    assert ("relations are drawn" in words) is bool(said)
    if said:
        assert f"{said} relations are drawn; the list below has all of them." in words
