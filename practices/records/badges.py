"""The three badges as a record's page spells them out: three questions, never one score; who says so, and when."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from practices.records.documents import STRENGTH

METHOD = "/how-we-rate/"


def trust(record: Any) -> list[dict[str, Any]]:
    """Evidence, peers, own people: each with its answer and its detail."""
    return [evidence(record), peers(record), own_people(record)]


def detail(on: Any, by: str, note: str) -> str:
    """Who says so and when, in one line."""
    said = ", ".join(part for part in (by, on.display() if on else "") if part)
    note, said = note.rstrip("."), said[:1].upper() + said[1:]
    return ". ".join(part for part in (note, said) if part) + ("." if note or said else "")


def evidence(record: Any) -> dict[str, Any]:
    """How strong the evidence is; "not rated, because …" is an answer."""
    said = detail(record.evidence_on, record.evidence_by, record.evidence_because)
    return {
        "kind": "evidence",
        "question": _("How strong is the evidence?"),
        "strength": STRENGTH[record.evidence_strength],
        "answer": record.get_evidence_strength_display().capitalize(),
        "detail": said or _("Nobody has rated it yet."),
        "url": reverse("record_ratings", args=[record.identifier]) if said else METHOD,
        "link": _("How this came about") if said else _("How we rate"),
    }


def peers(record: Any) -> dict[str, Any]:
    """Whether others of the field have reviewed it."""
    found = record.peer_review_on is not None
    return {
        "kind": "peer_review",
        "question": _("Did peers review it?"),
        "answer": _("Peer-reviewed") if record.peer_reviewed else _("Not peer-reviewed"),
        "detail": detail(record.peer_review_on, record.peer_review_by, record.peer_review_note)
        if found
        else _("No review is on record."),
        "url": reverse("peer_reviews", args=[record.identifier]) if found else METHOD + "#peer-reviewed",
        "link": _("Read the review") if found else _("What this means"),
    }


def own_people(record: Any) -> dict[str, Any]:
    """What its own people reported."""
    found = record.self_reported
    return {
        "kind": "self_report",
        "question": _("What do its own people say?"),
        "answer": _("Self-reported") if found else _("Nothing self-reported"),
        "detail": detail(record.self_report_on, record.self_report_by, record.self_report_note)
        if found
        else _("No figures of its own are on record."),
        "url": METHOD + "#self-reported",
        "link": _("What this means"),
    }
