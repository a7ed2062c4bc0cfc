#!/usr/bin/env python3
"""Makes the Python environment in `.venv`: `make run` and `make test` call it first; a second call takes milliseconds.

Needs nothing but Python itself: it fetches uv into `.uv`, and uv installs the locked packages, each checked against its
hash. Complete catalogues in `locale/` are compiled. A file in the environment says which lock file it was made from; it is
written last, so that an environment that was left half-finished is found and made anew. With `--dev` the tools for testing
and checking come along; `--measures` adds what `manage.py search evaluate` measures with.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this file must start on older Pythons to say so)
    sys.exit(
        "Passerelle needs Python 3.11 or newer, and this is Python %d.%d. " % sys.version_info[:2]  # noqa: UP031
        + "Install a newer one and name it: make run PYTHON=python3.11"
    )

import argparse
import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
MEASURES_LOCK = ROOT / "requirements-measures.txt"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "passerelle-stamp.json"
TRANSLATED = VENV / "passerelle-translated"  # as old as the catalogues that were compiled last
UV_HOME = ROOT / ".uv"
UV = UV_HOME / "bin" / "uv"
UV_LOCK = ROOT / "scripts" / "requirements-uv.txt"
INDEX = "https://pypi.org/simple/uv/"
NEEDED_BYTES = 700 * 1024 * 1024

FULL = "The disk is full: free about 700 MB and try again."
READ_ONLY = f"Passerelle can't write to {ROOT}: make the folder writable, or copy the project to one that is."
OFFLINE = "The packages could not be fetched: check the connection to the internet (or HTTPS_PROXY) and try again."
SIGNS = {  # what uv, pip and the system say, and what it means for the person at the screen
    r"No space left|[Ee]rr(no|or) 28\b|Disk quota": FULL,
    r"Read-only file system|Permission denied|Operation not permitted|os error (13|30)\b": READ_ONLY,
    r"dns error|sending request|Failed to fetch|onnection|Network is unreachable|timed out|urlopen error": OFFLINE,
    r"Could not find a version|No matching distribution": OFFLINE,
}


def main(arguments: Sequence[str]) -> None:
    """Makes the environment if it is not there yet; ends with one sentence where it can't."""
    parser = argparse.ArgumentParser(description="Makes the Python environment of Passerelle.")
    parser.add_argument("--dev", action="store_true", help="with the tools for testing and checking")
    parser.add_argument("--measures", action="store_true", help="with the library that measures how good search is")
    chosen = parser.parse_args(arguments)
    wanted = "dev" if chosen.dev else "run"
    try:
        if not is_ready(wanted):
            prepare("dev" if stamp().get("kind") == "dev" else wanted)
        if is_untranslated():
            run(PYTHON, ROOT / "scripts" / "translations.py", "compile")
            TRANSLATED.touch()
        if chosen.measures:
            add_measures()
    except OSError as error:
        sys.exit(explain(str(error)))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next try makes the environment anew.")


def stamp() -> dict[str, str]:
    """What the environment says of itself; empty where it was left half-finished or made by somebody else."""
    try:
        read = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def fingerprint(kind: str) -> str:
    """What the environment must have been made from: the lock file and this Python."""
    return hashlib.sha256(LOCKS[kind].read_bytes() + sys.version.encode()).hexdigest()


def is_ready(wanted: str) -> bool:
    """Whether the environment holds at least what is wanted, as locked."""
    kind = stamp().get("kind", "")
    return kind in (wanted, "dev") and stamp().get("fingerprint") == fingerprint(kind) and PYTHON.exists()


def is_untranslated() -> bool:
    """Whether a catalogue of the interface is newer than what was made of it."""
    made = TRANSLATED.stat().st_mtime if TRANSLATED.exists() else 0.0
    return any(path.stat().st_mtime >= made for path in ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def prepare(kind: str) -> None:
    """Makes or renews the environment."""
    started = time.monotonic()
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        sys.exit(FULL)
    if not uv_works():
        step("Fetching uv, the installer", fetch_uv)
    sound = bool(stamp()) and PYTHON.exists()
    STAMP.unlink(missing_ok=True) if sound else remove(VENV)
    if not sound:
        step("Making the environment .venv", lambda: run(UV, "venv", "--python", sys.executable, VENV))
    sync = (UV, "pip", "sync", "--require-hashes", "--python", PYTHON, LOCKS[kind])
    step("Installing the packages (half a minute or so)", lambda: run(*sync))
    STAMP.write_text(json.dumps({"kind": kind, "fingerprint": fingerprint(kind)}), encoding="utf-8")
    print(f"The environment is ready ({time.monotonic() - started:.0f} s).", flush=True)


def add_measures() -> None:
    """Installs the library for measuring beside the rest: too big to be there for everybody."""
    if not uv_works():
        step("Fetching uv, the installer", fetch_uv)
    install = (UV, "pip", "install", "--require-hashes", "--python", PYTHON, "--requirement", MEASURES_LOCK)
    step("Installing the library for measuring", lambda: run(*install))


def step(title: str, action: Callable[[], None]) -> None:
    """Shows what is being done and how long it took."""
    print(f"{title} … ", end="", flush=True)
    started = time.monotonic()
    try:
        action()
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def run(*command: object) -> None:
    """Runs a command; ends with one sentence where it fails."""
    environment = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": "copy",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    environment.pop("VIRTUAL_ENV", None)
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(explain(done.stderr + done.stdout))


def explain(said: str) -> str:
    """The one sentence for what a tool or the system said."""
    for pattern, meaning in SIGNS.items():
        if re.search(pattern, said):
            return meaning
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return "The environment could not be made: " + " ".join(lines[-4:])[:800]


def remove(path: Path) -> None:
    """Removes a folder or whatever stands in its place."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def pinned_version() -> str:
    """The version of uv that the lock file names."""
    return UV_LOCK.read_text(encoding="utf-8").split("uv==", 1)[1].split()[0]


def uv_works() -> bool:
    """Whether the pinned uv is there and starts."""
    try:
        said = subprocess.run([str(UV), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return said.split()[1:2] == [pinned_version()]


def fetch_uv() -> None:
    """Installs uv with pip; where Python came without pip (as Debian's does), takes it from the package index."""
    remove(UV_HOME)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        download_uv()
        return
    run(sys.executable, "-m", "venv", UV_HOME)
    pip = (UV_HOME / "bin" / "python", "-m", "pip", "install")
    run(*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", UV_LOCK)


def download_uv() -> None:
    """Takes uv's wheel for this machine from the package index and checks it against the lock file."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    system = "macosx" if sys.platform == "darwin" else "musllinux"  # the one for musl is static: it runs on every Linux
    with urllib.request.urlopen(INDEX, timeout=60) as answer:
        addresses = re.findall(r'href="([^"#]+\.whl)', answer.read().decode())
    version = f"/uv-{pinned_version()}-"
    endings = (f"{machine}.whl", f"{machine.replace('aarch64', 'arm64')}.whl")
    address = next((one for one in addresses if version in one and system in one and one.endswith(endings)), None)
    if address is None:
        sys.exit(f"There is no uv for this machine ({machine}): install Python's venv module and try again.")
    with urllib.request.urlopen(urllib.parse.urljoin(INDEX, address), timeout=300) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() not in UV_LOCK.read_text(encoding="utf-8"):
        sys.exit("The downloaded uv is not the one that scripts/requirements-uv.txt names: try again.")
    UV.parent.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as opened:
        UV.write_bytes(opened.read(next(name for name in opened.namelist() if name.endswith(".data/scripts/uv"))))
    UV.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1:])
