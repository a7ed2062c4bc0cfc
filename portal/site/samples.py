"""Sample data for the style guide: every component in every state. It shows form and claims nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from portal.foundation.calendars.schedules import Schedule
from portal.foundation.drawing import Bar, Neighbour, bar_chart, neighbourhood
from portal.foundation.templatetags.passerelle import Tick
from portal.texts.identity_risk import assess

LONG_WORD = "Strafvollzugsbedienstetenfortbildungskoordinierungsstelle Nordrhein-Westfalen"
LONG_ADDRESS = "https://example.org/a/very/long/address/without/any/space/that/would/break/the/column.pdf"
RIGHT_TO_LEFT = "منسق إعادة الإدماج"

EVIDENCE = [
    {"meter": strength, "text": f"Evidence: {word}", "when": when}
    for strength, word, when in ((4, "strong", 2012), (3, "moderate", 2009), (2, "promising", 2006), (1, "weak", 2007))
]
BADGES = [
    EVIDENCE[2],
    {"icon": "peer", "text": "Peer-reviewed", "when": "Mar 2007"},
    {"icon": "self", "text": "Self-reported", "when": "2005"},
]
ABSENT = [
    {"meter": 0, "text": "Evidence: unrated,", "when": "one site, no comparison"},
    {"icon": "peer", "text": "Not peer-reviewed", "absent": True},
    {"icon": "self", "text": "Nothing self-reported", "absent": True},
]


TRUST: list[dict[str, Any]] = [
    {
        "kind": "evidence",
        "strength": 2,
        "question": "How strong is the evidence?",
        "answer": "Promising",
        "detail": "Before and after, no comparison group. Rated 3 May 2006.",
        "url": "#",
        "link": "Why",
    },
    {
        "kind": "peer_review",
        "question": "Did peers review it?",
        "answer": "Peer-reviewed",
        "detail": "Two reviewers from other countries, 12 March 2007.",
        "url": "#",
        "link": "Read the review",
    },
    {
        "kind": "self_report",
        "question": "What do its own people say?",
        "answer": "Self-reported",
        "detail": "Results given by the partnership, November 2005.",
    },
]
FACTS: list[tuple[str, list[Any]]] = [
    ("Stage", ["Release", "After release"]),
    ("For whom", [{"label": "Young people", "url": "#"}]),
    ("Cost", []),
    ("Run by", [LONG_WORD]),
]
LINKS: list[dict[str, Any]] = [
    {"label": "ZUBILIS", "url": "#", "how": "Continued by", "place_code": "DE", "place": "Germany"},
    {"label": "Recommendation 4.5", "url": "#", "how": "Demonstrates", "note": "Editor’s judgement"},
    {"label": RIGHT_TO_LEFT, "url": "#", "language": "ar"},
]
CITE: dict[str, Any] = {
    "author": "Passerelle",
    "year": 2026,
    "title": "After-care agencies for the first six months",
    "rest": "Record PR-0047, as known in 2007. https://passerelle.example/id/PR-0047/",
    "downloads": [("RIS", "#")],
}
SOURCES: list[dict[str, Any]] = [
    {
        "number": 1,
        "text": "Background paper for the EQUAL Policy Forum, Warsaw, June 2007",
        "at": "panel 1, page 5",
        "supports": "The results.",
        "url": "#",
    },
    {
        "number": 2,
        "text": "EQUAL database, entry of the German partnership, 2005",
        "state": "dead",
        "state_text": "Link dead since 2012",
        "archive_url": "#",
        "file": "PDF, 412 KB",
    },
]
LOG: list[dict[str, Any]] = [
    {"date": dt.date(2026, 5, 18), "what": "Results: who was counted.", "url": "#"},
    {"when": "2007", "what": "Peer review recorded"},
]
CONFLICTS: list[dict[str, Any]] = [
    {
        "id": "conflict-1",
        "question": "How many partnerships stand behind EQUAL’s work with (ex-)offenders?",
        "values": [
            {"value": "121", "says": "Stated as the total, twice.", "number": 1},
            {"value": "111", "says": "Sum of the same paper’s own figures: 45 and 66.", "number": 1},
        ],
        "note": "We show 121 and mark it with a double line.",
    },
]
UNITS: list[tuple[str, str, bool]] = [
    ("4", "#", False),
    ("4.1", "#", True),
    ("4.2", "#", False),
    ("4.3", "#", False),
    ("4.4", "", False),
    ("4.5", "#", False),
]
BRIEFS = [
    {
        "kind": "practice",
        "kind_label": "Practice",
        "place_code": "DE",
        "place": "Germany",
        "url": "#",
        "language": "en",
        "title": "After-care agencies for the first six months",
        "badges": BADGES,
        "summary": "Agencies in seven regions that know both prison and the labour market.",
    },
    {
        "kind": "tool",
        "kind_label": "Tool",
        "url": "#",
        "language": "de",
        "title": LONG_WORD,
        "summary": LONG_ADDRESS,
    },
    {"kind": "evaluation", "kind_label": "Evaluation", "url": "#", "language": "en", "title": "A short one"},
]
KINDS = [
    ("practice", "Practice"),
    ("development_partnership", "Development Partnership"),
    ("network", "Network"),
    ("transnational_partnership", "Transnational Partnership"),
    ("organisation", "Organisation"),
    ("programme", "Programme"),
    ("tool", "Tool"),
    ("evaluation", "Evaluation"),
    ("event", "Event"),
    ("report", "Report"),
    ("recommendation", "Recommendation"),
    ("article", "Article"),
    ("place", "Place"),
    ("term", "Term"),
    ("dataset", "Figures"),
]
PAGING = {
    "previous": "#",
    "next": "#",
    "pages": [(1, "#", False), (2, "#", True), ("…", "", False), (12, "#", False)],
}
BARS = [
    ("Resettlement support", "#", 50),
    ("Action inside prisons", "#", 44),
    ("Work with families", "#", 12),
]
ROWS = [
    {
        "kind": "practice",
        "kind_label": "Practice",
        "title": "A place found is not a place kept",
        "url": "#",
        "text": "Most of those who came had found no job, or had already left their first one.",
    },
    {"title": RIGHT_TO_LEFT, "url": "#", "language": "ar", "text": LONG_ADDRESS},
]
# Results: plain, in another language, restricted, with very long words, from right to left.
HITS: list[dict[str, Any]] = [
    {
        "kind": "practice",
        "kind_label": "Practice",
        "place_code": "DE",
        "place": "Germany",
        "when": "2002–2005",
        "language": "en",
        "language_name": "English",
        "url": "#",
        "title": "After-care agencies for the first six months",
        "why": mark_safe(
            "… advice in the six months <mark>after release</mark>; job coaching was asked for as often …"
        ),
        "because": "In “What was done”",
        "belongs": "MABIS.Net, North Rhine-Westphalia · EQUAL Round 1",
        "badges": BADGES,
    },
    {
        "kind": "network",
        "kind_label": "Network",
        "place_code": "IT",
        "place": "Italy",
        "when": "2005–2007",
        "language": "it",
        "language_name": "Italiano",
        "url": "#",
        "title": "Il gruppo operativo locale accompagna la persona dopo la scarcerazione",
        "why": mark_safe("… si siedono allo stesso tavolo e <mark>accompagnano</mark> la persona …"),
        "because": "In the summary",
        "badges": ABSENT,
    },
    {
        "kind": "organisation",
        "kind_label": "Organisation",
        "place_code": "UKgb",
        "place": "Great Britain",
        "language": "de",
        "language_name": "Deutsch",
        "url": "#",
        "title": LONG_WORD,
        "why": mark_safe("… <mark>Wiedereingliederungsunterstützungsmaßnahmen</mark> für Haftentlassene …"),
        "because": LONG_ADDRESS,
    },
    {
        "kind": "event",
        "kind_label": "Event",
        "language": "ar",
        "language_name": "العربية",
        "url": "#",
        "title": RIGHT_TO_LEFT,
    },
]


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Name of the practice", help_text="As its own people call it.", max_length=80)
    started = forms.RegexField(
        r"^\d{4}$", label="Started in", error_messages={"invalid": "“05” is not a year. Give four digits, like 2005."}
    )
    country = forms.ChoiceField(label="Country", choices=[("IT", "Italy"), ("PT", "Portugal")])
    number = forms.CharField(label="Identifier", help_text="Given by the portal; it can’t be changed.", disabled=True)
    failed = forms.CharField(label="What did not work?", widget=forms.Textarea, help_text="“Nothing” needs a reason.")
    voice = forms.ChoiceField(
        label="You speak as", choices=[("p", "A person"), ("o", "An organisation")], widget=forms.RadioSelect
    )
    themes = forms.MultipleChoiceField(
        label="Themes",
        choices=[("r", "Resettlement"), ("f", "Families")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="I may share this", help_text="The text is published under CC BY 4.0.")


def sample_forms() -> list[SampleForm]:
    """An empty form and one with errors."""
    sent = {"name": "Car.Te.S.I.O.", "started": "05", "country": "IT"}
    initial = {"number": "PR-0051"}
    return [SampleForm(initial=initial, prefix="new"), SampleForm(data=sent, initial=initial)]


def facets() -> list[dict[str, Any]]:
    """Filters: chosen, empty, with further values folded away."""

    def values(*rows: tuple[str, int, bool]) -> list[Tick]:
        return [Tick(label, label, count, chosen) for label, count, chosen in rows]

    return [
        {"name": "kind", "label": "Kind", "values": values(("Practice", 17, False), ("Evaluation", 4, False))},
        {
            "name": "country",
            "label": "Country",
            "values": values(("Germany", 7, True), ("Finland", 4, False), ("Malta", 0, False), (LONG_WORD, 1, False)),
            "more": values(("Portugal", 1, False), ("Austria", 1, False)),
        },
    ]


def record_parts() -> dict[str, Any]:
    """The parts of a record's page."""
    return {
        "trust": TRUST,
        "risk": assess("T. is 34, comes from a village near Anytown and was convicted of theft."),
        "button": "Post it all the same",
        "button_name": "read",
        "value": "sample",
        "facts": FACTS,
        "links": LINKS,
        "cite": CITE,
        "sources": SOURCES,
        "log": LOG,
        "conflicts": CONFLICTS,
        "units": UNITS,
        "picture": neighbourhood(
            "MABIS.Net",
            [
                Neighbour("EQUAL Round 1", "programme"),
                Neighbour(LONG_WORD, "ran the agencies"),
                Neighbour("Seven regions", "where"),
            ],
            [Neighbour("ZUBILIS", "continues it"), Neighbour("Recommendation 4.5", "shown in practice by it")],
        ),
        "chart": bar_chart(
            [
                Bar("Before", 80, "80 %"),
                Bar("With managed resettlement", 40, "40 %", True),
                Bar("With managed resettlement and a job that matched the training", 30, "30 %", True),
            ]
        ),
    }


