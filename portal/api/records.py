"""`/api/v1/records`: all of them in a steady order, and each whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import Query, Router

from portal.api.asking import Paging, api_url, checked, languages_of, with_api_url
from portal.api.problems import ProblemError
from portal.api.schemas import ERRORS, RECORD_KINDS, One, Problem, RecordFilters, RecordPage, Whole
from portal.foundation.identity import PATTERN, Identifier
from practices.exports.entries import RECORDS, STUB, of_records
from practices.exports.formats import brief
from practices.exports.whole import text_of, whole
from practices.records.models import Record
from practices.records.narrowing import narrowed

router = Router(tags=["Records"])


@router.get("", response={200: RecordPage, **ERRORS}, summary="All records", operation_id="records")
def records(request: HttpRequest, asked: Query[RecordFilters]) -> dict[str, Any]:
    """Every record of the catalogue that you may see, in the order in which they came: new ones stand at the end, so that no
    page of the list shifts while you read it. For words and counts use `/search`."""
    checked(request, asked, RECORD_KINDS)
    paging = Paging(asked)
    found = Record.objects.visible_to(request.user).originals()
    if asked.changed_since:
        found = found.filter(last_published_at__date__gte=asked.changed_since)
    found = narrowed(found, asked.chosen(), asked.first_year, asked.last_year)
    keys = list(found.filter(pk__gt=paging.position).order_by("pk").values_list("pk", flat=True)[: asked.limit + 1])
    shown = keys[: asked.limit]
    with translation.override(asked.language):
        known = of_records([str(key) for key in shown], request.user, languages_of(asked.language))
        told = {entry.id: with_api_url(brief(entry)) for entry in known}
    listed = [told[one] for key in shown if (one := f"{RECORDS}:{key}") in told]
    return {
        "total": found.count(),
        "records": listed,
        **paging.onward(request, shown[-1] if len(keys) > len(shown) else None),
    }


@router.get(
    "/{identifier}",
    response={200: Whole, 404: Problem, 410: Problem, **ERRORS},
    summary="One record",
    operation_id="record",
)
def record(request: HttpRequest, identifier: str, asked: Query[One]) -> dict[str, Any]:
    """One record by its identifier, such as PR-0001, with everything that its page tells. `PR-0001-de` asks for its German text
    and for no other; `language` prefers one."""
    checked(request, asked)
    match = PATTERN.match(f"{identifier[:2].upper()}{identifier[2:]}")
    if match is None:
        raise ProblemError(404, "This is no identifier of a record; they look like PR-0001.")
    code, suffix = match["code"], match["language"]
    language = asked.language or suffix or "en"
    with translation.override(language):
        text = text_of(code, suffix or language, request.user, exactly=bool(suffix))
        told = whole(text, request.user) if text else public_face(code, request.user)
    if told is None:
        raise missing(code)
    for relation in told.get("relations", ()):
        relation["api_url"] = api_url(relation["identifier"])
    return with_api_url(told)


def public_face(code: str, user: Any) -> dict[str, Any] | None:
    """What everybody may know of a restricted record, if there is something."""
    texts = Record.objects.live().originals().filter(identifier=code).values_list("pk", flat=True)
    faces = of_records([f"{key}{STUB}" for key in texts], user, ())
    return brief(faces[0]) if faces else None


def missing(code: str) -> ProblemError:
    """404 for what never was or is not this reader's; 410, with its last title and the reason, for what was withdrawn."""
    entry = Identifier.objects.filter(code=code, retired_at__isnull=False).first()
    if entry is None:
        return ProblemError(404, f"There is no record {code} that you may see.")
    detail = f"{code} was withdrawn; its identifier is not used again."
    return ProblemError(
        410,
        detail,
        last_title=entry.last_title,
        withdrawn_at=entry.retired_at,
        reason=entry.reason,
        moved_to=entry.moved_to,
    )
