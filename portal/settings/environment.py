"""Reads the environment: what each mode demands, and sentences that say which variable to set."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from portal.foundation.databases import database_at, sqlite

env: Final = Env()
MODES: Final = ("demo", "production")
PREFIX: Final = re.compile("[a-z][a-z0-9-]{0,60}")
MODE: Final = env.str("PASSERELLE_MODE", "demo")

if MODE not in MODES:
    raise ImproperlyConfigured(f"PASSERELLE_MODE is {MODE!r}: set it to one of {', '.join(MODES)}.")


def demand(variable: str, because: str) -> str:
    """The value of a variable that production can't do without; raises ImproperlyConfigured naming it."""
    value = env.str(variable, "")
    if not value:
        raise ImproperlyConfigured(f"Set {variable}: {because}")
    return value


def secret_key(data_dir: Path) -> str:
    """The key that signs sessions: random and kept in the data folder in demo mode, given by the operator in production."""
    if MODE == "production":
        key = demand("PASSERELLE_SECRET_KEY", "a random text of at least 50 characters that signs sessions and links.")
        if key.startswith("demo-") or len(key) < 50 or len(set(key)) < 5:
            raise ImproperlyConfigured(
                "Set PASSERELLE_SECRET_KEY to a random text of at least 50 characters; demo keys are refused in production."
            )
        return key
    kept = data_dir / "demo-key"
    try:
        if not kept.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            kept.write_text(f"demo-{secrets.token_urlsafe(50)}\n")
            kept.chmod(0o600)
        return kept.read_text().strip() or f"demo-{secrets.token_urlsafe(50)}"
    except OSError as error:
        sys.exit(
            f"Passerelle can't write to {data_dir} ({error.strerror}). Make it writable or set PASSERELLE_DATA_DIR."
        )


def database(data_dir: Path) -> dict[str, Any]:
    """The database that DATABASE_URL names, else SQLite in the data folder."""
    if not (url := env.str("DATABASE_URL", "")):
        return sqlite(data_dir / "passerelle.sqlite3")
    try:
        return database_at(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"Set DATABASE_URL to {error}") from error


def shared_cache() -> dict[str, Any]:
    """The cache that all processes share: what REDIS_URL names, else a table of the database."""
    hashed = {"KEY_FUNCTION": "portal.foundation.shared_cache.hashed_key"}
    url = env.str("REDIS_URL", "")
    if not url:
        backend = "portal.foundation.shared_cache.SharedDatabaseCache"
        return hashed | {"BACKEND": backend, "LOCATION": "shared_cache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            "Set REDIS_URL to the address of a Redis server, such as redis://:password@cache.example:6379/0."
        )
    # Half a second is long for an answer from memory; a connection that the server closed is made anew once.
    patience = {
        "socket_connect_timeout": 0.5,
        "socket_timeout": 0.5,
        "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
    }
    backend = "portal.foundation.shared_cache.SharedRedisCache"
    return hashed | {"BACKEND": backend, "LOCATION": [url], "OPTIONS": patience}


def elasticsearch() -> dict[str, Any]:
    """The Elasticsearch server that answers searches instead of the embedded engine, and how to be let in."""
    urls: tuple[str, ...] = tuple(env.list("ELASTICSEARCH_URL", []))
    for url in urls:
        if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
            raise ImproperlyConfigured(
                "Set ELASTICSEARCH_URL to the address of a server, such as https://user:password@search.example:9200; "
                "several nodes are separated by commas."
            )
    prefix = env.str("ELASTICSEARCH_PREFIX", "passerelle")
    if not PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured("Set ELASTICSEARCH_PREFIX to small letters, digits and hyphens, a letter first.")
    return {
        "urls": urls,
        "api_key": env.str("ELASTICSEARCH_API_KEY", ""),
        "ca_certs": env.str("ELASTICSEARCH_CA_CERTS", ""),
        "prefix": prefix,
        "shards": env.int("ELASTICSEARCH_SHARDS", 1),
        "replicas": env.int("ELASTICSEARCH_REPLICAS", 1 if len(urls) > 1 else 0),
    }


def operator() -> dict[str, str]:
    """Who answers for the site (shown in the privacy notice and on the contact page): name, address, e-mail."""
    if MODE == "production":
        if env.bool("PASSERELLE_DEBUG", False):
            raise ImproperlyConfigured("Set PASSERELLE_DEBUG to false: production refuses to start with debug on.")
        if env.bool("PASSERELLE_DEMO_LOGINS", False):
            raise ImproperlyConfigured(
                "Set PASSERELLE_DEMO_LOGINS to false: production refuses to start with demo log-ins."
            )
        for variable, because in (
            ("PASSERELLE_ADDRESS", "the site's own address, such as https://passerelle.example."),
            ("PASSERELLE_HOSTS", "the host names the site answers to, separated by commas."),
        ):
            demand(variable, because)
        return {
            "name": demand("PASSERELLE_OPERATOR_NAME", "who operates the site; the privacy notice names them."),
            "address": demand(
                "PASSERELLE_OPERATOR_ADDRESS", "the operator's postal address; the privacy notice shows it."
            ),
            "email": demand("PASSERELLE_OPERATOR_EMAIL", "the operator's e-mail address; the contact page shows it."),
        }
    return {
        "name": env.str("PASSERELLE_OPERATOR_NAME", "Passerelle demonstration"),
        "address": env.str("PASSERELLE_OPERATOR_ADDRESS", "this machine only"),
        "email": env.str("PASSERELLE_OPERATOR_EMAIL", "demo@passerelle.example"),
    }


def compiled_catalogues(folder: Path) -> list[str]:
    """The languages whose compiled catalogue stands in a folder: `scripts/translations.py` compiles none but complete ones."""
    found = (path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/django.mo"))
    return sorted(name.replace("_", "-").lower() for name in found)
