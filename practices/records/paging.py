"""Pages of a long list that comes from the database."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def paged(
    request: HttpRequest, rows: Any, size: int, *, parameter: str = "page", anchor: str = ""
) -> tuple[Page[Any], dict[str, Any]]:
    """The rows of `?page=` and what templates/components/paging.html needs. A number that doesn't exist gives the nearest page.

    A second list on the same page has a `parameter` and an `anchor` of its own.
    """
    paginator = Paginator(rows, size)
    page = paginator.get_page(request.GET.get(parameter))

    def address(number: int) -> str:
        query = request.GET.copy()
        query[parameter] = str(number)
        return f"?{query.urlencode()}{anchor}"

    pages = [
        (number, address(number) if isinstance(number, int) else "", number == page.number)
        for number in paginator.get_elided_page_range(page.number)
    ]
    paging = {
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "pages": pages,
    }
    return page, paging
