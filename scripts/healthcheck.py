#!/usr/bin/env python3
"""Says by its exit status whether a container of compose.yaml does its work: `healthcheck.py site` or `healthcheck.py worker`."""

import os
import sys
import urllib.request


def site() -> bool:
    """Whether the web server answers, asked under a name that the site knows."""
    host = os.environ["PASSERELLE_HOSTS"].split(",")[0].strip().lstrip(".")
    asked = urllib.request.Request("http://127.0.0.1:8000/health/live", headers={"Host": host})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        return bool(answer.status == 200)


def worker() -> bool:
    """Whether the worker was heard of within the last minute; it says so in the database."""
    import psycopg

    heard_of = "SELECT 1 FROM foundation_dutyrun WHERE name = 'worker' AND started_at > now() - interval '1 minute'"
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as database:
        return database.execute(heard_of).fetchone() is not None


if __name__ == "__main__":
    sys.exit(0 if {"site": site, "worker": worker}[sys.argv[1]]() else 1)
