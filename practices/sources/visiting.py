"""Follows a link as a polite stranger: asks for the head of a page, keeps to what robots.txt asks of programs, and never goes where
the public internet does not reach, whatever a name resolves to and wherever a page leads on (OWASP, Server-Side Request Forgery).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import Final
from urllib.parse import quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PORTS: Final = {"http": 80, "https": 443}
PATIENCE: Final = 10.0  # seconds, for one answer, however slowly it drips
MOST_STEPS: Final = 5  # from one address to the next
MOST_RULES: Final = 500_000  # bytes of a robots.txt (RFC 9309 asks for as many at least)
TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # IPv4 addresses behind a NAT64 (RFC 6052)
MayVisit = Callable[[str, int], bool]


class Trouble(models.TextChoices):
    """Why a page was not seen."""

    NONE = "", _("it answers")
    GONE = "gone", _("there is no such page")
    BROKEN = "broken", _("the server has an error")
    SILENT = "silent", _("nothing answers")
    REFUSED = "refused", _("the server lets no programs look")
    ASTRAY = "astray", _("it leads from page to page without end")
    CLOSED = "closed", _("it is not an address of the public internet")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found behind a link. `moved_to`: where it leads for good; empty where it stays, or moved for now only."""

    trouble: Trouble
    status: int = 0
    moved_to: str = ""


class ClosedError(Exception):
    """An address that is not of the public internet, or not of the web."""


def is_public(address: str, port: int) -> bool:
    """Whether anybody on the internet reaches this address, and whether it is where pages are served."""
    ip = ip_address(address.partition("%")[0])
    inner = _within(ip) if isinstance(ip, IPv6Address) else None
    return (
        port in PORTS.values() and ip.is_global and not ip.is_multicast and (not inner or is_public(str(inner), port))
    )


def _within(ip: IPv6Address) -> IPv4Address | None:
    """The older address that a newer one stands for."""
    if ip in TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def visit(url: str, may_visit: MayVisit = is_public) -> Seen:
    """Follows a link to its end. Raises nothing: whatever goes wrong is told."""
    here, moved, for_good = url, "", True
    try:
        for _step in range(MOST_STEPS):
            if not _welcome(here, may_visit):
                return Seen(Trouble.REFUSED, moved_to=moved)
            status, onward = _look(here, may_visit)
            if not onward:
                return Seen(_trouble(status), status, moved)
            here = urljoin(here, onward)
            for_good = for_good and status in (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
            moved = here if for_good else moved
    except ClosedError:
        return Seen(Trouble.CLOSED)
    except (OSError, HTTPException, ValueError):  # ValueError: names and addresses that are none
        return Seen(Trouble.SILENT)
    return Seen(Trouble.ASTRAY)


def _trouble(status: int) -> Trouble:
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Trouble.GONE
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Trouble.BROKEN
    return Trouble.REFUSED if status >= HTTPStatus.BAD_REQUEST else Trouble.NONE


def _look(url: str, may_visit: MayVisit) -> tuple[int, str]:
    """Status of a page, and where it leads on. Some servers know no HEAD: they are asked for the page, and not listened to."""
    for method in ("HEAD", "GET"):
        status, onward, _body = _ask(method, url, may_visit)
        if status < HTTPStatus.BAD_REQUEST:
            break
    leads = HTTPStatus.MULTIPLE_CHOICES < status < HTTPStatus.BAD_REQUEST and status != HTTPStatus.NOT_MODIFIED
    return status, onward if leads else ""


def _welcome(url: str, may_visit: MayVisit) -> bool:
    """Whether the rules for programs of a site let us look (RFC 9309): where there are none, they do."""
    parts = urlsplit(url)
    status, _onward, body = _ask("GET", f"{parts.scheme}://{parts.netloc}/robots.txt", may_visit, MOST_RULES)
    if status != HTTPStatus.OK:
        return True
    rules = RobotFileParser()
    rules.parse(body.decode("utf-8", "replace").splitlines())
    return rules.can_fetch(settings.LINK_CHECKER, url)


def _ask(method: str, url: str, may_visit: MayVisit, most: int = 0) -> tuple[int, str, bytes]:
    """One request: status, where it leads, and the first `most` bytes of the body. The whole of it takes no longer than PATIENCE."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise ClosedError
    port = parts.port or PORTS[parts.scheme]
    connection = HTTPConnection(parts.hostname, port)
    connection.sock = _connected(parts.scheme, parts.hostname, port, may_visit)
    watch = Timer(PATIENCE, _hang_up, [connection.sock])
    watch.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Host": parts.netloc.encode("idna").decode(),
            "User-Agent": f"{settings.LINK_CHECKER} (+{settings.SITE_ADDRESS})",
            "Accept": "*/*",
        }
        connection.request(method, _written(target), headers=headers)
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read(most) if most else b""
    finally:
        watch.cancel()
        connection.close()


def _written(target: str) -> str:
    """A path as it stands in a request: other letters by their bytes (RFC 3987, 3.1)."""
    return quote(target, safe="/?&=%:;@+,!$'()*~#[]")


def _connected(scheme: str, host: str, port: int, may_visit: MayVisit) -> socket.socket:
    """A connection to the very address that was looked at: a name that answers otherwise the next time leads nowhere else."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not all(may_visit(address, port) for address in addresses):
        raise ClosedError
    plain = socket.create_connection((addresses[0], port), timeout=PATIENCE)
    if scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except Exception:
        plain.close()
        raise


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
