"""The production mode: refuses to start without what it needs, one sentence each; with all of it `check --deploy` is clean."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.operations.machine import is_one_sentence, manage

COMPLETE = {
    "PASSERELLE_MODE": "production",
    "PASSERELLE_SECRET_KEY": "k8Zr-0pQ3_vXw7TnLs5EjB2yHfUdGcMa9iKoR4tSxN6eWqPbVzC1",
    "PASSERELLE_ADDRESS": "https://passerelle.example",
    "PASSERELLE_HOSTS": "passerelle.example",
    "PASSERELLE_OPERATOR_NAME": "An association",
    "PASSERELLE_OPERATOR_ADDRESS": "1 Bridge Street, Vienna",
    "PASSERELLE_OPERATOR_EMAIL": "office@passerelle.example",
}


def test_with_everything_set_the_deployment_check_is_clean(tmp_path: Path) -> None:
    assert manage(tmp_path, "collectstatic", "--no-input", **COMPLETE).returncode == 0
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert "System check identified no issues (0 silenced)." in done.stdout
    assert not (tmp_path / "demo-key").exists()


@pytest.mark.parametrize("missing", [name for name in COMPLETE if name != "PASSERELLE_MODE"])
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    refused(manage(tmp_path, "check", **{**COMPLETE, missing: ""}), missing)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PASSERELLE_SECRET_KEY", "demo-k8Zr-0pQ3_vXw7TnLs5EjB2yHfUdGcMa9iKoR4tSxN6eWqPbVzC1"),
        ("PASSERELLE_SECRET_KEY", "short"),
        ("PASSERELLE_SECRET_KEY", "a" * 60),
        ("PASSERELLE_DEBUG", "true"),
        ("PASSERELLE_DEMO_LOGINS", "true"),
        ("PASSERELLE_MODE", "staging"),
        ("PASSERELLE_API_PER_MINUTE", "many"),
        ("PASSERELLE_HTTPS_REDIRECT", "perhaps"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("REDIS_URL", "localhost:6379"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, variable: str, value: str) -> None:
    refused(manage(tmp_path, "check", **{**COMPLETE, variable: value}), variable)


def refused(done: subprocess.CompletedProcess[str], variable: str) -> None:
    """One sentence that names the variable, no traceback, nothing started."""
    assert done.returncode == 1
    assert variable in done.stderr
    assert is_one_sentence(done.stderr), done.stderr


def test_the_demo_mode_is_for_this_machine_only(tmp_path: Path) -> None:
    done = manage(tmp_path, "serve", "--port", "8972", "--host", "0.0.0.0")
    assert done.returncode == 1
    assert "PASSERELLE_MODE=production" in done.stderr
