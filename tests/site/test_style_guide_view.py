"""The style guide is for the people who work on the site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_who_sees_it(reader: Callable[..., Client]) -> None:
    answer = reader().get("/style-guide/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/style-guide/"
    assert reader("members").get("/style-guide/").status_code == 403
    assert reader("editors").get("/style-guide/").status_code == 200
