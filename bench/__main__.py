"""`make bench`: how fast the site is against a bare page of its own, at 1,000 and at 20,000 records.

Everything is measured in one run on one machine, in turns, so that the ratios hold where the rates don't. A full run takes about ten
minutes; `--sizes 1000 --seconds 2` gives a first impression.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from bench.load import Asked, measure

ROOT = Path(__file__).resolve().parent.parent
QUERIES = (
    "prison",
    "mentoring after release",
    "education training",
    "housing women",
    "employers",
    "support agencies",
    "young offenders",
    "project",
)


UNKEPT = "again=1"  # pages with a question in their address are made afresh


@dataclass(frozen=True)
class Target:
    """What is measured, against what, and what the issue asks."""

    name: str
    against: str
    least: float


TARGETS = (
    Target("bare", "empty", 0.07),
    Target("search", "bare", 0.7),
    Target(
        "search anew", "bare", 0.25
    ),  # no question was asked before: all filters are counted, over most of the catalogue
    Target("record", "bare", 0.6),
    Target("list", "bare", 0.7),
    Target("home again", "bare", 3.0),
    Target("record again", "bare", 3.0),
)


def main() -> int:
    """Builds, measures and prints; 0 when every ratio is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20_000])
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a data folder to use and keep")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="passerelle-bench-"))
    try:
        return bench(folder, options)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


def environment_of(folder: Path) -> dict[str, str]:
    """What a site that is measured in a data folder is told."""
    return os.environ | {
        "PASSERELLE_DATA_DIR": str(folder.resolve()),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PASSERELLE_LOG_LEVEL": "ERROR",
    }


