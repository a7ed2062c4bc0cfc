"""What went wrong, in one form everywhere: RFC 9457, application/problem+json."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, JsonResponse

CONTENT_TYPE: Final = "application/problem+json"


class ProblemError(Exception):
    """Ends a request with an answer that says what is wrong. `errors` name parameters: (name, what is wrong with it)."""

    def __init__(self, status: int, detail: str, errors: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.more = more


def problem(status: int, detail: str, errors: Sequence[tuple[str, str]] = (), **more: Any) -> JsonResponse:
    """The answer."""
    told: dict[str, Any] = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more,
    }  # fmt: skip
    if errors:
        told["errors"] = [{"parameter": name, "detail": wrong} for name, wrong in errors]
    return JsonResponse(told, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def of_error(_request: HttpRequest, error: ProblemError) -> JsonResponse:
    """Answers with what was raised."""
    return problem(error.status, error.detail, error.errors, **error.more)


def of_parameters(_request: HttpRequest, error: Any) -> JsonResponse:
    """422: parameters that don't fit their types."""
    wrong = [
        (str(one["loc"][-1] if isinstance(one["loc"][-1], str) else one["loc"][-2]), one["msg"]) for one in error.errors
    ]
    return problem(422, "Some parameters are not understood.", wrong)
