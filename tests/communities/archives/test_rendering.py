"""The HTML of many posts is made by several processes, and is the same."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from communities.archives.rendering import WORTH_IT, Renderers
from communities.discussion.texts import html_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
TEXTS = [f"**{number}** <script>alert(1)</script> PR-0001 \ud800\x00 [a](javascript:b)" for number in range(WORTH_IT)]


def test_several_processes_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Renderers() as renderers:
        assert renderers.begin(TEXTS)() == list(map(html_of, TEXTS))
        assert renderers._pool is not None
        assert renderers.begin([])() == []


def test_few_texts_and_one_processor_need_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with Renderers() as renderers:
        assert renderers.begin(TEXTS[:3])() == list(map(html_of, TEXTS[:3]))
        assert renderers._pool is None
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with Renderers() as renderers:
        assert len(renderers.begin(TEXTS)()) == WORTH_IT
        assert renderers._pool is None


def test_where_a_process_dies_the_rest_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Renderers() as renderers:
        renderers.begin(TEXTS)()
        assert renderers._pool is not None
        for child in [*renderers._pool._processes.values()]:
            child.kill()
            child.join()
        assert renderers.begin(TEXTS)() == list(map(html_of, TEXTS))


def test_they_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(
        "import sys, time\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from communities.archives.rendering import Renderers\n"
        "if __name__ == '__main__':\n"
        "    import os; os.cpu_count = lambda: 2\n"
        "    with Renderers() as renderers:\n"
        "        renderers.begin(['text'] * 400)()\n"
        "        print(*renderers._pool._processes, flush=True)\n"
        "        time.sleep(60)\n"
    )
    environment = {**os.environ, "PASSERELLE_MODE": "demo", "PASSERELLE_DATA_DIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    children = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    assert children
    deadline = time.monotonic() + 20
    while living := [pid for pid in children if alive(pid)]:
        assert time.monotonic() < deadline, living
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process is there, and not only its remains that nobody has asked for."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