def options_of_community(about: str | None, folder: Path) -> argparse.Namespace:
    """What somebody asks of the measuring of a community, which is made once and kept: `folder`, `seconds`, `rounds`."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--folder", type=Path, default=folder, help="the data folder; it is made and filled where it is not there"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one round")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def bench(folder: Path, options: argparse.Namespace) -> int:
    """The whole run in one data folder."""
    environment = environment_of(folder)
    say("preparing the site")
    manage(environment, "prepare")
    say("what editors expect of the search")
    subprocess.run([sys.executable, "manage.py", "search", "expectations"], cwd=ROOT, env=environment, check=True)
    rates: dict[int, dict[str, float]] = {}
    saving: dict[int, float] = {}
    for size in options.sizes:
        say(f"{size:,} generated records")
        saving[size] = float(inside(environment, "grow", str(size)).splitlines()[-1])
        manage(environment, "search", "rebuild")
        pages = addresses(environment)
        with server(environment) as (port, process):
            rates[size] = rounds(port, {name: Asked(found) for name, found in pages.items()}, options)
            sizes(port, pages)
            memory(process)
    return report(rates, saving)


def rounds(port: int, pages: dict[str, Asked], options: argparse.Namespace) -> dict[str, float]:
    """The median rate of each page over several rounds, the pages in turns."""
    for asked in pages.values():
        measure(port, asked, seconds=1.0)  # warm
    found: dict[str, list[float]] = {name: [] for name in pages}
    for _round in range(options.rounds):
        for name, asked in pages.items():
            result = measure(port, asked, seconds=options.seconds)
            if result.failures:
                raise SystemExit(f"{name}: {result.failures} of {result.requests} answers were not 200")
            found[name].append(result.rate)
    return {name: statistics.median(rates) for name, rates in found.items()}


def report(rates: dict[int, dict[str, float]], saving: dict[int, float]) -> int:
    """Prints the table; returns how many targets were missed."""
    missed = 0
    for size, found in rates.items():
        print(f"\n{size:,} records")
        for name, rate in found.items():
            print(f"  {name:12} {rate:8.1f} requests/s")
        for target in TARGETS:
            ratio = found[target.name] / found[target.against]
            missed += show(f"{target.name} / {target.against}", ratio, target.least, least=True)
    smallest, largest = min(rates), max(rates)
    if largest != smallest:
        print(f"\nfrom {smallest:,} to {largest:,} records")
        for name in ("search", "record", "list"):
            kept = (rates[largest][name] / rates[largest]["empty"]) / (rates[smallest][name] / rates[smallest]["empty"])
            missed += show(f"{name}, rate kept", kept, 0.8, least=True)
        missed += show("saving a page, time taken", saving[largest] / saving[smallest], 1.2, least=False)
    return 1 if missed else 0


def show(name: str, ratio: float, bound: float, *, least: bool) -> int:
    """One ratio beside its bound; 1 where it is missed."""
    met = ratio >= bound if least else ratio <= bound
    print(f"  {name:28} {ratio:6.3f}  ({'at least' if least else 'at most'} {bound})  {'ok' if met else 'MISSED'}")
    return 0 if met else 1


def sizes(port: int, pages: dict[str, list[str]]) -> None:
    """How much a first view weighs, as the server sends it."""
    for name in ("search", "record", "list", "home"):
        address = {"home": "/"}.get(name) or pages[name][0]
        with urllib.request.urlopen(f"http://localhost:{port}{address}") as answer:
            html = answer.read()
        assets = {match.decode() for match in re.findall(rb'(?:href|src)="(/static/[^"#]+)', html)}
        weight = len(html) + sum(transferred(port, asset) for asset in assets)
        print(
            f"  {name:12} {len(html) / 1000:6.1f} KB of HTML ({len(gzip.compress(html)) / 1000:.1f} compressed), {weight / 1000:6.1f} KB in all"
        )


def transferred(port: int, asset: str) -> int:
    """The bytes of a static file, compressed as a browser asks for it."""
    request = urllib.request.Request(f"http://localhost:{port}{asset}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        return len(answer.read())


def memory(process: subprocess.Popen[str]) -> None:
    """The private memory of each process of the site."""
    children = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    parents: dict[int, list[tuple[int, str]]] = {}
    for line in children.splitlines():
        child, parent, command = line.split(None, 2)
        parents.setdefault(int(parent), []).append((int(child), command))
    waiting = [process.pid]
    while waiting:
        for pid, command in parents.get(waiting.pop(), []):
            waiting.append(pid)
            rollup = Path(f"/proc/{pid}/smaps_rollup")
            if rollup.exists():
                private = sum(int(value) for value in re.findall(r"Private_\w+:\s+(\d+) kB", rollup.read_text()))
                print(f"  private memory {private / 1000:6.0f} MB  {command[:70]}")


def addresses(environment: dict[str, str]) -> dict[str, list[str]]:
    """What is asked for: real pages, queries and lists."""
    records = [line for line in inside(environment, "addresses").splitlines() if line.startswith("/")]
    search = [f"/search/?q={query.replace(' ', '+')}" for query in QUERIES]
    anew = [f"/search/?q={'+'.join(words)}" for words in permutations(" ".join(QUERIES).split(), 3)]
    lists = [
        "/practices/?sort=title", "/practices/?page=3", "/practices/?theme=families", "/practices/?country=DE&sort=newest"
    ]  # fmt: skip
    return {
        "empty": ["/bench/empty/"], "bare": [f"/bare/?{UNKEPT}"], "search": search, "search anew": anew, "list": lists,
        "record": [f"{address}?{UNKEPT}" for address in records], "record again": records, "home again": ["/"],
    }  # fmt: skip


def inside(environment: dict[str, str], *arguments: str) -> str:
    """Runs `bench.inside`, which works within Django."""
    return subprocess.run(
        [sys.executable, "-m", "bench.inside", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Runs a management command quietly."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )


@contextmanager
def server(environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The site as it really runs, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        wait_for(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    """Until the site answers."""
    for _attempt in range(240):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/health/live", timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("The site did not start within a minute.")


def say(text: str) -> None:
    """Progress."""
    print(f"… {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
