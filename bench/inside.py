"""The benchmark's work within Django: growing the catalogue, timing a save, telling addresses."""

from __future__ import annotations

import statistics
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bench.generate import FIRST_NUMBER, grow  # noqa: E402
from bench.models import BarePage  # noqa: E402
from portal.site.models import HomePage  # noqa: E402
from practices.good_practices.models import Practice  # noqa: E402


def seconds_to_save() -> float:
    """The median time of an editor's publishing a small change."""
    page = Practice.objects.get(identifier=f"PR-{FIRST_NUMBER + 3}")
    taken = []
    for turn in range(15):
        page.summary = f"{page.summary[:280]} {turn}"
        started = time.perf_counter()
        page.save_revision().publish()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken[3:])


def main() -> None:
    """`grow N` adds records and prints the seconds of a save; `addresses` prints records' addresses."""
    match sys.argv[1:]:
        case ["grow", total]:
            home = HomePage.objects.get(locale__language_code="en")
            if not BarePage.objects.exists():
                home.add_child(instance=BarePage(title="Bare", slug="bare"))
            grow(int(total))
            call_command("search", "rebuild", verbosity=0)
            print(seconds_to_save())
            call_command("worker", once=True)
        case ["addresses"]:
            for page in Practice.objects.filter(identifier__gte=f"PR-{FIRST_NUMBER}").order_by("identifier")[:200:5]:
                print(page.url)


main()