def months() -> list[dict[str, Any]]:
    """A calendar: with a moment, with whole days and with no date yet."""

    def at(hour: int) -> dt.datetime:
        return dt.datetime(2026, 5, 18, hour, tzinfo=dt.UTC)

    meeting = {"get_absolute_url": "#", "language": "en"}
    fixed = {"title": "Who fetches the key?", "state": "fixed", "state_label": "fixed", "place": "Vienna"}
    cancelled = {"title": RIGHT_TO_LEFT, "language": "ar", "state": "cancelled", "state_label": "cancelled"}
    days = Schedule(dt.date(2026, 5, 28), dt.date(2026, 5, 29))
    sought = {"title": LONG_WORD, "state": "sought", "state_label": "a date is looked for", "language": "de"}
    return [
        {
            "label": "May 2026",
            "meetings": [
                {**meeting, **fixed, "schedule": Schedule(at(12), at(14), "Europe/Vienna")},
                {**meeting, **cancelled, "schedule": days},
            ],
        },
        {"label": "without a date", "meetings": [{**meeting, **sought}]},
    ]


def tiles() -> list[dict[str, Any]]:
    """Countries as a map of squares: with many, one and no records, one of them the current one."""
    return [
        {
            "code": code,
            "name": name,
            "value": value,
            "shade": shade,
            "row": row,
            "column": column,
            "url": "#",
            "current": code == "DE",
        }
        for code, name, value, shade, row, column in (
            ("SE", "Sweden", "", 0, 1, 7),
            ("FI", "Finland", 1, 1, 1, 8),
            ("IE", "Ireland", 1, 1, 3, 1),
            ("NL", "Netherlands", 3, 2, 4, 5),
            ("DE", "Germany", 4, 3, 4, 6),
            ("IT", "Italy", 9, 4, 7, 5),
            ("CY", "Cyprus", "", 0, 8, 9),
        )
    ]


