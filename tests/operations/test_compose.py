"""compose.yaml, Dockerfile and .env.example fit together, and what they set is what the code reads."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any, Final

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.operations.machine import ROOT, environment, free_port
from tests.operations.test_documentation import variables_read

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: Final[dict[str, Any]] = COMPOSE["services"]
OURS: Final = ("prepare", "site", "worker")
# https://github.com/compose-spec/compose-spec/blob/main/05-services.md: those that we use
KEYS: Final = {
    "build",
    "image",
    "init",
    "restart",
    "environment",
    "volumes",
    "command",
    "healthcheck",
    "depends_on",
    "ports",
    "ulimits",
}
HEALTH_KEYS: Final = {"test", "interval", "timeout", "retries", "start_period", "disable"}
CONDITIONS: Final = {"service_healthy", "service_completed_successfully"}
IMAGE: Final = re.compile(r"[a-z0-9./-]+:(?!latest)[a-z0-9.-]*[0-9][a-z0-9.-]*")
SECRET: Final = re.compile("KEY|PASSWORD|SECRET|TOKEN")
DOCKERFILE: Final = (ROOT / "Dockerfile").read_text()
EXAMPLE: Final = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_parts_are_there_in_the_form_of_the_specification() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "volumes"}
    assert set(SERVICES) == {"prepare", "site", "worker", "database", "elasticsearch", "redis"}
    for service in SERVICES.values():
        assert set(service) <= KEYS
        assert service["restart"] in ("no", "unless-stopped")
        for volume in service.get("volumes", ()):
            assert volume.split(":")[0] in COMPOSE["volumes"]
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES
            assert how["condition"] in CONDITIONS


@pytest.mark.parametrize("name", ["site", "worker", "database", "elasticsearch", "redis"])
def test_every_part_says_how_it_is(name: str) -> None:
    health = SERVICES[name].get("healthcheck")
    if health is None:
        assert name == "site"
        assert re.search(
            r'^HEALTHCHECK .*CMD \["python", "scripts/healthcheck.py", "site"\]$', DOCKERFILE, re.MULTILINE
        )
    else:
        assert set(health) <= HEALTH_KEYS
        assert health["test"][0] in ("CMD", "CMD-SHELL")


def test_images_are_pinned_and_nothing_but_the_site_is_reachable() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    images += re.findall("^FROM (.+)$", DOCKERFILE, re.MULTILINE)
    assert len(images) == 4
    assert [image for image in images if not IMAGE.fullmatch(image)] == []
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "site": ["127.0.0.1:8000:8000"]
    }
    assert all(SERVICES[name]["build"] == "." for name in OURS)


def test_every_variable_it_sets_is_read_and_every_one_it_asks_for_is_explained() -> None:
    read = variables_read()
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= read
    asked = set(re.findall(r"\$\{([A-Z_]+):\?[^}]+\}", (ROOT / "compose.yaml").read_text()))
    assert asked
    assert asked <= set(EXAMPLE)
    handed_on = {key for key, value in SERVICES["site"]["environment"].items() if value is None}
    assert set(EXAMPLE) <= asked | handed_on, "what stands in .env reaches the containers"


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert re.findall(r"\$\{[A-Z_]+(?!:\?)[^A-Z_].*?\}", text) == [], "what is not set is asked for"
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key):
                assert value is None or re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value)
            assert not re.search(r"://\w*:[^$/]*@", str(value)), "no password in an address"
    assert {key: value for key, value in EXAMPLE.items() if SECRET.search(key) and value} == {}


def test_the_image_is_made_of_the_locked_packages_for_somebody_without_rights() -> None:
    assert "--require-hashes --requirement requirements.txt" in DOCKERFILE
    assert "http" not in DOCKERFILE
    user, static = DOCKERFILE.index("\nUSER passerelle\n"), DOCKERFILE.index("collectstatic")
    assert user < static < DOCKERFILE.index("\nCMD "), "collected at build, by the one who serves them"
    assert not re.search(r"PASSERELLE_SECRET_KEY|PASSWORD", DOCKERFILE)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", "var", ".venv"} <= set(ignored)


@pytest.mark.parametrize(
    "command",
    [
        SERVICES["prepare"]["command"],
        SERVICES["worker"]["command"],
        re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE),
    ],
)
def test_its_commands_exist(command: list[str]) -> None:
    _python, script, name, *arguments = yaml.safe_load(command[0]) if len(command) == 1 else command
    parser = load_command_class(get_commands()[name], name).create_parser(script, name)
    assert parser.parse_args(arguments), "what it is called with is understood"


def test_a_site_that_does_not_answer_is_not_well(tmp_path: Any) -> None:
    variables = environment(
        tmp_path, PASSERELLE_HOSTS=".passerelle.example", DATABASE_URL=f"postgresql://x@127.0.0.1:{free_port()}/x"
    )
    for part in ("site", "worker"):
        words = [sys.executable, "scripts/healthcheck.py", part]
        assert subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, check=False).returncode == 1
