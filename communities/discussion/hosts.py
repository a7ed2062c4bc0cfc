"""What can be talked about below it: an entry of a blog now, minutes, documents and albums as they come.

Such a thing has a topic of the one engine, which names it by its key, such as entry:5. The topic's posts are read on the thing's own page,
also where the space has no forum; its sort is registered from `ready()`. `attached` keeps the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Host:
    """A sort of things that can be talked about."""

    code: str  # the part of a key before the colon
    part: str  # the code of the part of a space that they stand in
    part_label: Any
    part_url_name: str  # the address of that part, which takes the space's slug
    url_name: str  # the address of one, which takes the space's slug and the thing's primary key


_hosts: dict[str, Host] = {}


def register(host: Host) -> None:
    """Adds a sort."""
    _hosts[host.code] = host


def host_of(key: str) -> Host | None:
    """The sort that a key names; None for none and for one that is not known any more."""
    return _hosts.get(key.partition(":")[0])


@lru_cache(maxsize=10_000)
def url_of(key: str, slug: str) -> str:
    """The page of a thing in a space; empty where its sort is not known any more."""
    host = host_of(key)
    return reverse(host.url_name, args=[slug, int(key.partition(":")[2])]) if host else ""
