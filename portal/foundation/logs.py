"""Structured logs: one line for each request, with a request id and no personal data.

No addresses, no names, no query strings, and of an error only its type and where it happened: messages of errors quote what
people typed. On a developer's terminal (`json` off) errors are shown in full.
"""

from __future__ import annotations

import logging
import logging.config
import re
import sys
import traceback
from types import TracebackType
from typing import Any, Final

import structlog

PERSONAL: Final = ("ip", "user_id", "user_agent", "email", "query", "password", "exception")
# What the line of a request says already, and what strangers can make happen as often as they like.
SILENT: Final = ("django.request", "django.server", "django.security.DisallowedHost", "django.security.csrf")
TALKATIVE: Final = ("django_tasks", "wagtail")
# What lets somebody in without an account: signed links, those of calendars (a dot for the colon), and links for a new password.
SIGNED: Final = re.compile(r"[^/\s]*(?::[\w-]{20,}|\.[\w-]{43})|(?<=/reset/key/)[^/\s]+")
LIVENESS: Final = "GET /health/live"
Event = dict[str, Any]


def without_personal_data(_logger: Any, _method: str, event: Event) -> Event:
    """Drops what could point to a person, whatever a library adds; of a request only its path stays, without what a signed link holds."""
    for key in PERSONAL:
        event.pop(key, None)
    if isinstance(event.get("request"), str):
        event["request"] = SIGNED.sub("…", event["request"].split("?", 1)[0])
    return event


def without_liveness(_logger: Any, _method: str, event: Event) -> Event:
    """Somebody asks every few seconds whether the process is alive: not worth a line."""
    if event.get("request") == LIVENESS and event.get("code") == 200:
        raise structlog.DropEvent
    return event


def error_in_short(_logger: Any, _method: str, event: Event) -> Event:
    """An error as its type and the places it came through, innermost last."""
    error = event.pop("exc_info", None)
    found = sys.exc_info() if error is True else error
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        event["error"] = f"{found[0].__module__}.{found[0].__qualname__}"
        event["at"] = places(found[2])
    return event


def places(trace: TracebackType | None) -> list[str]:
    """The places of a traceback: file, line, function."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_personal_data,
    without_liveness,
]


def configure(options: dict[str, Any]) -> None:
    """Sets up logging; called by Django with settings.LOGGING (level, json)."""
    in_json = [error_in_short, structlog.processors.JSONRenderer(ensure_ascii=False)]
    render: list[Any] = (
        in_json
        if options["json"]
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    quiet = {name: {"level": "CRITICAL"} for name in SILENT} | {name: {"level": "WARNING"} for name in TALKATIVE}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": SHARED,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["console"], "level": options["level"]},
            "loggers": quiet,
        }
    )
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
