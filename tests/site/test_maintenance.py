"""While the operator works on the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.site.maintenance import MaintenanceMiddleware


@pytest.mark.parametrize("path", ["/", "/practices/", "/admin/", "/account/login/"])
def test_every_page_says_when_to_come_back(settings: Any, path: str) -> None:
    settings.MAINTENANCE = True
    answer = Client().get(path)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "We are at work on the site" in answer.content.decode()
    assert "Content-Security-Policy" in answer


def test_the_health_check_still_answers(settings: Any) -> None:
    settings.MAINTENANCE = True
    assert Client().get("/health/live").status_code == 200


def test_an_open_site_does_without_it() -> None:
    with pytest.raises(MiddlewareNotUsed):
        MaintenanceMiddleware(lambda _request: HttpResponse())(RequestFactory().get("/"))