def style_guide() -> dict[str, Any]:
    """Everything `site/style_guide.html` shows."""
    return {
        **record_parts(),
        "hits": HITS,
        "cards": [
            {**hit, "identifier": f"PR-00{number}", "when": "as known in 2007"}
            for number, hit in enumerate(HITS[:3], 46)
        ],
        "facets": facets(),
        "briefs": BRIEFS,
        "tiles": tiles(),
        "months": months(),
        "kinds": KINDS,
        "badges": EVIDENCE,
        "real_badges": BADGES,
        "absent_badges": ABSENT,
        "sample_forms": sample_forms(),
        "period": {"from": "2001", "to": "2015"},
        "chips": [("Country: Germany", "#"), (f"Organisation: {LONG_WORD}", "#")],
        "clear_url": "#",
        "tiles_label": "Partnerships by country",
        "tiles_key": [(1, "1"), (2, "2 to 3"), (3, "4 to 7"), (4, "8 and more")],
        "paging": PAGING,
        "turning": Paginator(range(50), 20).page(2),
        "bars": BARS,
        "bars_maximum": 50,
        "crumbs": [("Home", "/"), ("Practices", "/practices/"), ("MABIS.Net", "")],
        "rows": ROWS,
        "right_to_left": RIGHT_TO_LEFT,
    }
