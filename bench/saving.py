"""`python -m bench.saving`: an editor saves and publishes a record, beside the same save in a bare Wagtail project; and lists of the desk.

Both are the whole answer to the form that the browser sends, in one process each, the two in turns; the record and its like in the bare
project have the same texts, choices, sources, relations and results. The work that follows by itself (index, mail) is the worker's.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from bench.__main__ import ROOT, environment_of, inside, manage, say

MOST: Final = 1.5  # times the bare save
SAVES: Final = 24
ROUNDS: Final = 3
LISTS: Final = ("", "pages/", "reports/care/", "reports/translations/")


def main() -> int:
    """Builds, measures and prints; 0 when every ratio is met."""
    if sys.argv[1:2] in (["site"], ["plain"]):
        return measure(sys.argv[1])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20_000])
    options = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        environment = environment_of(Path(folder))
        say("preparing the site")
        manage(environment, "prepare")
        for size in options.sizes:
            say(f"{size:,} generated records")
            inside(environment, "grow", str(size))
            missed += compared(environment, size)
    return 1 if missed else 0


def compared(environment: dict[str, str], size: int) -> int:
    """Saves here and there in turns; prints how they compare; returns how many ratios were missed."""
    plain = environment | {"DJANGO_SETTINGS_MODULE": "bench.plain.settings"}
    found: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        for name, where in (("site", environment), ("plain", plain)):
            ran = subprocess.run(
                [sys.executable, "-m", "bench.saving", name],
                cwd=ROOT,
                env=where,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            for line in ran.stdout.splitlines():
                what, milliseconds = line.split("\t")
                found.setdefault(f"{name} {what}", []).append(float(milliseconds))
    times = {what: statistics.median(several) for what, several in found.items()}
    for what, middle in times.items():
        print(f"  {what:28} {middle:7.1f}")
    missed = 0
    for what in ("draft", "publish"):
        ratio = times[f"site {what}"] / times[f"plain {what}"]
        missed += ratio > MOST
        print(f"  {what} / the same in bare Wagtail: {ratio:.2f} (at most {MOST}) at {size:,} records")
    return missed


def measure(name: str) -> int:
    """Within Django: prints milliseconds of each kind of save, and of the desk's lists with their queries."""
    import django

    django.setup()
    page, address = the_record() if name == "site" else the_plain_record()
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    gc.collect()
    gc.freeze()  # as the server does
    people = get_user_model()._default_manager
    client.force_login(
        people.get(email="editor@passerelle.example") if name == "site" else people.get(is_superuser=True)
    )
    for what, button in (("draft", {}), ("publish", {"action-publish": "1"})):
        taken = []
        for turn in range(SAVES):
            fields = fields_of(client.get(address).content.decode()) | {"title": f"{page} {turn}"} | button
            started = time.perf_counter()
            answer = client.post(address, fields)
            taken.append((time.perf_counter() - started) * 1000)
            if answer.status_code != 302:
                raise SystemExit(f"{name}: the form was not taken")
        print(f"{what}\t{statistics.median(taken[4:])}")
    if name == "site":
        listed(client)
    return 0


def listed(client: Any) -> None:
    """The desk's lists, by the milliseconds and by the queries that they take."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for path in LISTS:
        client.get(f"/{settings.ADMIN_PATH}{path}")
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/{settings.ADMIN_PATH}{path}")
        print(f"/admin/{path}\t{(time.perf_counter() - started) * 1000}")
        print(f"/admin/{path} queries\t{len(queries)}")
        if answer.status_code != 200:
            raise SystemExit(f"/admin/{path} answers {answer.status_code}")


def fields_of(html: str) -> dict[str, Any]:
    """What a browser would send of the form of a page."""
    from bs4 import BeautifulSoup

    form: Any = BeautifulSoup(html, "html.parser").find("form", id="page-edit-form")
    found: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "")
        if (
            not name
            or "__prefix__" in name
            or kind == "submit"
            or (kind in ("checkbox", "radio") and not field.has_attr("checked"))
        ):
            continue
        if field.name == "select":
            values = [option["value"] for option in field.find_all("option", selected=True)]
        else:
            values = [field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")]
        found[name] = [*found.get(name, []), *values]
    return found


def the_record() -> tuple[Any, str]:
    """A record of the site that has everything, and where it is edited."""
    from django.urls import reverse

    from practices.good_practices.models import Practice

    page = Practice.objects.get(identifier="PR-0001", locale__language_code="en")
    return page, reverse("wagtailadmin_pages:edit", args=[page.pk])


def the_plain_record() -> tuple[Any, str]:
    """A page of the bare project with as much in it; its database is made where it is not there."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.urls import reverse
    from wagtail.models import Page

    from bench.plain.models import CHILD_MODELS, CHILDREN, DAYS, LINES, TEXTS, Concept, PlainPractice

    call_command("migrate", verbosity=0)
    if not (page := PlainPractice.objects.first()):
        people: Any = get_user_model()._default_manager
        people.create_superuser("editor", "editor@example.org", "none")
        concepts = [Concept._default_manager.create(label=f"Concept {number}") for number in range(150)]
        page = PlainPractice(title="A practice", **dict.fromkeys(LINES, "Some words of it"))
        for name in TEXTS:
            setattr(page, name, "<p>" + "What was done, for whom, and what came of it. " * 12 + "</p>")
        for name in DAYS:
            setattr(page, name, "2026-01-01")
        page.concepts, page.places = concepts[:12], concepts[20:23]
        page.tags.add(*(f"tag {number}" for number in range(8)))
        home = Page.objects.get(depth=2)
        for name, model in CHILD_MODELS.items():
            rows, lines, choices, pages = CHILDREN[name]
            values: dict[str, Any] = {f"line_{number}": "A few words" for number in range(lines)}
            values |= {f"choice_{number}": concepts[number] for number in range(choices)}
            values |= {f"page_{number}": home for number in range(pages)}
            setattr(page, name, [model(**values) for _row in range(rows)])
        home.add_child(instance=page)
    return page, reverse("wagtailadmin_pages:edit", args=[page.pk])


if __name__ == "__main__":
    sys.exit(main())
